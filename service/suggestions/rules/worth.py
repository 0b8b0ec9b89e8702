"""What a topic, and a set, is worth to a pair: by this a model's topic takes the place of a guided one, or does not.

Only what has passed the gate is weighed, and both writers by the same rule, from the words of the topic and from what it cites; a
writer's own account of itself counts nowhere but in the GROW letters. Each part is a share of one:

- ``needs`` (3): planned needs of the pair that the topic serves, because its unit was found for them or title, activity and
  questions speak of them (*why* does not count: any writer can list there what the two chose);
- ``stage`` (1): its reasons are the session's, and its unit's where it rests on one;
- ``grow`` (1): three stages of GROW; ``action`` (0.5): a question for both ends in an action;
- ``sides`` (1): two questions for each side still stand;
- ``specific`` (1): its questions speak of the topic and of the passage it cites;
- ``why`` (0.5): *why for you two* names something that one of them chose;
- ``short`` (0.5): title, why and questions are as short as the prompt asks for, well below what the gate allows;
- ``quoted`` (0.5): its quotations are in the language the pair talks in.

Each is full where it is good enough, so that two good topics weigh the same and no share of a word decides between them. A
need counts most: a set that misses what the two came for is no good set, however well it is put. The others are of one size
because none of them was found to matter more; halves are for what the gate already holds to a minimum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.knowledge.rules.questions import stems, words
from service.knowledge.values import Passage
from service.suggestions.rules.needs import Planned
from service.suggestions.rules.selection import narrow
from service.suggestions.values import PairBrief, Topic

WEIGHTS: Mapping[str, float] = {
    "needs": 3.0,
    "stage": 1.0,
    "grow": 1.0,
    "action": 0.5,
    "sides": 1.0,
    "specific": 1.0,
    "why": 0.5,
    "short": 0.5,
    "quoted": 0.5,
}
SET_WEIGHTS: Mapping[str, float] = {"grow": 1.0, "action": 0.5, "needs": 2.0, "documents": 0.5}

_TOPIC_NEEDS, _SET_NEEDS = (
    3,
    6,
)  # a topic that serves three of the weightiest needs, or a set that serves six, serves them all
_SPEAKS = 0.5  # share of a need's stems that a text must have to speak of it
_LETTERS, _QUESTIONS_A_SIDE = 3, 2
_GROW = 4
_ABOUT = 1 / 3  # share of a question's stems that make it a question about this topic
_TITLE, _WHY, _QUESTION = 10, 45, 20  # words; what prompts/topics.*.txt asks for


@dataclass(frozen=True)
class Measure:
    """What topics of one set are measured against.

    `passages` are those that may be cited, by id; `support` says by unit (its twin key) and field how much the search spoke for the
    unit, in the size of the need's weight; `unit_reasons` are the reasons of each unit.
    """

    brief: PairBrief
    planned: Sequence[Planned]
    passages: Mapping[str, Passage]
    support: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    unit_reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def topic(self, topic: Topic) -> float:
        """What a topic is worth, from 0 to the sum of ``WEIGHTS``."""
        return sum(WEIGHTS[name] * share for name, share in self.shares(topic).items())

    def shares(self, topic: Topic) -> dict[str, float]:
        """Each part of a topic's worth, from 0 to 1."""
        letters = {question.grow for question in topic.questions}
        counts = [min(len(side), _QUESTIONS_A_SIDE) for side in (topic.senior, topic.junior, topic.both)]
        return {
            "needs": self._served(self.degrees(topic), _TOPIC_NEEDS),
            "stage": self._stage(topic),
            "grow": min(len(letters), _LETTERS) / _LETTERS,
            "action": float(any(question.grow == "W" for question in topic.both)),
            "sides": sum(counts) / (len(counts) * _QUESTIONS_A_SIDE),
            "specific": self._specific(topic),
            "why": self._why(topic),
            "short": _short(topic),
            "quoted": _mean(float(one.language == self.brief.language) for one in topic.citations),
        }

    def set(self, topics: Sequence[Topic]) -> float:
        """What a set is worth: its topics, and what they do together once one question a side is chosen."""
        shown = narrow(topics)
        letters = {question.grow for topic in shown for question in topic.questions}
        together: dict[str, float] = {}
        for topic in topics:
            for name, degree in self.degrees(topic).items():
                together[name] = max(degree, together.get(name, 0.0))
        documents = {one.document for topic in topics for one in topic.citations[:1]}
        shares = {
            "grow": len(letters) / _GROW,
            "action": float("W" in letters),
            "needs": self._served(together, _SET_NEEDS),
            "documents": len(documents) / len(topics) if topics else 0.0,
        }
        return sum(map(self.topic, topics)) + sum(SET_WEIGHTS[name] * share for name, share in shares.items())

    def degrees(self, topic: Topic) -> dict[str, float]:
        """How far a topic serves each planned need, by field, from 0 to 1."""
        own = stems(_text(topic), self.brief.language)
        found = self.support.get(topic.unit or "", {})
        degrees = {}
        for plan in self.planned:
            spoken = self._speaks(plan, own)
            searched = found.get(plan.field, 0.0) / plan.weight if plan.weight else 0.0
            degrees[plan.field] = max(min(searched, 1.0), spoken)
        return degrees

    def _served(self, degrees: Mapping[str, float], count: int) -> float:
        most = sum(sorted((plan.weight for plan in self.planned), reverse=True)[:count])
        served = sum(plan.weight * degrees.get(plan.field, 0.0) for plan in self.planned)
        return min(served / most, 1.0) if most else 1.0

    def _speaks(self, plan: Planned, text: frozenset[str]) -> float:
        wanted = stems(plan.words, self.brief.language)
        share = len(wanted & text) / len(wanted) if wanted else 0.0
        return share if share >= _SPEAKS else 0.0

    def _stage(self, topic: Topic) -> float:
        reasons = set(topic.reasons) & set(self.brief.stage.reasons)
        rests_on = self.unit_reasons.get(topic.unit or "")
        return float(bool(reasons if rests_on is None else reasons & set(rests_on)))

    def _specific(self, topic: Topic) -> float:
        """The share of questions whose content is, to a good part, that of the topic's frame or of its passages."""
        cited = " ".join(self.passages[one.passage].text for one in topic.citations if one.passage in self.passages)
        about = stems(f"{topic.title} {' '.join(step.text for step in topic.activity)} {cited}", self.brief.language)
        contents = [stems(question.text, self.brief.language) for question in topic.questions]
        return _mean(float(len(content & about) >= _ABOUT * len(content)) for content in contents if content)

    def _why(self, topic: Topic) -> float:
        why = stems(topic.why, self.brief.language)
        return float(any(plan.kind != "reason" and self._speaks(plan, why) > 0 for plan in self.planned))


def _text(topic: Topic) -> str:
    steps = (step.text for step in topic.activity)
    return " ".join((topic.title, *steps, *topic.openers, *(question.text for question in topic.questions)))


def _short(topic: Topic) -> float:
    lengths = [(topic.title, _TITLE), (topic.why, _WHY), *((question.text, _QUESTION) for question in topic.questions)]
    return _mean(float(len(words(text)) <= most) for text, most in lengths)


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0
