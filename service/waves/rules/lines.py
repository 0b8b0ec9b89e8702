"""The order of an admin's list of waves, and from when on names may stand on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from service.surveys.rules.suppression import LEAST
from service.surveys.values import WaveCard
from service.waves.values import WaveLine

SORTS = ("first", "form", "closes")
_SOON = timedelta(days=3)
_STATES = ("open", "planned", "closed")


def is_urgent(wave: WaveCard, done: int, asked: int, now: datetime) -> bool:
    """Whether a wave closes within three days and fewer than half of those asked have answered."""
    return wave.state(now) == "open" and wave.closes_at - now <= _SOON and asked > 0 and 2 * done < asked


def may_name(done: int) -> bool:
    """Whether those who are missing may be named: from five answers on, when a name tells nothing of an answer."""
    return done >= LEAST


def arranged(lines: Iterable[WaveLine], order: str, language: str) -> list[WaveLine]:
    """Lines in the order asked for; without one what needs the admin first, then the next to close, then the latest closed."""
    if order == "form":
        return sorted(
            lines, key=lambda one: (one.title.into(language).casefold(), one.wave.session_number or 0, one.wave.id)
        )
    if order == "closes":
        return sorted(lines, key=lambda one: (one.wave.closes_at, one.wave.id))
    return sorted(lines, key=_first)


def _first(line: WaveLine) -> tuple[bool, int, float, int]:
    moment = line.wave.closes_at.timestamp()
    closed = line.state == "closed"
    return not line.urgent, _STATES.index(line.state), -moment if closed else moment, line.wave.session_number or 0
