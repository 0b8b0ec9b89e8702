"""The story of the main job: from a nameless brief to a set that has been judged item by item and accounted for."""

from __future__ import annotations

from collections.abc import Sequence

from service.knowledge.ports import Library
from service.knowledge.values import Found, TopicUnit
from service.suggestions.actions.consulting import Told, consult
from service.suggestions.actions.desk import Course, Desk, Material, ModelRefusedError
from service.suggestions.actions.weaving import PLACES, weave
from service.suggestions.guided import phrases
from service.suggestions.guided.choosing import candidates, choose
from service.suggestions.guided.writing import draft as guided_draft
from service.suggestions.guided.writing import support_needs, wording
from service.suggestions.rules.gate import accept
from service.suggestions.rules.needs import plan
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.selection import narrow
from service.suggestions.values import (
    MIN_TOPICS,
    Dropped,
    Outcome,
    PairBrief,
    Receipt,
    Topic,
    WriterChoice,
)

_SPARE = 3
_BORROWED = (2, 3, 4, 5)  # the first and the last session have topics that fit nowhere else


def suggest(
    brief: PairBrief,
    desk: Desk,
    choice: WriterChoice = "auto",
    names: Sequence[str] = (),
    *,
    may_use_model: bool = True,
    held: str | None = None,
    told: Told | None = None,
) -> Outcome:
    """Find what the folder has for a brief, have it drafted, let the gate judge it, and account for it.

    The guided writer composes a set in any case. Where a model is configured and both said yes, its topics take the places
    they are worth; `held` is a reason to leave it alone all the same (``budget``), which the receipt tells. `told` gets the
    titles of its topics that stand while it still writes. Raises ``ModelRefusedError`` when ``model`` is chosen and must not be
    used.
    """
    started = desk.stopwatch()
    course = Course()
    material = _gather(brief, desk.library)
    wanted = _model_wanted(brief, desk, choice, may_use_model=may_use_model)
    topics, refused = _guided(brief, desk.library, material, names)
    if wanted and held:
        course.fallback = held
    elif wanted:
        topics = _with_model(brief, desk, material, names, course, topics, started + desk.seconds, told)
    if any(topic.author == "guided" for topic in topics):
        course.dropped.extend(refused)
    topics = narrow(topics)
    return Outcome(
        brief=brief,
        topics=topics,
        missing=_missing(brief, material, topics, names),
        receipt=_receipt(desk, topics, material, course, desk.stopwatch() - started),
        spent=course.spent,
    )


def _model_wanted(brief: PairBrief, desk: Desk, choice: WriterChoice, *, may_use_model: bool) -> bool:
    if choice == "guided":
        return False
    reason = None
    if desk.model is None or desk.render is None:
        reason = "no-model"
    elif not brief.model_allowed:
        reason = "no-consent"
    elif not may_use_model:
        reason = "not-now"
    if reason and choice == "model":
        raise ModelRefusedError(reason)
    return reason is None


def _gather(brief: PairBrief, library: Library) -> Material:
    """Find passages for every need, and the units that may be used; where the stage is thin, look beyond it."""
    planned = plan(brief, wording(brief.language))
    found = library.find([one.need for one in planned])
    units = list(library.units(brief.language, brief.stage.number))
    pool = candidates(brief, planned, found, units)
    if len(pool) < MIN_TOPICS:
        known = {unit.twin for unit in units}
        wider = [unit for unit in _beyond(library, found, brief) if unit.twin not in known]
        pool = candidates(brief, planned, found, [*units, *wider])
    passages = {candidate.unit.passage.id: candidate.unit.passage for candidate in pool}
    passages.update({hit.passage.id: hit.passage for answer in found for hit in answer.hits})
    degraded = tuple(dict.fromkeys(leg for answer in found for leg in answer.degraded))
    return Material(planned, found, pool, passages, degraded)


def _beyond(library: Library, found: Sequence[Found], brief: PairBrief) -> list[TopicUnit]:
    """Units of other stages that work on the session's reasons, so that a thin stage is not an empty one."""
    units: dict[str, TopicUnit] = {}
    for answer in found:
        for hit in answer.hits:
            unit = library.unit(hit.passage.id)
            if unit is not None and set(unit.stages) & set(_BORROWED) and set(unit.reasons) & set(brief.stage.reasons):
                units.setdefault(unit.twin, unit)
    for stage in _BORROWED:
        for unit in library.units(brief.language, stage):
            if len(brief.stage.reasons) == 1 and brief.stage.reasons[0] in unit.reasons:
                units.setdefault(unit.twin, unit)
    return list(units.values())


