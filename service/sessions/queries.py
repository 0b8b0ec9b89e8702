"""Reads of the arc and of a pair's sessions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from service.db import db
from service.pairing import queries as pairing
from service.sessions import rules
from service.sessions.models import Session
from service.sessions.values import SessionCard, Stage
from service.surveys.values import Text

_ARC = Path(__file__).with_name("arc.yaml")


@cache
def arc() -> tuple[Stage, ...]:
    """The stages in order, read once from `arc.yaml`."""
    entries: list[Mapping[str, Any]] = yaml.safe_load(_ARC.read_text(encoding="utf-8"))
    return tuple(
        Stage(
            number=number,
            key=entry["key"],
            name=Text(**entry["name"]),
            purpose=Text(**entry["purpose"]),
            reasons=tuple(entry["reasons"]),
        )
        for number, entry in enumerate(entries, start=1)
    )


def sessions(pair_id: int) -> list[SessionCard]:
    """The sessions of a pair in order."""
    rows = db.session.scalars(select(Session).where(Session.pair_id == pair_id).order_by(Session.number))
    return [_card(row) for row in rows]


def session(pair_id: int, number: int) -> SessionCard | None:
    """One session of a pair, or none."""
    return next((one for one in sessions(pair_id) if one.number == number), None)


def current_session(pair_id: int) -> SessionCard | None:
    """The session the pair prepares now: the first that was not held, the last once all were."""
    return rules.current(sessions(pair_id))


def stage(pair_id: int, number: int) -> Stage | None:
    """The stage of one session of a pair; none where the pair has no such session."""
    found = session(pair_id, number)
    return None if found is None else found.stage


class HeldSessions:
    """Answers `surveys.ports.SessionsHeld`; a pair that has ended counts too, since its forms may still be open."""

    def held(self, programme_id: int, user_id: int) -> frozenset[int]:
        """The numbers of the sessions that this person has held in this programme."""
        return self.holders(programme_id, user_id).get(user_id, frozenset())

    def holders(self, programme_id: int, user_id: int | None = None) -> dict[int, frozenset[int]]:
        """The same for everybody in it, by user."""
        pairs = pairing.pairs_of_programme(programme_id) if user_id is None else pairing.pairs_of_user(user_id)
        mine = {one.id: one for one in pairs if one.programme_id == programme_id}
        rows = db.session.execute(
            select(Session.pair_id, Session.number).where(Session.pair_id.in_(mine), Session.held_at.is_not(None))
        )
        found: dict[int, frozenset[int]] = {}
        for pair_id, number in rows:
            for person in (mine[pair_id].senior, mine[pair_id].junior):
                found[person.user_id] = found.get(person.user_id, frozenset()) | {number}
        return found


def _card(row: Session) -> SessionCard:
    known = {one.key: one for one in arc()}
    return SessionCard(
        id=row.id,
        pair_id=row.pair_id,
        number=row.number,
        stage=known.get(row.stage_key) or rules.stage_of(row.number, arc()),
        scheduled_at=row.scheduled_at,
        held_at=row.held_at,
    )
