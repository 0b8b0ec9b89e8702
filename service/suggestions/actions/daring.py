"""A side says how bold the topics of its pair may be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from service.db import db, turn
from service.suggestions.models import Courage


def choose_courage(pair_id: int, participation_id: int, level: str, now: datetime) -> None:
    """Keep what one side chose for a pair, in place of what it chose before; it counts from the next set on."""
    turn("suggestions.courage", pair_id)
    row = db.session.scalar(
        select(Courage).where(Courage.pair_id == pair_id, Courage.participation_id == participation_id)
    )
    if row is None:
        db.session.add(Courage(pair_id=pair_id, participation_id=participation_id, level=level, chosen_at=now))
    else:
        row.level, row.chosen_at = level, now
    db.session.flush()
