"""Reads for people: the documents of the index, one document whole, what is wrong in the folder, and a search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from service.db import db
from service.knowledge.models import DocumentVersion, FolderProblem, GenerationDocument, PassageRow, SyncRequest
from service.knowledge.ports import Library
from service.knowledge.queries.manifest import generation, passage_of
from service.knowledge.values import Found, Need, Passage, Problem


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document of the generation that serves (or is being built), for a list."""

    document: str
    path: str
    version: str
    title: str
    language: str
    kind: str
    status: str
    passages: int
    serving: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A document version whole, with its passages, for showing a quotation in its context."""

    document: str
    path: str
    version: str
    title: str
    language: str
    kind: str
    status: str
    raw: str
    created_at: datetime
    passages: tuple[Passage, ...]


def documents() -> list[DocumentCard]:
    """The documents of the index, by path; those of a first generation still being built are not serving yet."""
    shown = generation("serving") or generation("building")
    if shown is None:
        return []
    rows = db.session.execute(
        select(DocumentVersion, func.count(PassageRow.id))
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .outerjoin(PassageRow, PassageRow.version_id == DocumentVersion.id)
        .where(GenerationDocument.generation_id == shown.id)
        .group_by(DocumentVersion.id)
        .order_by(DocumentVersion.path)
    )
    return [
        DocumentCard(
            row.document,
            row.path,
            row.sha256[:12],
            row.title,
            row.language,
            row.kind,
            row.status,
            count,
            serving=shown.state == "serving" and row.status == "published",
        )
        for row, count in rows
    ]


def source(document: str, version: str | None = None) -> Source | None:
    """A document in a version (its first 12 digits), or in the newest one the index has read."""
    query = select(DocumentVersion).where(DocumentVersion.document == document)
    if version is not None:
        query = query.where(func.substr(DocumentVersion.sha256, 1, 12) == version[:12])
    row = db.session.scalars(query.order_by(DocumentVersion.id.desc()).limit(1)).first()
    if row is None:
        return None
    passages = db.session.scalars(
        select(PassageRow).where(PassageRow.version_id == row.id).order_by(PassageRow.position)
    )
    return Source(
        row.document,
        row.path,
        row.sha256[:12],
        row.title,
        row.language,
        row.kind,
        row.status,
        row.raw,
        row.created_at,
        tuple(passage_of(passage, row) for passage in passages),
    )


def newest_version(path: str) -> str | None:
    """The first digits of the text's hash that the index met last at a path."""
    sha256 = db.session.scalars(
        select(DocumentVersion.sha256).where(DocumentVersion.path == path).order_by(DocumentVersion.id.desc()).limit(1)
    ).first()
    return sha256[:12] if sha256 else None


def text_of(path: str, version: str) -> str | None:
    """The whole text of a file as it was in a version (its first 12 digits), for checking quotations against it."""
    return db.session.scalars(
        select(DocumentVersion.raw)
        .where(DocumentVersion.path == path, func.substr(DocumentVersion.sha256, 1, 12) == version[:12])
        .limit(1)
    ).first()


def problems() -> list[Problem]:
    """What the last reading of the folder found wrong."""
    rows = db.session.scalars(select(FolderProblem).order_by(FolderProblem.path, FolderProblem.line, FolderProblem.id))
    return [Problem(row.path, row.line, row.code, row.params) for row in rows]


def sync_requested() -> bool:
    """Whether somebody asked for the folder to be read again."""
    return db.session.scalars(select(SyncRequest.id).where(SyncRequest.done_at.is_(None)).limit(1)).first() is not None


def search(library: Library, text: str, *, limit: int = 10, language: str | None = None) -> list[dict[str, Any]]:
    """Passages for a text in the shape of ``dua-arah knowledge search --json``, best first."""
    need = Need(text, language or "id", limit=limit, any_language=language is None)
    (found,) = library.find([need])
    return [hit_fields(found, number) for number in range(len(found.hits))]


def hit_fields(found: Found, number: int) -> dict[str, Any]:
    """One hit in the fixed JSON shape."""
    hit = found.hits[number]
    passage = hit.passage
    return {
        "document": passage.document,
        "heading": passage.heading,
        "path": passage.path,
        "language": passage.language,
        "score": round(hit.score, 6),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
    }
