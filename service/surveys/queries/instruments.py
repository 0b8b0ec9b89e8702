"""Instruments as they stand in their files, and as they stood when a wave opened."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from sqlalchemy import select

from service.db import db
from service.surveys.kinds.instrument import Instrument, Questionnaire
from service.surveys.kinds.load import load, load_text
from service.surveys.models import Edition
from service.surveys.queries.waves import answered_in, waves
from service.surveys.values import InstrumentUnavailableError, Problem, WaveCard

FOLDER = Path(__file__).parent.with_name("instruments")


@cache
def _shelf(folder: Path) -> dict[str, tuple[Questionnaire | None, tuple[Problem, ...]]]:
    return {path.stem: load(path) for path in sorted(folder.glob("*.yaml"))}


@lru_cache(maxsize=64)
def _frozen(digest: str, key: str, number: int) -> tuple[Questionnaire | None, tuple[Problem, ...]]:
    """An edition, read once a process: its text never changes, and its digest is of that text."""
    text = select(Edition.source).where(Edition.instrument == key, Edition.digest == digest)
    return load_text(db.session.scalars(text).one(), f"{key}.yaml (edition {number})")


def questionnaire(key: str, folder: Path = FOLDER) -> Questionnaire:
    """The questionnaire with this key; raises `InstrumentUnavailableError` where it is unknown or broken."""
    found, problems = _shelf(folder).get(key, (None, ()))
    if found is None:
        raise InstrumentUnavailableError(key, problems)
    return found


def instrument(key: str, side: str | None = None, folder: Path = FOLDER) -> Instrument:
    """What one side reads of it; without a side the first that it has. Raises as ``questionnaire`` does."""
    found = questionnaire(key, folder)
    wanted = found.by_side.get(side or found.sides[0])
    if wanted is None:
        raise InstrumentUnavailableError(key)
    return wanted


def questionnaires(folder: Path = FOLDER) -> list[Questionnaire]:
    """Every questionnaire that can be shown."""
    return [found for found, _ in _shelf(folder).values() if found is not None]


def problems(folder: Path = FOLDER) -> list[Problem]:
    """What is wrong in the instruments; a broken one stops nothing else."""
    return [problem for _, found in _shelf(folder).values() for problem in found]


def source(key: str) -> str:
    """The text of an instrument that can be shown; raises as ``questionnaire`` does."""
    questionnaire(key)
    return (FOLDER / f"{key}.yaml").read_text(encoding="utf-8")


def wave_questionnaire(wave: WaveCard) -> Questionnaire:
    """The questionnaire as it stood when the wave opened. Raises ``InstrumentUnavailableError`` where none is."""
    found, problems = _frozen(wave.digest, wave.instrument, wave.edition)
    if found is None:
        raise InstrumentUnavailableError(wave.instrument, problems)
    return found


def wave_instrument(wave: WaveCard, side: str) -> Instrument:
    """What one side reads in a wave; raises as ``wave_questionnaire`` does, and for a side that it does not ask."""
    found = wave_questionnaire(wave).by_side.get(side)
    if found is None:
        raise InstrumentUnavailableError(wave.instrument)
    return found


def due(
    programme_id: int, user_id: int, side: str, held: frozenset[int], now: datetime
) -> list[tuple[WaveCard, Instrument]]:
    """The open waves that ask somebody of this side who has held these sessions and not answered yet, with what they read."""
    mine = [
        one
        for one in waves(programme_id)
        if one.state(now) == "open"
        and one.side in {None, side}
        and (one.session_number is None or one.session_number in held)
    ]
    answered = answered_in(mine)
    return [(one, wave_instrument(one, side)) for one in mine if user_id not in answered[one.id]]
