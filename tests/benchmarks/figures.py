"""A figure beside its reference, and how the two are timed: in turns, so that a machine whose speed drifts is fair to both."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `bar` is for the ratio, or for `ours` itself where there is no reference."""

    name: str
    ours: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    bar: float | None = None
    side: Literal["most", "least"] = "most"
    rounds: int = 1
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where there is none."""
        measured = self.ours if self.ratio is None else self.ratio
        if self.bar is None:
            return None
        return measured <= self.bar if self.side == "most" else measured >= self.bar

    def as_json(self) -> dict[str, object]:
        return {
            "figure": self.name,
            "ours": self.ours,
            "reference": self.reference,
            "unit": self.unit,
            "ratio": self.ratio,
            "bar": self.bar,
            "bar_is_the": self.side if self.bar is not None else None,
            "met": self.met,
            "rounds": self.rounds,
            "note": self.note,
        }


@dataclass(frozen=True)
class Pace:
    """Seconds of both sides over the rounds: medians, and the median of each round's own ratio."""

    ours: float
    reference: float
    ratio: float
    rounds: int


def seconds(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def side_by_side(pairs: Sequence[tuple[Work, Work]], warm: int = 1) -> Pace:
    """Time our work and the reference of each round, one after the other; who begins changes with every round.

    The first `warm` rounds are done once more beforehand and not counted.
    """
    for ours, reference in pairs[:warm]:
        ours()
        reference()
    mine: list[float] = []
    theirs: list[float] = []
    for number, (ours, reference) in enumerate(pairs):
        if number % 2:
            theirs.append(seconds(reference))
            mine.append(seconds(ours))
        else:
            mine.append(seconds(ours))
            theirs.append(seconds(reference))
    ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
    return Pace(median(mine), median(theirs), median(ratios), len(pairs))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
