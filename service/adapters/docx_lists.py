"""Which paragraphs of a Word file are list items, how deep, and whether they are numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.adapters.docx_looks import W

_DEEPEST = 8
_UNNUMBERED = frozenset({"bullet", "none"})


class Lists:
    """The numbering definitions of a document; `numbering` is None where it has none."""

    def __init__(self, numbering: Any) -> None:
        self._formats: dict[tuple[str, str], str] = {}
        if numbering is None:
            return
        levels = {
            one.get(f"{W}abstractNumId"): {
                level.get(f"{W}ilvl", "0"): kind.get(f"{W}val", "decimal")
                for level in one.iterchildren(f"{W}lvl")
                if (kind := level.find(f"{W}numFmt")) is not None
            }
            for one in numbering.iterchildren(f"{W}abstractNum")
        }
        for one in numbering.iterchildren(f"{W}num"):
            abstract = one.find(f"{W}abstractNumId")
            for level, kind in levels.get(None if abstract is None else abstract.get(f"{W}val"), {}).items():
                self._formats[one.get(f"{W}numId", ""), level] = kind

    def of(self, properties: Sequence[Any]) -> tuple[int, bool] | None:
        """Depth (from 0) and whether it is numbered, from the paragraph's properties, its own first; None for no list item."""
        number = _first(properties, "numId")
        if number in {None, "0"}:
            return None
        level = _first(properties, "ilvl") or "0"
        depth = min(int(level), _DEEPEST) if level.isdecimal() else 0
        return depth, self._formats.get((str(number), level), "decimal") not in _UNNUMBERED


def _first(properties: Sequence[Any], name: str) -> str | None:
    for one in properties:
        found = one.find(f"{W}numPr/{W}{name}")
        if found is not None:
            return str(found.get(f"{W}val"))
    return None
