"""Reads of the manifest: generations, what they hold, and the vectors kept for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, or_, select

from service.db import db
from service.knowledge.models import DocumentVersion, Generation, GenerationDocument, PassageRow, VectorRow
from service.knowledge.rules.passages import Entry
from service.knowledge.values import Kind, Passage, Question, Step, TopicUnit

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class GenerationCard:
    """One generation of the index."""

    id: int
    embedder: str
    embedder_version: str
    splitter: str
    state: str
    cause: str
    passages: int
    done: int
    total: int
    beat_at: datetime
    message: str


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
        row.cause,
        row.passages,
        row.done,
        row.total,
        row.beat_at,
        row.message,
    )


def entries(generation_id: int, also: str = "") -> list[Entry]:
    """All entries of a generation's published documents, and of `also` whatever its status, by path and position."""
    rows = db.session.execute(
        select(PassageRow, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.id == PassageRow.version_id)
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .where(
            GenerationDocument.generation_id == generation_id,
            or_(DocumentVersion.status == "published", DocumentVersion.document == also),
        )
        .order_by(DocumentVersion.path, PassageRow.position)
    )
    return [_entry(passage, version) for passage, version in rows]


def passage_of(row: PassageRow, version: DocumentVersion) -> Passage:
    """A row of the manifest as a passage."""
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
    passage = passage_of(row, version)
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
    return missing_for(generation_id, own.embedder, own.embedder_version)


def missing_for(generation_id: int, embedder: str, version: str) -> list[str]:
    """The texts of a generation that have no vector of some embedder yet, each once."""
    rows = db.session.scalars(
        select(PassageRow.views)
        .join(GenerationDocument, GenerationDocument.version_id == PassageRow.version_id)
        .join(DocumentVersion, DocumentVersion.id == PassageRow.version_id)
        .where(GenerationDocument.generation_id == generation_id)
        .order_by(DocumentVersion.path, PassageRow.position)
    )
    texts = {text_hash(view): view for views in rows for view in views}
    known = vectors(list(texts), embedder, version)
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
