"""Reads of the manifest, as frozen values: for the library's adapters, the pages, the command line and the rooms above."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select

from service.db import db
from service.knowledge.models import (
    DocumentVersion,
    FolderProblem,
    Generation,
    GenerationDocument,
    PassageRow,
    SyncRequest,
    VectorRow,
)
from service.knowledge.ports import Library
from service.knowledge.rules.passages import Entry
from service.knowledge.values import Found, Kind, Need, Passage, Problem, Question, Step, TopicUnit

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class GenerationCard:
    """One generation of the index."""

    id: int
    embedder: str
    embedder_version: str
    splitter: str
    state: str
    passages: int
    done: int
    total: int
    beat_at: datetime
    message: str


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


def text_hash(text: str) -> str:
    """The name of a text in the vector cache."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def generation(state: str) -> GenerationCard | None:
    """The newest generation in a state: `serving`, `building` or `failed`."""
    row = db.session.scalars(
        select(Generation).where(Generation.state == state).order_by(Generation.id.desc()).limit(1)
    ).first()
    if row is None:
        return None
    return GenerationCard(
        row.id,
        row.embedder,
        row.embedder_version,
        row.splitter,
        row.state,
        row.passages,
        row.done,
        row.total,
        row.beat_at,
        row.message,
    )


def entries(generation_id: int) -> list[Entry]:
    """All entries of a generation's active documents, by path and position."""
    rows = db.session.execute(
        select(PassageRow, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.id == PassageRow.version_id)
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .where(GenerationDocument.generation_id == generation_id, DocumentVersion.status == "active")
        .order_by(DocumentVersion.path, PassageRow.position)
    )
    return [_entry(passage, version) for passage, version in rows]


def _passage(row: PassageRow, version: DocumentVersion) -> Passage:
    tags: Mapping[str, Any] = row.tags
    return Passage(
        id=row.key,
        document=version.document,
        path=version.path,
        version=version.sha256[:12],
        title=version.title,
        heading=row.heading,
        language=version.language,
        kind=cast("Kind", row.kind),
        unit=tags["unit"],
        start=row.start,
        end=row.end,
        text=version.raw[row.start : row.end],
        reasons=tuple(tags["reasons"]),
        stages=tuple(tags["stages"]),
        audience=tuple(tags["audience"]),
        skills=tuple(tags["skills"]),
        courage=tags["courage"],
    )


def _entry(row: PassageRow, version: DocumentVersion) -> Entry:
    passage = _passage(row, version)
    unit = _unit(row.unit, passage) if row.unit else None
    return Entry(passage, row.lexical, tuple(row.views), row.tags["twin"], unit)


def _unit(fields: Mapping[str, Any], passage: Passage) -> TopicUnit:
    def questions(side: str) -> tuple[Question, ...]:
        return tuple(Question(**question) for question in fields[side])

    return TopicUnit(
        id=fields["id"],
        document=passage.document,
        path=passage.path,
        version=passage.version,
        language=passage.language,
        title=passage.title,
        heading=passage.heading,
        about=passage.text,
        activity=tuple(Step(**step) for step in fields["activity"]),
        openers=tuple(fields["openers"]),
        senior=questions("senior"),
        junior=questions("junior"),
        both=questions("both"),
        reasons=passage.reasons,
        stages=passage.stages,
        skills=passage.skills,
        courage=passage.courage,
        passage=passage,
        twin=fields["twin"],
    )


def unit_fields(unit: TopicUnit) -> dict[str, Any]:
    """What of a unit is not already in its passage, ready for JSON."""
    whole = asdict(unit)
    return {name: whole[name] for name in ("id", "activity", "openers", "senior", "junior", "both", "twin")}


def vectors(hashes: Sequence[str], embedder: str, version: str) -> dict[str, bytes]:
    """The kept vectors of texts, by hash; texts never embedded are missing."""
    found: dict[str, bytes] = {}
    for begin in range(0, len(hashes), _AT_ONCE):
        rows = db.session.execute(
            select(VectorRow.text_hash, VectorRow.vector).where(
                VectorRow.embedder == embedder,
                VectorRow.embedder_version == version,
                VectorRow.text_hash.in_(hashes[begin : begin + _AT_ONCE]),
            )
        )
        found.update((name, vector) for name, vector in rows)
    return found


def missing_texts(generation_id: int) -> list[str]:
    """The texts of a generation that have no vector of its embedder yet, each once."""
    own = db.session.get_one(Generation, generation_id)
    rows = db.session.scalars(
        select(PassageRow.views)
        .join(GenerationDocument, GenerationDocument.version_id == PassageRow.version_id)
        .join(DocumentVersion, DocumentVersion.id == PassageRow.version_id)
        .where(GenerationDocument.generation_id == generation_id)
        .order_by(DocumentVersion.path, PassageRow.position)
    )
    texts = {text_hash(view): view for views in rows for view in views}
    known = vectors(list(texts), own.embedder, own.embedder_version)
    return [text for name, text in texts.items() if name not in known]


def serving_texts() -> list[str]:
    """Every text that the serving generation embeds, once, in the folder's order."""
    serving = generation("serving")
    if serving is None:
        return []
    return list(dict.fromkeys(view for entry in entries(serving.id) for view in entry.views))


def counted_passages(generation_id: int) -> int:
    """How many passages the manifest holds for a generation."""
    return db.session.scalars(
        select(func.count(PassageRow.id))
        .join(GenerationDocument, GenerationDocument.version_id == PassageRow.version_id)
        .where(GenerationDocument.generation_id == generation_id)
    ).one()


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
            serving=shown.state == "serving" and row.status == "active",
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
        tuple(_passage(passage, row) for passage in passages),
    )


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