def _guided(
    brief: PairBrief, library: Library, material: Material, names: Sequence[str]
) -> tuple[tuple[Topic, ...], list[Dropped]]:
    """The guided writer's topics up to the usual number, and what the gate refused of its drafts."""
    chosen = choose(brief, material.pool, PLACES + _SPARE)
    support = library.find(support_needs(brief, chosen))
    material.passages.update({hit.passage.id: hit.passage for answer in support for hit in answer.hits})
    topics: tuple[Topic, ...] = ()
    refused: list[Dropped] = []
    for topic in guided_draft(brief, chosen, material.planned, support):
        if len(topics) >= PLACES:
            break
        verdict = accept([topic], material.passages, brief, names, topics)
        topics = (*topics, *verdict.topics)
        refused.extend(verdict.dropped)
    return topics, refused


def _with_model(
    brief: PairBrief,
    desk: Desk,
    material: Material,
    names: Sequence[str],
    course: Course,
    topics: tuple[Topic, ...],
    until: float,
    told: Told | None = None,
) -> tuple[Topic, ...]:
    """The set with those of the model's topics that are worth a place in it."""
    proposals = consult(brief, desk, material, names, course, until, told)
    woven = weave(
        topics,
        proposals,
        lambda draft, rest: accept([draft], material.passages, brief, names, rest),
        material.measure(brief),
    )
    course.dropped.extend(woven.outweighed)
    course.stood_in.extend(part for proposal in woven.placed for part in proposal.stood_in)
    if woven.outweighed and not woven.placed and course.fallback is None:
        course.fallback = "outweighed"
    return woven.topics


def _missing(brief: PairBrief, material: Material, topics: Sequence[Topic], names: Sequence[str]) -> tuple[str, ...]:
    """What the folder has nothing on, in words: a skill of the practice session without a unit, an unsupported wish, a stage.

    Both sides read it: of what one of them wrote in their form it says nothing more than that there was a wish.
    """
    missing: list[str] = []
    tagged = {skill for candidate in material.pool for skill in candidate.unit.skills}
    tagged.update(skill for topic in topics for skill in topic.skills)
    practising = brief.stage.reasons == ("practice",)
    for planned, found in zip(material.planned, material.found, strict=True):
        nothing = not found.supported or not found.hits
        if (planned.kind == "focus" and nothing) or (
            planned.kind == "skill" and practising and nothing and planned.key not in tagged
        ):
            own_words = planned.kind == "focus" and (planned.side != "pair" or personal_fault(planned.words, names))
            missing.append(phrases.field_words(planned.field, brief.language) if own_words else planned.words)
    if not topics:
        missing.append(brief.stage.purpose)
    elif len(topics) < MIN_TOPICS:
        missing.append(phrases.MORE[brief.language])
    return tuple(dict.fromkeys(missing))


def _receipt(desk: Desk, topics: Sequence[Topic], material: Material, course: Course, seconds: float) -> Receipt:
    authors = {topic.author for topic in topics}
    by_model = "model" in authors
    cited = {citation.passage: citation for topic in topics for citation in topic.citations}
    return Receipt(
        writer="mixed" if len(authors) > 1 or course.stood_in else ("model" if by_model else "guided"),
        model=desk.model.name if desk.model and course.prompt else None,
        prompt=course.prompt,
        prompt_hash=course.prompt_hash,
        tokens_in=course.tokens_in,
        tokens_out=course.tokens_out,
        seconds=round(seconds, 3),
        fields=_fields(material, by_model=by_model, evidence=[key for topic in topics for key in topic.evidence]),
        passages=tuple(
            {
                "document": one.document,
                "heading": one.heading,
                "path": one.path,
                "version": one.version,
            }
            for one in cited.values()
        ),
        dropped=tuple(course.dropped),
        fallback=course.fallback,
        degraded=material.degraded,
        stood_in=tuple(dict.fromkeys(course.stood_in)),
    )


def _fields(material: Material, *, by_model: bool, evidence: Sequence[str]) -> tuple[str, ...]:
    """The fields of the intakes that were used: all of the brief when a model saw it, else those that moved something."""
    moved = set(evidence)
    for candidate in material.pool:
        moved.update(candidate.support)
    fields: list[str] = []
    for planned in material.planned:
        if by_model or planned.field in moved:
            side = planned.side
            rest = planned.field.split(":", 1)[1]
            fields.extend(f"{one}:{rest}" for one in (("senior", "junior") if side == "both" else (side,)))
    return tuple(dict.fromkeys(fields))
