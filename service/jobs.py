"""Work that outlives a request: plain functions, registered by name, run by huey in this process or another.

huey delivers at most once, so the truth is always a row of the domain (a request, a mail); a job only looks after it, and a
periodic sweeper enqueues again what a killed worker left. ``enqueue`` only notes the call: it is sent after the commit that
makes the row visible, and forgotten when that transaction rolls back.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import structlog
from flask import Flask, current_app, has_app_context
from huey.api import Huey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import event
from sqlalchemy.orm import Session

from service.db import db

_log = structlog.get_logger(__name__)
_KEY = "dua_arah.jobs"
_PENDING = "dua_arah.pending_jobs"
_functions: dict[str, Callable[..., None]] = {}
_periodic: dict[str, int] = {}


@dataclass(frozen=True)
class _Queue:
    huey: Huey
    run: Callable[..., Any]


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function under a stable name; its arguments must be plain values."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if _functions.setdefault(name, function) is not function:
            message = f"two jobs are called {name}"
            raise ValueError(message)
        return function

    return register


def every(name: str, *, minutes: int = 1) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job that also runs by itself every `minutes`."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _periodic[name] = minutes
        return job(name)(function)

    return register


def bind(app: Flask, huey: Huey) -> None:
    """Let `huey` run the registered jobs inside an app context of `app`."""

    def run(name: str, *args: Any) -> None:
        with app.app_context():
            _functions[name](*args)

    task = huey.task(name="dua_arah.run")(run)
    for name, minutes in _periodic.items():
        huey.periodic_task(crontab(minute=f"*/{minutes}"), name=f"dua_arah.every.{name}")(lambda name=name: run(name))
    app.extensions[_KEY] = _Queue(huey=huey, run=task)


def sqlite_queue(path: Path) -> Huey:
    """A queue in a file of its own beside the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("dua-arah", filename=str(path), fsync=False)


def enqueue(name: str, *args: Any) -> None:
    """Have a job run once the present transaction is committed."""
    if name not in _functions:
        message = f"no job is called {name}"
        raise LookupError(message)
    db.session.info.setdefault(_PENDING, []).append((name, args))
    # A session without a transaction would never tell of a commit.
    db.session.connection()


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    pending = session.info.pop(_PENDING, [])
    if not pending or not has_app_context():
        return
    queue = cast("_Queue | None", current_app.extensions.get(_KEY))
    if queue is None:
        return
    for name, args in pending:
        try:
            queue.run(name, *args)
        except Exception:  # noqa: BLE001 - the row is committed; the sweeper finds it
            _log.exception("job_not_sent", job=name)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_PENDING, None)


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """huey's consumer inside a web process: it must not take gunicorn's signals."""

    def _set_signal_handlers(self) -> None:
        return


class Runner:
    """Runs the jobs of an app in threads of this process, from ``start`` to ``stop``."""

    def __init__(self, app: Flask, *, workers: int = 2) -> None:
        queue = cast("_Queue", app.extensions[_KEY])
        self._consumer = _QuietConsumer(
            queue.huey, workers=workers, worker_type="thread", initial_delay=0.1, max_delay=1.0
        )
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to run jobs; returns at once."""
        self._consumer.start()

    def stop(self) -> None:
        """Let the running jobs end and stop."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._consumer.stop(graceful=True)
