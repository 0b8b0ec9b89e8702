"""What the people room's pages show of higher rooms, passed in by the wiring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from service.people.values import PairLine


class Pairings(Protocol):
    """Pairs as the programme page and the home page list them."""

    def of_programme(self, programme_id: int, names: Mapping[int, str]) -> Sequence[PairLine]:
        """All pairs of a programme, the running ones first. `names` are those already at hand, by participation."""

    def of_participant(self, participation_id: int) -> Sequence[PairLine]:
        """The pairs one participant is or was part of."""
