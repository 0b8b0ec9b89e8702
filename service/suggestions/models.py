"""Tables of the main job: the request that is the truth of a running job, the set it ends in, its topics, and private marks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeEngine

from service.db import Base, UtcDateTime


def _words(usual: int) -> TypeEngine[str]:
    """A text from the guides: as long as its author likes. SQLite never looked at the length; PostgreSQL would refuse."""
    return String(usual).with_variant(Text(), "postgresql")


class SuggestionRequest(Base):
    """A wish for a set. `open_key` is unique while the request is open and NULL after, so a double click is one request."""

    __tablename__ = "suggestion_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(index=True)
    session: Mapped[int]
    writer: Mapped[str] = mapped_column(String(10), default="auto")
    focus: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    open_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    step: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    lease: Mapped[str | None] = mapped_column(String(36))
    worker: Mapped[str] = mapped_column(
        String(200), default="", server_default=""
    )  # who has the lease, as ``leases.myself``
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(String(40))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion_set.id"))
    partial: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # titles written so far, while it is open


class SuggestionSet(Base):
    """What one request ended in; sets are never changed, a new wish makes a new one. `receipt` as values.Receipt, in JSON."""

    __tablename__ = "suggestion_set"
    __table_args__ = (Index("ix_suggestion_set_pair_session", "pair_id", "session"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int]
    session: Mapped[int]
    language: Mapped[str] = mapped_column(String(5))
    writer: Mapped[str] = mapped_column(String(10))
    missing: Mapped[list[str]] = mapped_column(JSON)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    topics: Mapped[list[SuggestedTopic]] = relationship(order_by="SuggestedTopic.position", lazy="selectin")


class SuggestedTopic(Base):
    """A topic of a set; `body` holds its words as values.Topic, `unit` the twin key of the guide's unit."""

    __tablename__ = "suggested_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("suggestion_set.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(_words(200))
    unit: Mapped[str | None] = mapped_column(_words(200))
    author: Mapped[str] = mapped_column(String(10))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[TopicCitation]] = relationship(order_by="TopicCitation.id", lazy="selectin")


class TopicCitation(Base):
    """A quotation with where it stands: offsets are code points of that version of the file."""

    __tablename__ = "topic_citation"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("suggested_topic.id"), index=True)
    document: Mapped[str] = mapped_column(_words(300), index=True)
    title: Mapped[str] = mapped_column(_words(300))
    heading: Mapped[str] = mapped_column(_words(300))
    path: Mapped[str] = mapped_column(_words(500))
    version: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(5))
    passage: Mapped[str] = mapped_column(_words(200))
    quote: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]


class Mark(Base):
    """What one side thinks of a topic; private to its author. One mark a person and topic, the last one counts."""

    __tablename__ = "topic_mark"
    __table_args__ = (UniqueConstraint("topic_id", "participation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("suggested_topic.id"))
    participation_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModelUsage(Base):
    """What a programme's sets cost at the model's server on one day (UTC): counts, without a pair."""

    __tablename__ = "model_usage"

    programme_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    calls: Mapped[int]
    tokens_in: Mapped[int] = mapped_column(BigInteger)
    tokens_out: Mapped[int] = mapped_column(BigInteger)
    faults: Mapped[int]


class ModelAnswer(Base):
    """A model's answer as it came, in JSON, under the hash of all it was made from; nothing in it says for which pair."""

    __tablename__ = "model_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[Any] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Courage(Base):
    """How bold one side wants the topics of a pair; private to its author, only the lower of both is ever used."""

    __tablename__ = "pair_courage"
    __table_args__ = (UniqueConstraint("pair_id", "participation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int]
    participation_id: Mapped[int] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(String(10))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
