"""The values of accounts: a person's card for other rooms, roles, and the limits of signing in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Role = Literal["admin", "curator", "contact", "deputy"]
ROLES: tuple[Role, ...] = ("admin", "curator", "contact", "deputy")

AttemptKind = Literal["request", "redeem"]


@dataclass(frozen=True)
class UserCard:
    """What other rooms may know of a person."""

    id: int
    email: str
    name: str
    locale: str
    timezone: str
    disabled: bool


@dataclass(frozen=True)
class Grant:
    """A role, in one programme or (None) in the whole installation."""

    role: str
    programme_id: int | None


@dataclass(frozen=True)
class Issued:
    """A fresh code and link, in the clear: for the mail, and nowhere else."""

    code: str
    link: str


@dataclass(frozen=True)
class Window:
    """At most `most` tries within `span`."""

    most: int
    span: timedelta


CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
SESSION_IDLE = timedelta(hours=12)
SESSION_WHOLE = timedelta(days=14)
SESSION_TOUCH = timedelta(minutes=5)
"""How stale ``last_seen_at`` may grow before a page writes it again."""

PER_EMAIL: dict[AttemptKind, tuple[Window, ...]] = {
    "request": (Window(5, timedelta(hours=1)), Window(12, timedelta(days=1))),
    "redeem": (Window(10, timedelta(hours=1)), Window(40, timedelta(days=1))),
}
PER_ADDRESS: dict[AttemptKind, tuple[Window, ...]] = {
    "request": (Window(60, timedelta(hours=1)),),
    "redeem": (Window(60, timedelta(hours=1)),),
}
"""Per network address the limits are wider: an office shares one."""
LONGEST_WINDOW = timedelta(days=1)
