"""What an admin does with pairs, and what a participant does with their own list."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import delete, update

from service.db import db, turn
from service.pairing import queries
from service.pairing.models import Exclusion, Pair
from service.pairing.ports import Arc
from service.pairing.values import Refusal
from service.people import actions as people_actions
from service.people import queries as people
from service.people.values import Participant, ProgrammeCard

_log = structlog.get_logger(__name__)


class ImpossibleError(ValueError):
    """The pair cannot be made; `refusals` are what the admin may know about why."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(refusal.text("en") for refusal in refusals))


def make_pair(programme: ProgrammeCard, senior: Participant, junior: Participant, arc: Arc, now: datetime) -> Pair:
    """Make a pair and lay out its sessions; raises `ImpossibleError`. The log tells no private cause from another.

    What the caller read may be old by now: the rules look at the programme and the two as they are once nobody else changes them.
    """
    people_actions.take_turn(programme.id)
    for user_id in sorted({senior.user_id, junior.user_id}):
        turn("pairing.person", user_id)  # two programmes may want the same two people
    programme, senior, junior = _now(programme, senior, junior)
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
    db.session.execute(update(Pair).where(Pair.id == pair_id, Pair.ended_at.is_(None)).values(ended_at=now))


def exclude(participation_id: int, other_id: int) -> None:
    """Put somebody on one's own list; twice is once, and nobody is told."""
    one = people.participation(participation_id)
    if one is None or participation_id == other_id:
        return
    people_actions.take_turn(one.programme_id)  # no pair is made while this is being written
    if not queries.on_list(participation_id, other_id):
        db.session.add(Exclusion(participation_id=participation_id, excluded_participation_id=other_id))
        db.session.flush()


def include(participation_id: int, other_id: int) -> None:
    """Take somebody off one's own list."""
    db.session.execute(
        delete(Exclusion).where(
            Exclusion.participation_id == participation_id, Exclusion.excluded_participation_id == other_id
        )
    )


def _now(
    programme: ProgrammeCard, senior: Participant, junior: Participant
) -> tuple[ProgrammeCard, Participant, Participant]:
    return (
        people.programme(programme.id) or programme,
        people.participation(senior.id) or senior,
        people.participation(junior.id) or junior,
    )
