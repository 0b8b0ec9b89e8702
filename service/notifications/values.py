"""A rendered mail, and how often and how long sending is tried."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Message:
    """One mail ready to go: `key` is the same at every try, so that a receiver can drop a double."""

    key: str
    to: str
    subject: str
    text: str
    html: str


LEASE = timedelta(minutes=2)
TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
