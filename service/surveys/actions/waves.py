"""Opening a wave freezes its text; closing it deletes what was begun and never handed in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, select, update

from service.db import db, insert_new, turn
from service.surveys import queries
from service.surveys.models import Edition, Reminder, SealedDraft, Wave
from service.surveys.values import WavePlan

Cause = Literal["past", "order", "twice", "side", "closed"]


class RefusedWave(ValueError):
    """The wave cannot be opened or moved so; `reason` is a key that the form turns into a sentence.

    ``past``: it would close before now. ``order``: it would close before it opens. ``twice``: the same instrument is open or
    planned for that side already. ``side``: the instrument does not ask that side. ``closed``: it has closed meanwhile.
    """

    def __init__(self, reason: Cause) -> None:
        self.reason = reason
        super().__init__(reason)


def open_wave(plan: WavePlan, now: datetime) -> Wave:
    """Open an instrument to a programme or one side of it, in the words of this moment. Raises ``RefusedWave``."""
    turn("surveys.waves", plan.programme_id)
    found = queries.questionnaire(plan.instrument)
    if plan.side is not None and plan.side not in found.sides:
        raise RefusedWave("side")
    _check_span(plan.opens_at, plan.closes_at, now)
    for other in queries.waves(plan.programme_id):
        same = (other.instrument, other.session_number) == (plan.instrument, plan.session_number)
        if same and other.state(now) != "closed" and (plan.side is None or other.side in {None, plan.side}):
            raise RefusedWave("twice")
    row = Wave(
        programme_id=plan.programme_id,
        instrument=plan.instrument,
        edition_id=_edition(plan.instrument, now).id,
        kind=found.kind,
        side=plan.side,
        session_number=plan.session_number,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        opened_by=plan.opened_by,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def close_wave(wave_id: int, now: datetime) -> int:
    """Close a wave and delete its drafts; returns how many there were. Twice is once."""
    db.session.scalar(select(Wave.id).where(Wave.id == wave_id).with_for_update())
    db.session.execute(update(Wave).where(Wave.id == wave_id, Wave.closed_at.is_(None)).values(closed_at=now))
    begun = db.session.scalars(delete(SealedDraft).where(SealedDraft.wave_id == wave_id).returning(SealedDraft.id))
    return len(begun.all())


def move_close(wave_id: int, closes_at: datetime, now: datetime) -> None:
    """Let an open wave close at another moment. Raises ``RefusedWave``."""
    row = db.session.get_one(Wave, wave_id, with_for_update=True)
    if row.closed_at is not None or now >= row.closes_at:
        raise RefusedWave("closed")
    _check_span(row.opens_at, closes_at, now)
    row.closes_at = closes_at
    db.session.flush()


def note_mail(wave_id: int, user_id: int, number: int, now: datetime) -> bool:
    """Note that a mail about a wave goes to somebody; false where it has gone before."""
    key = {"wave_id": wave_id, "user_id": user_id, "number": number}
    if db.session.get(Reminder, (wave_id, user_id, number)) is not None:
        return False
    insert_new(Reminder, [key | {"sent_at": now}])
    return True


def _check_span(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise RefusedWave("past")
    if closes_at <= opens_at:
        raise RefusedWave("order")


def _edition(key: str, now: datetime) -> Edition:
    """The edition with just this text; a new one where the file has changed since the last."""
    turn("surveys.editions")
    text = queries.source(key)
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = db.session.scalar(select(Edition).where(Edition.instrument == key, Edition.digest == digest))
    if found is not None:
        return found
    last = db.session.scalar(select(func.max(Edition.number)).where(Edition.instrument == key)) or 0
    row = Edition(instrument=key, number=last + 1, digest=digest, source=text, created_at=now)
    db.session.add(row)
    db.session.flush()
    return row
