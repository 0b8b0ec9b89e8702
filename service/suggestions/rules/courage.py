"""How much the topics of a set may ask of the two: each side chooses for itself, and the lower choice holds."""

from __future__ import annotations

from collections.abc import Iterable

from service.knowledge.values import COURAGES

USUAL = "medium"
"""What holds for a side that has not chosen: everything but what is bold, which both must want."""


def held(chosen: Iterable[str | None]) -> str:
    """The level that holds for a pair: the lowest of what its sides chose; ``None`` is a side that has not chosen."""
    return min((one if one in COURAGES else USUAL for one in chosen), key=_rank, default=USUAL)


def may_have(courage: str | None, level: str) -> bool:
    """Whether a topic of this courage may be suggested where `level` holds; one without a courage asks little."""
    return _rank(courage or COURAGES[0]) <= _rank(level)


def deeper(courage: str | None, than: str | None) -> bool:
    """Whether a topic asks more of the two than another."""
    return _rank(courage or COURAGES[0]) > _rank(than or COURAGES[0])


def _rank(courage: str) -> int:
    """Its place from the lightest; a word nobody knows asks the most, so that a slip of a guide opens nothing."""
    return COURAGES.index(courage) if courage in COURAGES else len(COURAGES)
