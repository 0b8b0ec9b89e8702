"""Which units of the folder serve a pair at a session: scored by the pair's needs, spread over documents and skills."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from service.knowledge.values import Found, TopicUnit
from service.suggestions.rules.courage import deeper, may_have
from service.suggestions.rules.needs import Planned
from service.suggestions.values import Earlier, PairBrief

_TAGGED = 0.6
_SAME_DOCUMENT = 0.55
_SAME_SKILL = 0.6
_RANK = 0.05
_NEAR_LIKED, _LEADS_ON = 1.2, 1.1
_FROM_DECLINED, _SKILL_DECLINED = 0.5, 0.75
_OWN_DRAW = (
    0.12  # pairs with the same choices still differ: how far two topics of about the same worth may change places
)


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
    """Every unit that may be used, with its support; left out is what this pair had or set aside, or what asks too much of one."""
    barred = brief.past_units | brief.set_aside
    known = {
        unit.twin: Candidate(unit)
        for unit in units
        if unit.twin not in barred and may_have(unit.courage, brief.courage)
    }
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
    worth = {id(one): _worth(brief, one) for one in pool}
    left = list(pool)
    documents: Counter[str] = Counter()
    skills: Counter[str] = Counter()
    while left and len(chosen) < count:
        best = max(left, key=lambda one: (worth[id(one)] * _room(one.unit, documents, skills), one.unit.twin))
        left.remove(best)
        chosen.append(best)
        documents[best.unit.document] += 1
        skills.update(best.unit.skills)
    return chosen


def _room(unit: TopicUnit, documents: Mapping[str, int], skills: Mapping[str, int]) -> float:
    """How much room a set that has these documents and skills leaves for another of them."""
    again = max((skills.get(skill, 0) for skill in unit.skills), default=0)
    return _SAME_DOCUMENT ** documents.get(unit.document, 0) * _SAME_SKILL**again


def _worth(brief: PairBrief, one: Candidate) -> float:
    """What a unit is worth to a pair by itself: its needs, what the two thought of its neighbours, and the pair's own draw."""
    own = 1 + _OWN_DRAW * (dice(brief.pair_id, one.unit.twin) - 0.5)
    return (0.05 + one.score) * own * leaning(brief, one.unit)


def leaning(brief: PairBrief, unit: TopicUnit) -> float:
    """How far marks on earlier topics speak for a unit (above one) or against it (below); one where there are none."""
    share = 1.0
    beyond = set(unit.reasons) - set(brief.stage.reasons)  # the session's own are everybody's
    liked = [
        one for one in brief.earlier if one.liked and not (one.declined or one.barred) and _near(one, unit, beyond)
    ]
    declined = [one for one in brief.earlier if one.declined and not one.liked]
    if liked:
        share *= _NEAR_LIKED * (_LEADS_ON if _leads_on(liked, unit) else 1.0)
    if any(one.document == unit.document for one in declined):
        share *= _FROM_DECLINED
    if any(set(one.skills) & set(unit.skills) for one in declined):
        share *= _SKILL_DECLINED
    return share


def _near(one: Earlier, unit: TopicUnit, reasons: AbstractSet[str]) -> bool:
    """Whether a unit is about the same thing as an earlier topic: its guide, a skill, or one of these reasons."""
    return one.document == unit.document or bool({*one.skills, *one.reasons} & {*unit.skills, *reasons})


def _leads_on(liked: Sequence[Earlier], unit: TopicUnit) -> bool:
    """Whether a unit goes deeper than what was liked: it asks for more courage than the lightest, or its guide goes on there."""
    same_guide = any(one.document == unit.document for one in liked)
    return same_guide or deeper(unit.courage, "light")


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
