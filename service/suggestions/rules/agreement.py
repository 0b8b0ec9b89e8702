"""How far two passes over the same things agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """`raw` is the share judged alike, `kappa` what is left of it beyond chance (Cohen 1960): 1 at best, 0 for chance.

    It is None where both passes say one thing only, since chance alone would then agree.
    """

    raw: float
    kappa: float | None
    of: int


def agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    """Of two passes in the same order. Raises ``ValueError`` where their lengths differ or are nought."""
    if len(first) != len(second) or not first:
        message = f"passes of {len(first)} and {len(second)} cannot be compared"
        raise ValueError(message)
    count = len(first)
    alike = sum(one == other for one, other in zip(first, second, strict=True)) / count
    mine, theirs = Counter(first), Counter(second)
    chance = sum(mine[value] * theirs[value] for value in mine) / count**2
    return Agreement(alike, None if chance == 1 else (alike - chance) / (1 - chance), count)
