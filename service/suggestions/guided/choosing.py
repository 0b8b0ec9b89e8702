"""Which units of the folder serve a pair at a session: scored by the pair's needs, spread over documents and skills."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.knowledge.values import Found, TopicUnit
from service.suggestions.rules.needs import Planned
from service.suggestions.values import PairBrief

_TAGGED = 0.6
_SAME_DOCUMENT = 0.55
_SAME_SKILL = 0.6
_LIKED = 1.15
_RANK = 0.05
# A bold topic opens only when both sides chose it privately; nobody is asked yet, so nobody has.
_NOT_ASKED = frozenset({"bold"})


@dataclass
class Candidate:
    """A unit and how much each need of the pair speaks for it."""

    unit: TopicUnit
    support: dict[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """What all needs together say, the strongest counting most."""
        ranked = sorted(self.support.values(), reverse=True)
        return sum(value / (1 + position) for position, value in enumerate(ranked))


def candidates(
    brief: PairBrief, planned: Sequence[Planned], found: Sequence[Found], units: Sequence[TopicUnit]
) -> list[Candidate]:
    """Every unit that may be used, with its support; what this pair had or set aside is left out, and what is bold."""
    barred = brief.past_units | brief.set_aside
    known = {unit.twin: Candidate(unit) for unit in units if unit.twin not in barred and unit.courage not in _NOT_ASKED}
    by_passage = {candidate.unit.passage.id: candidate for candidate in known.values()}
    for plan, answer in zip(planned, found, strict=True):
        for rank, hit in enumerate(answer.hits):
            candidate = by_passage.get(hit.passage.id)
            if candidate is not None and answer.supported:
                gain = plan.weight * hit.score * (1 - min(rank * _RANK, 0.6))
                candidate.support[plan.field] = candidate.support.get(plan.field, 0.0) + gain
        if plan.kind == "skill":
            for candidate in known.values():
                if plan.key in candidate.unit.skills:
                    candidate.support[plan.field] = candidate.support.get(plan.field, 0.0) + _TAGGED * plan.weight
    return list(known.values())


def choose(brief: PairBrief, pool: Sequence[Candidate], count: int) -> list[Candidate]:
    """The best `count` candidates, each choice making its own document and skills less attractive for the next."""
    chosen: list[Candidate] = []
    left = list(pool)
    documents: Counter[str] = Counter()
    skills: Counter[str] = Counter()
    while left and len(chosen) < count:
        best = max(left, key=lambda one: (_value(brief, one, documents, skills), one.unit.twin))
        left.remove(best)
        chosen.append(best)
        documents[best.unit.document] += 1
        skills.update(best.unit.skills)
    return chosen


def _value(brief: PairBrief, one: Candidate, documents: Mapping[str, int], skills: Mapping[str, int]) -> float:
    value = 0.05 + one.score
    if brief.liked_skills.intersection(one.unit.skills):
        value *= _LIKED
    value *= _SAME_DOCUMENT ** documents.get(one.unit.document, 0)
    value *= _SAME_SKILL ** max((skills.get(skill, 0) for skill in one.unit.skills), default=0)
    return value + 0.02 * dice(brief.pair_id, one.unit.twin)


def dice(pair_id: int, text: str) -> float:
    """A number from 0 to 1 that is always the same for a pair and a text: it breaks ties differently for every pair."""
    digest = hashlib.sha256(f"{pair_id}:{text}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def strongest(candidate: Candidate, planned: Sequence[Planned]) -> list[Planned]:
    """The pair's choices that speak for a candidate, the strongest first; a goal or habit on its reasons speaks, if softly."""
    order: defaultdict[str, float] = defaultdict(float, candidate.support)
    return sorted(
        (plan for plan in planned if plan.field in candidate.support or plan.kind in {"goal", "behaviour"}),
        key=lambda plan: (-order[plan.field], -plan.weight, plan.field),
    )
