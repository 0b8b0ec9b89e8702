"""Reads of waves: which there are, who has answered, and, once closed, what was answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, select

from service.db import db
from service.surveys.models import Box, Edition, Reminder, Response, SealedDraft, Turnout, Wave
from service.surveys.values import Answers, WaveCard, WaveKind


class WaveStillOpen(Exception):
    """Answers of a wave are for nobody's eyes before it has closed."""


def wave(wave_id: int) -> WaveCard | None:
    """One wave, or none."""
    return next(iter(_cards(Wave.id == wave_id)), None)


def waves(programme_id: int) -> list[WaveCard]:
    """The waves of a programme, in the order of their opening."""
    return _cards(Wave.programme_id == programme_id)


def unclosed() -> list[WaveCard]:
    """All waves that nobody has closed, whatever their dates say."""
    return _cards(Wave.closed_at.is_(None))


def answered(one: WaveCard) -> set[int]:
    """Who has handed in, by user; for an anonymous wave too, where it stands apart from what was answered."""
    return answered_in([one])[one.id]


def answered_in(some: Collection[WaveCard]) -> dict[int, set[int]]:
    """The same for several waves at once, by wave."""
    found: dict[int, set[int]] = {one.id: set() for one in some}
    named = select(Response.wave_id, Response.user_id).where(Response.wave_id.in_(found))
    for wave_id, user_id in db.session.execute(named):
        if wave_id is not None:
            found[wave_id].add(user_id)
    for wave_id, people in db.session.execute(
        select(Turnout.wave_id, Turnout.people).where(Turnout.wave_id.in_(found))
    ):
        found[wave_id].update(people)
    return found


def drafts_count(one: WaveCard) -> int:
    """How many forms of this wave are begun and not handed in."""
    return db.session.scalar(select(func.count()).where(SealedDraft.wave_id == one.id)) or 0


def sheets(one: WaveCard, now: datetime) -> dict[str, list[Answers]]:
    """What was answered, by the side it was answered on, in an order that tells nothing.

    For `rules.release` alone. Raises ``WaveStillOpen`` before the wave has closed.
    """
    if one.state(now) != "closed":
        raise WaveStillOpen(one.id)
    found: dict[str, list[Answers]] = {"senior": [], "junior": []}
    if one.kind == "anonymous":
        for side, some in db.session.execute(select(Box.side, Box.sheets).where(Box.wave_id == one.id)):
            found[side].extend(some)
    else:
        rows = db.session.execute(select(Response.side, Response.answers).where(Response.wave_id == one.id))
        for side, given in rows:
            found[str(side)].append(given)
    return {side: sorted(some, key=_text) for side, some in found.items()}


def reminded(some: Collection[int]) -> dict[int, dict[int, dict[int, datetime]]]:
    """Which mails about these waves went out and when: moments by number, by user, by wave."""
    found: dict[int, dict[int, dict[int, datetime]]] = {}
    rows = select(Reminder.wave_id, Reminder.user_id, Reminder.number, Reminder.sent_at)
    for wave_id, user_id, number, sent_at in db.session.execute(rows.where(Reminder.wave_id.in_(some))):
        found.setdefault(wave_id, {}).setdefault(user_id, {})[number] = sent_at
    return found


def _text(sheet: Answers) -> str:
    return repr(sorted(sheet.items()))


def _cards(condition: ColumnElement[bool]) -> list[WaveCard]:
    rows = db.session.execute(
        select(Wave, Edition.number, Edition.digest)
        .join(Edition, Edition.id == Wave.edition_id)
        .where(condition)
        .order_by(Wave.opens_at, Wave.session_number, Wave.id)
    )
    return [_card(*row) for row in rows]


def _card(row: Wave, edition: int, digest: str) -> WaveCard:
    return WaveCard(
        id=row.id,
        programme_id=row.programme_id,
        instrument=row.instrument,
        edition=edition,
        digest=digest,
        kind=cast("WaveKind", row.kind),
        side=row.side,
        session_number=row.session_number,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
    )
