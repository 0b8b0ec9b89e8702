"""What an author does with a case (send, withdraw) and what its readers do (answer, mark as done).

Nothing here is logged, and the mails say only that there is a message: neither what it is about nor who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, func, select, update

from service import sealing
from service.accounts import queries as accounts
from service.cases import queries, rules
from service.cases.models import Case, CaseReply
from service.cases.values import GoneError, Words, WrittenMeanwhileError
from service.db import db, insert_new
from service.notifications import actions as mail


def send(programme_id: int, author_id: int, number: int, readers: Sequence[int], words: Words, now: datetime) -> int:
    """Send a case to these people (user ids, at least one); returns its id.

    The same form sent twice is one case: `number` is the one that its page was made with. Raises ``WrittenMeanwhileError`` where
    another case has taken the number since.
    """
    sealed = queries.sealed_words(words)
    fresh = {
        "programme_id": programme_id,
        "author_id": author_id,
        "number": min(number, queries.next_number(programme_id, author_id)),
        "readers": list(readers),
        "sealed": sealed,
        "sent_at": now,
        "due_on": rules.due_on(queries.day_of(readers[0], now)),
    }
    insert_new(Case, [fresh])
    key = (Case.programme_id == programme_id, Case.author_id == author_id, Case.number == fresh["number"])
    row = db.session.scalars(select(Case).where(*key).execution_options(populate_existing=True)).one()
    if row.sealed == sealed:  # no two sealings are alike, so this one is ours
        _tell(readers, now)
        return row.id
    kept = queries.opened(row.sealed) if row.sealed is not None else None
    if kept != words or row.readers != list(readers):
        raise WrittenMeanwhileError
    return row.id


def withdraw(case_id: int, now: datetime) -> None:
    """Take a case back: its words and the answers to it are erased, its readers are told to look. Twice is once."""
    gone = db.session.execute(
        update(Case)
        .where(Case.id == case_id, Case.withdrawn_at.is_(None))
        .values(withdrawn_at=now, sealed=None)
        .returning(Case.programme_id, Case.readers)
    ).one_or_none()
    if gone is None:
        return
    db.session.execute(delete(CaseReply).where(CaseReply.case_id == case_id))
    programme_id, readers = gone
    _tell(set(readers) & set(queries.contact_ids(programme_id)), now)


def reply(case_id: int, reader_id: int, number: int, text: str, now: datetime) -> None:
    """Answer a case; its author is told that there is a message. The same form sent twice is one answer.

    Raises ``GoneError`` where the author has withdrawn it, and ``WrittenMeanwhileError`` where somebody has answered since the page
    was made with `number`.
    """
    author_id = db.session.scalar(
        update(Case)  # holds the row, so that nobody withdraws it meanwhile
        .where(Case.id == case_id, Case.withdrawn_at.is_(None))
        .values(answered_at=func.coalesce(Case.answered_at, now))
        .returning(Case.author_id)
    )
    if author_id is None:
        raise GoneError
    last = db.session.scalar(select(func.max(CaseReply.number)).where(CaseReply.case_id == case_id)) or 0
    if number <= last:
        found = select(CaseReply).where(CaseReply.case_id == case_id, CaseReply.number == number)
        same = db.session.scalar(found)
        if same is None or same.author_id != reader_id or queries.opened_text(same.sealed) != text:
            raise WrittenMeanwhileError
        return
    sealed = sealing.seal(text.encode())
    db.session.add(CaseReply(case_id=case_id, number=last + 1, author_id=reader_id, sealed=sealed, sent_at=now))
    db.session.flush()
    _tell([author_id], now)


def finish(case_id: int, now: datetime) -> None:
    """A reader marks a case as done. Twice is once; a withdrawn one stays withdrawn."""
    db.session.execute(
        update(Case).where(Case.id == case_id, Case.done_at.is_(None), Case.withdrawn_at.is_(None)).values(done_at=now)
    )


def _tell(user_ids: Iterable[int], now: datetime) -> None:
    """One mail to each that there is a message. A secretary may read it: it names no sender, subject or form."""
    link = f"{current_app.config['PUBLIC_URL']}/messages"
    for card in accounts.users(user_ids).values():
        if not card.disabled:
            mail.send(card.email, card.locale, "message", {"name": card.name, "link": link}, now=now)
