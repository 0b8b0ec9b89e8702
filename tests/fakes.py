"""A model's server on loopback that speaks the OpenAI protocol, and does on demand everything such servers do wrong.

The real ``ChatOpenAI`` and the real HTTP client talk to it, so that what is tested is what runs. By hand: ``python -m
tests.fakes --port 8090 --script good``, then ``OPENAI_BASE_URL=http://127.0.0.1:8090/v1 DUA_ARAH_MODEL=fake``.
"""

import argparse
import base64
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.fake_answers import (
    DIMENSIONS,
    MODEL,
    Answer,
    Recorded,
    completion,
    events,
    topics,
    vector,
    with_quote,
    wrong_language,
)

MEGABYTE = 1024 * 1024


class Exchange(BaseHTTPRequestHandler):
    """One connection; a script answers each of its requests."""

    protocol_version = "HTTP/1.1"
    fake: "FakeOpenAI"

    def log_message(self, *_args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._record(b"")
        if self.path.startswith("/v1/models"):
            self.json({"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "tests"}]})
        else:
            self.json({"error": {"message": "no such page"}}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        request = self._record(body)
        try:
            if self.path.endswith("/embeddings") and not self.fake.embeddings_follow_script:
                embeddings(self, request)
            elif self.path.endswith(("/embeddings", "/chat/completions")):
                self.fake.next_script()(self, request)
            else:
                self.json({"error": {"message": "no such page"}}, 404)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _record(self, body: bytes) -> Recorded:
        head = f"{self.requestline}\r\n{self.headers}".encode()
        request = Recorded(self.command, self.path, head, body, time.monotonic())
        self.fake.record(request)
        return request

    def json(self, data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.text(json.dumps(data, ensure_ascii=False), status, headers)

    def text(
        self, text: str, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "application/json"
    ) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def completion(self, request: Recorded, data: dict[str, Any]) -> None:
        """A completion in one piece, or as events where the request asks for a stream."""
        if not request.json.get("stream"):
            self.json(data)
            return
        self.events(events(data, usage=bool(request.json.get("stream_options"))))

    def events(self, parts: Iterable[str]) -> None:
        """Server-sent events, one after the other."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        for part in parts:
            self.wfile.write(f"data: {part}\n\n".encode())
            self.wfile.flush()

    def reset(self) -> None:
        """RST instead of an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RD)
        self.rfile.close()
        self.wfile.close()
        self.connection.close()

    def stopped(self, seconds: float) -> bool:
        """Wait, but not beyond the end of the test."""
        return self.fake.stopping.wait(seconds)


Script = Callable[[Exchange, Recorded], None]


class FakeOpenAI:
    """The server. `script` answers in turn, the last one for ever; `requests` is everything that arrived."""

    def __init__(self, *scripts: Script, port: int = 0, embeddings_follow_script: bool = False) -> None:
        self.requests: list[Recorded] = []
        self.stopping = threading.Event()
        self.embeddings_follow_script = embeddings_follow_script
        self._scripts: list[Script] = list(scripts) or [good()]
        self._lock = threading.Lock()
        handler = type("Handler", (Exchange,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def sent(self) -> bytes:
        """All bytes of all requests, as written, with JSON's escapes undone, and without marks: where to look for canaries."""
        with self._lock:
            parts = [request.bytes for request in self.requests]
            plain = [json.dumps(request.json, ensure_ascii=False).encode() for request in self.requests if request.body]
        read = [part.replace(b"^", b" ") for part in plain]
        return b"\n".join((*parts, *plain, *read))

    @property
    def chats(self) -> list[Recorded]:
        with self._lock:
            return [request for request in self.requests if request.path.endswith("/chat/completions")]

    def script(self, *scripts: Script) -> None:
        with self._lock:
            self._scripts = list(scripts)

    def next_script(self) -> Script:
        with self._lock:
            return self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]

    def record(self, request: Recorded) -> None:
        with self._lock:
            self.requests.append(request)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()


# Scripts: what a server does.


def _words(request: Recorded) -> int:
    return sum(len(message.split()) for message in request.messages)


def good(answer: Answer = topics) -> Script:
    """A 200 with what `answer` makes of the request: a JSON value, or a string sent as it is."""

    def play(exchange: Exchange, request: Recorded) -> None:
        said = answer(request)
        content = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        exchange.completion(request, completion(content, words=_words(request)))

    return play


def says(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Script:
    def play(exchange: Exchange, request: Recorded) -> None:
        exchange.completion(request, completion(content, finish=finish, refusal=refusal, words=_words(request)))

    return play


def truncated() -> Script:
    def play(exchange: Exchange, request: Recorded) -> None:
        content = json.dumps(topics(request), ensure_ascii=False)
        exchange.completion(request, completion(content[: len(content) // 2], finish="length", words=_words(request)))

    return play


def status(
    code: int, message: str = "scripted", headers: Mapping[str, str] | None = None, kind: str = "fake"
) -> Script:
    def play(exchange: Exchange, _request: Recorded) -> None:
        exchange.json({"error": {"message": message, "type": kind, "code": kind}}, code, headers)

    return play


def rate_limited(retry_after: str | None = "1") -> Script:
    return status(429, "slow down", {"Retry-After": retry_after} if retry_after is not None else None)


def reset() -> Script:
    return lambda exchange, _request: exchange.reset()


def silent() -> Script:
    """Takes the request and says nothing."""

    def play(exchange: Exchange, _request: Recorded) -> None:
        while not exchange.stopped(0.1):
            pass

    return play


def drip(seconds: float = 1.0) -> Script:
    """A good answer, one byte every `seconds`."""

    def play(exchange: Exchange, request: Recorded) -> None:
        body = json.dumps(completion(json.dumps(topics(request)))).encode()
        exchange.send_response(200)
        exchange.send_header("Content-Type", "application/json")
        exchange.send_header("Content-Length", str(len(body)))
        exchange.end_headers()
        for byte in body:
            if exchange.stopped(seconds):
                return
            exchange.wfile.write(bytes([byte]))
            exchange.wfile.flush()

    return play


def huge(size: int = 50 * MEGABYTE, *, declared: bool = False) -> Script:
    """A completion of `size` bytes; with `declared` its length is told first."""

    def play(exchange: Exchange, _request: Recorded) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Type", "application/json")
        if declared:
            exchange.send_header("Content-Length", str(size))
        else:
            exchange.send_header("Connection", "close")
            exchange.close_connection = True
        exchange.end_headers()
        exchange.wfile.write(b'{"id":"')
        chunk = b"x" * 65536
        for _ in range(size // len(chunk)):
            exchange.wfile.write(chunk)

    return play


def refuses_response_format(then: Script | None = None, code: int = 400) -> Script:
    """An older server: 400 for ``response_format``, `then` without it."""
    after = then or good()

    def play(exchange: Exchange, request: Recorded) -> None:
        if "response_format" in request.json:
            status(code, "Unrecognized request argument supplied: response_format")(exchange, request)
        else:
            after(exchange, request)

    return play


def raw(text: str, code: int = 200, kind: str = "application/json", headers: Mapping[str, str] | None = None) -> Script:
    """Anything at all instead of a completion."""
    return lambda exchange, _request: exchange.text(text, code, headers, kind)


def embeddings(exchange: Exchange, request: Recorded) -> None:
    asked = request.json
    texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]

    def encoded(values: Iterable[float]) -> object:
        numbers = list(values)
        if asked.get("encoding_format") != "base64":
            return numbers
        return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()

    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": encoded(vector(str(text), asked.get("dimensions") or DIMENSIONS)),
        }
        for index, text in enumerate(texts)
    ]
    words = sum(len(str(text).split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    exchange.json({"object": "list", "data": data, "model": asked.get("model", MODEL), "usage": usage})


SCRIPTS: Mapping[str, Callable[[], Script]] = {
    "good": good,
    "invented-quotation": lambda: good(with_quote("Kalimat ini tidak ada di panduan mana pun.")),
    "wrong-language": lambda: good(wrong_language),
    "bad-json": lambda: says('{"topics": [{"title": "…'),
    "wrong-schema": lambda: says('{"ideas": []}'),
    "truncated": truncated,
    "empty": lambda: says(""),
    "null": lambda: says(None),
    "refusal": lambda: says(None, refusal="I cannot help with that."),
    "filtered": lambda: says("", finish="content_filter"),
    "rate-limited": rate_limited,
    "rate-limited-long": lambda: rate_limited("3600"),
    "server-error": lambda: status(500),
    "overloaded": lambda: status(503),
    "unauthorized": lambda: status(401, "Incorrect API key provided"),
    "no-model": lambda: status(404, "The model `fake` does not exist"),
    "reset": reset,
    "silent": silent,
    "drip": drip,
    "huge": huge,
    "huge-declared": lambda: huge(declared=True),
    "refuses-response-format": refuses_response_format,
    "html": lambda: raw("<html>hello</html>", kind="text/html"),
    "half-json-body": lambda: raw('{"id": "chatcmpl'),
    "no-choices": lambda: raw('{"id": "x", "object": "chat.completion"}'),
    "redirect": lambda: raw("", 307, headers={"Location": "http://127.0.0.1:9/v1/chat/completions"}),
    "gzip": lambda: raw("xx", headers={"Content-Encoding": "gzip"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="A scripted OpenAI-compatible server on loopback.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--script", choices=sorted(SCRIPTS), default="good")
    arguments = parser.parse_args()
    with FakeOpenAI(SCRIPTS[arguments.script](), port=arguments.port) as fake:
        sys.stdout.write(
            f"OPENAI_BASE_URL={fake.address} DUA_ARAH_MODEL={MODEL}  ({arguments.script}); end with Ctrl-C\n"
        )
        sys.stdout.flush()
        try:
            while True:
                time.sleep(1)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
