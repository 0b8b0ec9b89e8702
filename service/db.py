"""The database: base class, session, naming convention, and what SQLite and PostgreSQL each need to behave.

SQLite runs in WAL mode with a busy time-out; a transaction that may write begins IMMEDIATE, so that two writers wait for
each other instead of failing half-way. A read (GET) begins deferred: see ``reading``. On PostgreSQL writers run side by side, so an
action that looks before it writes first takes a ``turn``.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Any

from flask.sansio.app import App
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_BUSY_MS = 10_000
_POOL_SECONDS = 10
POSTGRESQL_LINK: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # ms: a server that vanished without a word is noticed
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
}
"""How every connection to PostgreSQL is made: nothing waits for ever."""
_begin: ContextVar[str] = ContextVar("dua_arah_begin", default="IMMEDIATE")


class _Database(SQLAlchemy):
    """Sessions of SQLAlchemy's synchronous kind alone."""

    def init_app(self, app: App) -> None:
        """As always, but nothing is closed that is never opened: for that a thread would begin and end with every request."""
        super().init_app(app)
        app.teardown_appcontext_funcs[:] = [
            close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
        ]


db = _Database()


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=_NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: nobody could say later which zone it was in."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a stored moment needs a time zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def engine_options(address: str, threads: int) -> dict[str, Any]:
    """What the engine for `address` is made from; `threads` may use it at a time.

    Parameters of statements are people's words: they are kept out of every error message.
    """
    options: dict[str, Any] = {"url": address, "hide_parameters": True}
    if address.startswith("postgresql"):
        options |= {
            "connect_args": POSTGRESQL_LINK,
            "pool_pre_ping": True,
            "pool_size": threads,
            "max_overflow": threads,
            "pool_timeout": _POOL_SECONDS,
        }
    return options


def turn(name: str, number: int = 0) -> None:
    """Wait until no other transaction has this turn, and keep it until the present one ends.

    For actions that look before they write ("is there one already?"). SQLite's writers follow each other anyway. Rows read before
    are read anew: whoever had the turn may have changed them. Whoever takes several takes them in the order of
    docs/decisions/0014-turns.md.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.flush()
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name), number)))
        db.session.expire_all()


def insert_new(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; where one with the same key is there already, or is being written by somebody else, that one stays."""
    kind = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    db.session.execute(kind.insert(table).on_conflict_do_nothing(), rows)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside the block do not take SQLite's write lock at once."""
    token = _begin.set("DEFERRED")
    try:
        yield
    finally:
        _begin.reset(token)


def begin_deferred(*, deferred: bool) -> None:
    """Choose how SQLite transactions of this context begin; the web kit calls it for every request."""
    _begin.set("DEFERRED" if deferred else "IMMEDIATE")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy's "begin" event below says how to begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"BEGIN {_begin.get()}")
