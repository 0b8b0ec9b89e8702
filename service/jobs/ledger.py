"""What the processes that run jobs write down, each in a short transaction of its own."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.db import db
from service.jobs.models import JobCount, JobTurn, WorkerBeat

_FORGOTTEN = timedelta(hours=1)


def beat(owner: str, now: datetime) -> None:
    """Say that this process runs jobs; those that have been silent for long are forgotten."""
    _put(WorkerBeat, {"owner": owner}, {"beat_at": now}, {"beat_at": now})
    with Session(db.engine) as session, session.begin():
        session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at < now - _FORGOTTEN))


def silence(owner: str) -> None:
    """Say that this process runs jobs no more."""
    with Session(db.engine) as session, session.begin():
        session.execute(delete(WorkerBeat).where(WorkerBeat.owner == owner))


def take_turn(name: str, minutes: int, now: datetime) -> bool:
    """Whether this call is the first for the job in the present slot of `minutes`; the others do nothing."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=minutes)
    slot = midnight + step * ((now - midnight) // step)
    with Session(db.engine) as session:
        moved = update(JobTurn).where(JobTurn.name == name, JobTurn.slot < slot).values(slot=slot)
        if session.execute(moved).rowcount:  # type: ignore[attr-defined]  # an UPDATE counts its rows
            session.commit()
            return True
        try:
            session.execute(insert(JobTurn).values(name=name, slot=slot))
            session.commit()
        except IntegrityError:
            return False
    return True


def count(name: str, *, failed: bool, seconds: float, now: datetime) -> None:
    """Count one run of a job."""
    more = {
        "runs": JobCount.runs + 1,
        "failures": JobCount.failures + int(failed),
        "seconds": JobCount.seconds + seconds,
        "last_at": now,
    }
    first = {"runs": 1, "failures": int(failed), "seconds": seconds, "last_at": now}
    _put(JobCount, {"name": name}, more, first)


def _put(table: Any, key: dict[str, Any], change: dict[str, Any], first: dict[str, Any]) -> None:
    """Change the row with this key, or make it; a row that another process makes meanwhile is changed."""
    with Session(db.engine) as session:
        for _attempt in range(2):
            if session.execute(update(table).filter_by(**key).values(**change)).rowcount:  # type: ignore[attr-defined]
                session.commit()
                return
            try:
                session.execute(insert(table).values(**key, **first))
                session.commit()
            except IntegrityError:
                session.rollback()
            else:
                return
