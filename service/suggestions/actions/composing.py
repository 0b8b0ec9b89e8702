"""The story of the main job: from a nameless brief to a set that has been judged item by item and accounted for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from service.knowledge.ports import Library
from service.knowledge.values import Found, Passage, TopicUnit
from service.suggestions import model as model_writer
from service.suggestions.guided import phrases
from service.suggestions.guided.choosing import Candidate, candidates, choose
from service.suggestions.guided.writing import draft as guided_draft
from service.suggestions.guided.writing import support_needs, wording
from service.suggestions.ports import BadDraft, ChatModel, ModelUnavailable
from service.suggestions.prompts import PromptError
from service.suggestions.rules.gate import accept
from service.suggestions.rules.needs import Planned, plan
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.selection import narrow
from service.suggestions.values import (
    MAX_TOPICS,
    MIN_TOPICS,
    DraftTopic,
    Dropped,
    Outcome,
    PairBrief,
    Receipt,
    Topic,
    WriterChoice,
)

_log = structlog.get_logger(__name__)

GUIDED_TOPICS = 4
_SPARE = 3
_BORROWED = (2, 3, 4, 5)  # the first and the last session have topics that fit nowhere else
_LEAST_SECONDS = 2.0


class ModelRefusedError(Exception):
    """A model was asked for by name, and this pair did not say yes on both sides, or none is configured."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Desk:
    """What a writer works with: the library, perhaps a model with its prompts and its total seconds, and a stop-watch."""

    library: Library
    model: ChatModel | None = None
    render: model_writer.Render | None = None
    seconds: float = 45.0
    stopwatch: Callable[[], float] = time.monotonic


@dataclass
class _Material:
    """What the folder gives for a brief."""

    planned: list[Planned]
    found: list[Found]
    pool: list[Candidate]
    passages: dict[str, Passage]
    degraded: tuple[str, ...]


@dataclass
class _Course:
    """How the writing went, for the receipt."""

    dropped: list[Dropped] = field(default_factory=list)
    tokens_in: int = 0
    tokens_out: int = 0
    prompt: str | None = None
    prompt_hash: str | None = None
    fallback: str | None = None


def suggest(
    brief: PairBrief,
    desk: Desk,
    choice: WriterChoice = "auto",
    names: Sequence[str] = (),
    *,
    may_use_model: bool = True,
) -> Outcome:
    """Find what the folder has for a brief, have it drafted, let the gate judge it, and account for it.

    The model writes where one is configured and both said yes; whatever it leaves open the guided writer fills. Raises
    ``ModelRefusedError`` when ``model`` is chosen and must not be used.
    """
    started = desk.stopwatch()
    course = _Course()
    material = _gather(brief, desk.library)
    topics: tuple[Topic, ...] = ()
    if _model_wanted(brief, desk, choice, may_use_model=may_use_model):
        spare = min(desk.stopwatch() - started, desk.seconds / 4)  # to fill up from the guides afterwards
        topics = _by_model(brief, desk, material, names, course, started + desk.seconds - spare)
    if len(topics) < MIN_TOPICS or not topics:
        topics = _filled(brief, desk.library, material, names, course, topics)
    topics = narrow(topics)
    return Outcome(
        brief=brief,
        topics=topics,
        missing=_missing(brief, material, topics, names),
        receipt=_receipt(desk, topics, material, course, desk.stopwatch() - started),
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


def _gather(brief: PairBrief, library: Library) -> _Material:
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
    return _Material(planned, found, pool, passages, degraded)


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


def _by_model(
    brief: PairBrief, desk: Desk, material: _Material, names: Sequence[str], course: _Course, until: float
) -> tuple[Topic, ...]:
    """The model's topics that pass the gate; a set left too small is repaired once, inside the same total time."""
    chosen = choose(brief, material.pool, model_writer.MAX_PASSAGES - 2)
    passages = [one.unit.passage for one in chosen]
    passages.extend(
        hit.passage
        for answer in desk.library.find(support_needs(brief, chosen[:2]))
        for hit in answer.hits[:1]
        if answer.supported
    )
    passages = list({passage.id: passage for passage in passages}.values())
    if not passages or desk.model is None or desk.render is None:
        return ()
    material.passages.update({passage.id: passage for passage in passages})
    topics: tuple[Topic, ...] = ()
    findings: tuple[Dropped, ...] = ()
    for _attempt in range(2):
        left = until - desk.stopwatch()
        if left < _LEAST_SECONDS:
            course.fallback = "timeout"
            break
        try:
            answer = model_writer.write(brief, passages, desk.model, desk.render, left, findings)
        except ModelUnavailable as error:
            course.fallback = error.kind
            break
        except PromptError as error:
            _log.error("prompt_unusable", reason=str(error))
            course.fallback = "prompt"
            break
        except BadDraft as error:
            course.fallback = error.kind
            course.tokens_in += error.tokens_in
            course.tokens_out += error.tokens_out
            continue
        course.prompt, course.prompt_hash = answer.prompt.name, answer.prompt.hash
        course.tokens_in += answer.tokens_in
        course.tokens_out += answer.tokens_out
        verdict = accept(_known(answer.drafts, material), material.passages, brief, names, topics)
        topics = (*topics, *verdict.topics)
        course.dropped.extend(verdict.dropped)
        findings = verdict.dropped
        if len(topics) >= MIN_TOPICS:
            course.fallback = None
            break
        course.fallback = "gate"
    return topics[:MAX_TOPICS]


def _known(drafts: Sequence[DraftTopic], material: _Material) -> list[DraftTopic]:
    """A model's topic that quotes a guide's unit is known by that unit, so that the pair does not get it twice."""
    by_passage = {candidate.unit.passage.id: candidate.unit for candidate in material.pool}
    known = []
    for draft in drafts:
        unit = next((by_passage[item.passage] for item in draft.citations if item.passage in by_passage), None)
        known.append(replace(draft, unit=unit.twin, skills=unit.skills) if unit else draft)
    return known


def _filled(
    brief: PairBrief,
    library: Library,
    material: _Material,
    names: Sequence[str],
    course: _Course,
    topics: tuple[Topic, ...],
) -> tuple[Topic, ...]:
    """Guided topics up to the usual number, after those that stand already."""
    taken = {topic.unit for topic in topics}
    pool = [candidate for candidate in material.pool if candidate.unit.twin not in taken]
    chosen = choose(brief, pool, GUIDED_TOPICS + _SPARE)
    support = library.find(support_needs(brief, chosen))
    material.passages.update({hit.passage.id: hit.passage for answer in support for hit in answer.hits})
    for topic in guided_draft(brief, chosen, material.planned, support):
        if len(topics) >= GUIDED_TOPICS:
            break
        verdict = accept([topic], material.passages, brief, names, topics)
        topics = (*topics, *verdict.topics)
        course.dropped.extend(verdict.dropped)
    return topics


def _missing(brief: PairBrief, material: _Material, topics: Sequence[Topic], names: Sequence[str]) -> tuple[str, ...]:
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


def _receipt(desk: Desk, topics: Sequence[Topic], material: _Material, course: _Course, seconds: float) -> Receipt:
    authors = {topic.author for topic in topics}
    by_model = "model" in authors
    cited = {citation.passage: citation for topic in topics for citation in topic.citations}
    return Receipt(
        writer="mixed" if len(authors) > 1 else ("model" if by_model else "guided"),
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
    )


def _fields(material: _Material, *, by_model: bool, evidence: Sequence[str]) -> tuple[str, ...]:
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
