"""Document versions in the manifest: each text of a file that was ever indexed, with the passages that were cut from it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from service.db import db
from service.knowledge import queries
from service.knowledge.actions.folder import Reading
from service.knowledge.models import DocumentVersion, GenerationDocument, PassageRow
from service.knowledge.rules.passages import SPLITTER, Document
from service.knowledge.values import Problem

_TAGS = ("unit", "reasons", "stages", "audience", "skills", "courage")


def known() -> set[tuple[str, str]]:
    """(path, hash) of every document version whose passages the present splitter has cut and the manifest still holds."""
    rows = db.session.execute(
        select(DocumentVersion.path, DocumentVersion.sha256)
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .where(DocumentVersion.splitter == SPLITTER)
    )
    return {(path, sha256) for path, sha256 in rows}


def keep(document: Document, now: datetime) -> None:
    """Keep a document version and its passages; a version that comes back gets its passages anew."""
    version = db.session.scalars(
        select(DocumentVersion).filter_by(path=document.path, sha256=document.sha256, splitter=SPLITTER)
    ).first()
    if version is None:
        version = DocumentVersion(
            path=document.path,
            document=document.document,
            sha256=document.sha256,
            splitter=SPLITTER,
            title=document.title,
            language=document.language,
            kind=document.kind,
            status=document.status,
            raw=document.raw,
            created_at=now,
        )
        db.session.add(version)
    else:
        db.session.execute(delete(PassageRow).where(PassageRow.version_id == version.id))
    db.session.flush()
    for position, entry in enumerate(document.entries):
        tags = asdict(entry.passage)
        db.session.add(
            PassageRow(
                version_id=version.id,
                position=position,
                key=entry.passage.id,
                heading=entry.passage.heading,
                kind=entry.passage.kind,
                start=entry.passage.start,
                end=entry.passage.end,
                tags={name: tags[name] for name in _TAGS} | {"twin": entry.twin},
                unit=queries.unit_fields(entry.unit) if entry.unit else None,
                lexical=entry.lexical,
                views=list(entry.views),
            )
        )
    db.session.flush()


def members_of(reading: Reading) -> tuple[list[int], list[Problem]]:
    """The versions that make the folder's state; of two files with one id the first by path counts."""
    rows = {
        (row.path, row.sha256): row
        for row in db.session.execute(
            select(DocumentVersion.id, DocumentVersion.path, DocumentVersion.sha256, DocumentVersion.document).where(
                DocumentVersion.splitter == SPLITTER
            )
        )
    }
    problems = list(reading.problems)
    owners: dict[str, str] = {}
    members: list[int] = []
    for key in sorted(reading.present):
        row = rows[key]
        owner = owners.setdefault(row.document, row.path)
        if owner == row.path:
            members.append(row.id)
        else:
            problems.append(Problem(row.path, 1, "id-twice", {"value": row.document, "other": owner}))
    return members, problems
