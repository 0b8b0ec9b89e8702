"""What an admin does with pairs, and what a participant does with their own list."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import select

from service.db import db
from service.pairing import queries
from service.pairing.models import Exclusion, Pair
from service.pairing.ports import Arc
from service.pairing.values import Refusal
from service.people.values import Participant, ProgrammeCard

_log = structlog.get_logger(__name__)


class ImpossibleError(ValueError):
    """The pair cannot be made; `refusals` are what the admin may know about why."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(refusal.text("en") for refusal in refusals))


def make_pair(programme: ProgrammeCard, senior: Participant, junior: Participant, arc: Arc, now: datetime) -> Pair:
    """Make a pair and lay out its sessions; raises `ImpossibleError`. The log tells no private cause from another."""
    checked = queries.check(programme, senior, junior)
    if checked.language is None:
        _log.info("pairing.refused", programme=programme.id, rules=[refusal.rule for refusal in checked.refusals])
        raise ImpossibleError(checked.refusals)
    row = Pair(
        programme_id=programme.id,
        senior_id=senior.id,
        junior_id=junior.id,
        language=checked.language,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    arc.begin(row.id, programme.sessions)
    _log.info("pairing.made", programme=programme.id, pair=row.id)
    return row


def end_pair(pair_id: int, now: datetime) -> None:
    """End a pair; its sessions and suggestions stay. Ending twice changes nothing."""
    row = db.session.get_one(Pair, pair_id)
    row.ended_at = row.ended_at or now
    db.session.flush()


def exclude(participation_id: int, other_id: int) -> None:
    """Put somebody on one's own list; twice is once, and nobody is told."""
    if participation_id != other_id and _entry(participation_id, other_id) is None:
        db.session.add(Exclusion(participation_id=participation_id, excluded_participation_id=other_id))
        db.session.flush()


def include(participation_id: int, other_id: int) -> None:
    """Take somebody off one's own list."""
    row = _entry(participation_id, other_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def _entry(participation_id: int, other_id: int) -> Exclusion | None:
    return db.session.scalar(
        select(Exclusion).where(
            Exclusion.participation_id == participation_id, Exclusion.excluded_participation_id == other_id
        )
    )
