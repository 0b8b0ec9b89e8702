"""The queue: calls noted in a transaction, sent after its commit, and run with an app around them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
import structlog
from flask import Flask, current_app, has_app_context
from huey.api import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars, get_contextvars

from service import clock
from service.db import POSTGRESQL_LINK, db
from service.jobs import ledger
from service.jobs.registry import functions, periodic

_log = structlog.get_logger(__name__)
_KEY = "dua_arah.jobs"
_PENDING = "dua_arah.pending_jobs"
_NAME = "dua-arah"
_SALT = "dua-arah.jobs"
_MAKING_TABLES = 7_205_414_823_301  # any number, the same in every process: the advisory lock around the queue's tables


@dataclass(frozen=True)
class Queue:
    """huey, and our one task in it."""

    huey: Huey
    run: Callable[..., Any]


def queue_of(app: Flask) -> Queue | None:
    """The queue bound to an app; None where nobody bound one."""
    return cast("Queue | None", app.extensions.get(_KEY))


def bind(app: Flask, huey: Huey) -> None:
    """Let `huey` run the registered jobs inside an app context of `app`."""

    def run(name: str, args: list[Any], request_id: str | None = None) -> None:
        with app.app_context(), bound_contextvars(job=name, request_id=request_id):
            _run(name, args)

    def run_in_turn(name: str, minutes: int) -> None:
        with app.app_context(), bound_contextvars(job=name):
            if ledger.take_turn(name, minutes, clock.now()):
                _run(name, [])

    task = huey.task(name="dua_arah.run")(run)
    for name, minutes in periodic.items():
        scheduled = huey.periodic_task(crontab(minute=f"*/{minutes}"), name=f"dua_arah.every.{name}")
        scheduled(lambda name=name, minutes=minutes: run_in_turn(name, minutes))
    app.extensions[_KEY] = Queue(huey=huey, run=task)


def _run(name: str, args: list[Any]) -> None:
    """Run a job and count it; one that fails is logged, and its row is what somebody takes up again."""
    begun = time.monotonic()
    failed = False
    try:
        functions[name](*args)
    except Exception:  # noqa: BLE001 - the worker goes on; the row behind the job is taken up again
        failed = True
        _log.exception("job_failed")
    db.session.rollback()
    try:
        ledger.count(name, failed=failed, seconds=time.monotonic() - begun, now=clock.now())
    except SQLAlchemyError as error:  # a figure less must not take the worker down
        _log.warning("job_not_counted", reason=type(error).__name__)


def sqlite_queue(path: Path, secret: str) -> Huey:
    """A queue in a file of its own beside the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(_NAME, filename=str(path), fsync=False, serializer=_signed(secret))


def postgres_queue(address: str, secret: str) -> Huey:
    """A queue in tables of the database at this address; made here where they are missing."""
    dsn = address.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(dsn, autocommit=True, **POSTGRESQL_LINK) as connection:
        # "create table if not exists" fails where two processes do it at once.
        connection.execute("select pg_advisory_lock(%s)", (_MAKING_TABLES,))
        return PostgresHuey(_NAME, dsn=dsn, serializer=_signed(secret), create_tables=True, **POSTGRESQL_LINK)


def _signed(secret: str) -> SignedSerializer:
    """Signed, since huey pickles: whoever writes into the queue's table must not thereby run code in the worker."""
    return SignedSerializer(secret=secret, salt=_SALT)


def enqueue(name: str, *args: Any) -> None:
    """Have a job run once the present transaction is committed."""
    if name not in functions:
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
    queue = queue_of(current_app)
    if queue is None:
        return
    request_id = get_contextvars().get("request_id")
    for name, args in pending:
        try:
            queue.run(name, list(args), request_id)
        except Exception:  # noqa: BLE001 - the row is committed; the sweeper finds it
            _log.exception("job_not_sent", job=name)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_PENDING, None)
