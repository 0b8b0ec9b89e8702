"""The tables of the jobs: who runs them, when scheduled work last had its turn, and what has been run."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


class WorkerBeat(Base):
    """A process that runs jobs, and when it last said so."""

    __tablename__ = "worker_beat"

    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JobTurn(Base):
    """The last slot in which a scheduled job ran; whoever moves it on runs the job."""

    __tablename__ = "job_turn"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    slot: Mapped[datetime] = mapped_column(UtcDateTime)


class JobCount(Base):
    """What has been run under a name since the database was made."""

    __tablename__ = "job_count"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    runs: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
