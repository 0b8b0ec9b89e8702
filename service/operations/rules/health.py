"""Whether a part serves, from what was read of it."""

from service.operations.values import Part, Readings

WAITS_TOO_LONG = 300.0
"""Seconds after which something that is due counts as stuck: the sweeper looks every minute."""

_INDEX = {"ready": (True, "ok"), "degraded": (True, "degraded"), "building": (False, "building")}


def index(state: str) -> Part:
    """The index by its state; without its dense leg it still serves, and says so."""
    good, word = _INDEX.get(state, (False, "missing"))
    return Part("index", good, word)


def queue(readings: Readings) -> Part:
    """Whether what is due is done: wishes and mails."""
    waits = max(readings.wish_age or 0.0, readings.mail_age or 0.0)
    return Part("queue", good=False, word="stuck") if waits > WAITS_TOO_LONG else Part("queue", good=True)


def worker(readings: Readings) -> Part:
    """Whether a process that runs jobs has said lately that it does."""
    return Part("worker", good=True) if readings.workers else Part("worker", good=False, word="missing")
