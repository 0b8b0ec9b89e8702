"""The way to a Chroma server: chromadb's own client with deadlines.

chromadb asks through an ``httpx.Client`` with ``timeout=None``, calls the server while a client is made, and reads answers of any
length. Here every request goes the one way out of this process (``outbound_http``): with a total deadline, so that a server that
drips bytes does not stretch it, cancelled for real when it is over, and with a cap on the answer. Making a client asks nobody.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import httpx2
from chromadb.api.client import Client
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings, System

from service.adapters.chroma import StoreAway
from service.adapters.outbound_http import (
    ResponseTooLarge,
    close_http_client,
    guarded_http_client,
    run_with_deadline,
)

MAX_ANSWER_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class _Budget:
    """Seconds left for the calls of one question; only waiting for the server counts."""

    left: float


_budget: ContextVar[_Budget | None] = ContextVar("chroma_budget", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The calls made inside take so many seconds together, and not one more."""
    token = _budget.set(_Budget(seconds))
    try:
        yield
    finally:
        _budget.reset(token)


class _Session:
    """What chromadb uses of its ``httpx.Client``, with deadlines. `seconds` is for a call outside any ``within``."""

    def __init__(self, place: str, seconds: float, limit: int) -> None:
        self.headers: dict[str, str] = {"Content-Type": "application/json"}
        self._place = place
        self._seconds = seconds
        self._limit = limit
        self._lock = threading.Lock()
        self._client: httpx2.AsyncClient | None = None
        self._pid = 0

    def request(self, method: str, url: str, **given: Any) -> httpx.Response:
        """The answer, read whole. Raises ``StoreAway`` when there is none in time."""
        budget = _budget.get()
        seconds = self._seconds if budget is None else budget.left
        if seconds <= 0:
            raise StoreAway(self._late())
        client = self._opened()

        async def ask() -> tuple[int, bytes]:
            answer = await client.request(method, url, headers=self.headers, **given)
            return answer.status_code, answer.content

        begun = time.monotonic()
        try:
            status, content = run_with_deadline(ask, seconds)
        except TimeoutError:
            raise StoreAway(self._late()) from None
        except ResponseTooLarge as error:
            message = f"The Chroma server at {self._place} sends more than an answer can have: {error}."
            raise StoreAway(message) from error
        except httpx2.ConnectError as error:
            message = f"The Chroma server at {self._place} cannot be reached."
            raise StoreAway(message) from error
        except httpx2.HTTPError as error:
            message = f"The Chroma server at {self._place} broke off ({type(error).__name__})."
            raise StoreAway(message) from error
        finally:
            if budget is not None:
                budget.left -= time.monotonic() - begun
        # chromadb catches httpx's errors, ours come from its successor.
        return httpx.Response(status, content=content, request=httpx.Request(method, url))

    def _late(self) -> str:
        return f"The Chroma server at {self._place} does not answer in time."

    def _opened(self) -> httpx2.AsyncClient:
        with self._lock:
            if self._client is None or self._pid != os.getpid():
                self._client = guarded_http_client(limit=self._limit)
                self._pid = os.getpid()
            return self._client

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None and self._pid == os.getpid():
            close_http_client(client)


class PunctualServer(FastAPI):
    """chromadb's view of a server, over a session with deadlines."""

    def __init__(self, system: System, session: _Session) -> None:
        super().__init__(system)
        self._session.close()
        self._session = session  # type: ignore[assignment]  # it has all that is used of a client


class PunctualClient(Client):
    """A client of one server, made without asking it anything."""

    def __init__(self, address: str, seconds: float, limit: int = MAX_ANSWER_BYTES) -> None:
        """`address` begins with http:// or https://; `seconds` bounds each call that no ``within`` surrounds."""
        parts = urlsplit(address)
        self.place = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        settings = Settings(
            anonymized_telemetry=False, chroma_server_host=address, chroma_server_http_port=parts.port or 80
        )
        self._session = _Session(self.place, seconds, limit)
        self._server = PunctualServer(System(settings), self._session)

    def get_collection(self, name: str, embedding_function: Any = None, data_loader: Any = None) -> Collection:
        """As chromadb's, but with no embedding function by default: theirs downloads a model."""
        return super().get_collection(name, embedding_function, data_loader)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
