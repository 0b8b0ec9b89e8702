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
class Doors:
    """How people sign in to this installation: by mail, by a provider (what people call it, or None), or by either."""

    mail: bool
    provider: str | None


@dataclass(frozen=True)
class Begun:
    """A sign-in on its way to the identity provider: where the browser goes, and what stays with it meanwhile.

    `kept` is a few short texts, among them ``state``, which comes back in the answer.
    """

    url: str
    kept: dict[str, str]


@dataclass(frozen=True)
class Identity:
    """What an identity provider says of somebody: its own lasting name for them, and their address.

    `verified` is True only where the provider says that the address is theirs.
    """

    issuer: str
    subject: str
    email: str
    verified: bool


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
CALLBACK = "/sign-in/oidc/callback"
"""Where the identity provider sends people back to, as it is registered there."""
JOURNEYS = 3
"""How many windows of one browser may be at the identity provider at a time."""
RETURN_WITHIN = timedelta(minutes=15)
"""How long somebody may take at the identity provider."""
