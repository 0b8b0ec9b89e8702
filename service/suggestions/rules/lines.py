"""What is held against every opener and question of a draft topic. A fault drops the line, not the topic.

Each rule is a function in ``LINE_RULES``, so that a test can take one away and see a planted fault come through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from service.knowledge.rules.questions import is_specific, question_faults
from service.suggestions.rules.address import PLACEHOLDER
from service.suggestions.rules.echo import Typed, echoes
from service.suggestions.rules.instructions import instructs
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.register import register_fault, speaks, unreadable
from service.suggestions.rules.similarity import repeats
from service.suggestions.rules.subjects import off_limits, stereotypes

GROW = ("G", "R", "O", "W")
Voice = Literal["spoken", "page", "both"]


@dataclass(frozen=True)
class Line:
    """A line and who says it (`grow` is None for openers), with what it is held against.

    `topic` is the topic's title, why and activity; `passage` what it cites; `earlier` all this pair was asked before, and
    what the set already asks; `typed` what people of the pair wrote in free words.
    """

    text: str
    grow: str | None
    voice: Voice
    language: str
    topic: str
    passage: str
    names: tuple[str, ...]
    earlier: tuple[str, ...]
    typed: tuple[Typed, ...] = ()


def characters(line: Line) -> str | None:
    """Nothing hidden, no look-alike letters."""
    return "characters" if unreadable(line.text) else None


def form(line: Line) -> str | None:
    """Open, single, short, without advice or blame, and no answer that names a person."""
    return next(iter(question_faults(line.text, line.language)), None)


def language(line: Line) -> str | None:
    """In the language the pair talks in."""
    return None if speaks(line.text, line.language) else "language"


def register(line: Line) -> str | None:
    """Spoken lines name nobody; the page says *Anda*."""
    return register_fault(line.text, line.language, line.voice)


def placeholder(line: Line) -> str | None:
    """The form of address stands in Indonesian openers only, and nothing else is in braces."""
    allowed = line.voice == "spoken" and line.language == "id"
    rest = line.text.replace(PLACEHOLDER, "") if allowed else line.text
    return "placeholder" if "{" in rest or "}" in rest else None


def personal(line: Line) -> str | None:
    """No name, e-mail, phone or identity number."""
    return personal_fault(line.text, line.names)


def subject(line: Line) -> str | None:
    """Not on pay, promotion, appraisal, what is not announced, or cases."""
    return "off-limits" if off_limits(line.text) else None


def stereotype(line: Line) -> str | None:
    """Nothing on what a generation is like."""
    return "stereotype" if stereotypes(line.text) else None


def instruction(line: Line) -> str | None:
    """Said to a reader, not to a machine."""
    return "instruction" if instructs(line.text) else None


def echo(line: Line) -> str | None:
    """Not what somebody typed, word for word."""
    return "echo" if echoes(line.text, line.typed) else None


def grow(line: Line) -> str | None:
    """A question says which stage of GROW it serves."""
    return "grow" if line.grow is not None and line.grow not in GROW else None


def specific(line: Line) -> str | None:
    """A question is about this topic and this passage."""
    if line.grow is None or is_specific(line.text, line.topic, line.passage, line.language):
        return None
    return "unspecific"


def repeated(line: Line) -> str | None:
    """Nothing this pair was asked before."""
    return "repeated" if repeats(line.text, line.earlier, line.language) else None


LINE_RULES: tuple[Callable[[Line], str | None], ...] = (
    characters,
    form,
    language,
    register,
    placeholder,
    personal,
    subject,
    stereotype,
    instruction,
    echo,
    grow,
    specific,
    repeated,
)


def line_fault(line: Line) -> str | None:
    """The code of the first rule that refuses a line."""
    return next((code for rule in LINE_RULES if (code := rule(line))), None)
