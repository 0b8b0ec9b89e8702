"""A stage of the arc and a session of a pair, as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.surveys.values import Text


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the arc; `reasons` are the keys of the reasons it works on, all five for the first."""

    number: int
    key: str
    name: Text
    purpose: Text
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One session of a pair with its stage."""

    id: int
    pair_id: int
    number: int
    stage: Stage
    scheduled_at: datetime | None
    held_at: datetime | None

    @property
    def held(self) -> bool:
        """Whether a side has marked it as held."""
        return self.held_at is not None
