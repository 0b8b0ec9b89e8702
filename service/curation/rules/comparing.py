"""What differs between two texts, line by line, for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A line that both have, that came, or that went; or a gap of lines that both have and nobody needs to read."""

    kind: Literal["same", "came", "went", "gap"]
    text: str = ""
    count: int = 0


def compare(before: str, after: str) -> list[Row]:
    """The rows of a comparison with three lines around each change; empty where the texts are equal."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    found: list[Row] = []
    end = 0
    for group in matcher.get_grouped_opcodes(_AROUND):
        if group[0][1] > end:
            found.append(Row("gap", count=group[0][1] - end))
        for tag, a0, a1, b0, b1 in group:
            found.extend(_rows(tag, old[a0:a1], new[b0:b1]))
        end = group[-1][2]
    if end < len(old):
        found.append(Row("gap", count=len(old) - end))
    return found


def _rows(tag: str, old: list[str], new: list[str]) -> Iterator[Row]:
    if tag == "equal":
        yield from (Row("same", line) for line in old)
        return
    yield from (Row("went", line) for line in old)
    yield from (Row("came", line) for line in new)
