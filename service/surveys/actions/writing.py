"""What an author does with a form: save a page, hand it in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from service import sealing
from service.db import db, insert_new, turn
from service.surveys import queries
from service.surveys.kinds.instrument import Instrument
from service.surveys.models import Box, Response, SealedDraft, Stash, Turnout, Wave
from service.surveys.queries.answers import UNSEALED, draft_row, opened_draft
from service.surveys.values import Answers, Draft, WaveCard, filed_under

_SHEETS = 100  # to a box: a row that is written anew with every answer should stay small
_LONGEST_STASH = 64_000


class IncompleteError(ValueError):
    """A form with gaps cannot be handed in; `pages` are the keys of the pages that have some."""

    def __init__(self, pages: tuple[str, ...]) -> None:
        self.pages = pages
        super().__init__(f"answers are missing on: {', '.join(pages)}")


class ClosedError(ValueError):
    """The wave has closed meanwhile: nothing is saved any more."""


class ConflictError(ValueError):
    """Another window saved this page after it was shown here; `stored` is what it says now."""

    def __init__(self, stored: Answers) -> None:
        self.stored = stored
        super().__init__("the page was changed in another window")


def take_turn(programme_id: int, user_id: int) -> None:
    """Let a person's forms change one after the other: two windows, or a change of side while a form is begun."""
    turn(f"surveys.{programme_id}", user_id)


def save_page(
    instrument: Instrument,
    programme_id: int,
    user_id: int,
    page_answers: Answers,
    now: datetime,
    *,
    wave: WaveCard | None = None,
    written: tuple[str, str, str] | None = None,
    mark: Callable[[Answers], str] | None = None,
) -> Draft:
    """Keep one page of a draft; None takes an answer back. What was handed in before stays in force until the next.

    `written` is the page's key, the window that sends it, and the `mark` that the page's answers had when it was shown there.
    Raises ``ClosedError``, and ``ConflictError`` where another window wrote the page since.
    """
    take_turn(programme_id, user_id)
    _hold(wave, now)
    before = _draft(instrument, programme_id, user_id, wave)
    if before.handed_in and wave is not None and wave.kind == "anonymous":
        return before
    writers = dict(before.writers)
    if written is not None:
        page, window, shown = written
        stored = {key: before.answers[key] for key in page_answers if before.answers.get(key) is not None}
        given = {key: value for key, value in page_answers.items() if value is not None}
        if writers.get(page, window) != window and (mark or told)(stored) != shown and stored != given:
            raise ConflictError(stored)
        writers[page] = window
    typed = {**before.answers, **page_answers}
    kept = {key: value for key, value in typed.items() if value is not None}
    _put(instrument, programme_id, user_id, wave, {"answers": kept, "writers": writers}, now)
    return Draft(kept, started=True, submitted_at=before.submitted_at, handed_in=before.handed_in, writers=writers)


def told(answers: Answers) -> str:
    """Answers as one text that is the same whenever they are."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=False)


def submit(
    instrument: Instrument, programme_id: int, user_id: int, now: datetime, *, wave: WaveCard | None = None
) -> None:
    """Hand the draft in. Raises `IncompleteError` where a required answer is missing, ``ClosedError``. Twice is once."""
    take_turn(programme_id, user_id)
    _hold(wave, now)
    before = _draft(instrument, programme_id, user_id, wave)
    if before.handed_in and not before.started:
        return
    gaps = instrument.incomplete(before.answers)
    if gaps:
        raise IncompleteError(tuple(page.key for page in gaps))
    kept = instrument.kept(before.answers)
    if wave is not None and wave.kind == "anonymous":
        _drop(wave, instrument.side, user_id, kept)
    else:
        _answer(instrument, programme_id, user_id, wave, kept, now)
    discard_draft(instrument, programme_id, user_id, wave)


def discard_draft(instrument: Instrument, programme_id: int, user_id: int, wave: WaveCard | None = None) -> None:
    """Throw away what was typed since the last hand-in."""
    row = draft_row(filed_under(instrument.key, wave), programme_id, user_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def stash(user_id: int, path: str, fields: Mapping[str, Sequence[str]], now: datetime) -> bool:
    """Keep a page that came after the session's end until its author is signed in again; false where it is too long for that."""
    data = json.dumps({name: list(values) for name, values in fields.items()}).encode()
    if len(data) > _LONGEST_STASH or len(path) > Stash.__table__.c.path.type.length:  # type: ignore[attr-defined]
        return False
    db.session.execute(delete(Stash).where(Stash.user_id == user_id))
    db.session.add(Stash(user_id=user_id, path=path, sealed=sealing.seal(data), created_at=now))
    db.session.flush()
    return True


