"""The model's course: asked once, asked again with the gate's findings, and what it proposed judged topic by topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from service.knowledge.values import Passage
from service.suggestions import model as model_writer
from service.suggestions.actions.desk import Course, Desk, Material
from service.suggestions.actions.weaving import PLACES, Proposal, stand_ins
from service.suggestions.guided.choosing import choose
from service.suggestions.guided.writing import support_needs
from service.suggestions.ports import BadDraft, ModelUnavailable, RenderedPrompt
from service.suggestions.prompts import PromptError
from service.suggestions.rules.gate import accept
from service.suggestions.values import MAX_TOPICS, MIN_TOPICS, DraftTopic, Dropped, PairBrief, Topic

_log = structlog.get_logger(__name__)
_LEAST_SECONDS = 2.0


@dataclass
class _Judged:
    """The model's topics so far: those that stand, and those that fell with what was held against them."""

    stand: list[Proposal]
    fell: list[tuple[DraftTopic, tuple[Dropped, ...]]]

    @property
    def topics(self) -> tuple[Topic, ...]:
        return tuple(one.topic for one in self.stand)


Told = Callable[[Sequence[str]], None]


def consult(
    brief: PairBrief,
    desk: Desk,
    material: Material,
    names: Sequence[str],
    course: Course,
    until: float,
    told: Told | None = None,
) -> list[Proposal]:
    """The model's topics that pass the gate, at most five; where they are too few, those with a few parts of their units.

    A set too small is repaired once, inside the same total time: `until` by the desk's stop-watch. `told` gets the titles of
    those that stand so far while the others are being written; what was finished before an answer broke off is kept.
    """
    passages = _offered(brief, desk, material)
    if not passages:
        return []
    material.passages.update({passage.id: passage for passage in passages})
    judged = _Judged([], [])
    findings: tuple[Dropped, ...] = ()
    for _attempt in range(2):
        preview = _Preview(brief, material, names, judged.topics, told) if told else None
        asked = _ask(brief, passages, desk, course, until, findings, preview)
        if asked.drafts:
            findings = _judge(_known(asked.drafts, material), material, brief, names, judged)
            course.dropped.extend(findings)
            if len(judged.stand) >= (MIN_TOPICS if asked.whole else PLACES):
                course.fallback = None
                break
            if asked.whole:
                course.fallback = "gate"
        if not asked.again or len(judged.stand) >= MIN_TOPICS:
            break
    if len(judged.stand) < MIN_TOPICS:
        _helped(material, brief, names, judged)
    return judged.stand


