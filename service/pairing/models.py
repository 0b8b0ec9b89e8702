"""Pairs, and the private lists of whom somebody would rather not be paired with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


class Pair(Base):
    """A senior and a junior of one programme, by their participation; an ended pair stays as a row."""

    __tablename__ = "pair"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(index=True)
    senior_id: Mapped[int] = mapped_column(index=True)
    junior_id: Mapped[int] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Exclusion(Base):
    """A private wish of one participant; read by the rules and by its author, by nobody else."""

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("participation_id", "excluded_participation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(index=True)
    excluded_participation_id: Mapped[int] = mapped_column(index=True)
