"""What a programme's sets cost at the model's server, day by day: counts only, no pair and no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from service.db import db
from service.suggestions.models import ModelUsage
from service.suggestions.values import Spent, Tariff

DAYS = 31


@dataclass(frozen=True, slots=True)
class DayUsage:
    """One day (UTC) of a programme."""

    day: date
    spent: Spent

    def cost(self, tariff: Tariff) -> float | None:
        """In the tariff's currency; None where no price is known."""
        return tariff.cost(self.spent)


def usage(programme_id: int, now: datetime) -> list[DayUsage]:
    """The days of the last month on which a model was asked, the newest first."""
    found = select(ModelUsage).where(
        ModelUsage.programme_id == programme_id, ModelUsage.day > now.date() - timedelta(days=DAYS)
    )
    rows = db.session.scalars(found.order_by(ModelUsage.day.desc()))
    return [DayUsage(row.day, Spent(row.calls, row.tokens_in, row.tokens_out, row.faults)) for row in rows]


def tokens_left(programme_id: int, now: datetime, a_day: int) -> int | None:
    """How many tokens a programme may still use today (UTC), never below 0; None where there is no limit (`a_day` is 0)."""
    if a_day == 0:
        return None
    row = db.session.get(ModelUsage, (programme_id, now.date()))
    used = row.tokens_in + row.tokens_out if row else 0
    return max(a_day - used, 0)
