"""How the main job goes, in numbers, without a pair or a person in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from service.db import db
from service.suggestions.models import SuggestionRequest, SuggestionSet

_LATELY = timedelta(hours=24)
_AT_MOST = 1000  # receipts are read newest first, and no more than these


@dataclass(frozen=True, slots=True)
class SetFigures:
    """Wishes by step, sets by writer, and why a model did not write, over the last day's sets (the newest 1,000 at most)."""

    wishes: Mapping[str, int]
    sets: Mapping[str, int]
    fallbacks: Mapping[str, int]


def figures(now: datetime) -> SetFigures:
    """The numbers at this moment."""
    step, writer = SuggestionRequest.step, SuggestionSet.writer
    wishes = db.session.execute(select(step, func.count()).group_by(step))
    sets = db.session.execute(select(writer, func.count()).group_by(writer))
    newest = (
        select(SuggestionSet.created_at, SuggestionSet.receipt["fallback"].as_string())
        .order_by(SuggestionSet.id.desc())
        .limit(_AT_MOST)
    )
    lately = [reason for made, reason in db.session.execute(newest) if reason and made > now - _LATELY]
    return SetFigures(
        {name: number for name, number in wishes},  # noqa: C416 - rows, not pairs
        {name: number for name, number in sets},  # noqa: C416
        Counter(lately),
    )


def oldest_due(now: datetime) -> datetime | None:
    """When the longest waiting wish was made that is open and that nobody works on; None where none waits."""
    return db.session.scalar(
        select(func.min(SuggestionRequest.asked_at)).where(
            SuggestionRequest.open_key.is_not(None),
            or_(SuggestionRequest.leased_until.is_(None), SuggestionRequest.leased_until <= now),
        )
    )
