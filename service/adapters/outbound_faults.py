"""What can go wrong on the way to a model's server, in our words; and the one retry, inside the deadline.

LangChain, openai and httpx2 each wrap the others' exceptions, so the cause is read from the whole chain. Their own
retries are off (``max_retries=0``): they know nothing of the deadline.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx2
import openai

from service.adapters.outbound_http import ResponseTooLarge, run_with_deadline
from service.suggestions.ports import Unavailable

T = TypeVar("T")

JITTER_SECONDS = (0.2, 0.8)
_WORTH_SECONDS = 0.5  # a retry that has less than this left is not begun
_MESSAGE = 200
_RATE_LIMITED = 429
_SERVER_ERROR = 500
_STATUS: dict[int, Unavailable] = {401: "auth", 403: "auth", 404: "not_found", 429: "rate_limited"}


class Fault(Exception):
    """No usable answer. `retry_after` is what the server asked for, in seconds."""

    def __init__(
        self, kind: Unavailable, message: str, *, again: bool = False, retry_after: float | None = None, status: int = 0
    ) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind: Unavailable = kind
        self.message = message
        self.again = again
        self.retry_after = retry_after
        self.status = status


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _retry_after(response: httpx2.Response) -> float | None:
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp()
    return max(seconds, 0.0) if seconds == seconds else None  # noqa: PLR0124 - "nan" is a float


def _of_status(error: openai.APIStatusError) -> Fault:
    status = error.status_code
    message = f"HTTP {status}: {error.message}"[:_MESSAGE]
    if status >= _SERVER_ERROR:
        return Fault("server_error", message, again=True, retry_after=_retry_after(error.response), status=status)
    if status == _RATE_LIMITED:
        spent = error.code == "insufficient_quota"
        return Fault("rate_limited", message, again=not spent, retry_after=_retry_after(error.response), status=status)
    return Fault(_STATUS.get(status, "bad_request"), message, status=status)


def fault_of(error: BaseException) -> Fault | None:
    """The fault an exception stands for; ``None`` where the trouble is not on the way (a refused or broken answer)."""
    links = list(chain(error))
    for link in links:
        if isinstance(link, Fault):
            return link
        if isinstance(link, ResponseTooLarge):
            return Fault("too_large", str(link))
    for link in links:
        if isinstance(link, openai.APIStatusError):
            return _of_status(link)
    for link in links:
        if isinstance(link, openai.APIConnectionError | httpx2.TransportError):
            cause = links[-1]
            return Fault("connection", f"{type(cause).__name__}: {cause}"[:_MESSAGE], again=True)
    return None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one answer may take in all, and between which seconds a retry waits at least."""

    seconds: float
    jitter: tuple[float, float] = JITTER_SECONDS

    def pause(self, fault: Fault) -> float:
        """Seconds to wait before the retry: what the server asked for, and a little more so that callers spread."""
        low, high = self.jitter
        return (fault.retry_after or 0.0) + low + (high - low) * secrets.randbelow(1000) / 1000


async def _attempts(attempt: Callable[[], Awaitable[T]], patience: Patience, ends: float) -> T:
    try:
        return await attempt()
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
        pause = patience.pause(fault)
        if not fault.again or time.monotonic() + pause + _WORTH_SECONDS > ends:
            raise fault from error
    await asyncio.sleep(pause)
    try:
        return await attempt()
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error


def call(attempt: Callable[[], Awaitable[T]], patience: Patience) -> T:
    """What `attempt()` gives, tried at most twice within the deadline.

    Raises ``Fault``, or what `attempt` found in an answer.
    """
    ends = time.monotonic() + patience.seconds
    try:
        return run_with_deadline(lambda: _attempts(attempt, patience, ends), patience.seconds)
    except TimeoutError as error:
        raise Fault("timeout", f"no answer within {patience.seconds:g} s") from error
