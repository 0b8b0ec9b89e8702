"""What a change of the folder does to the sets of running pairs, told so that no pair can be recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

FEWEST = 3
"""Fewer pairs than this are never counted, and what they would be suggested is not told: it could point at one of them."""


def compare_sets(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> dict[str, Any]:
    """How many of the pairs' sets (lists of titles, in the same order) change, and which titles go and come, over all pairs.

    `compared` and `changed` are numbers of at least three, else ``none`` or ``some``; with few pairs no title is told. A title that
    goes from one set and comes into another is neither.
    """
    pairs = list(zip(before, after, strict=True))
    changed = sum(set(old) != set(new) for old, new in pairs)
    went, came = Counter[str](), Counter[str]()
    for old, new in pairs:
        went.update(set(old) - set(new))
        came.update(set(new) - set(old))
    tell = len(pairs) >= FEWEST
    return {
        "compared": _told(len(pairs)),
        "changed": _told(changed),
        "went": sorted((went - came).keys()) if tell else [],
        "came": sorted((came - went).keys()) if tell else [],
    }


def _told(number: int) -> int | str:
    return number if number >= FEWEST else "some" if number else "none"
