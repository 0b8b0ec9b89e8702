"""A model's topics among the guided ones: each takes a place only where it is worth at least what it pushes out.

So a set is never worse for a model having been asked; docs/decisions/0019-model-writer.md says what is weighed and why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.knowledge.values import TopicUnit
from service.suggestions.rules.worth import Measure
from service.suggestions.values import DraftTopic, Dropped, Topic, Verdict

PLACES = 4
_MOST_PARTS = 2  # a topic with more of its parts from the guides than that is a guided one, badly told
_OF_FORM = frozenset({"minutes", "language", "register", "placeholder"})  # anything else in an activity is no slip
_SIDES = {f"no-question-{side}": side for side in ("senior", "junior", "both")}
_SHARE = 1e-9  # sums of shares are equal within this

Judge = Callable[[DraftTopic], Verdict]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A model's topic that passes the gate, as drafted and as judged; `stood_in` are its parts that are the unit's own."""

    draft: DraftTopic
    topic: Topic
    stood_in: tuple[str, ...] = ()


def stand_ins(draft: DraftTopic, refused: Sequence[Dropped], unit: TopicUnit, judge: Judge) -> Proposal | None:
    """A refused topic with the parts that fell taken from its unit; None where it falls still, or for another reason.

    Only openers, the activity and a side's questions have a stand-in. Who names a person, invents a quotation or repeats a
    topic gets none.
    """
    parts: list[str] = []
    while len(parts) < _MOST_PARTS:
        part = _replaceable(refused)
        if part is None or part in parts:
            return None
        parts.append(part)
        draft = _with(draft, part, unit)
        verdict = judge(draft)
        if verdict.topics:
            return Proposal(draft, verdict.topics[0], tuple(parts))
        refused = verdict.dropped
    return None


def _replaceable(refused: Sequence[Dropped]) -> str | None:
    """The part for want of which the gate dropped a topic: it tells that last."""
    last = refused[-1] if refused else None
    if last is None:
        return None
    if last.part == "activity":
        return "activity" if last.code in _OF_FORM else None
    return "openers" if last.code == "few-openers" else _SIDES.get(last.code)


def _with(draft: DraftTopic, part: str, unit: TopicUnit) -> DraftTopic:
    """The model's own lines stay in front: what passes of them is kept."""
    if part == "activity":
        return replace(draft, activity=unit.activity)
    if part == "openers":
        return replace(draft, openers=(*draft.openers, *unit.openers))
    if part == "senior":
        return replace(draft, senior=(*draft.senior, *unit.senior))
    if part == "junior":
        return replace(draft, junior=(*draft.junior, *unit.junior))
    return replace(draft, both=(*draft.both, *unit.both))


@dataclass(frozen=True)
class Woven:
    """A set of both writers; `placed` are the model's topics in it, `outweighed` those that were worth less."""

    topics: tuple[Topic, ...]
    placed: tuple[Proposal, ...]
    outweighed: tuple[Dropped, ...]


def weave(
    guided: Sequence[Topic],
    proposals: Sequence[Proposal],
    judge: Callable[[DraftTopic, Sequence[Topic]], Verdict],
    measure: Measure,
) -> Woven:
    """Give the model's topics, in its order, the places they are worth.

    `judge` holds a draft against topics already in the set. A topic on a guided one's unit can only take that one's place.
    """
    topics = list(guided)
    placed: list[Proposal] = []
    outweighed: list[Dropped] = []
    for proposal in proposals:
        made = _place(topics, proposal, judge, measure)
        if made is None:
            outweighed.append(Dropped(proposal.topic.title, "topic", "outweighed"))
        else:
            topics = made
            placed.append(proposal)
    return Woven(tuple(topics), tuple(placed), tuple(outweighed))


def _place(
    topics: list[Topic],
    proposal: Proposal,
    judge: Callable[[DraftTopic, Sequence[Topic]], Verdict],
    measure: Measure,
) -> list[Topic] | None:
    """The set with a proposal in it, or None where it is worth less than what it would push out."""
    before = measure.set(topics)
    for place in _places(topics, proposal, measure):
        rest = [topic for index, topic in enumerate(topics) if index != place]
        verdict = judge(proposal.draft, rest)
        if not verdict.topics:
            continue
        own = verdict.topics[0]
        made = [*topics[:place], own, *topics[place + 1 :]]
        if place < len(topics) and measure.topic(own) < measure.topic(topics[place]) - _SHARE:
            continue
        if measure.set(made) >= before - _SHARE:
            return made
    return None


def _places(topics: Sequence[Topic], proposal: Proposal, measure: Measure) -> list[int]:
    """Where a proposal may go, the easiest place first: a free one, else those of guided topics from the least worth up."""
    same = [index for index, topic in enumerate(topics) if topic.unit and topic.unit == proposal.draft.unit]
    if same:
        return [index for index in same if topics[index].author == "guided"]
    if len(topics) < PLACES:
        return [len(topics)]
    guided = [index for index, topic in enumerate(topics) if topic.author == "guided"]
    return sorted(guided, key=lambda index: measure.topic(topics[index]))
