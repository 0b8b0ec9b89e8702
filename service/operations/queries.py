"""Reads every room's figures; none of them names a person, a pair or a document."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import text

from service.accounts import queries as accounts
from service.db import db, reading
from service.jobs import queries as jobs
from service.knowledge import queries as knowledge
from service.knowledge.ports import Library
from service.notifications import queries as notifications
from service.operations.rules import health
from service.operations.values import Family, Kind, Labels, Part, Readings
from service.ports import port
from service.suggestions import queries as suggestions

DATABASE_UP = "dua_arah_database_up"
INDEX_STATES = ("empty", "building", "ready", "degraded")


def readings(now: datetime) -> Readings:
    """What the database says about work that waits and who does it."""
    return Readings(
        workers=jobs.live_workers(now),
        queue=jobs.queue_length(),
        wish_age=_age(suggestions.oldest_due(now), now),
        mail_age=_age(notifications.oldest_due(now), now),
    )


def parts(now: datetime) -> Iterator[Part]:
    """How each part stands, one after the other, so that a reader who cannot wait has what was seen until then."""
    with reading():
        db.session.execute(text("select 1"))
        yield Part("database", good=True)
        seen = readings(now)
        db.session.rollback()
    yield health.worker(seen)
    yield health.queue(seen)
    yield health.index(port(Library).status().state)


def families(now: datetime) -> Iterator[Family]:
    """Everything that is exported beside the counts of answers, one after the other."""
    yield information()
    with reading():
        found = [*_database(now), *_jobs(), *_main_job(now)]
        db.session.rollback()
    yield reachable(yes=True)
    yield from found
    yield from _index()


def reachable(*, yes: bool) -> Family:
    """Whether the database answered; without it this is the only figure that is known."""
    return _one(DATABASE_UP, "Whether the database answered in time.", float(yes))


def information() -> Family:
    """The version that runs."""
    sample = ((("version", version("dua-arah")),), 1.0)
    return Family("dua_arah_info", "gauge", "The version that runs.", (sample,))


def _age(since: datetime | None, now: datetime) -> float | None:
    return max((now - since).total_seconds(), 0.0) if since else None


def _database(now: datetime) -> Iterator[Family]:
    seen = readings(now)
    yield _one("dua_arah_queue_length", "Jobs that wait to be run.", seen.queue)
    yield _one("dua_arah_workers", "Processes that run jobs and said so in the last 45 seconds.", seen.workers)
    yield _one(
        "dua_arah_wish_due_seconds",
        "How long the oldest wish waits that nobody works on; 0 for none.",
        seen.wish_age or 0,
    )
    yield _one("dua_arah_mail_due_seconds", "How long the oldest mail is overdue; 0 for none.", seen.mail_age or 0)
    yield _one("dua_arah_sessions", "Browsers that are signed in.", accounts.active_sessions(now))
    yield _many(
        "dua_arah_mails", "Mails by state.", "state", _all(notifications.counts(), "waiting", "sent", "dropped")
    )
    yield _one("dua_arah_folder_problems", "Mistakes found in the knowledge folder.", len(knowledge.problems()))


def _jobs() -> Iterator[Family]:
    ran = jobs.figures()
    for name, description, values in (
        ("dua_arah_job_runs_total", "Jobs that were run, by name.", {one.name: one.runs for one in ran}),
        ("dua_arah_job_failures_total", "Jobs that failed, by name.", {one.name: one.failures for one in ran}),
        ("dua_arah_job_seconds_total", "Seconds that jobs took, by name.", {one.name: one.seconds for one in ran}),
    ):
        yield _many(name, description, "job", values, kind="counter")


def _main_job(now: datetime) -> Iterator[Family]:
    seen = suggestions.figures(now)
    wishes = _all(seen.wishes, "queued", "done", "failed")
    yield _many("dua_arah_wishes", "Wishes for a set, by step.", "step", wishes)
    yield _many("dua_arah_sets", "Sets by who wrote them.", "writer", _all(seen.sets, "guided", "model", "mixed"))
    yield _many(
        "dua_arah_fallbacks", "Sets of the last 24 hours in which a model failed, by reason.", "reason", seen.fallbacks
    )


def _index() -> Iterator[Family]:
    status = port(Library).status()
    states = {state: float(state == status.state) for state in INDEX_STATES}
    yield _many("dua_arah_index_state", "1 for the state the index is in, as this process sees it.", "state", states)
    yield _one("dua_arah_index_generation", "The generation that serves; 0 for none.", status.generation or 0)
    with reading():
        serving = knowledge.generation("serving")
        db.session.rollback()
    yield _one("dua_arah_index_passages", "Passages of the generation that serves.", serving.passages if serving else 0)


def _all(counted: Mapping[str, int], *known: str) -> dict[str, int]:
    """Zero is said too: an alarm cannot compare with a sample that is not there."""
    return {**dict.fromkeys(known, 0), **counted}


def _one(name: str, description: str, value: float) -> Family:
    return Family(name, "gauge", description, (((), float(value)),))


def _many(name: str, description: str, label: str, values: Mapping[str, float], *, kind: Kind = "gauge") -> Family:
    return Family(name, kind, description, tuple(_samples(label, values.items())))


def _samples(label: str, values: Iterable[tuple[str, float]]) -> Iterator[tuple[Labels, float]]:
    for key, value in values:
        yield ((label, key),), float(value)
