"""What happens in a higher room when a pair is made."""

from __future__ import annotations

from typing import Protocol


class Arc(Protocol):
    """The sessions of a new pair."""

    def begin(self, pair_id: int, sessions: int) -> None:
        """Lay out so many sessions for this pair."""
