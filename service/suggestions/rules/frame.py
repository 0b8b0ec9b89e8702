"""What is held against a draft topic's title, reasons, *why* and activity. Any fault here drops the topic whole.

Each rule is a function in ``FRAME_RULES``, so that a test can take one away and see a planted fault come through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.knowledge.values import REASONS
from service.suggestions.rules.echo import Typed, echoes
from service.suggestions.rules.instructions import instructs
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.register import register_fault, speaks, unreadable
from service.suggestions.rules.similarity import repeats
from service.suggestions.rules.subjects import brings_up, stereotypes
from service.suggestions.values import DraftTopic

ACTIVITY_MINUTES = 10
MAX_TITLE_WORDS = 14
MAX_WHY_WORDS = 70
_RATING = re.compile(
    r"\b(?:skor|nilai|peringkat|tingkat|level|rating|score|rated|rates?)(?:nya)?\s+(?:\w+\s+){0,3}"
    r"(?:nol|satu|dua|tiga|empat|lima|zero|one|two|three|four|five)\b"
    r"|\b(?:nol|satu|dua|tiga|empat|zero|one|two|three|four)\s+(?:dari|out of)\s+(?:empat|lima|four|five)\b",
    re.IGNORECASE,
)

Fault = tuple[str, str]


@dataclass(frozen=True)
class Frame:
    """A draft topic, and what it is judged against: the pair's language, names to keep out, titles and units it had.

    `typed` is what people of the pair wrote in free words.
    """

    draft: DraftTopic
    language: str
    names: tuple[str, ...]
    titles: tuple[str, ...]
    units: frozenset[str | None]
    typed: tuple[Typed, ...] = ()

    @property
    def steps(self) -> str:
        """The activity in one piece."""
        return " ".join(step.text for step in self.draft.activity)

    @property
    def texts(self) -> tuple[Fault, ...]:
        """Every text of the frame with the part it belongs to."""
        steps = (("activity", step.text) for step in self.draft.activity)
        return (("title", self.draft.title), ("why", self.draft.why), *steps)


def length(frame: Frame) -> Iterator[Fault]:
    """A title and a why, and neither a paragraph too many."""
    for part, text, most in (("title", frame.draft.title, MAX_TITLE_WORDS), ("why", frame.draft.why, MAX_WHY_WORDS)):
        if not text.strip() or len(text.split()) > most:
            yield part, "length"


def reasons(frame: Frame) -> Iterator[Fault]:
    """At least one of the five."""
    if not any(reason in REASONS for reason in frame.draft.reasons):
        yield "reasons", "unknown"


def unit_repeated(frame: Frame) -> Iterator[Fault]:
    """The same unit's questions are not asked twice of a pair."""
    if frame.draft.unit and frame.draft.unit in frame.units:
        yield "topic", "repeated"


def title_repeated(frame: Frame) -> Iterator[Fault]:
    """Nor is a topic that only has another author."""
    if repeats(frame.draft.title, frame.titles, frame.language):
        yield "title", "repeated"


def minutes(frame: Frame) -> Iterator[Fault]:
    """Ten minutes, told step by step."""
    steps = frame.draft.activity
    total = sum(step.minutes for step in steps)
    if total != ACTIVITY_MINUTES or any(step.minutes < 1 or not step.text.strip() for step in steps):
        yield "activity", "minutes"


def language(frame: Frame) -> Iterator[Fault]:
    """One set, one language: the one the pair talks in."""
    for part, text in (("title", frame.draft.title), ("why", frame.draft.why), ("activity", frame.steps)):
        if not speaks(text, frame.language):
            yield part, "language"


def register(frame: Frame) -> Iterator[Fault]:
    """The page says *Anda*."""
    for part, text in frame.texts:
        if register_fault(text, frame.language, "page"):
            yield part, "register"


def number(frame: Frame) -> Iterator[Fault]:
    """Why is said in words: a figure there can only come from a self-rating."""
    why = frame.draft.why
    if any(character.isnumeric() for character in why) or _RATING.search(why):
        yield "why", "number"


def placeholder(frame: Frame) -> Iterator[Fault]:
    """Only a line to be spoken has a place for the form of address."""
    for part, text in frame.texts:
        if "{" in text or "}" in text:
            yield part, "placeholder"


def characters(frame: Frame) -> Iterator[Fault]:
    """Nothing hidden, no look-alike letters."""
    for part, text in frame.texts:
        if unreadable(text):
            yield part, "characters"


def personal(frame: Frame) -> Iterator[Fault]:
    """No name, e-mail, phone or identity number."""
    for part, text in frame.texts:
        code = personal_fault(text, frame.names)
        if code:
            yield part, code


def subject(frame: Frame) -> Iterator[Fault]:
    """Not on pay, promotion, appraisal, what is not announced, or cases, unless to say that it is invented or stays outside."""
    for part, text in frame.texts:
        if brings_up(text):
            yield part, "off-limits"


def stereotype(frame: Frame) -> Iterator[Fault]:
    """Nothing on what a generation is like."""
    for part, text in frame.texts:
        if stereotypes(text):
            yield part, "stereotype"


def instruction(frame: Frame) -> Iterator[Fault]:
    """Said to a reader, not to a machine."""
    for part, text in frame.texts:
        if instructs(text):
            yield part, "instruction"


def echo(frame: Frame) -> Iterator[Fault]:
    """Not what somebody typed, word for word."""
    for part, text in (("title", frame.draft.title), ("why", frame.draft.why), ("activity", frame.steps)):
        if echoes(text, frame.typed):
            yield part, "echo"


FRAME_RULES: tuple[Callable[[Frame], Iterator[Fault]], ...] = (
    length,
    reasons,
    unit_repeated,
    title_repeated,
    minutes,
    characters,
    placeholder,
    language,
    register,
    number,
    personal,
    subject,
    stereotype,
    instruction,
    echo,
)


def frame_fault(frame: Frame) -> Fault | None:
    """The first fault of a draft topic's frame: the part, and the code of the rule."""
    return next((fault for rule in FRAME_RULES for fault in rule(frame)), None)
