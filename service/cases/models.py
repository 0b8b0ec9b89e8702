"""Cases and answers to them; the words are sealed before they come here.

Whoever holds the database alone learns that somebody wrote, to whom and when, and not what, nor which wish it was.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


class Case(Base):
    """One message of a participant (`author_id`, a user) to the people in `readers` (user ids).

    `number` counts an author's cases in a programme: a form that is sent twice carries the same. A withdrawn case has no words.
    """

    __tablename__ = "contact_case"
    __table_args__ = (
        UniqueConstraint("programme_id", "author_id", "number"),
        CheckConstraint("(withdrawn_at IS NULL) = (sealed IS NOT NULL)", name="words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    author_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    readers: Mapped[list[int]] = mapped_column(JSON)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseReply(Base):
    """One answer of a reader; `number` counts the answers to a case. Withdrawing a case removes them."""

    __tablename__ = "contact_case_reply"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("contact_case.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    author_id: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
