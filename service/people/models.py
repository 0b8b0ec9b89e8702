"""Tables of programmes, of who takes part on which side, and of the facts that only the admin may set."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


class Programme(Base):
    """One round of reverse mentoring; roles, sides and facts are per programme."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    languages: Mapped[list[str]] = mapped_column(JSON)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    sessions: Mapped[int] = mapped_column(default=6)
    minutes: Mapped[int] = mapped_column(default=45)
    grade_gap: Mapped[int] = mapped_column(default=2)
    intake_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Participation(Base):
    """A person on one side of one programme, with the admin's facts; `grade` counts from 1, the most junior."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("programme_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    user_id: Mapped[int] = mapped_column(index=True)
    side: Mapped[str] = mapped_column(String(10))
    role_title: Mapped[str] = mapped_column(String(120), default="")
    function: Mapped[str] = mapped_column(String(120), default="")
    site: Mapped[str] = mapped_column(String(120), default="")
    grade: Mapped[int | None]
    line_manager_id: Mapped[int | None]
    line_manager_unknown: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int] = mapped_column(default=1)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notice_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReportingLine(Base):
    """Whom a line manager outside the programme reports to; no row means unknown, an empty manager means nobody.

    Without it a junior under a senior's direct report could not be told from any other junior.
    """

    __tablename__ = "reporting_line"
    __table_args__ = (UniqueConstraint("programme_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    user_id: Mapped[int]
    manager_id: Mapped[int | None]


class PanelSeat(Base):
    """Somebody sits on the appraisal or promotion panel of somebody else."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("programme_id", "panelist_user_id", "about_user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    panelist_user_id: Mapped[int]
    about_user_id: Mapped[int]


class CorrectionRequest(Base):
    """A participant says that one of the admin's facts is wrong; the admin mends it or leaves it, and closes it."""

    __tablename__ = "correction_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
