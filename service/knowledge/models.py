"""The manifest: which version of which document gave which passages in which generation, and the vectors kept for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


def _only_one(state: str) -> Index:
    """However many processes index: one generation at most is in this state."""
    condition = text(f"state = '{state}'")
    return Index(
        f"uq_knowledge_generation_{state}", "state", unique=True, sqlite_where=condition, postgresql_where=condition
    )


class DocumentVersion(Base):
    """A file of the folder as it once was, whole, so that an old citation opens in its own version."""

    __tablename__ = "knowledge_version"
    __table_args__ = (UniqueConstraint("path", "sha256", "splitter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(1000))
    document: Mapped[str] = mapped_column(String(1000), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    splitter: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    raw: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PassageRow(Base):
    """A passage of a version: its span, its tags, and what is indexed for it."""

    __tablename__ = "knowledge_passage"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("knowledge_version.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(Text, index=True)
    heading: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    start: Mapped[int]
    end: Mapped[int]
    tags: Mapped[dict[str, Any]] = mapped_column(JSON)
    unit: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    lexical: Mapped[str] = mapped_column(Text)
    views: Mapped[list[str]] = mapped_column(JSON)


class Generation(Base):
    """One state of the index: a set of versions under one embedder and splitter. One serves; one may be building."""

    __tablename__ = "knowledge_generation"
    __table_args__ = (_only_one("building"), _only_one("serving"))

    id: Mapped[int] = mapped_column(primary_key=True)
    embedder: Mapped[str] = mapped_column(String(200))
    embedder_version: Mapped[str] = mapped_column(String(200))
    splitter: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)  # building, serving, retired, failed, cancelled, aside
    cause: Mapped[str] = mapped_column(String(20), default="folder")  # or withdrawn, switch, rebuild, anew
    documents: Mapped[int] = mapped_column(default=0)
    passages: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    owner: Mapped[str] = mapped_column(String(200))
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    switched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[str] = mapped_column(Text, default="")


class GenerationDocument(Base):
    """A version that belongs to a generation."""

    __tablename__ = "knowledge_generation_document"

    generation_id: Mapped[int] = mapped_column(
        ForeignKey("knowledge_generation.id", ondelete="CASCADE"), primary_key=True
    )
    version_id: Mapped[int] = mapped_column(ForeignKey("knowledge_version.id", ondelete="CASCADE"), primary_key=True)


class VectorRow(Base):
    """A text's vector, float32 little endian; what was embedded once is never embedded again."""

    __tablename__ = "knowledge_vector"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    embedder: Mapped[str] = mapped_column(String(200), primary_key=True)
    embedder_version: Mapped[str] = mapped_column(String(200), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    purpose: Mapped[str] = mapped_column(String(20), default="index")  # or "bench": kept when the folder changes


class FolderProblem(Base):
    """Something wrong in the folder, as the last reading found it."""

    __tablename__ = "knowledge_problem"
    __table_args__ = (Index("ix_knowledge_problem_path_line", "path", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(1000))
    line: Mapped[int]
    code: Mapped[str] = mapped_column(String(50))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)


class Revision(Base):
    """A text that lay at a path of the folder, kept for ever: who put it there, how, and why. `raw` is NULL for a removal."""

    __tablename__ = "knowledge_revision"
    __table_args__ = (Index("ix_knowledge_revision_path_id", "path", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(1000))
    sha256: Mapped[str] = mapped_column(String(64))
    raw: Mapped[str | None] = mapped_column(Text)
    author_id: Mapped[int | None]  # NULL: changed outside the web
    note: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[str] = mapped_column(String(10))  # web, upload, folder, restore, delete
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SyncRequest(Base):
    """Somebody (a command beside the server, a curator) wants the folder read again."""

    __tablename__ = "knowledge_sync_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), default="read")  # or rebuild, anew
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class EmbedderChoice(Base):
    """Which embedder curators chose for the index; the newest row counts, and none at all leaves it to the settings."""

    __tablename__ = "knowledge_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    embedder: Mapped[str] = mapped_column(String(200))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
