"""An app as whoever runs it sees it: with a library, a meter, and a token for its figures."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from service.adapters.metrics import PrometheusMeter
from service.knowledge.ports import Library
from service.knowledge.values import IndexStatus
from service.operations.ports import Meter
from service.settings import Settings
from tests import builders

TOKEN = "token-of-the-test"


class Shelf:
    """A library that is asked how it stands, and no more."""

    def __init__(self) -> None:
        self.told = IndexStatus("ready", generation=1)

    def status(self) -> IndexStatus:
        return self.told

    def stands(self, state: str) -> None:
        self.told = replace(self.told, state=state)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def outside(shelf) -> dict[type, object]:
    return {**builders.outside(), Library: shelf, Meter: PrometheusMeter()}


@pytest.fixture
def settings(tmp_path: Path, database_url: str | None) -> Settings:
    return Settings(
        data=tmp_path / "data", database_url=database_url, secret_key="x" * 32, metrics_token=TOKEN, _env_file=None
    )


class Silence:
    """A server that takes every connection and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._held.append(connection)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)
        for connection in self._held:
            connection.close()


@contextmanager
def silence() -> Iterator[Silence]:
    server = Silence()
    try:
        yield server
    finally:
        server.close()


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
