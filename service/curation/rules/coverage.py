"""For how many topics of which reason and session the folder serves: the matrix that shows its holes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from service.knowledge.values import PAIR, REASONS, SIDES, STAGES, UnitTags, addresses

VIEWS = (*SIDES, "both")
"""For whom the matrix counts: topics a leader can use, a mentor can use, or the two together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many topic units there are for a reason at a session."""

    reason: str
    stage: int
    count: int

    @property
    def state(self) -> Literal["hole", "thin", "fine"]:
        """A hole has nothing, a thin cell one topic, which a pair has used up after one suggestion."""
        return "hole" if not self.count else "thin" if self.count == 1 else "fine"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by reason, then by stage, each in the order of the product."""

    rows: tuple[tuple[Cell, ...], ...]

    def cells(self, state: str) -> list[Cell]:
        """The cells in a state: `hole`, `thin` or `fine`."""
        return [cell for row in self.rows for cell in row if cell.state == state]


def matrix(units: Iterable[UnitTags], view: str, language: str) -> Matrix:
    """Count the units of a language for a view of ``VIEWS``; a unit with several reasons or stages counts in each."""
    reader = PAIR if view == "both" else view
    counts = Counter(
        (reason, stage)
        for unit in units
        if unit.language == language and addresses(unit.audience, reader)
        for reason in unit.reasons
        for stage in unit.stages
    )
    return Matrix(tuple(tuple(Cell(reason, stage, counts[reason, stage]) for stage in STAGES) for reason in REASONS))
