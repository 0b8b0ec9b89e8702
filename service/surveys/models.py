"""Tables of forms: editions and waves, drafts that nobody but the author can read, and answers in two worlds.

A confidential answer stands beside its author. An anonymous one does not: who answered and what was answered are two tables
without a common person, order or moment, and each says by its constraints which kind of wave it belongs to, so that neither can
take the other's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime

_WAVE = ("survey_wave.id", "survey_wave.kind")


class Edition(Base):
    """The text of an instrument as it stood when a wave opened; it never changes. `number` counts from 1 per instrument."""

    __tablename__ = "survey_edition"
    __table_args__ = (UniqueConstraint("instrument", "number"), UniqueConstraint("instrument", "digest"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Wave(Base):
    """One opening of an instrument to a programme, or to one side of it; session forms have one per session number."""

    __tablename__ = "survey_wave"
    __table_args__ = (
        UniqueConstraint("id", "kind"),
        CheckConstraint("kind IN ('confidential', 'anonymous')", name="kind"),
        CheckConstraint("side IS NULL OR side IN ('senior', 'junior')", name="side"),
        CheckConstraint("opens_at < closes_at", name="span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(index=True)
    instrument: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[int] = mapped_column(ForeignKey("survey_edition.id"))
    kind: Mapped[str] = mapped_column(String(12))
    side: Mapped[str | None] = mapped_column(String(6))
    session_number: Mapped[int | None]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SealedDraft(Base):
    """What somebody is typing into one form, sealed with a key that is not in the database; gone once it is handed in."""

    __tablename__ = "survey_draft"
    __table_args__ = (UniqueConstraint("form", "programme_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(80))
    programme_id: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(index=True)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("survey_wave.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stash(Base):
    """A page that was sent after its reader's session had ended, sealed, until they are signed in again; one a person."""

    __tablename__ = "survey_stash"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(String(300))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Response(Base):
    """The answers of one person to one confidential form; a later hand-in replaces them in one step.

    `side` is the one they were given on: if released counts followed somebody who changes sides, they would tell that answer.
    """

    __tablename__ = "survey_response"
    __table_args__ = (
        UniqueConstraint("form", "programme_id", "user_id"),
        CheckConstraint("wave_kind = 'confidential'", name="confidential"),
        ForeignKeyConstraint(["wave_id", "wave_kind"], _WAVE, name="wave"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(80))
    instrument: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    programme_id: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(index=True)
    wave_id: Mapped[int | None] = mapped_column(index=True)
    wave_kind: Mapped[str] = mapped_column(String(12), default="confidential")
    side: Mapped[str | None] = mapped_column(String(6))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Turnout(Base):
    """Who has answered an anonymous wave: user ids in the order of their numbers, all in one row."""

    __tablename__ = "survey_turnout"
    __table_args__ = (
        CheckConstraint("wave_kind = 'anonymous'", name="anonymous"),
        ForeignKeyConstraint(["wave_id", "wave_kind"], _WAVE, name="wave"),
    )

    wave_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wave_kind: Mapped[str] = mapped_column(String(12), default="anonymous")
    people: Mapped[list[int]] = mapped_column(JSON)


class Box(Base):
    """What one side answered to an anonymous wave: sheets in the order of their text, many in one row, no person anywhere."""

    __tablename__ = "survey_box"
    __table_args__ = (
        CheckConstraint("wave_kind = 'anonymous'", name="anonymous"),
        CheckConstraint("side IN ('senior', 'junior')", name="side"),
        ForeignKeyConstraint(["wave_id", "wave_kind"], _WAVE, name="wave"),
    )

    wave_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(String(6), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wave_kind: Mapped[str] = mapped_column(String(12), default="anonymous")
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Reminder(Base):
    """A mail about a wave that went to somebody, 0 told that it opened, 1 and 2 reminded; written with it, so none goes twice."""

    __tablename__ = "survey_reminder"

    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
