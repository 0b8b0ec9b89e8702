"""Two legs, one order: a convex combination of scores that mean the same for every question.

BM25 is divided by the most it could give for the question (the sum of its terms' idf), so 1 means *every word is here, often*. The
dense score counts standard deviations above what unrelated passages get for the same question, since e5's cosines all lie close
together. The form is the convex combination with theoretical bounds of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval" (ACM TOIS 2023). Where even the best passage holds few of the question's words (another language, other words for
the same thing), BM25 says little, and its share falls with its best score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

DENSE_SCALE = 8.0
CONTEXT = 0.3
ECHO = 0.8
ECHO_FROM = 3
_WITNESSES = 3


@dataclass(frozen=True, slots=True)
class Mix:
    """How much BM25 counts: `lexical` where its best score reaches `trusted`, less below."""

    lexical: float = 0.7
    trusted: float = 0.35
    least: float = 0.15

    def share(self, best: float) -> float:
        """BM25's share for a question whose best passage has the bounded score `best`."""
        return max(self.least, self.lexical * min(1.0, best / self.trusted))


TUNED = Mix()
NEAR_ALONE = Mix(lexical=0.0, least=0.0)


def strange(lexical: Mapping[int, float], mix: Mix = TUNED) -> bool:
    """Whether no passage holds enough of a question's words to be in its language: then only the embedder can tell."""
    return max(lexical.values(), default=0.0) < mix.trusted


def fuse(lexical: Mapping[int, float], dense: Mapping[int, float], mix: Mix = TUNED) -> dict[int, float]:
    """Fused scores of all candidates. `lexical` is bounded by 0 and 1; `dense` counts standard deviations.

    A candidate one leg did not return gets that leg's lowest returned score (dense) or nothing (lexical).
    """
    if not dense:
        return dict(lexical)
    floor = min(dense.values())
    share = mix.share(max(lexical.values(), default=0.0))
    return {
        key: share * lexical.get(key, 0.0) + (1 - share) * dense.get(key, floor) / DENSE_SCALE
        for key in lexical.keys() | dense.keys()
    }


def echoed(scores: Mapping[int, float], echo: Mapping[int, float], weight: float = ECHO) -> dict[int, float]:
    """Fused scores that also count the words which the best passages have and the question has not."""
    return {key: (score + weight * echo.get(key, 0.0)) / (1 + weight) for key, score in scores.items()}


def leaders(scores: Mapping[int, float], count: int = ECHO_FROM) -> dict[int, float]:
    """The best few of fused scores."""
    return {key: scores[key] for key in sorted(scores, key=lambda key: (-scores[key], key))[:count]}


def in_context(
    scores: Mapping[int, float], document: Callable[[int], str], weight: float = CONTEXT
) -> dict[int, float]:
    """Scores that also count how well the best three passages of the same document do: a good document vouches for its passages."""
    of_document: dict[str, list[float]] = {}
    for key, score in scores.items():
        of_document.setdefault(document(key), []).append(score)
    vouched = {name: sum(sorted(found)[-_WITNESSES:]) / _WITNESSES for name, found in of_document.items()}
    return {key: (score + weight * vouched[document(key)]) / (1 + weight) for key, score in scores.items()}
