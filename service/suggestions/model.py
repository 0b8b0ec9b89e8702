"""The model writer: turns a brief and passages into a prompt, and a model's answer into drafts the gate can judge.

Passages go out under short numbers (P1, P2 …), because small models copy those without mistakes; on the way back the numbers
become passage ids again. What leaves is words of the brief and passages of the folder, and the adapter filters even that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from pydantic import ValidationError

from service.knowledge.values import Passage, Question
from service.suggestions.guided import phrases
from service.suggestions.ports import Answers, ChatModel, DraftedTopic, RenderedPrompt, TopicsDraft
from service.suggestions.rules.material import material
from service.suggestions.rules.spotlight import plain
from service.suggestions.rules.unfinished import finished
from service.suggestions.values import DraftCitation, DraftTopic, Dropped, PairBrief, SideBrief

MAX_PASSAGES = 10
_MAX_FINDINGS = 20

Render = Callable[[str, Mapping[str, str]], RenderedPrompt]
Told = Callable[[RenderedPrompt, tuple[DraftTopic, ...]], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's drafts, and what they cost; `asked` is False where the answer was kept from before."""

    drafts: tuple[DraftTopic, ...]
    prompt: RenderedPrompt
    tokens_in: int
    tokens_out: int
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers from before, and the generation of the index that the passages are from."""

    answers: Answers
    generation: int | None


def write(
    brief: PairBrief,
    passages: Sequence[Passage],
    model: ChatModel,
    render: Render,
    deadline: float,
    findings: Sequence[Dropped] = (),
    kept: Kept | None = None,
    told: Told | None = None,
) -> Answer:
    """Ask the model once; `findings` are what the gate refused the last time. Raises what ``ChatModel.complete`` raises.

    What was asked before in exactly the same state is not asked again. `told` gets the prompt and the topics that are finished
    so far, while the others are still being written.
    """
    numbered = {f"P{number}": passage for number, passage in enumerate(passages[:MAX_PASSAGES], start=1)}
    prompt = render(f"topics.{brief.language}", inputs(brief, numbered, findings))
    key = answer_key(brief, list(numbered.values()), model.name, prompt, findings, kept.generation if kept else None)
    before = _before(kept, key)
    if before is not None:
        return Answer(_drafts(before, numbered), prompt, 0, 0, asked=False)
    if told is None:
        completion = model.complete(prompt, TopicsDraft, deadline)
    else:
        hear = told
        completion = model.complete(prompt, TopicsDraft, deadline, lambda text: hear(prompt, _so_far(text, numbered)))
    if kept is not None:
        kept.answers.remember(key, completion.value.model_dump(mode="json"))
    return Answer(_drafts(completion.value, numbered), prompt, completion.tokens_in, completion.tokens_out)


def answer_key(
    brief: PairBrief,
    passages: Sequence[Passage],
    model: str,
    prompt: RenderedPrompt,
    findings: Sequence[Dropped],
    generation: int | None,
) -> str:
    """SHA-256 (hexadecimal) of all that an answer depends on, in canonical JSON; which pair it is for is not among it.

    Passages count by what is sent of them, since their numbers depend on their order.
    """
    state = {
        "prompt": prompt.hash,
        "model": model,
        "language": brief.language,
        "generation": generation,
        "brief": {name: value for name, value in asdict(brief).items() if name != "pair_id"},
        "passages": [(passage.id, passage.version) for passage in passages],
        "findings": [asdict(finding) for finding in findings],
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True, default=sorted).encode()).hexdigest()


def _before(kept: Kept | None, key: str) -> TopicsDraft | None:
    """The answer kept under a key; none where it no longer has the shape."""
    body = kept.answers.recall(key) if kept else None
    try:
        return None if body is None else TopicsDraft.model_validate(body)
    except ValidationError:
        return None


def _so_far(text: str, numbered: Mapping[str, Passage]) -> tuple[DraftTopic, ...]:
    """The topics that stand whole in an unfinished answer."""
    drafts = []
    for item in finished(text, "topics"):
        try:
            drafts.append(_read(DraftedTopic.model_validate(item).draft(), numbered))
        except ValidationError:
            continue
    return tuple(drafts)


def _drafts(value: TopicsDraft, numbered: Mapping[str, Passage]) -> tuple[DraftTopic, ...]:
    return tuple(_read(draft, numbered) for draft in value.drafts())


def inputs(brief: PairBrief, numbered: Mapping[str, Passage], findings: Sequence[Dropped] = ()) -> dict[str, str]:
    """The prompt's inputs by name, all in words."""
    none = {"id": "(tidak ada)", "en": "(none)"}[brief.language]
    return {
        "stage": f"{brief.stage.number}: {brief.stage.purpose}",
        "reasons": ", ".join(brief.stage.reasons),
        "senior": side_words(brief.senior, "senior", brief.language) or none,
        "junior": side_words(brief.junior, "junior", brief.language) or none,
        "focus": material(brief.focus) or none,
        "past_titles": "\n".join(f"- {title}" for title in brief.past_titles) or none,
        "passages": "\n\n".join(
            f"[{number}] {material(passage.title)} > {material(passage.heading)}\n{material(passage.text)}"
            for number, passage in numbered.items()
        ),
        "findings": "\n".join(
            f"- {item.topic}: {item.part}: {item.code}{f': {item.text}' if item.text else ''}"
            for item in findings[:_MAX_FINDINGS]
        )
        or none,
    }


def side_words(side: SideBrief, name: str, language: str) -> str:
    """One side of the brief in words: function, goals, skills from least to most at home; no name, no number."""
    goals = phrases.SENIOR_GOALS if name == "senior" else phrases.JUNIOR_GOALS
    levels = {
        "id": ("baru mendengar", "pernah melihat", "mulai mencoba", "cukup terbiasa", "mahir"),
        "en": ("has heard of it", "has seen it", "has begun to try", "fairly used to it", "skilled"),
    }[language]
    lines = [material(side.function)] if side.function else []
    lines.extend(goals[language][key] for key in side.goals if key in goals[language])
    lines.extend(
        f"{phrases.SKILLS[language][key]} ({levels[max(0, min(level, 4))]})"
        for key, level in side.skills.items()
        if key in phrases.SKILLS[language]
    )
    lines.extend(
        phrases.BEHAVIOURS[language][key] for key in side.behaviour_gaps if key in phrases.BEHAVIOURS[language]
    )
    if material(side.focus):
        lines.append(material(side.focus))
    return "\n".join(f"- {line}" for line in lines)


def _read(draft: DraftTopic, numbered: Mapping[str, Passage]) -> DraftTopic:
    """A draft in our terms: short numbers become passage ids, and marks that were copied become spaces again."""
    citations = tuple(
        DraftCitation(numbered[key].id if key in numbered else citation.passage, plain(citation.quote))
        for citation in draft.citations
        for key in (plain(citation.passage).strip("[] ").upper(),)
    )
    return replace(
        draft,
        title=_line(draft.title),
        why=_line(draft.why),
        activity=tuple(replace(step, text=_line(step.text)) for step in draft.activity),
        openers=tuple(_line(opener) for opener in draft.openers),
        senior=_questions(draft.senior),
        junior=_questions(draft.junior),
        both=_questions(draft.both),
        citations=citations,
    )


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _questions(questions: Sequence[Question]) -> tuple[Question, ...]:
    return tuple(replace(question, text=_line(question.text)) for question in questions)
