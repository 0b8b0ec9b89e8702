"""What the curation room hands to its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from service.knowledge.values import ShelfCard
from service.suggestions.values import Use

REVIEW_AFTER = timedelta(days=365)
"""A guide older than this is worth reading again: tools, rules and prices in it have changed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A document of the list: the card of the shelf, its use, and whether its review is due."""

    card: ShelfCard
    use: Use
    stale: bool

    @property
    def trouble(self) -> int:
        """How urgently to look: 4 cannot be read, 3 flagged, 2 has mistakes or no other language, 1 review due, 0 fine."""
        if self.card.state == "failed":
            return 4
        if self.use.flagged:
            return 3
        if self.card.faults or self.card.wants_twin:
            return 2
        return 1 if self.stale else 0


def stale(reviewed_on: date | None, today: date) -> bool:
    """Whether a document's last review is too long ago; one without a date is nobody's promise."""
    return reviewed_on is not None and today - reviewed_on > REVIEW_AFTER


@dataclass(frozen=True, slots=True)
class Trial:
    """What a document's publishing or withdrawing would change: `open` while it is found out, then its result.

    Neither open nor a result: it was cut off or failed, and may be asked for again.
    """

    id: int
    document: str
    version: str
    wanted: str
    generation: int
    open: bool
    done: int
    total: int
    result: Mapping[str, Any] | None
