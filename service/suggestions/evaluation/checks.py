"""What is looked at in every set, counted anew: the gate is not asked again.

Quotations are looked up in the files' own text, headings and document ids are read from it afresh, language is told by another
detector, and repeats are sought over all a pair was shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from service.knowledge.rules.language import detect
from service.knowledge.rules.questions import is_specific, question_faults, words
from service.suggestions.evaluation.records import Count
from service.suggestions.rules.similarity import repeats
from service.suggestions.values import MAX_TOPICS, MIN_TOPICS, Citation, Outcome, Topic

TextOf = Callable[[str, str], str | None]
"""The text of a file by path and version, or None."""

GROW = 3
_QUOTE, _MINUTES, _TELLING = 12, 10, 5
_HEADING = re.compile(r"^(?:#{1,6}[ \t]+(.+?)[ \t#]*|\d{1,2}\.[ \t]+(\S.*?))\s*$", re.MULTILINE)
_IDENTITY = re.compile(r"\A\ufeff?---\r?\n(?:.*\r?\n)*?id:[ \t]*[\"']?([^\s\"'#]+)")
_ADDRESS = re.compile(r"\b(?:anda|kamu|kau|engkau|kalian)\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:akan|mulai|coba|mencoba|will|shall|try|start)\b", re.IGNORECASE)


@dataclass
class Tally:
    """Counts by figure, and in words what fell short."""

    where: str
    shortfalls: list[str]
    good: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, text: str, *, good: bool) -> None:
        """Count one."""
        self.of[name] += 1
        self.good[name] += good
        if not good:
            self.shortfalls.append(f"{name}: {self.where}: {text}")

    @property
    def counts(self) -> dict[str, Count]:
        """As records keep them."""
        return {name: (self.good[name], self.of[name]) for name in self.of}


@dataclass
class Shown:
    """What a pair was shown so far."""

    questions: list[str] = field(default_factory=list)
    units: set[str] = field(default_factory=set)


def whole_set(outcome: Outcome, tally: Tally) -> None:
    """What a set must be as a whole."""
    count = len(outcome.topics)
    tally.note("three to five topics", f"{count} topics", good=MIN_TOPICS <= count <= MAX_TOPICS)
    if count < MIN_TOPICS:
        tally.note("honest when short", "nothing is said to be missing", good=bool(outcome.missing))
    if outcome.topics:
        letters = {question.grow for topic in outcome.topics for question in topic.questions}
        tally.note("GROW 3 of 4", "".join(sorted(letters)), good=len(letters & set("GROW")) >= GROW)
        wills = [question.text for topic in outcome.topics for question in topic.both if question.grow == "W"]
        tally.note("ends in an action", "no question does", good=any(_WILL.search(text) for text in wills))


def one_topic(topic: Topic, language: str, text_of: TextOf, shown: Shown, tally: Tally) -> None:
    """What every topic must be; notes it as shown."""
    texts = [text_of(citation.path, citation.version) or "" for citation in topic.citations]
    _quotations(topic, texts, tally)
    _language(topic, language, tally)
    _questions(topic, language, " ".join(map(section_of, topic.citations, texts)), tally)
    minutes = sum(step.minutes for step in topic.activity)
    tally.note("ten minutes", f"{topic.title}: {minutes}", good=minutes == _MINUTES)
    tally.note("why in words", topic.why, good=not re.search(r"\d", topic.why) and bool(topic.why.strip()))
    _repeats(topic, language, shown, tally)


def _quotations(topic: Topic, texts: Sequence[str], tally: Tally) -> None:
    for citation, text in zip(topic.citations, texts, strict=True):
        stands = text[citation.start : citation.end] == citation.quote and len(citation.quote) >= _QUOTE
        tally.note("verbatim", citation.quote, good=stands)
        tally.note("attributed", f"{citation.document} > {citation.heading}", good=attributed(citation, text))


def _language(topic: Topic, language: str, tally: Tally) -> None:
    for line in lines(topic):
        known = detect(line, language) == language or len(line.split()) < _TELLING
        tally.note("language", line, good=known)
    tally.note("language", topic.title, good=detect(" ".join(lines(topic)), language) == language)


def _questions(topic: Topic, language: str, section: str, tally: Tally) -> None:
    for line in (*topic.openers, *(question.text for question in topic.both)):
        tally.note("register", line, good=language == "en" or not _ADDRESS.search(line))
        tally.note("question form", line, good=not question_faults(line, language, spoken=True))
    for question in (*topic.senior, *topic.junior):
        tally.note("question form", question.text, good=not question_faults(question.text, language))
    about = " ".join((topic.title, topic.why, *(step.text for step in topic.activity)))
    for question in topic.questions:
        tally.note("specific", question.text, good=is_specific(question.text, about, section, language))


def _repeats(topic: Topic, language: str, shown: Shown, tally: Tally) -> None:
    again = topic.unit is not None and topic.unit in shown.units
    tally.note("not repeated", f"unit {topic.unit}", good=not again)
    shown.units.update([topic.unit] if topic.unit else [])
    for question in topic.questions:
        tally.note("not repeated", question.text, good=not _again(question.text, shown.questions, language))
        shown.questions.append(question.text)


def _again(text: str, asked: Sequence[str], language: str) -> bool:
    return sorted(words(text)) in [sorted(words(one)) for one in asked] or repeats(text, asked, language)


def lines(topic: Topic) -> Iterator[str]:
    """All that a reader meets of a topic, but for its quotations."""
    yield topic.title
    yield topic.why
    yield from (step.text for step in topic.activity)
    yield from topic.openers
    yield from (question.text for question in topic.questions)


def attributed(citation: Citation, text: str) -> bool:
    """Whether document and heading are those of the file at the quotation, read from the file alone."""
    head = _IDENTITY.match(text)
    document = head[1] if head else str(PurePosixPath(citation.path).with_suffix(""))
    headings = [match[1] or match[2] for match in _HEADING.finditer(text, 0, citation.start)]
    heading = " ".join(headings[-1].split()) if headings else citation.title
    return citation.document == document and citation.heading == heading


def section_of(citation: Citation, text: str) -> str:
    """What stands in the file around a quotation, from one heading to the next."""
    begin = max((match.end() for match in _HEADING.finditer(text, 0, citation.start)), default=0)
    end = next((match.start() for match in _HEADING.finditer(text, citation.end)), len(text))
    return text[begin:end]
