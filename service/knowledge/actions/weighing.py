"""How well labelled questions are answered over given entries: to compare a folder with what it would be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.knowledge.actions.evaluation import Label, places_of, ranked_places, supported_flags
from service.knowledge.ports import Ranking, Stand
from service.knowledge.rules.metrics import DEPTH, abstention, figures
from service.knowledge.rules.passages import Entry
from service.knowledge.values import Need

_AT_ONCE = 20


def askable(labels: Sequence[Label], entries: Sequence[Entry]) -> list[Label]:
    """The labelled questions whose relevant places are all among the entries, and those that no folder answers."""
    places = set(places_of(entries))
    return [label for label in labels if places.issuperset(label.relevant)]


def steps(labels: Sequence[Label]) -> int:
    """How often ``weigh`` will say that it has come further."""
    return -(-len(labels) // _AT_ONCE)


def weigh(
    stand: Stand, entries: Sequence[Entry], labels: Sequence[Label], further: Callable[[], None]
) -> dict[str, float]:
    """``ndcg@10``, ``recall@5`` of the answerable; shares from 0 to 1 that got no answer: ``unanswerable``, ``answerable``."""
    needs = [Need(label.question, label.passages) for label in labels]
    rankings: list[Ranking] = []
    for begin in range(0, len(needs), _AT_ONCE):
        rankings.extend(stand.rank(needs[begin : begin + _AT_ONCE], DEPTH))
        further()
    places = places_of(entries)
    answerable = [number for number, label in enumerate(labels) if label.relevant]
    ranked = [ranked_places(places, rankings[number].legs["fused"]) for number in answerable]
    found = figures(ranked, [labels[number].relevant for number in answerable])
    kept = {"ndcg@10": found["ndcg@10"], "recall@5": found["recall@5"], **abstention(supported_flags(rankings, labels))}
    return {name: round(number, 4) for name, number in kept.items()}
