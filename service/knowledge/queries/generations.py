"""Reads about the index itself: its generations, which embedder is chosen, and what somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from service.db import db
from service.knowledge.models import EmbedderChoice, Generation, SyncRequest

HISTORY = 20
LAID_ASIDE = "aside"  # the state of a generation that was begun anew before it was whole


@dataclass(frozen=True, slots=True)
class Build:
    """A generation as its history tells it. `message` is why it did not come to serve; empty where it did, or may yet."""

    id: int
    embedder: str
    state: str
    cause: str
    documents: int
    passages: int
    done: int
    total: int
    begun_at: datetime
    beat_at: datetime
    switched_at: datetime | None
    message: str

    @property
    def took(self) -> timedelta:
        """From its beginning until it served, or until its builder was last heard of."""
        return (self.switched_at or self.beat_at) - self.begun_at

    @property
    def asked_for(self) -> bool:
        """Whether it does more than follow the folder, so that it may be given up without leaving the folder unread."""
        return self.cause in {"switch", "rebuild", "anew"}


def generations(limit: int = HISTORY) -> list[Build]:
    """The last generations, the newest first."""
    shown = select(Generation).where(Generation.state != LAID_ASIDE)
    rows = db.session.scalars(shown.order_by(Generation.id.desc()).limit(limit))
    return [
        Build(
            row.id,
            row.embedder,
            row.state,
            row.cause,
            row.documents,
            row.passages,
            row.done,
            row.total,
            row.created_at,
            row.beat_at,
            row.switched_at,
            row.message,
        )
        for row in rows
    ]


def rate(builds: list[Build], embedder: str) -> float | None:
    """Texts a second that an embedder managed in its last build worth measuring; None where there was none."""
    for build in builds:
        seconds = build.took.total_seconds()
        if build.embedder == embedder and build.switched_at is not None and build.done > 0 and seconds > 0:
            return build.done / seconds
    return None


def chosen_embedder() -> str | None:
    """The name of the embedder that curators chose last; None where they leave it to the settings."""
    return db.session.scalars(select(EmbedderChoice.embedder).order_by(EmbedderChoice.id.desc()).limit(1)).first()


def requested(*kinds: str) -> bool:
    """Whether somebody waits for one of these: `read`, `rebuild`, `anew`."""
    open_ones = select(SyncRequest.id).where(SyncRequest.done_at.is_(None), SyncRequest.kind.in_(kinds))
    return db.session.scalars(open_ones.limit(1)).first() is not None


def read_requested_since(moment: datetime) -> bool:
    """Whether somebody asked for the folder to be read after a moment."""
    later = select(SyncRequest.id).where(
        SyncRequest.done_at.is_(None), SyncRequest.kind == "read", SyncRequest.requested_at > moment
    )
    return db.session.scalars(later.limit(1)).first() is not None
