"""From chosen units to draft topics: why for these two, the activity, the openers, the questions, a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.knowledge.values import PAIR, Found, Need, TopicUnit
from service.suggestions.guided import phrases
from service.suggestions.guided.choosing import Candidate, strongest
from service.suggestions.guided.why import Said, why
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
    said = Said()
    topics = []
    for candidate, found in zip(chosen, support, strict=True):
        speaking = strongest(candidate, planned)
        text, evidence = why(brief, candidate.unit, speaking, said)
        topics.append(_topic(brief, candidate.unit, text, evidence, speaking, found))
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
    brief: PairBrief, unit: TopicUnit, text: str, evidence: tuple[str, ...], speaking: Sequence[Planned], found: Found
) -> DraftTopic:
    return DraftTopic(
        title=unit.heading,
        reasons=unit.reasons,
        why=text,
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
