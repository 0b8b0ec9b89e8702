"""Reads of what a file of the folder once was: every text that was kept, whoever put it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from service.db import db
from service.knowledge.models import DocumentVersion, Revision


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """A kept text of a path. `author_id` None: it came past the pages. `raw` None: the file was taken away. `key` names it."""

    key: str
    path: str
    sha256: str
    raw: str | None
    author_id: int | None
    way: str
    note: str
    made_at: datetime

    @property
    def version(self) -> str:
        """The first digits of its hash, as citations name it."""
        return self.sha256[:12]


def revisions(path: str) -> list[RevisionCard]:
    """Every kept text of a path, the newest first: what was saved here, and what the index met in the folder."""
    kept = [
        RevisionCard(f"r{row.id}", row.path, row.sha256, row.raw, row.author_id, row.way, row.note, row.made_at)
        for row in db.session.scalars(select(Revision).where(Revision.path == path))
    ]
    saved = {one.sha256 for one in kept}
    met = {
        row.sha256: RevisionCard(f"v{row.id}", row.path, row.sha256, row.raw, None, "folder", "", row.created_at)
        for row in db.session.scalars(
            select(DocumentVersion).where(DocumentVersion.path == path).order_by(DocumentVersion.id.desc())
        )
        if row.sha256 not in saved
    }
    return sorted([*kept, *met.values()], key=lambda one: (one.made_at, one.key), reverse=True)


def revision(path: str, key: str) -> RevisionCard | None:
    """One kept text of a path; `first` names the oldest."""
    kept = revisions(path)
    if key == "first" and kept:
        return kept[-1]
    return next((one for one in kept if one.key == key), None)
