"""Wishes for a set: one open request a pair and session, claimed by a lease, finished once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Update, or_, select, update

from service import jobs
from service.db import db, turn
from service.jobs import queries as workers
from service.leases import myself
from service.suggestions.actions.keeping import save
from service.suggestions.actions.spending import count
from service.suggestions.models import SuggestionRequest
from service.suggestions.values import Outcome, WriterChoice

LEASE = timedelta(minutes=3)
_SLACK = timedelta(minutes=1)
MAX_ATTEMPTS = 4


def ask(pair_id: int, session: int, user_id: int, now: datetime, writer: WriterChoice = "auto", focus: str = "") -> int:
    """Note a wish for a set and have a job look after it; a second wish while one is open is the same wish."""
    turn("suggestions.ask", pair_id)
    key = f"{pair_id}-{session}"
    row = db.session.scalar(select(SuggestionRequest).where(SuggestionRequest.open_key == key))
    if row is not None:
        return row.id
    row = SuggestionRequest(
        pair_id=pair_id, session=session, writer=writer, focus=focus, asked_by=user_id, asked_at=now, open_key=key
    )
    db.session.add(row)
    db.session.flush()
    jobs.enqueue("suggestions.suggest", row.id)
    return row.id


@dataclass(frozen=True, slots=True)
class Claim:
    """A request somebody works on; `lease` proves that it is still theirs."""

    request_id: int
    pair_id: int
    session: int
    writer: WriterChoice
    focus: str
    lease: str


def claim(request_id: int, now: datetime) -> Claim | None:
    """Take an open request that nobody works on; None where it is done, taken, or was tried too often."""
    row = db.session.get(SuggestionRequest, request_id, with_for_update=True)
    if row is None or row.open_key is None or _held(row, now):
        return None
    if row.attempts >= MAX_ATTEMPTS:
        _end(row, now, "gave-up")
        return None
    row.attempts += 1
    row.lease, row.leased_until, row.step, row.worker = str(uuid4()), now + LEASE, "reading", myself()
    return Claim(row.id, row.pair_id, row.session, _choice(row.writer), row.focus, row.lease)


def _held(row: SuggestionRequest, now: datetime) -> bool:
    """Whether somebody works on it: the lease stands, and its holder has not fallen silent."""
    return row.leased_until is not None and row.leased_until > now and row.worker not in workers.lost_workers(now)


def _choice(text: str) -> WriterChoice:
    return "guided" if text == "guided" else "model" if text == "model" else "auto"


def advance(claimed: Claim, step: str, now: datetime, seconds: float = 0.0) -> bool:
    """Tell how far the work is and keep the lease, for longer where the next step may take `seconds`.

    False where the lease was lost and the work should stop.
    """
    until = now + max(LEASE, timedelta(seconds=seconds) + _SLACK)
    kept = _still_ours(claimed).values(step=step, leased_until=until).returning(SuggestionRequest.id)
    return db.session.scalar(kept) is not None


def show_partly(claimed: Claim, titles: Sequence[str]) -> None:
    """Let the page tell which topics are written so far."""
    db.session.execute(_still_ours(claimed).values(partial=list(titles)))


def release(claimed: Claim, step: str) -> None:
    """Give a request back, to be taken up again by the sweeper (the index is not ready yet, say)."""
    fewer = SuggestionRequest.attempts - 1
    db.session.execute(_still_ours(claimed).values(lease=None, leased_until=None, step=step, attempts=fewer))


def fail(claimed: Claim, fault: str, now: datetime) -> None:
    """End a request without a set."""
    row = db.session.get(SuggestionRequest, claimed.request_id, with_for_update=True)
    if row is not None and row.lease == claimed.lease:
        _end(row, now, fault)


def _still_ours(claimed: Claim) -> Update:
    """Change a claimed request, unless the lease went over to somebody else: looked at by the change itself."""
    return update(SuggestionRequest).where(
        SuggestionRequest.id == claimed.request_id,
        SuggestionRequest.lease == claimed.lease,
        SuggestionRequest.open_key.is_not(None),
    )


def _end(row: SuggestionRequest, now: datetime, fault: str | None) -> None:
    row.open_key, row.lease, row.leased_until, row.ended_at, row.fault = None, None, None, now, fault
    row.step, row.partial = "failed" if fault else "done", None


def finish(claimed: Claim, outcome: Outcome, now: datetime) -> int | None:
    """Save the set and close the request, once: None where the lease was lost to somebody else, though it cost the same."""
    row = db.session.get(SuggestionRequest, claimed.request_id, with_for_update=True)
    if row is None or row.lease != claimed.lease or row.open_key is None:
        count(claimed.pair_id, outcome.spent, now)
        return None
    set_id = save(outcome, now)
    _end(row, now, None)
    row.set_id = set_id
    return set_id


def sweep(now: datetime) -> int:
    """Enqueue again every open request that nobody works on; returns how many."""
    waiting = select(SuggestionRequest.id).where(
        SuggestionRequest.open_key.is_not(None),
        or_(
            SuggestionRequest.leased_until.is_(None),
            SuggestionRequest.leased_until <= now,
            SuggestionRequest.worker.in_(workers.lost_workers(now)),
        ),
    )
    ids: Sequence[int] = db.session.scalars(waiting).all()
    for request_id in ids:
        jobs.enqueue("suggestions.suggest", request_id)
    return len(ids)
