"""A real Chroma server for tests, and a wire in front of it that can be cut, blocked, slowed and torn.

The server is the Rust one (``chroma run``), on a free port of this machine, with its data in a folder of the test.
"""

import contextlib
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from chromadb.api.models.Collection import Collection

from service.adapters.chroma_http import PunctualClient
from service.knowledge.ports import Library
from service.knowledge.values import Found, Need

SECONDS = 2.0  # what a question to the server may take in tests
WORDS = "rekap lembur rumus"
_START_SECONDS = 30.0
SLOW_SECONDS = 0.1


class ChromaServer:
    """``chroma run`` over a folder; `address` stays the same over restarts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Run it, and wait until it listens."""
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port), "--path", str(self.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: listens(self.port), _START_SECONDS)
        return self

    def kill(self) -> None:
        """End it without a word."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def empty(self) -> None:
        """Take its data away; it must not run."""
        shutil.rmtree(self.folder)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class Wire:
    """Passes bytes on to a server, until `mode` says otherwise.

    ``pass``; ``slow``: passes on after a while; ``hole``: takes connections and never answers; ``drip``: an answer that begins well,
    one byte a second; ``reset``: ends each connection with a reset; ``huge``: an answer without end; ``nonsense``: well-formed
    answers that say nothing; ``error``: a server's fault. `heard` counts what clients sent, in pieces.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self.mode = "pass"
        self.heard = 0
        self.open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._run(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)

    def become(self, mode: str) -> None:
        """Change, for the connections that are there too."""
        self.mode = mode
        self.cut()

    def cut(self) -> None:
        """End all connections."""
        with self._lock:
            connections = list(self.open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.open.add(connection)
            self._run(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        ways = {
            "pass": self._pass,
            "slow": self._pass,
            "hole": self._swallow,
            "drip": self._drip,
            "reset": self._reset,
            "huge": self._flood,
            "nonsense": lambda connection: self._answer(connection, b"200 OK", b"{}"),
            "error": lambda connection: self._answer(connection, b"500 Internal Server Error", b"oh no"),
        }
        try:
            with connection, contextlib.suppress(OSError):
                ways[self.mode](connection)
        finally:
            with self._lock:
                self.open.discard(connection)

    def _hear(self, connection: socket.socket) -> bytes:
        piece = connection.recv(65536)
        self.heard += bool(piece)
        return piece

    def _pass(self, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._to)) as far:
            self._run(_back, far, connection)
            try:
                while piece := self._hear(connection):
                    if self.mode == "slow":
                        self._over.wait(SLOW_SECONDS)
                    far.sendall(piece)
            finally:
                with contextlib.suppress(OSError):
                    far.shutdown(socket.SHUT_RDWR)

    def _swallow(self, connection: socket.socket) -> None:
        while self._hear(connection):
            pass

    def _drip(self, connection: socket.socket) -> None:
        self._hear(connection)
        for byte in b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n{"id':
            connection.sendall(bytes([byte]))
            if self._over.wait(1.0):
                return

    def _reset(self, connection: socket.socket) -> None:
        self._hear(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _flood(self, connection: socket.socket) -> None:
        self._hear(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
        while not self._over.is_set():
            connection.sendall(b"0," * 32768)

    def _answer(self, connection: socket.socket, status: bytes, body: bytes) -> None:
        while self._hear(connection):
            connection.sendall(b"HTTP/1.1 %b\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body))


def _back(far: socket.socket, near: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := far.recv(65536):
            near.sendall(piece)
    with contextlib.suppress(OSError):
        near.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def eventually(holds: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until something holds. Raises ``AssertionError`` when it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)


def ask(library: Library, text: str = WORDS) -> Found:
    """What a library finds for a question in Indonesian."""
    (found,) = library.find([Need(text, "id")])
    return found


def headings(found: Found) -> list[tuple[str, str]]:
    """What was found, in its order."""
    return [(hit.passage.document, hit.passage.heading) for hit in found.hits]


def collections(server: ChromaServer, prefix: str) -> Sequence[str]:
    """The names on the server that begin with the prefix."""
    client = PunctualClient(server.address, 10.0)
    names = sorted(one.name for one in client.list_collections() if one.name.startswith(prefix))
    client.close()
    return names


@contextlib.contextmanager
def collection(server: ChromaServer, prefix: str) -> Iterator[Collection]:
    """The only collection with the prefix, for doing something to it behind everybody's back."""
    client = PunctualClient(server.address, 10.0)
    (name,) = collections(server, prefix)
    yield client.get_collection(name)
    client.close()
