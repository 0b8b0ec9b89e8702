"""Until when an answer is due, in working days; how a case stands; in which order the neutral contact meets them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from service.cases.values import ANSWER_WITHIN, State, Waiting

_FRIDAY = 4
_ORDER: tuple[State, ...] = ("waiting", "answered", "done", "withdrawn")


def due_on(sent: date) -> date:
    """The last day for an answer to what was sent on this day: weekends do not count, holidays are not known here."""
    day, left = sent, ANSWER_WITHIN
    while left:
        day += timedelta(days=1)
        left -= _works(day)
    return day


def days_left(today: date, due: date) -> int:
    """Working days after today up to the due day; 0 where it is the last one, -1 once it is over."""
    if today > due:
        return -1
    return sum(_works(today + timedelta(days=ahead)) for ahead in range(1, (due - today).days + 1))


def state(answered: datetime | None, done: datetime | None, withdrawn: datetime | None) -> State:
    """How a case stands by what has happened to it; withdrawing is stronger than all else."""
    if withdrawn is not None:
        return "withdrawn"
    if done is not None:
        return "done"
    return "waiting" if answered is None else "answered"


def arranged(cases: Iterable[Waiting]) -> list[Waiting]:
    """Those that wait for an answer first, the most pressing before the others; then the newest of each kind."""
    return sorted(cases, key=_urgency)


def _urgency(one: Waiting) -> tuple[int, float]:
    place = _ORDER.index(one.card.state)
    sent = one.card.sent_at.timestamp()
    return place, sent if one.card.state == "waiting" else -sent


def _works(day: date) -> bool:
    return day.weekday() <= _FRIDAY
