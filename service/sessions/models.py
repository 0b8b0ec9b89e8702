"""A row per session of a pair, made when the pair is made, so that every later thing can point to one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, UtcDateTime


class Session(Base):
    """One meeting of a pair; `number` counts from 1 and `stage_key` names its stage of the arc."""

    __tablename__ = "pair_session"
    __table_args__ = (UniqueConstraint("pair_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    stage_key: Mapped[str] = mapped_column(String(30))
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
