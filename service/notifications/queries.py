"""Reads of the outbox: what waits, for the sweeper and for ``dua-arah doctor``."""

from datetime import datetime

from sqlalchemy import func, or_, select

from service.db import db
from service.notifications.models import OutboxMail


def due(now: datetime, limit: int = 200) -> list[int]:
    """The ids of mails that should be tried now."""
    rows = db.session.scalars(
        select(OutboxMail.id)
        .where(
            OutboxMail.state == "waiting",
            OutboxMail.next_try_at <= now,
            or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until <= now),
        )
        .order_by(OutboxMail.id)
        .limit(limit)
    )
    return list(rows)


def counts() -> dict[str, int]:
    """How many mails are in each state."""
    rows = db.session.execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state))
    return {state: number for state, number in rows}  # noqa: C416 - rows, not pairs


def oldest_due(now: datetime) -> datetime | None:
    """Since when the most overdue mail should be tried and nobody tries it; None where none is due."""
    return db.session.scalar(
        select(func.min(OutboxMail.next_try_at)).where(
            OutboxMail.state == "waiting",
            OutboxMail.next_try_at <= now,
            or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until <= now),
        )
    )
