"""Plain values of the surveys room: bilingual text, the week of half-days, and what others may hold in their hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
Side = Literal["senior", "junior"]
SIDES: tuple[Side, ...] = ("senior", "junior")
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
class Problem:
    """Something wrong in an instrument, for the person who wrote it: where, what, and what to do."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message} {self.remedy}"


WaveKind = Literal["confidential", "anonymous"]
WaveState = Literal["planned", "open", "closed"]


@dataclass(frozen=True, slots=True)
class WaveCard:
    """One opening of an instrument; `side` is none where both are asked.

    `edition` is the number of the text that was frozen, `digest` its SHA-256, by which it is the same in every database.
    """

    id: int
    programme_id: int
    instrument: str
    edition: int
    digest: str
    kind: WaveKind
    side: str | None
    session_number: int | None
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None

    @property
    def form(self) -> str:
        """What drafts and answers are filed under."""
        return f"{self.instrument}@{self.id}"

    def state(self, now: datetime) -> WaveState:
        """Whether it can be answered: the dates decide, and an early close."""
        if self.closed_at is not None or now >= self.closes_at:
            return "closed"
        return "open" if now >= self.opens_at else "planned"


def filed_under(instrument: str, wave: WaveCard | None) -> str:
    """What the drafts and answers of a form are filed under: its own key, or its wave's."""
    return instrument if wave is None else wave.form


@dataclass(frozen=True, slots=True)
class WavePlan:
    """A wave to be opened."""

    programme_id: int
    instrument: str
    side: str | None
    session_number: int | None
    opens_at: datetime
    closes_at: datetime
    opened_by: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What the author has typed so far, and whether the form counts as handed in.

    `submitted_at` is none for an anonymous form even then: its moment is not kept. `writers` names, by page, the window that
    wrote it last.
    """

    answers: Answers
    started: bool
    submitted_at: datetime | None
    handed_in: bool = False
    writers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line that the admin wrote and the author of a form reads there; `label` names it for the template."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody may answer this form. `first` is a page to pass before it (the privacy notice), if there is one."""

    side: str
    facts: tuple[Fact, ...] = ()
    first: str | None = None
    correct_at: str | None = None
    wave: WaveCard | None = None


class InstrumentUnavailableError(LookupError):
    """The form cannot be shown now: unknown, or its file is broken (`problems` says where)."""

    def __init__(self, key: str, problems: tuple[Problem, ...] = ()) -> None:
        self.key = key
        self.problems = problems
        super().__init__(f"the form {key} cannot be opened" + "".join(f"; {problem}" for problem in problems))
