"""What the cases room hands on: what somebody wishes, a case without its words, and the whole of it for its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Wish = Literal["talk", "pause", "review", "now", "other"]
WISHES: tuple[Wish, ...] = ("talk", "pause", "review", "now", "other")
State = Literal["waiting", "answered", "done", "withdrawn"]

ANSWER_WITHIN = 2
"""Working days, Monday to Friday, that the neutral contact has for an answer."""
LONGEST = 4000
"""Characters of a message and of an answer."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the author wrote; the text may be empty, a wish alone is enough."""

    wish: Wish
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a case is addressed to; `still` while they are the neutral contact or the deputy."""

    user_id: int
    name: str
    still: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as lists show it, without its words. `readers` are user ids, `number` counts an author's cases in a programme."""

    id: int
    programme_id: int
    author_id: int
    number: int
    readers: tuple[int, ...]
    state: State
    sent_at: datetime
    due_on: date
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: who gave it (user id and name), what it says (None where its key is gone), and when."""

    author_id: int
    author: str
    text: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """The whole of a case. `words` is None where it was withdrawn, or where the key that sealed it is gone."""

    card: CaseCard
    words: Words | None
    readers: tuple[Reader, ...]
    replies: tuple[Reply, ...]

    @property
    def heard(self) -> bool:
        """Whether anybody it is addressed to can still open it."""
        return any(one.still for one in self.readers)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in the neutral contact's list: by name, with the working days left (0 is today, below it is overdue)."""

    card: CaseCard
    author: str
    days_left: int


class WrittenMeanwhileError(ValueError):
    """Another window sent something else in the meantime; what is being sent now was not kept."""


class GoneError(ValueError):
    """The author has withdrawn the case: nothing can be added to it."""
