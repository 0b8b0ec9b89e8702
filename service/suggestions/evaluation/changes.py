"""How sure a change is, between two measurements of the same units."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from service.knowledge.rules.intervals import Part

Unit = TypeVar("Unit", bound=Hashable)
_DRAWS = 2000
_SEED = 20260101  # the same runs give the same interval
_FEW = 5


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after over the units that both have; `low` to `high` is its 95 % interval, None for few units."""

    before: float
    after: float
    units: int
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def paired_change(before: Mapping[Unit, Part], after: Mapping[Unit, Part]) -> Change | None:
    """The change of a ratio of sums, with a percentile bootstrap over the units both have (Efron and Tibshirani 1993, chapter 13).

    A unit is drawn with its part of both, so that what makes units differ does not blur the change. None without common units.
    """
    common = [unit for unit in before if unit in after]
    if not common:
        return None
    parts = np.array([(*before[unit], *after[unit]) for unit in common], dtype=float)
    first, second = _ratios(parts.sum(axis=0)[None, :])[0]
    if len(common) < _FEW:
        return Change(first, second, len(common))
    draws = np.random.default_rng(_SEED).integers(0, len(common), size=(_DRAWS, len(common)))
    ratios = _ratios(parts[draws].sum(axis=1))
    low, high = np.percentile(ratios[:, 1] - ratios[:, 0], [2.5, 97.5])
    return Change(first, second, len(common), float(low), float(high))


def _ratios(sums: np.ndarray) -> np.ndarray:
    """Before and after for each row of sums; 0 where a denominator is."""
    below = np.where(sums[:, [1, 3]] == 0, 1.0, sums[:, [1, 3]])
    ratios: np.ndarray = sums[:, [0, 2]] / below
    return ratios
