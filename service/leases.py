"""Leases: who alone may do something for a while, told by a row, so that it holds over processes and machines.

A lease ends by itself, so a holder that is killed keeps nobody waiting for longer than it asked for. Each call is a short
transaction of its own; the caller must have none open (on SQLite it would wait for itself).
"""

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import String, delete, insert, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from service import clock
from service.db import Base, UtcDateTime, db

_token: tuple[int, str] = (0, "")


class Lease(Base):
    """One thing that one process at a time may do."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


def myself() -> str:
    """This process, as HOST:PID:TOKEN; a forked child has another name than its parent."""
    global _token  # noqa: PLW0603 - one name a process, made anew after a fork
    if _token[0] != os.getpid():
        _token = (os.getpid(), secrets.token_hex(4))
    return f"{socket.gethostname()}:{os.getpid()}:{_token[1]}"


def take(name: str, owner: str, seconds: float) -> bool:
    """Take or prolong a lease for some seconds; False while somebody else holds it."""
    now = clock.now()
    until = now + timedelta(seconds=seconds)
    with Session(db.engine) as session:
        mine = (
            update(Lease)
            .where(Lease.name == name, or_(Lease.owner == owner, Lease.until <= now))
            .values(owner=owner, until=until)
        )
        if session.execute(mine).rowcount:  # type: ignore[attr-defined]  # an UPDATE counts its rows
            session.commit()
            return True
        try:
            session.execute(insert(Lease).values(name=name, owner=owner, until=until))
            session.commit()
        except IntegrityError:  # another process was quicker, or holds it
            return False
    return True


def release(name: str, owner: str) -> None:
    """Give a lease back; one that went over to somebody else stays theirs."""
    with Session(db.engine) as session, session.begin():
        session.execute(delete(Lease).where(Lease.name == name, Lease.owner == owner))
