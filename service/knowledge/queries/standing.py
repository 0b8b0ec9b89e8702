"""Where documents stand that were quoted: whether what was read then is still what is suggested now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from sqlalchemy import select

from service.db import db
from service.knowledge.models import DocumentVersion, GenerationDocument
from service.knowledge.queries.manifest import generation

Standing = Literal["current", "changed", "withdrawn"]


def standing(document: str, version: str) -> Standing:
    """How a document stands that was quoted in a version (its first 12 digits).

    Whatever no longer serves counts as withdrawn: withdrawn, laid aside as a draft, or taken out of the folder. While no index
    serves at all, nothing is known to have changed.
    """
    served = _served({document})
    if served is None or served.get(document) == version[:12]:
        return "current"
    return "changed" if document in served else "withdrawn"


def withdrawn(documents: Collection[str]) -> frozenset[str]:
    """Which of these documents no longer serve."""
    served = _served(documents) if documents else None
    return frozenset() if served is None else frozenset(documents) - served.keys()


def _served(documents: Collection[str]) -> dict[str, str] | None:
    """Of these documents those that serve, with their version; None where no index serves."""
    serving = generation("serving")
    if serving is None:
        return None
    rows = db.session.execute(
        select(DocumentVersion.document, DocumentVersion.sha256)
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .where(
            GenerationDocument.generation_id == serving.id,
            DocumentVersion.status == "published",
            DocumentVersion.document.in_(documents),
        )
    )
    return {row.document: row.sha256[:12] for row in rows}
