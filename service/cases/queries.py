"""Reads of cases: an author's own, and those addressed to a reader. There is no read over everybody's cases, and no count."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from service import sealing
from service.accounts import queries as accounts
from service.cases import rules
from service.cases.models import Case, CaseReply
from service.cases.values import CaseCard, Reader, Reply, Thread, Waiting, Words
from service.db import db
from service.people import queries as people


def card(case_id: int) -> CaseCard | None:
    """The case without its words, or none."""
    row = db.session.get(Case, case_id)
    return None if row is None else _card(row)


def of_author(programme_id: int, author_id: int) -> list[CaseCard]:
    """What somebody has sent in a programme, the newest first."""
    rows = db.session.scalars(
        select(Case).where(Case.programme_id == programme_id, Case.author_id == author_id).order_by(Case.number.desc())
    )
    return [_card(row) for row in rows]


def programmes_of_author(author_id: int) -> list[int]:
    """The programmes in which somebody has ever sent a case, the newest first."""
    rows = db.session.scalars(select(Case.programme_id).where(Case.author_id == author_id).distinct())
    return sorted(rows, reverse=True)


def next_number(programme_id: int, author_id: int) -> int:
    """The number that somebody's next case in a programme gets; the first is 1."""
    last = select(func.max(Case.number)).where(Case.programme_id == programme_id, Case.author_id == author_id)
    return (db.session.scalar(last) or 0) + 1


def for_reader(programme_id: int, reader_id: int, now: datetime) -> list[Waiting]:
    """The cases of a programme that are addressed to this reader, the most pressing first; days are those of the reader's zone."""
    rows = db.session.scalars(select(Case).where(Case.programme_id == programme_id)).all()
    mine = [_card(row) for row in rows if reader_id in row.readers]
    names = accounts.users({one.author_id for one in mine})
    today = day_of(reader_id, now)
    return rules.arranged(Waiting(one, names[one.author_id].name, rules.days_left(today, one.due_on)) for one in mine)


def thread(one: CaseCard) -> Thread:
    """The whole of a case, opened; for its author and its readers."""
    row = db.session.get_one(Case, one.id)
    replies = db.session.scalars(select(CaseReply).where(CaseReply.case_id == one.id).order_by(CaseReply.number)).all()
    named = accounts.users({*one.readers, *(reply.author_id for reply in replies)})
    return Thread(
        card=one,
        words=opened(row.sealed) if row.sealed is not None else None,
        readers=readers(one.programme_id, one.readers),
        replies=tuple(
            Reply(reply.author_id, named[reply.author_id].name, opened_text(reply.sealed), reply.sent_at)
            for reply in replies
        ),
    )


def contact_ids(programme_id: int) -> tuple[int, ...]:
    """The user ids of the neutral contact and the deputy, as far as they are named, in this order."""
    named = people.contacts(programme_id)
    return tuple(one.user_id for one in (named.contact, named.deputy) if one is not None)


def days_left(one: CaseCard, reader_id: int, now: datetime) -> int:
    """As ``rules.days_left``, in the reader's zone."""
    return rules.days_left(day_of(reader_id, now), one.due_on)


def readers(programme_id: int, user_ids: Sequence[int]) -> tuple[Reader, ...]:
    """These people by name, with whether they are still the neutral contact or the deputy."""
    named, now = accounts.users(user_ids), contact_ids(programme_id)
    return tuple(Reader(one, named[one].name, one in now) for one in user_ids)


def day_of(user_id: int, now: datetime) -> date:
    """Which day it is for somebody."""
    found = accounts.user(user_id)
    return now.astimezone(ZoneInfo(found.timezone if found else "Asia/Jakarta")).date()


def sealed_words(words: Words) -> bytes:
    """A message as it is stored."""
    return sealing.seal(json.dumps({"wish": words.wish, "text": words.text}).encode())


def opened(sealed: bytes) -> Words | None:
    """The message again; None where the key is gone."""
    data = sealing.unseal(sealed)
    return None if data is None else Words(**json.loads(data))


def opened_text(sealed: bytes) -> str | None:
    """An answer again; None where the key is gone."""
    data = sealing.unseal(sealed)
    return None if data is None else data.decode()


def _card(row: Case) -> CaseCard:
    return CaseCard(
        id=row.id,
        programme_id=row.programme_id,
        author_id=row.author_id,
        number=row.number,
        readers=tuple(row.readers),
        state=rules.state(row.answered_at, row.done_at, row.withdrawn_at),
        sent_at=row.sent_at,
        due_on=row.due_on,
        withdrawn_at=row.withdrawn_at,
    )
