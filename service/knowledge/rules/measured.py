"""A measurement of retrieval as it is kept: what each question got, so that figures and comparisons are counted from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from service.knowledge.rules.intervals import Part
from service.knowledge.rules.metrics import abstention

LEGS = ("fused", "bm25", "dense")
METRICS = ("ndcg@10", "recall@1", "recall@5", "recall@10", "mrr")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and what it got: the metrics of each leg, empty where no passage answers it.

    `supported` is whether an answer was given, `margin` how far from the threshold (above 0: given), None where unknown.
    """

    question: str
    language: str
    group: str
    part: str
    answerable: bool
    supported: bool
    margin: float | None
    legs: Mapping[str, Mapping[str, float]]

    @property
    def name(self) -> str:
        """How it is told from others: the same words are asked of passages in both languages."""
        return f"{self.group}: {self.question}"


@dataclass(frozen=True, slots=True)
class RetrievalRun:
    """All questions of one measurement; `subject` says of what."""

    made_at: str
    subject: str
    embedder: str
    asked: tuple[Asked, ...]
    kind: Literal["retrieval"] = "retrieval"
    format: Literal[1] = 1

    @property
    def groups(self) -> list[str]:
        """The named groups of answerable questions, in order of their names."""
        return sorted({one.group for one in self.asked if one.answerable and one.group})

    @property
    def parts_named(self) -> list[str]:
        """The parts questions were divided into, ``tune`` and ``test``; none where they were not."""
        return sorted({one.part for one in self.asked if one.part})

    def only(self, part: str) -> RetrievalRun:
        """The questions of one part alone."""
        return replace(self, asked=tuple(one for one in self.asked if one.part == part))

    def figures(self) -> dict[str, dict[str, float]]:
        """Means by leg, over all and over each group, and the shares left unanswered where there are unanswerable ones."""
        found = {}
        for group in ("", *self.groups):
            chosen = [one for one in self.asked if one.answerable and group in {"", one.group}]
            for leg in LEGS:
                found[f"{leg} {group}".strip()] = _means([one.legs.get(leg, {}) for one in chosen])
        if any(not one.answerable for one in self.asked):
            found["abstention"] = {key: round(value, 4) for key, value in abstention(self.flags()).items()}
        return found

    def flags(self) -> dict[bool, list[bool]]:
        """Who got an answer, of the answerable (True) and of the others."""
        return {kind: [one.supported for one in self.asked if one.answerable == kind] for kind in (True, False)}

    def parts(self) -> dict[str, dict[str, Part]]:
        """By figure, what each question adds to it: for comparing with another measurement."""
        found: dict[str, dict[str, Part]] = {}
        for one in self.asked:
            for leg, metrics in one.legs.items():
                for metric, value in metrics.items():
                    found.setdefault(f"{leg} {metric}", {})[one.name] = (value, 1.0)
            side = "answerable refused" if one.answerable else "unanswerable caught"
            found.setdefault(side, {})[one.name] = (float(not one.supported), 1.0)
        return found

    def curve(self) -> list[tuple[float, float]]:
        """Answerable refused against unanswerable caught, for every threshold that changes either; empty without margins."""
        good = [one.margin for one in self.asked if one.answerable and one.margin is not None]
        bad = [one.margin for one in self.asked if not one.answerable and one.margin is not None]
        if not good or not bad:
            return []
        steps = [float("-inf"), *sorted({*good, *bad}), float("inf")]
        points = ((_below(good, step), _below(bad, step)) for step in steps)
        return list(dict.fromkeys(points))

    def to_json(self) -> dict[str, Any]:
        """Plain values for a file."""
        return asdict(self)


def _below(margins: Sequence[float], step: float) -> float:
    return sum(1 for one in margins if one < step) / len(margins)


def _means(rows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each metric; 0 without questions."""
    kept = list(rows)
    return {key: round(sum(row.get(key, 0.0) for row in kept) / (len(kept) or 1), 4) for key in METRICS}
