"""Sessions come with a pair, and either side says when one was held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from service.db import db
from service.sessions import queries, rules
from service.sessions.models import Session


def begin(pair_id: int, sessions: int) -> None:
    """Lay out the sessions of a pair along the arc; what is there already stays."""
    known = {one.number for one in queries.sessions(pair_id)}
    for number in range(1, sessions + 1):
        if number not in known:
            stage = rules.stage_of(number, queries.arc())
            db.session.add(Session(pair_id=pair_id, number=number, stage_key=stage.key))
    db.session.flush()


def mark_held(pair_id: int, number: int, now: datetime) -> bool:
    """A session was held, so that the arc moves on; true where this changed something.

    The first word counts, from either side, and only for the session that is due: the arc has no gaps.
    """
    due = queries.current_session(pair_id)
    if due is None or due.number != number or due.held:
        return False
    marked = db.session.scalar(
        update(Session)
        .where(Session.pair_id == pair_id, Session.number == number, Session.held_at.is_(None))
        .values(held_at=now)
        .returning(Session.id)
    )
    return marked is not None


class PairArc:
    """Answers `pairing.ports.Arc`."""

    def begin(self, pair_id: int, sessions: int) -> None:
        """Lay out so many sessions for this pair."""
        begin(pair_id, sessions)
