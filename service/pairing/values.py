"""A pair as other rooms see it, and the reasons why one cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.people.values import Participant
from service.surveys.values import Text


@dataclass(frozen=True, slots=True)
class PairCard:
    """A pair with both participants; `language` is the one they talk in."""

    id: int
    programme_id: int
    senior: Participant
    junior: Participant
    language: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether the pair no longer runs."""
        return self.ended_at is not None

    def member(self, user_id: int) -> Participant | None:
        """The member with this user id, or none."""
        return next((one for one in (self.senior, self.junior) if one.user_id == user_id), None)

    def partner(self, user_id: int) -> Participant | None:
        """The other member, seen from this user; none for somebody outside."""
        if self.member(user_id) is None:
            return None
        return self.junior if self.senior.user_id == user_id else self.senior


@dataclass(frozen=True, slots=True)
class Refusal:
    """A hard rule that forbids a pair: its name, and its sentence in both languages with the names filled in."""

    rule: str
    sentence: Text
    names: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence for a reader of `language`."""
        return self.sentence.into(language).format_map(self.names)


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """One entry of somebody's own list."""

    participation_id: int
    name: str
