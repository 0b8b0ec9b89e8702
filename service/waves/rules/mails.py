"""When a mail about a wave is due, on plain moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service.surveys.values import WaveCard

OPENED, FIRST, SECOND = 0, 1, 2
_FROM, _TO = 8, 17  # the hours in which mail may arrive, in the reader's own time
_SOON, _LATER = timedelta(days=3), timedelta(days=7)
_LAST = timedelta(days=2)  # before a wave closes


def mail_due(wave: WaveCard, sent: Mapping[int, datetime], now: datetime) -> int | None:
    """Which mail somebody who has not answered should get now, after those `sent`: that it opened, and two reminders at most.

    The first comes half-way to the close, after a week at the latest; the second two days before the close. A form about one
    session, whose wave may be open for months, reminds three and seven days after it was told of. Between two mails lie two days
    at least.
    """
    if wave.state(now) != "open":
        return None
    told = sent.get(OPENED)
    if told is None:
        return OPENED
    first = sent.get(FIRST)
    if wave.session_number is not None:
        return _next(first, told + _SOON, told + _LATER, now) if SECOND not in sent else None
    half = told + min((wave.closes_at - told) / 2, _LATER)
    return _next(first, half, wave.closes_at - _LAST, now) if SECOND not in sent else None


def _next(first: datetime | None, when_first: datetime, when_second: datetime, now: datetime) -> int | None:
    if first is None:
        return FIRST if now >= when_first else None
    return SECOND if now >= max(when_second, first + _LAST) else None


def by_day(now: datetime, timezone: str) -> bool:
    """Whether it is day where the reader is: nobody is written to at night."""
    return _FROM <= now.astimezone(ZoneInfo(timezone)).hour < _TO
