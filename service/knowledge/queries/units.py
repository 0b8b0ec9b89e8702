"""The tags of the topic units that serve, without their texts: to count what the folder has for whom."""

from __future__ import annotations

from sqlalchemy import select

from service.db import db
from service.knowledge.models import DocumentVersion, GenerationDocument, PassageRow
from service.knowledge.queries.manifest import generation
from service.knowledge.values import UnitTags


def unit_tags() -> list[UnitTags]:
    """Of every published topic unit of the serving generation, by path and position; empty where none serves."""
    serving = generation("serving")
    if serving is None:
        return []
    rows = db.session.execute(
        select(PassageRow.tags, DocumentVersion.language)
        .join(DocumentVersion, DocumentVersion.id == PassageRow.version_id)
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .where(
            GenerationDocument.generation_id == serving.id,
            DocumentVersion.status == "published",
            PassageRow.kind == "topic",
        )
        .order_by(DocumentVersion.path, PassageRow.position)
    )
    return [
        UnitTags(language, tuple(tags["reasons"]), tuple(tags["stages"]), tuple(tags["audience"]))
        for tags, language in rows
    ]