def _offered(brief: PairBrief, desk: Desk, material: Material) -> list[Passage]:
    """The passages that go into the prompt: the pair's units, and what bears out the first two."""
    chosen = choose(brief, material.pool, model_writer.MAX_PASSAGES - 2)
    passages = [one.unit.passage for one in chosen]
    passages.extend(
        hit.passage
        for answer in desk.library.find(support_needs(brief, chosen[:2]))
        for hit in answer.hits[:1]
        if answer.supported
    )
    return list({passage.id: passage for passage in passages}.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one question brought: drafts, whether the answer was whole, and whether asking again is of any use."""

    drafts: tuple[DraftTopic, ...] = ()
    whole: bool = False
    again: bool = False


class _Preview:
    """Hears topics while the next are still being written, and tells the titles of those that pass the gate."""

    def __init__(
        self, brief: PairBrief, material: Material, names: Sequence[str], before: tuple[Topic, ...], told: Told
    ) -> None:
        self.drafts: tuple[DraftTopic, ...] = ()
        self.prompt: RenderedPrompt | None = None
        self._brief, self._material, self._names, self._told = brief, material, names, told
        self._stand = before

    def hear(self, prompt: RenderedPrompt, drafts: tuple[DraftTopic, ...]) -> None:
        """Take in the topics that are finished so far."""
        self.prompt = prompt
        new = drafts[len(self.drafts) :]
        self.drafts = max(self.drafts, drafts, key=len)  # a second try begins anew; what is known stays known
        verdict = accept(_known(new, self._material), self._material.passages, self._brief, self._names, self._stand)
        if verdict.topics:
            self._stand = (*self._stand, *verdict.topics)
            self._told([topic.title for topic in self._stand])


def _ask(
    brief: PairBrief,
    passages: Sequence[Passage],
    desk: Desk,
    course: Course,
    until: float,
    findings: Sequence[Dropped],
    preview: _Preview | None,
) -> _Asked:
    """Ask the model once, and write down what came of it."""
    left = until - desk.stopwatch()
    if desk.model is None or desk.render is None or left < _LEAST_SECONDS:
        course.fallback = "timeout"
        return _Asked()
    hear = preview.hear if preview else None
    try:
        answer = model_writer.write(brief, passages, desk.model, desk.render, left, findings, _kept(desk), hear)
    except ModelUnavailable as error:
        course.fallback = error.kind
        if error.kind != "resting":
            course.calls += 1
            course.faults += 1
        return _broken_off(preview, course)
    except PromptError as error:
        _log.error("prompt_unusable", reason=str(error))
        course.fallback = "prompt"
        return _Asked()
    except BadDraft as error:
        course.fallback = error.kind
        course.calls += 1
        course.faults += 1
        course.tokens_in += error.tokens_in
        course.tokens_out += error.tokens_out
        return _broken_off(preview, course, again=True)
    course.prompt, course.prompt_hash = answer.prompt.name, answer.prompt.hash
    course.calls += answer.asked
    course.tokens_in += answer.tokens_in
    course.tokens_out += answer.tokens_out
    if not answer.drafts:
        course.fallback = "gate"
    return _Asked(answer.drafts, whole=True, again=True)


def _broken_off(preview: _Preview | None, course: Course, *, again: bool = False) -> _Asked:
    """What was finished before an answer broke off is as good as in a whole one."""
    if preview is None or preview.prompt is None or not preview.drafts:
        return _Asked(again=again)
    course.prompt, course.prompt_hash = preview.prompt.name, preview.prompt.hash
    return _Asked(preview.drafts, again=again)


def _kept(desk: Desk) -> model_writer.Kept | None:
    return model_writer.Kept(desk.answers, desk.library.status().generation) if desk.answers else None


def _judge(
    drafts: Sequence[DraftTopic], material: Material, brief: PairBrief, names: Sequence[str], judged: _Judged
) -> tuple[Dropped, ...]:
    """Hold each draft against the gate, after those that stand; what was refused."""
    refused: list[Dropped] = []
    for draft in drafts:
        if len(judged.stand) == MAX_TOPICS:
            break
        verdict = accept([draft], material.passages, brief, names, judged.topics)
        refused.extend(verdict.dropped)
        if verdict.topics:
            judged.stand.append(Proposal(draft, verdict.topics[0]))
        else:
            judged.fell.append((draft, verdict.dropped))
    return tuple(refused)


def _known(drafts: Sequence[DraftTopic], material: Material) -> list[DraftTopic]:
    """A model's topic that quotes a guide's unit is known by that unit, so that the pair does not get it twice."""
    by_passage = {candidate.unit.passage.id: candidate.unit for candidate in material.pool}
    known = []
    for draft in drafts:
        unit = next((by_passage[item.passage] for item in draft.citations if item.passage in by_passage), None)
        known.append(replace(draft, unit=unit.twin, skills=unit.skills) if unit else draft)
    return known


def _helped(material: Material, brief: PairBrief, names: Sequence[str], judged: _Judged) -> None:
    """Topics that fell for want of a part stand after all, with that part as the unit's author wrote it."""
    units = {candidate.unit.twin: candidate.unit for candidate in material.pool}
    for draft, refused in judged.fell:
        if len(judged.stand) == MAX_TOPICS:
            return
        unit = units.get(draft.unit or "")
        if unit is None:
            continue
        made = stand_ins(
            draft, refused, unit, lambda one: accept([one], material.passages, brief, names, judged.topics)
        )
        if made is not None:
            judged.stand.append(made)
