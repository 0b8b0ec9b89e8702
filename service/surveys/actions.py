"""What an author does with a form: save a page, hand it in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from service.db import db, turn
from service.surveys.kinds.instrument import Instrument
from service.surveys.models import Response
from service.surveys.values import Answers


class IncompleteError(ValueError):
    """A form with gaps cannot be handed in; `pages` are the keys of the pages that have some."""

    def __init__(self, pages: tuple[str, ...]) -> None:
        self.pages = pages
        super().__init__(f"answers are missing on: {', '.join(pages)}")


def take_turn(programme_id: int, user_id: int) -> None:
    """Let a person's forms change one after the other: two windows, or a change of side while a form is begun."""
    turn(f"surveys.{programme_id}", user_id)


def save_page(
    instrument: Instrument, programme_id: int, user_id: int, page_answers: Answers, now: datetime
) -> Response:
    """Keep one page of a draft; None takes an answer back. What was handed in before stays in force until the next."""
    row = _row(instrument, programme_id, user_id, now)
    typed = dict(row.answers or {} if row.draft is None else row.draft)
    typed.update(page_answers)
    row.draft = {key: value for key, value in typed.items() if value is not None}
    row.updated_at = now
    db.session.flush()
    return row


def submit(instrument: Instrument, programme_id: int, user_id: int, now: datetime) -> Response:
    """Hand the draft in; raises `IncompleteError` where a required answer is missing. Twice is once."""
    row = _row(instrument, programme_id, user_id, now)
    if row.draft is None and row.submitted_at is not None:
        return row
    typed = row.draft or {}
    gaps = instrument.incomplete(typed)
    if gaps:
        raise IncompleteError(tuple(page.key for page in gaps))
    row.answers = instrument.kept(typed)
    row.draft = None
    row.version = instrument.version
    row.submitted_at = row.updated_at = now
    db.session.flush()
    return row


def _row(instrument: Instrument, programme_id: int, user_id: int, now: datetime) -> Response:
    take_turn(programme_id, user_id)
    row = db.session.scalar(
        select(Response).where(
            Response.instrument == instrument.key,
            Response.programme_id == programme_id,
            Response.user_id == user_id,
        )
    )
    if row is None:
        row = Response(
            instrument=instrument.key,
            version=instrument.version,
            programme_id=programme_id,
            user_id=user_id,
            created_at=now,
            updated_at=now,
        )
        db.session.add(row)
    return row
