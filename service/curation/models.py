"""The table of trials: what publishing or withdrawing a document would change, found out before it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


class TrialRow(Base):
    """A trial of one version of a document in one generation. `result` as ``actions.trials`` writes it; no pair stands in it."""

    __tablename__ = "curation_trial"
    __table_args__ = (Index("ix_curation_trial_document_id", "document", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(12))
    wanted: Mapped[str] = mapped_column(String(10))  # published or withdrawn
    generation: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="queued")  # then running; done or failed
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int]
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
