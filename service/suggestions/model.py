"""The model writer: turns a brief and passages into a prompt, and a model's answer into drafts the gate can judge.

Passages go out under short numbers (P1, P2 …), because small models copy those without mistakes; on the way back the numbers
become passage ids again. What leaves is words of the brief and passages of the folder, and the adapter filters even that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.knowledge.values import Passage
from service.suggestions.guided import phrases
from service.suggestions.ports import ChatModel, RenderedPrompt, TopicsDraft
from service.suggestions.values import DraftTopic, Dropped, PairBrief, SideBrief

MAX_PASSAGES = 10
_MAX_FINDINGS = 20

Render = Callable[[str, Mapping[str, str]], RenderedPrompt]


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's drafts, and what they cost."""

    drafts: tuple[DraftTopic, ...]
    prompt: RenderedPrompt
    tokens_in: int
    tokens_out: int


def write(
    brief: PairBrief,
    passages: Sequence[Passage],
    model: ChatModel,
    render: Render,
    deadline: float,
    findings: Sequence[Dropped] = (),
) -> Answer:
    """Ask the model once; `findings` are what the gate refused the last time. Raises what ``ChatModel.complete`` raises."""
    numbered = {f"P{number}": passage for number, passage in enumerate(passages[:MAX_PASSAGES], start=1)}
    prompt = render(f"topics.{brief.language}", inputs(brief, numbered, findings))
    completion = model.complete(prompt, TopicsDraft, deadline)
    drafts = tuple(_renumber(draft, numbered) for draft in completion.value.drafts())
    return Answer(drafts, prompt, completion.tokens_in, completion.tokens_out)


def inputs(brief: PairBrief, numbered: Mapping[str, Passage], findings: Sequence[Dropped] = ()) -> dict[str, str]:
    """The prompt's inputs by name, all in words."""
    none = {"id": "(tidak ada)", "en": "(none)"}[brief.language]
    return {
        "stage": f"{brief.stage.number}: {brief.stage.purpose}",
        "reasons": ", ".join(brief.stage.reasons),
        "senior": side_words(brief.senior, "senior", brief.language) or none,
        "junior": side_words(brief.junior, "junior", brief.language) or none,
        "focus": brief.focus or none,
        "past_titles": "\n".join(f"- {title}" for title in brief.past_titles) or none,
        "passages": "\n\n".join(
            f"[{number}] {passage.title} > {passage.heading}\n{passage.text}" for number, passage in numbered.items()
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
    lines = [side.function] if side.function else []
    lines.extend(goals[language][key] for key in side.goals if key in goals[language])
    lines.extend(
        f"{phrases.SKILLS[language][key]} ({levels[max(0, min(level, 4))]})"
        for key, level in side.skills.items()
        if key in phrases.SKILLS[language]
    )
    lines.extend(
        phrases.BEHAVIOURS[language][key] for key in side.behaviour_gaps if key in phrases.BEHAVIOURS[language]
    )
    if side.focus:
        lines.append(side.focus)
    return "\n".join(f"- {line}" for line in lines)


def _renumber(draft: DraftTopic, numbered: Mapping[str, Passage]) -> DraftTopic:
    """Short numbers become passage ids; a topic that leans on a guide's unit is known by it, so that it is not repeated."""
    citations = tuple(
        replace(citation, passage=numbered[key].id)
        if (key := citation.passage.strip("[] ").upper()) in numbered
        else citation
        for citation in draft.citations
    )
    return replace(draft, citations=citations)
