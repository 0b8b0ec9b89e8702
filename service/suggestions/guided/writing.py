"""From chosen units to draft topics: why for these two, the activity, the openers, the questions, a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.knowledge.values import PAIR, Found, Need, TopicUnit
from service.suggestions.guided import phrases
from service.suggestions.guided.choosing import Candidate, dice, strongest
from service.suggestions.rules.needs import Planned, Wording
from service.suggestions.rules.quotable import best_sentence
from service.suggestions.rules.similarity import similarity
from service.suggestions.values import DraftCitation, DraftTopic, PairBrief

_OVERLAP = 0.15
_MENTIONS_ITSELF = re.compile(
    r"\b(?:panduan ini|topik (?:ini|di bawah)|latihan (?:pertama|kedua|ketiga)|this guide|topics? below|exercise)\b",
    re.IGNORECASE,
)


def wording(language: str) -> Wording:
    """The words needs are searched with."""
    return Wording(
        skills=dict(phrases.SKILLS[language]),
        senior_goals=dict(phrases.SENIOR_GOALS[language]),
        junior_goals=dict(phrases.JUNIOR_GOALS[language]),
        behaviours=dict(phrases.BEHAVIOURS[language]),
        reasons=dict(phrases.REASON_QUERIES[language]),
        goal_reasons=dict(phrases.GOAL_REASONS),
    )


def draft(
    brief: PairBrief, chosen: Sequence[Candidate], planned: Sequence[Planned], support: Sequence[Found]
) -> list[DraftTopic]:
    """A draft topic for every chosen unit; `support` answers ``support_needs`` for the same units."""
    used: set[str] = set()
    topics = []
    for number, (candidate, found) in enumerate(zip(chosen, support, strict=True)):
        speaking = strongest(candidate, planned)
        why, evidence = _why(brief, candidate.unit, speaking, number, used)
        topics.append(_topic(brief, candidate.unit, why, evidence, speaking, found))
    return topics


def support_needs(brief: PairBrief, chosen: Sequence[Candidate]) -> list[Need]:
    """For each chosen unit, what to look for elsewhere in the folder: prose or an article that bears it out."""
    return [
        Need(
            query=f"{one.unit.heading}. {one.unit.about.split('.')[0]}.",
            language=brief.language,
            reasons=one.unit.reasons,
            audience=PAIR,
            kinds=("prose", "article"),
            limit=4,
        )
        for one in chosen
    ]


def _topic(
    brief: PairBrief, unit: TopicUnit, why: str, evidence: tuple[str, ...], speaking: Sequence[Planned], found: Found
) -> DraftTopic:
    return DraftTopic(
        title=unit.heading,
        reasons=unit.reasons,
        why=why,
        activity=unit.activity,
        openers=unit.openers,
        senior=unit.senior,
        junior=unit.junior,
        both=unit.both,
        citations=_citations(brief, unit, speaking, found),
        unit=unit.twin,
        author="guided",
        skills=unit.skills,
        evidence=evidence,
    )


def _citations(
    brief: PairBrief, unit: TopicUnit, speaking: Sequence[Planned], found: Found
) -> tuple[DraftCitation, ...]:
    wanted = " ".join((unit.heading, *(plan.words for plan in speaking[:2])))
    own = best_sentence(unit.passage.text, wanted, unit.language)
    citations = [DraftCitation(unit.passage.id, own)] if own else []
    for hit in found.hits if found.supported else ():
        passage = hit.passage
        if passage.language != brief.language or passage.heading in {unit.heading, passage.title}:
            continue  # an introduction speaks of its guide, not of the matter
        quote = best_sentence(passage.text, f"{unit.heading} {unit.about}", passage.language)
        if quote and similarity(quote, unit.about, brief.language) >= _OVERLAP and not _MENTIONS_ITSELF.search(quote):
            citations.append(DraftCitation(passage.id, quote))
            break
    return tuple(citations)


def _why(
    brief: PairBrief, unit: TopicUnit, speaking: Sequence[Planned], number: int, used: set[str]
) -> tuple[str, tuple[str, ...]]:
    """Two sentences at most: the strongest choice of one side, then one of the other; what was said in this set comes last."""
    parts: list[tuple[str, str]] = []
    sides: set[str] = set()
    for plan in sorted(speaking, key=lambda one: one.field in used):
        template, side = _template(plan, unit)
        if template is None or side in sides or (parts and plan.field in used):
            continue
        parts.append((_fill(brief, template, plan, unit, number, used), plan.field))
        used.add(plan.field)
        sides.add(side)
        if side == "both" or len(parts) == 2:  # noqa: PLR2004 - two sentences
            break
    if not parts:
        reason = next((key for key in unit.reasons if key in brief.stage.reasons), unit.reasons[0])
        plan = Planned(Need("", brief.language), f"pair:reason:{reason}", 0.0, "")
        parts.append((_fill(brief, "stage", plan, unit, number, used), plan.field))
    return " ".join(text for text, _ in parts), tuple(field for _, field in parts)


def _template(plan: Planned, unit: TopicUnit) -> tuple[str | None, str]:
    side = plan.side
    if plan.kind == "skill":
        # A skill is named only where the unit is about it: a neighbour found by similarity would be a false promise.
        return (f"skill-{side}", side) if plan.key in unit.skills and "practice" in unit.reasons else (None, side)
    if plan.kind == "goal":
        near = phrases.GOAL_REASONS.get(plan.key) in unit.reasons
        return (f"goal-{side}", side) if near else (None, side)
    if plan.kind == "behaviour":
        return ("behaviour", "senior") if plan.key in unit.reasons else (None, side)
    # What one side typed in their form is not said to the other; what was asked for this session both see.
    return ("focus", "pair") if (plan.kind, plan.side) == ("focus", "pair") else (None, side)


def _fill(brief: PairBrief, template: str, plan: Planned, unit: TopicUnit, number: int, used: set[str]) -> str:
    language = brief.language
    variants = phrases.WHY[language][template]
    start = int(dice(brief.pair_id * 7 + brief.session, f"{template}:{unit.twin}") * len(variants)) + number
    order = [variants[(start + step) % len(variants)] for step in range(len(variants))]
    pattern = next((one for one in order if one not in used), order[0])
    used.add(pattern)
    goals = phrases.SENIOR_GOALS if plan.field.startswith("senior") else phrases.JUNIOR_GOALS
    text = pattern.format(
        skill=phrases.SKILLS[language].get(plan.key, ""),
        goal=goals[language].get(plan.key, ""),
        behaviour=phrases.BEHAVIOURS[language].get(plan.key, ""),
        reason=phrases.REASONS[language].get(plan.key, ""),
    )
    return text[0].upper() + text[1:]
