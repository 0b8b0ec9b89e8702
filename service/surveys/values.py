"""Plain values of the surveys room: bilingual text, the week of half-days, and what others may hold in their hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
HALVES = ("am", "pm")
SLOTS = tuple(f"{day}-{half}" for day in DAYS for half in HALVES)

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in both languages."""

    id: str
    en: str

    def into(self, language: str) -> str:
        """The sentence in `language`; Indonesian where it is neither."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice; `key` is what is stored and never changes."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class When:
    """An item is asked only where the answer to `item` holds `key`."""

    item: str
    key: str

    def holds(self, answers: Answers) -> bool:
        """Whether the condition holds for these answers."""
        given = answers.get(self.item)
        return self.key in given if isinstance(given, list) else given == self.key


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in an instrument, for the person who wrote it: where, what, and what to do."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the author has typed so far, and since when the form counts as handed in (if it does)."""

    answers: Answers
    started: bool
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line that the admin wrote and the author of a form reads there; `label` names it for the template."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody may answer this form. `first` is a page to pass before it (the privacy notice), if there is one."""

    side: str
    facts: tuple[Fact, ...]
    first: str | None = None
    correct_at: str | None = None


class InstrumentUnavailableError(LookupError):
    """The form cannot be shown now: unknown, or its file is broken (`problems` says where)."""

    def __init__(self, key: str, problems: tuple[Problem, ...] = ()) -> None:
        self.key = key
        self.problems = problems
        super().__init__(f"the form {key} cannot be opened" + "".join(f"; {problem}" for problem in problems))
