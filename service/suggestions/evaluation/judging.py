"""What a model says of suggested topics, where one is configured and somebody asks for it: an opinion beside the counted figures.

Faithfulness as RAGAS asks it (statements, then whether the context bears each out; Es et al. 2024), in one prompt of ours through
the room's own model port, so that filter, deadline and data marks are those of every other call. Only invented pairs are sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.suggestions.actions import Desk, ModelRefusedError
from service.suggestions.evaluation.checks import TextOf, section_of
from service.suggestions.evaluation.records import Count
from service.suggestions.model import side_words
from service.suggestions.ports import BadDraft, Judgement, ModelUnavailable
from service.suggestions.values import Outcome, PairBrief, Topic

CLAIMS, ON_TOPIC, SAFE, JUDGED = "claims supported", "questions on the topic", "questions safe upward", "topics judged"


@dataclass(frozen=True, slots=True)
class Judged:
    """Counts by what was asked, the model, and why some topics were not judged."""

    counts: dict[str, Count]
    model: str
    faults: tuple[str, ...]


def judge(outcomes: Sequence[Outcome], desk: Desk, text_of: TextOf, most: int) -> Judged:
    """Have at most `most` topics judged, spread evenly over the run, each within the desk's seconds.

    Raises ``ModelRefusedError`` without a model. A topic whose judgement fails is counted as not judged, never as good or bad.
    """
    if desk.model is None or desk.render is None:
        raise ModelRefusedError("no-model")
    good: Counter[str] = Counter()
    of: Counter[str] = Counter()
    faults: list[str] = []
    for brief, topic in _spread(outcomes, most):
        of[JUDGED] += 1
        prompt = desk.render(f"judge.{brief.language}", _inputs(brief, topic, text_of))
        try:
            said = desk.model.complete(prompt, Judgement, desk.seconds).value
        except (ModelUnavailable, BadDraft) as error:
            faults.append(f"{topic.title}: {error}")
            continue
        good[JUDGED] += 1
        for name, answers in _answers(said, len(_questions(topic))).items():
            good[name] += sum(answers)
            of[name] += len(answers)
    counts = {name: (good[name], of[name]) for name in (JUDGED, CLAIMS, ON_TOPIC, SAFE) if of[name]}
    return Judged(counts, desk.model.name, tuple(faults))


def _spread(outcomes: Sequence[Outcome], most: int) -> Iterator[tuple[PairBrief, Topic]]:
    topics = [(outcome.brief, topic) for outcome in outcomes for topic in outcome.topics]
    count = min(most, len(topics))
    yield from (topics[place * len(topics) // count] for place in range(count))


def _questions(topic: Topic) -> list[str]:
    return [*topic.openers, *(question.text for question in topic.questions)]


def _inputs(brief: PairBrief, topic: Topic, text_of: TextOf) -> dict[str, str]:
    steps = "\n".join(f"({step.minutes}) {step.text}" for step in topic.activity)
    sections = (
        (one, section_of(one, text_of(one.path, one.version) or one.quote).strip() or one.quote)
        for one in topic.citations
    )
    return {
        "senior": side_words(brief.senior, "senior", brief.language) or "-",
        "junior": side_words(brief.junior, "junior", brief.language) or "-",
        "topic": f"{topic.title}\n{topic.why}\n{steps}",
        "questions": "\n".join(f"{number}. {text}" for number, text in enumerate(_questions(topic), start=1)),
        "passages": "\n\n".join(
            f"[P{number}] {one.title} > {one.heading}\n{text}" for number, (one, text) in enumerate(sections, start=1)
        ),
    }


def _answers(said: Judgement, questions: int) -> dict[str, list[bool]]:
    """A question counts once, and only where there is one of that number."""
    known = {one.number: one for one in said.questions if 1 <= one.number <= questions}
    return {
        CLAIMS: [one.supported for one in said.claims],
        ON_TOPIC: [one.on_topic for one in known.values()],
        SAFE: [one.safe for one in known.values()],
    }
