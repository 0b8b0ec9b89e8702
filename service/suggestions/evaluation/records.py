"""What is kept of an evaluation: enough to count every figure again, to compare it with another, and to see which sets changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from service.suggestions.values import Language

Count = tuple[int, int]
"""So many good ones of so many."""


class BadRun(Exception):
    """A file is no saved run; the message names it."""


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """One topic of a set. `documents` are those it quotes, its own guide first; `print` changes when any of its words does.

    `words` counts what a reader meets: title, why, activity, openers and questions. `checks` are counts by figure.
    """

    title: str
    unit: str | None
    author: Literal["guided", "model"]
    reasons: tuple[str, ...]
    documents: tuple[str, ...]
    grow: str
    why: str
    words: int
    print: str
    checks: Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class SetRecord:
    """What one pair was suggested for one session. `reasons` are the session's, `dropped` counts refusals by rule."""

    pair: int
    session: int
    stage: str
    reasons: tuple[str, ...]
    language: Language
    field: str
    writer: str
    fallback: str | None
    topics: tuple[TopicRecord, ...]
    checks: Mapping[str, Count]
    missing: tuple[str, ...]
    dropped: Mapping[str, int]

    @property
    def name(self) -> str:
        """How it is told of."""
        return f"pair {self.pair}, session {self.session}"


@dataclass(frozen=True, slots=True)
class Stock:
    """What the folder offers a language: its topic units, counted by the document they stand in."""

    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SuggestionsRun:
    """One evaluation. `judged` is what a model said of the topics, empty where none was asked."""

    made_at: str
    choice: str
    sets: tuple[SetRecord, ...]
    stock: Mapping[str, Stock]
    shortfalls: tuple[str, ...] = ()
    judged: Mapping[str, Count] = field(default_factory=dict)
    judge: str = ""
    kind: Literal["suggestions"] = "suggestions"
    format: Literal[1] = 1

    @property
    def topics(self) -> list[TopicRecord]:
        """All topics of all sets."""
        return [topic for one in self.sets for topic in one.topics]

    @property
    def writer(self) -> str:
        """Who wrote: one of them, or mixed."""
        writers = {one.writer for one in self.sets}
        return writers.pop() if len(writers) == 1 else "mixed"

    def to_json(self) -> dict[str, Any]:
        """Plain values for a file."""
        return asdict(self)


_RUN = TypeAdapter(SuggestionsRun)


def read_run(content: bytes, name: str | Path) -> SuggestionsRun:
    """A run as ``--save`` wrote it. Raises ``BadRun``."""
    try:
        return _RUN.validate_json(content)
    except ValidationError as error:
        message = f"{name}: not a saved run of `dua-arah eval suggestions` ({error.error_count()} faults)"
        raise BadRun(message) from error


def summed(checks: Iterable[Mapping[str, Count]]) -> dict[str, Count]:
    """Counts of several, added up by figure."""
    good: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for one in checks:
        for name, (right, all_) in one.items():
            good[name] += right
            of[name] += all_
    return {name: (good[name], of[name]) for name in of}


def all_checks(one: SetRecord) -> dict[str, Count]:
    """The counts of a set and of its topics together."""
    return summed([one.checks, *(topic.checks for topic in one.topics)])
