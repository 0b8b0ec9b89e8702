"""How bold a side wants its topics: read by its author, and by the brief as the lower of both; by nobody and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from service.db import db
from service.suggestions.models import Courage
from service.suggestions.rules.courage import USUAL, held


def own_courage(pair_id: int, participation_id: int) -> str:
    """What this side chose for this pair; the usual level where it has not."""
    return _chosen(pair_id).get(participation_id, USUAL)


def held_courage(pair_id: int, members: Iterable[int]) -> str:
    """The level that holds for a pair of these two participations: the lower of both."""
    chosen = _chosen(pair_id)
    return held(chosen.get(member) for member in members)


def _chosen(pair_id: int) -> dict[int, str]:
    rows = db.session.execute(select(Courage.participation_id, Courage.level).where(Courage.pair_id == pair_id))
    return {row.participation_id: row.level for row in rows}
