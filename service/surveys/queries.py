"""Reads of instruments and answers. Handed-in answers go to rooms that need them; a draft goes to its author only."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from sqlalchemy import select

from service.db import db
from service.surveys.kinds.instrument import Instrument
from service.surveys.kinds.load import load
from service.surveys.models import Response
from service.surveys.values import Answers, Draft, InstrumentUnavailableError, Problem

FOLDER = Path(__file__).with_name("instruments")


@cache
def _shelf(folder: Path) -> dict[str, tuple[Instrument | None, tuple[Problem, ...]]]:
    return {path.stem: load(path) for path in sorted(folder.glob("*.yaml"))}


def instrument(key: str, folder: Path = FOLDER) -> Instrument:
    """The instrument with this key; raises `InstrumentUnavailableError` where it is unknown or broken."""
    found, problems = _shelf(folder).get(key, (None, ()))
    if found is None:
        raise InstrumentUnavailableError(key, problems)
    return found


def instruments(folder: Path = FOLDER) -> list[Instrument]:
    """Every instrument that can be shown."""
    return [found for found, _ in _shelf(folder).values() if found is not None]


def problems(folder: Path = FOLDER) -> list[Problem]:
    """What is wrong in the instruments; a broken one stops nothing else."""
    return [problem for _, found in _shelf(folder).values() for problem in found]


def answers(instrument_key: str, programme_id: int, user_id: int) -> Answers | None:
    """The handed-in answers of one person, or none."""
    return answers_of(instrument_key, programme_id, {user_id}).get(user_id)


def answers_of(instrument_key: str, programme_id: int, users: Collection[int] | None = None) -> dict[int, Answers]:
    """Handed-in answers by user, of everybody or of these users."""
    found = select(Response.user_id, Response.answers).where(
        Response.instrument == instrument_key,
        Response.programme_id == programme_id,
        Response.submitted_at.is_not(None),
    )
    if users is not None:
        found = found.where(Response.user_id.in_(users))
    return {user: given or {} for user, given in db.session.execute(found)}


def handed_in(
    instrument_keys: Collection[str], programme_id: int, users: Collection[int]
) -> dict[tuple[str, int], Answers]:
    """Handed-in answers of these users to several instruments, by instrument and user."""
    if not users:
        return {}
    found = select(Response.instrument, Response.user_id, Response.answers).where(
        Response.instrument.in_(instrument_keys),
        Response.programme_id == programme_id,
        Response.submitted_at.is_not(None),
        Response.user_id.in_(users),
    )
    return {(key, user): given or {} for key, user, given in db.session.execute(found)}


def draft(instrument_key: str, programme_id: int, user_id: int) -> Draft:
    """What the author has typed, saved or handed in so far; for the author's own pages only."""
    row = db.session.scalar(
        select(Response).where(
            Response.instrument == instrument_key,
            Response.programme_id == programme_id,
            Response.user_id == user_id,
        )
    )
    if row is None:
        return Draft({}, started=False, submitted_at=None)
    typed = row.answers if row.draft is None else row.draft
    return Draft(typed or {}, started=row.draft is not None, submitted_at=row.submitted_at)
