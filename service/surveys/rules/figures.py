"""What goes into a release and what comes out of it, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MeasureKind = Literal["ordered", "nominal", "several", "text"]
Word = Literal["upper", "balanced", "lower", "balanced_or_upper", "mostly", "spread", "shares"]
Why = Literal["base", "several", "text", "comments", "none"]


@dataclass(frozen=True, slots=True)
class Parent:
    """A question is asked of exactly those whose answer to `item` is one of `keys`."""

    item: str
    keys: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A question as a release sees it.

    `keys` are the stored answers: in order for an ordered question, with what is neither more nor less in the middle. None
    is one of them where the question may be skipped. `lower` and `upper` are the keys of its two ends; what is in neither is
    neutral. A `conditional` question has its `parent`, or none where its condition hangs on more than one answer.
    `permission` is the id of the question that allows a text to be shown. `least` and `most` bound how many keys one person
    may choose, where it may be several.
    """

    id: str
    kind: MeasureKind
    keys: tuple[Any, ...] = ()
    lower: frozenset[Any] = frozenset()
    upper: frozenset[Any] = frozenset()
    conditional: bool = False
    parent: Parent | None = None
    permission: str | None = None
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """From `low` to `high` people chose one of `keys`; the two are equal where the count is told exactly."""

    keys: tuple[Any, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What one side said to one question, as far as it may be shown.

    From `base_low` to `base_high` people were asked. Exactly one of these is filled: `rows` (with `word` "shares" where only
    a half may be told), `word`, `comments`, or `why` nothing is shown. `mostly` is the key that "mostly" means.
    """

    id: str
    base_low: int = 0
    base_high: int = 0
    rows: tuple[Row, ...] = ()
    word: Word | None = None
    mostly: Any = None
    comments: tuple[str, ...] = ()
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class SideRelease:
    """What is shown of one side; no figures where fewer than five of it have answered. `answered` counts people."""

    answered: int
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def withheld(self) -> bool:
        """Whether nothing of this side is shown."""
        return not self.figures


@dataclass(frozen=True, slots=True)
class Release:
    """All that may be shown of a wave, by side; empty before it has closed. There is never a figure over both sides."""

    closed: bool
    sides: Mapping[str, SideRelease] = field(default_factory=dict)
