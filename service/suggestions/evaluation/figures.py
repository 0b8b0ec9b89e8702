"""The figures of a run against their bars (quality.md), by name, with the pairs they come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Any

from service.knowledge.rules.intervals import Part, wilson
from service.suggestions.evaluation.records import Count, SetRecord, SuggestionsRun, all_checks, summed
from service.suggestions.values import MAX_TOPICS, MIN_TOPICS

_GOOD_SESSIONS = 5
BARS: Mapping[str, float] = {
    "verbatim": 1.0,
    "attributed": 1.0,
    "language": 1.0,
    "register": 1.0,
    "question form": 1.0,
    "specific": 1.0,
    "not repeated": 1.0,
    "three to five topics": _GOOD_SESSIONS / 6,
    "pairs 5 of 6 sessions": 1.0,
    "ten minutes": 1.0,
    "why in words": 1.0,
    "GROW 3 of 4": 1.0,
    "ends in an action": 1.0,
    "honest when short": 1.0,
    "two pairs differ": 1.0,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """So many `good` ones `of` so many, against a `bar` as a share of one."""

    good: int
    of: int
    bar: float = 1.0

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where there was nothing to count."""
        return self.good / self.of if self.of else 1.0

    @property
    def reached(self) -> bool:
        """Whether the bar is reached on something."""
        return self.of > 0 and self.share >= self.bar

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval of the share, as if each had been drawn for itself."""
        return wilson(self.good, self.of)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "good": self.good,
            "of": self.of,
            "share": round(self.share, 4),
            "bar": self.bar,
            "reached": self.reached,
        }


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two pairs of one language have in common at a session: the mean share of topics, the share of like choices, how many."""

    overlap: float
    same: float
    compared: int


def figures(run: SuggestionsRun) -> dict[str, Figure]:
    """Every figure that was counted on something, in the order of the bars."""
    counts = summed([*(all_checks(one) for one in run.sets), _enough(run), _differ(run)])
    return {name: Figure(*counts[name], bar) for name, bar in BARS.items() if name in counts}


def passed(run: SuggestionsRun) -> bool:
    """Whether every bar is reached."""
    return all(figure.reached for figure in figures(run).values())


def courses(run: SuggestionsRun) -> dict[int, list[SetRecord]]:
    """The sets of each pair, in the order of sessions."""
    found: defaultdict[int, list[SetRecord]] = defaultdict(list)
    for one in run.sets:
        found[one.pair].append(one)
    return dict(found)


def _enough(run: SuggestionsRun) -> dict[str, Count]:
    whole = [sum(MIN_TOPICS <= len(one.topics) <= MAX_TOPICS for one in sets) for sets in courses(run).values()]
    return {"pairs 5 of 6 sessions": (sum(count >= _GOOD_SESSIONS for count in whole), len(whole))} if whole else {}


def _couples(run: SuggestionsRun) -> Iterator[tuple[SetRecord, SetRecord]]:
    """Any two pairs of one language at the same session, unless neither got a topic."""
    groups: defaultdict[tuple[str, int], list[SetRecord]] = defaultdict(list)
    for one in run.sets:
        groups[one.language, one.session].append(one)
    for sets in groups.values():
        yield from ((one, other) for one, other in combinations(sets, 2) if one.topics or other.topics)


def _differ(run: SuggestionsRun) -> dict[str, Count]:
    """No two pairs of one language get the same set, word for word."""
    unlike = [
        [topic.print for topic in one.topics] != [topic.print for topic in other.topics] for one, other in _couples(run)
    ]
    return {"two pairs differ": (sum(unlike), len(unlike))} if unlike else {}


def likeness(run: SuggestionsRun, *, same_field: bool = False, session: int | None = None) -> Likeness:
    """How alike the sets of two pairs are; of those alone whose leaders work in the same field, or of one session."""
    shares = [
        shared(one, other)
        for one, other in _couples(run)
        if (not same_field or one.field == other.field) and session in {None, one.session}
    ]
    if not shares:
        return Likeness(0.0, 0.0, 0)
    return Likeness(fmean(shares), fmean(share == 1 for share in shares), len(shares))


def overlap_by_pair(run: SuggestionsRun) -> dict[int, Part]:
    """For each pair, the sum of what it shares with others, and with how many it was compared."""
    sums: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one, other in _couples(run):
        share = shared(one, other)
        for pair in (one.pair, other.pair):
            sums[pair][0] += share
            sums[pair][1] += 1
    return {pair: (share, count) for pair, (share, count) in sums.items()}


def shared(one: SetRecord, other: SetRecord) -> float:
    """The share of topics two sets have in common (Jaccard), told by unit, else by title."""
    first, second = ({topic.unit or topic.title for topic in each.topics} for each in (one, other))
    return len(first & second) / len(first | second)