def drop_stash(user_id: int, path: str) -> None:
    """Forget such a page, if it is this one."""
    db.session.execute(delete(Stash).where(Stash.user_id == user_id, Stash.path == path))


def seal_old_drafts() -> int:
    """Seal what migration 005 had no key for; returns how many there were."""
    rows = db.session.scalars(select(SealedDraft).where(SealedDraft.sealed.between(UNSEALED, UNSEALED + b"\xff")))
    count = 0
    for row in rows:
        row.sealed = sealing.seal(opened_draft(row.sealed) or b"")
        count += 1
    db.session.flush()
    return count


def _hold(wave: WaveCard | None, now: datetime) -> None:
    """Keep a wave from closing until this is done; raises ``ClosedError`` where it has."""
    if wave is None:
        return
    row = db.session.get_one(Wave, wave.id, populate_existing=True, with_for_update={"read": wave.kind != "anonymous"})
    if row.closed_at is not None or not row.opens_at <= now < row.closes_at:
        raise ClosedError(wave.id)


def _draft(instrument: Instrument, programme_id: int, user_id: int, wave: WaveCard | None) -> Draft:
    return queries.draft(filed_under(instrument.key, wave), programme_id, user_id, wave)


def _put(
    instrument: Instrument,
    programme_id: int,
    user_id: int,
    wave: WaveCard | None,
    held: Mapping[str, object],
    now: datetime,
) -> None:
    form = filed_under(instrument.key, wave)
    row = draft_row(form, programme_id, user_id)
    if row is None:
        row = SealedDraft(form=form, programme_id=programme_id, user_id=user_id, wave_id=wave.id if wave else None)
        db.session.add(row)
    row.sealed = sealing.seal(json.dumps(held).encode())
    row.updated_at = now
    db.session.flush()


def _answer(
    instrument: Instrument,
    programme_id: int,
    user_id: int,
    wave: WaveCard | None,
    kept: Answers,
    now: datetime,
) -> None:
    form = filed_under(instrument.key, wave)
    row = db.session.scalar(
        select(Response).where(
            Response.form == form, Response.programme_id == programme_id, Response.user_id == user_id
        )
    )
    if row is None:
        row = Response(form=form, instrument=instrument.key, programme_id=programme_id, user_id=user_id)
        row.wave_id = wave.id if wave is not None else None
        db.session.add(row)
    row.side = instrument.side
    row.answers = dict(kept)
    row.version = wave.edition if wave is not None else instrument.version
    row.submitted_at = now
    db.session.flush()


def _drop(wave: WaveCard, side: str, user_id: int, kept: Answers) -> None:
    """Put a sheet into the box and a name on the list: two rows that hold many, each in an order of its own.

    Rows of single answers would tell by their place, or on PostgreSQL by their transaction, whose they are.
    """
    insert_new(Turnout, [{"wave_id": wave.id, "wave_kind": "anonymous", "people": []}])
    turnout = db.session.get_one(Turnout, wave.id, populate_existing=True)
    turnout.people = sorted({*turnout.people, user_id})
    box = db.session.scalars(
        select(Box).where(Box.wave_id == wave.id, Box.side == side).order_by(Box.number.desc()).limit(1)
    ).first()
    if box is None or len(box.sheets) >= _SHEETS:
        box = Box(wave_id=wave.id, side=side, number=box.number + 1 if box is not None else 0, sheets=[])
        db.session.add(box)
    box.sheets = sorted([*box.sheets, dict(kept)], key=told)
    db.session.flush()
