"""The one way out to a model's server, for the chat model and for a remote embedder alike.

An own HTTP client, because the openai package's default one follows redirects with the prompt in hand, takes proxies
from the environment and reads 50 MB answers whole; one event loop per process with a total deadline, because
``timeout=`` of every HTTP library starts anew with each byte, and only a cancelled task stops a server that drips.
"""

import asyncio
import contextlib
import os
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from typing import TypeVar

import httpx2

T = TypeVar("T")

MAX_RESPONSE_BYTES = 2 * 1024 * 1024
CONNECT_SECONDS = 5.0
_GRACE_SECONDS = 2.0


class ResponseTooLarge(httpx2.RequestError):
    """The server sent more than an answer can have; reading stopped there."""


class _CappedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, limit: int) -> None:
        self._inner = inner
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self._inner:
            seen += len(chunk)
            if seen > self._limit:
                message = f"the answer is longer than {self._limit} bytes"
                raise ResponseTooLarge(message)
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


class _CappedTransport(httpx2.AsyncBaseTransport):
    """Counts what arrives. Compressed answers are refused: a few bytes of gzip are a gigabyte."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, limit: int) -> None:
        self._inner = inner
        self._limit = limit

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        declared = response.headers.get("content-length", "")
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        too_long = declared.isdigit() and int(declared) > self._limit
        if too_long or encoding not in {"", "identity"}:
            await response.aclose()
            message = f"the answer declares {declared} bytes" if too_long else "the answer is compressed, unasked"
            raise ResponseTooLarge(message)
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _CappedStream(response.stream, self._limit)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _NoTransport(httpx2.BaseTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        message = f"{request.url.host} was called outside the deadline"
        raise RuntimeError(message)


def connect_timeout() -> httpx2.Timeout:
    """For the client's ``timeout=``: only connecting has one of its own, the rest is the deadline's."""
    return httpx2.Timeout(None, connect=CONNECT_SECONDS)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom this machine trusts; read once, as it takes long enough to hold up the loop."""
    return httpx2.create_ssl_context(trust_env=False)


def guarded_transport(*, proxy: str | None = None, limit: int = MAX_RESPONSE_BYTES) -> httpx2.AsyncBaseTransport:
    """Capped answers, and nothing taken from the environment, for a client that another library makes.

    `proxy` is ours alone (a setting); ``HTTP_PROXY`` and its kin, ``.netrc`` and ``SSL_CERT_FILE`` are not trusted.
    """
    inner = httpx2.AsyncHTTPTransport(verify=_certificates(), trust_env=False, proxy=proxy, retries=0)
    return _CappedTransport(inner, limit)


def guarded_http_client(*, proxy: str | None = None, limit: int = MAX_RESPONSE_BYTES) -> httpx2.AsyncClient:
    """A client for ``http_async_client=``: capped answers, no redirects, no cookies kept, nothing taken from the environment.

    Use it in one event loop only: the one of `run_with_deadline`.
    """
    return httpx2.AsyncClient(
        transport=guarded_transport(proxy=proxy, limit=limit),
        timeout=connect_timeout(),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity"},
    )


def refusing_http_client() -> httpx2.Client:
    """For ``http_client=``: the synchronous way out, which has no deadline, stays shut."""
    return httpx2.Client(transport=_NoTransport(), trust_env=False)


class _BackgroundLoop:
    """An event loop in a daemon thread. A forked child gets its own: the parent's thread does not exist there."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="outbound", daemon=True)
        self.thread.start()


_lock = threading.Lock()
_current: _BackgroundLoop | None = None


def _background() -> _BackgroundLoop:
    global _current  # noqa: PLW0603 - one loop a process is the point
    with _lock:
        if _current is None or _current.pid != os.getpid() or not _current.thread.is_alive():
            _current = _BackgroundLoop()
        return _current


def _release_lock_in_child() -> None:
    global _lock  # noqa: PLW0603 - the parent's holder does not exist in the child
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_release_lock_in_child)


async def _bounded(make: Callable[[], Awaitable[T]], seconds: float) -> T:
    async with asyncio.timeout(seconds):
        return await make()


def run_with_deadline(make: Callable[[], Awaitable[T]], seconds: float) -> T:
    """What `make()` gives, at most `seconds` from now, from any thread but the loop's own; raises ``TimeoutError``.

    `make` is called inside the process's one background loop, so that clients that live there can be used again. On
    time-out the work is cancelled for real: its connection is closed.
    """
    background = _background()
    if threading.current_thread() is background.thread:
        message = "run_with_deadline inside the outbound loop would wait for itself"
        raise RuntimeError(message)
    future = asyncio.run_coroutine_threadsafe(_bounded(make, max(seconds, 0.0)), background.loop)
    try:
        return future.result(timeout=seconds + _GRACE_SECONDS)
    except BaseException:
        future.cancel()
        raise


def close_http_client(client: httpx2.AsyncClient | httpx2.Client | None) -> None:
    """Close one of these clients, in the loop where that is where it lived; never raises."""
    with contextlib.suppress(Exception):
        if isinstance(client, httpx2.AsyncClient):
            run_with_deadline(client.aclose, _GRACE_SECONDS)
        elif client is not None:
            client.close()
