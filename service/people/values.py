"""What the people room hands to others: a programme, a participant, an intake, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Side = Literal["senior", "junior"]
SIDES: tuple[Side, ...] = ("senior", "junior")
REASONS = ("practice", "generations", "humility", "reality", "relevance")


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme as other rooms see it; `minutes` is the length of a session, `grade_gap` the least distance of a pair."""

    id: int
    name: str
    languages: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    sessions: int
    minutes: int
    grade_gap: int
    intake_opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person on one side of a programme. `grade` counts from 1, the most junior; `languages` come from the intake."""

    id: int
    programme_id: int
    user_id: int
    name: str
    email: str
    side: Side
    role_title: str
    function: str
    site: str
    grade: int | None
    line_manager_user_id: int | None
    line_manager_unknown: bool
    capacity: int
    languages: tuple[str, ...]
    timezone: str
    left: bool
    notice_accepted: bool
    intake_done: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """The parts of a handed-in intake that other rooms may work with; free text for the organisers is not among them.

    Behaviours are frequencies 0-4 by reason and empty for a junior; skills are levels 0-4 by key; slots are half-days
    ("mon-am") in `timezone`.
    """

    side: Side
    goals: tuple[str, ...]
    behaviours_now: Mapping[str, int]
    behaviours_target: Mapping[str, int]
    skills: Mapping[str, int]
    wants_model: bool
    languages: tuple[str, ...]
    slots: frozenset[str]
    timezone: str
    focus: str

    @property
    def session_language(self) -> str:
        """The language this person would rather talk in: Indonesian if possible."""
        return "id" if "id" in self.languages or not self.languages else self.languages[0]


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The neutral contact or the deputy of a programme."""

    user_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """Both named persons; no intake opens without the first."""

    contact: ContactCard | None
    deputy: ContactCard | None


@dataclass(frozen=True, slots=True)
class Correction:
    """An open request to mend one of the admin's facts."""

    id: int
    participation_id: int
    name: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """A panel seat with the names a page needs."""

    id: int
    panelist: str
    about: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair as the people room's pages list it."""

    pair_id: int
    senior_id: int
    junior_id: int
    senior: str
    junior: str
    language: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do on a participant's home page; the template knows its words by `key`.

    A form that is due has a `name`, the `number` of the session it asks about, and the moment `until` which it is open.
    """

    key: str
    url: str
    done: bool
    open: bool = True
    name: str = ""
    number: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Manager:
    """Whom somebody reports to: `known` with an e-mail, `none` at the top, else `unknown`."""

    state: Literal["unknown", "none", "known"] = "unknown"
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a participant that only the admin may set, as one value for forms and actions."""

    side: Side
    role_title: str = ""
    function: str = ""
    site: str = ""
    grade: int | None = None
    line_manager: Manager = Manager()
    managers_manager: Manager = Manager()
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One question with its answer in words, as one reader may see it."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfileGroup:
    """The questions of one page of the form under that page's heading."""

    title: str
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """What an admin decides about a programme; `minutes` a session, `grade_gap` in grades."""

    name: str
    languages: tuple[str, ...] = ("id", "en")
    starts_on: date | None = None
    ends_on: date | None = None
    sessions: int = 6
    minutes: int = 45
    grade_gap: int = 2


class RefusedError(ValueError):
    """The action would break a rule; `reason` is a key that the form turns into a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
