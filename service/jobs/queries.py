"""How the queue and those who run it stand, for health and metrics."""

import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Connection, func, inspect, select

from service.db import db
from service.jobs.models import JobCount, WorkerBeat
from service.jobs.queue import queue_of

LIVE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class JobFigures:
    """What has been run under a name."""

    name: str
    runs: int
    failures: int
    seconds: float


def queue_length() -> int:
    """How many jobs wait to be run."""
    queue = queue_of(current_app)
    return int(queue.huey.pending_count()) if queue else 0


def live_workers(now: datetime) -> int:
    """How many processes that run jobs have said so lately."""
    found = select(func.count()).select_from(WorkerBeat).where(WorkerBeat.beat_at > now - LIVE)
    return db.session.scalar(found) or 0


def workers_on(connection: Connection, now: datetime) -> int:
    """The same of another database, which may not have our tables yet."""
    if not inspect(connection).has_table(WorkerBeat.__tablename__):
        return 0
    found = select(func.count()).select_from(WorkerBeat).where(WorkerBeat.beat_at > now - LIVE)
    return connection.execute(found).scalar_one()


def lost_workers(now: datetime) -> list[str]:
    """Processes that ran jobs and fell silent without saying so: what they held may be taken up at once."""
    return list(db.session.scalars(select(WorkerBeat.owner).where(WorkerBeat.beat_at <= now - LIVE)))


def works_here(now: datetime) -> bool:
    """Whether a process of this machine that runs jobs has said so lately."""
    here = WorkerBeat.owner.startswith(f"{socket.gethostname()}:", autoescape=True)
    found = select(func.count()).select_from(WorkerBeat).where(here, WorkerBeat.beat_at > now - LIVE)
    return bool(db.session.scalar(found))


def figures() -> list[JobFigures]:
    """What has been run, by name."""
    rows = db.session.scalars(select(JobCount).order_by(JobCount.name))
    return [JobFigures(row.name, row.runs, row.failures, row.seconds) for row in rows]
