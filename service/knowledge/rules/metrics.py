"""The figures of a ranking, each a mean over questions. Relevance is yes or no."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
DEPTH = 10


def figures(rankings: Sequence[Sequence[T]], relevant: Sequence[Collection[T]]) -> dict[str, float]:
    """nDCG@10, recall@1, @5 and @10, and MRR (of the first 10) of rankings against what is relevant to each question."""
    count = len(rankings)
    if not count:
        return {"ndcg@10": 0.0, "recall@1": 0.0, "recall@5": 0.0, "recall@10": 0.0, "mrr": 0.0}
    pairs = list(zip(rankings, relevant, strict=True))
    return {
        "ndcg@10": sum(ndcg(ranking, wanted) for ranking, wanted in pairs) / count,
        **{
            f"recall@{depth}": sum(recall(ranking, wanted, depth) for ranking, wanted in pairs) / count
            for depth in (1, 5, 10)
        },
        "mrr": sum(reciprocal_rank(ranking, wanted) for ranking, wanted in pairs) / count,
    }


def ndcg(ranking: Sequence[T], wanted: Collection[T], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) with binary gains."""
    gain = sum(1 / math.log2(place + 2) for place, one in enumerate(ranking[:depth]) if one in wanted)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(len(wanted), depth)))
    return gain / ideal if ideal else 0.0


def recall(ranking: Sequence[T], wanted: Collection[T], depth: int) -> float:
    """The share of what is relevant among the first `depth`."""
    return sum(1 for one in ranking[:depth] if one in wanted) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[T], wanted: Collection[T], depth: int = DEPTH) -> float:
    """One over the place of the first relevant."""
    return next((1 / place for place, one in enumerate(ranking[:depth], start=1) if one in wanted), 0.0)


def abstention(supported: Mapping[bool, Sequence[bool]]) -> dict[str, float]:
    """Share of unanswerable and of answerable questions that got no answer; `supported` is keyed by answerable."""
    return {
        "unanswerable": _share_not(supported.get(False, ())),
        "answerable": _share_not(supported.get(True, ())),
    }


def _share_not(flags: Sequence[bool]) -> float:
    return sum(1 for flag in flags if not flag) / len(flags) if flags else 0.0
