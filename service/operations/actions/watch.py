"""Looks at parts that may hang (a database that swallows packets) without hanging: what did not answer in time is said to be so."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import structlog
from flask import Flask

_log = structlog.get_logger(__name__)
T = TypeVar("T")


class _Look(Generic[T]):
    """One look: what was seen so far, and whether it is over."""

    def __init__(self) -> None:
        self.seen: list[T] = []
        self.over = threading.Event()
        self.failed = False


class Watch(Generic[T]):
    """Runs one look at a time in a thread of its own; whoever asks meanwhile shares it, so looks that hang do not pile up."""

    def __init__(self, app: Flask, look: Callable[[], Iterator[T]]) -> None:
        self._app = app
        self._look = look
        self._lock = threading.Lock()
        self._present: _Look[T] | None = None

    def see(self, seconds: float) -> tuple[list[T], str]:
        """What was seen within `seconds`, and how the look ended: `ok`, `failed` or `slow`."""
        until = time.monotonic() + seconds
        with self._lock:
            present = self._present
            if present is None or present.over.is_set():
                present = self._present = _Look()
                threading.Thread(target=self._run, args=(present,), name="watch", daemon=True).start()
        over = present.over.wait(max(until - time.monotonic(), 0.0))
        return list(present.seen), "slow" if not over else "failed" if present.failed else "ok"

    def _run(self, present: _Look[T]) -> None:
        try:
            with self._app.app_context():
                for one in self._look():
                    present.seen.append(one)
        except Exception as error:  # noqa: BLE001 - whatever it is, the part does not serve
            present.failed = True
            _log.warning("look_failed", reason=type(error).__name__)
        finally:
            present.over.set()
