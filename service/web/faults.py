"""What an error of the database means for the reader: try again later, somebody was faster, or this text cannot be kept.

SQLite and PostgreSQL tell the same things by other names: SQLite by its error's name, PostgreSQL by a code of five signs whose
first two are its class (https://www.postgresql.org/docs/current/errcodes-appendix.html).
"""

from sqlalchemy import exc
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

REFUSED = 400
FASTER = 409
BROKEN = 500
BUSY = 503

_BUSY_CLASSES = frozenset({"08", "25", "40", "53", "55", "57", "58"})
"""No connection, a transaction that was ended or may only read, a lost race, no room, a lock, a shutdown, a failing disk."""
_FASTER_CODES = frozenset({"23503", "23505", "23P01"})  # a foreign key, a unique key, an exclusion
_FASTER_NAMES = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY"})


def status_of(error: exc.SQLAlchemyError) -> int:
    """The status of the answer: 503 busy, 409 somebody was faster, 400 a value that cannot be kept, 500 our own mistake."""
    if isinstance(error, exc.TimeoutError | exc.PendingRollbackError | exc.OperationalError | exc.DisconnectionError):
        return BUSY
    if isinstance(error, StaleDataError | ObjectDeletedError):  # the row went away under our hands
        return FASTER
    if not isinstance(error, exc.DBAPIError):
        return BROKEN
    code = str(getattr(error.orig, "sqlstate", None) or "")
    if error.connection_invalidated or code[:2] in _BUSY_CLASSES:
        return BUSY
    if isinstance(error, exc.IntegrityError):
        name = getattr(error.orig, "sqlite_errorname", "")
        return FASTER if code in _FASTER_CODES or name in _FASTER_NAMES else BROKEN
    return REFUSED if isinstance(error, exc.DataError) else BROKEN


def kind_of(error: exc.SQLAlchemyError) -> str:
    """The error by its type and code, without its words."""
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return " ".join(str(part) for part in (type(cause or error).__name__, code) if part)
