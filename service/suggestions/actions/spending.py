"""The books of the model: what was asked of it is added up by programme and day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from service.db import db, insert_new
from service.pairing import queries as pairing
from service.suggestions import queries
from service.suggestions.models import ModelUsage
from service.suggestions.values import Spent, Tariff


def held(pair_id: int, tariff: Tariff, now: datetime) -> str | None:
    """``budget`` where the pair's programme has used up its tokens of the day (UTC), and the model is to be left alone.

    Looked at before a set is written: sets under way at the same moment may go over it, each by what one set costs.
    """
    card = pairing.pair(pair_id) if tariff.tokens_a_day else None
    if card is None:
        return None
    return "budget" if queries.tokens_left(card.programme_id, now, tariff.tokens_a_day) == 0 else None


def count(pair_id: int, spent: Spent, now: datetime) -> None:
    """Add to the books of the pair's programme, on the day (UTC) of `now`; which pair it was is not kept."""
    card = pairing.pair(pair_id) if spent.calls else None
    if card is None:
        return
    own = {"programme_id": card.programme_id, "day": now.date()}
    insert_new(ModelUsage, [{**own, "calls": 0, "tokens_in": 0, "tokens_out": 0, "faults": 0}])
    db.session.execute(
        update(ModelUsage)
        .where(ModelUsage.programme_id == card.programme_id, ModelUsage.day == now.date())
        .values(
            calls=ModelUsage.calls + spent.calls,
            tokens_in=ModelUsage.tokens_in + spent.tokens_in,
            tokens_out=ModelUsage.tokens_out + spent.tokens_out,
            faults=ModelUsage.faults + spent.faults,
        )
    )
