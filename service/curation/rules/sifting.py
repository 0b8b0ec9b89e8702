"""Search, filter and sort the list of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.curation.values import Line

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a curator wants to see; empty fields let everything through."""

    text: str = ""
    language: str = ""
    reason: str = ""
    stage: int | None = None
    audience: str = ""
    status: str = ""
    state: str = ""
    sort: str = "trouble"

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.text, self.language, self.reason, self.stage, self.audience, self.status, self.state))


_STATES: Mapping[str, Callable[[Line], bool]] = {
    "indexed": lambda line: line.card.state == "indexed",
    "pending": lambda line: line.card.state == "pending",
    "failed": lambda line: line.card.state == "failed",
    "mistakes": lambda line: line.card.faults > 0,
    "one-language": lambda line: line.card.wants_twin,
    "flagged": lambda line: line.use.flagged > 0,
    "unused": lambda line: line.use.suggested == 0,
    "stale": lambda line: line.stale,
}
STATES = tuple(_STATES)

_ORDERS: Mapping[str, Callable[[Line], Any]] = {
    "trouble": lambda line: -line.trouble,
    "title": lambda _line: 0,
    "used": lambda line: -line.use.suggested,
    "useful": lambda line: -line.use.useful,
    "flagged": lambda line: -line.use.flagged,
    "reviewed": lambda line: line.card.tags.reviewed_on or date.min,
    "changed": lambda line: -line.card.since.timestamp() if line.card.since else 0.0,
}
ORDERS = tuple(_ORDERS)


def sift(lines: Sequence[Line], sieve: Sieve) -> list[Line]:
    """The lines that fit, in the order wished; equals by title, whatever its capitals."""
    kept = [line for line in lines if _fits(line, sieve)]
    order = _ORDERS.get(sieve.sort, _ORDERS["trouble"])
    return sorted(kept, key=lambda line: (order(line), line.card.title.casefold(), line.card.path))


def _fits(line: Line, sieve: Sieve) -> bool:
    card = line.card
    words = sieve.text.casefold().split()
    place = f"{card.title} {card.path}".casefold()
    return (
        all(word in place for word in words)
        and sieve.language in {"", card.language}
        and (not sieve.reason or sieve.reason in card.tags.reasons)
        and (sieve.stage is None or sieve.stage in card.tags.stages)
        and (not sieve.audience or sieve.audience in card.tags.audience)
        and sieve.status in {"", card.status}
        and (sieve.state not in _STATES or _STATES[sieve.state](line))
    )
