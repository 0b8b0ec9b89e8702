"""Reads of trials."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from service.curation.models import TrialRow
from service.curation.values import Trial
from service.db import db
from service.knowledge import queries as knowledge

_SILENT = timedelta(minutes=3)
"""A trial that has not said for so long how far it is was cut off with its worker."""


def trial(trial_id: int, now: datetime) -> Trial | None:
    """One trial, or none."""
    row = db.session.get(TrialRow, trial_id)
    return None if row is None else _trial(row, now)


def newest_trial(document: str, wanted: str, now: datetime) -> Trial | None:
    """The last trial of what a document is now, in the generation that serves; None where nobody has asked for one."""
    known = present(document)
    if known is None:
        return None
    version, generation = known
    row = db.session.scalars(
        select(TrialRow)
        .where(
            TrialRow.document == document,
            TrialRow.version == version,
            TrialRow.wanted == wanted,
            TrialRow.generation == generation,
        )
        .order_by(TrialRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _trial(row, now)


def present(document: str) -> tuple[str, int] | None:
    """A document's version and the generation that serves it; None where the index does not have it."""
    serving, source = knowledge.generation("serving"), knowledge.source(document, None)
    return (source.version, serving.id) if serving and source else None


def _trial(row: TrialRow, now: datetime) -> Trial:
    running = row.state in {"queued", "running"}
    return Trial(
        id=row.id,
        document=row.document,
        version=row.version,
        wanted=row.wanted,
        generation=row.generation,
        open=running and now - row.beat_at < _SILENT,
        done=row.done,
        total=row.total,
        result=row.result if row.state == "done" else None,
    )
