"""Take out of a text what its reader would not see, and tell it: what is kept, quoted and sent to a model is what people read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.knowledge.rules.hidden import hidden
from service.knowledge.rules.invisible import Cut, plain_newlines, unseen
from service.knowledge.rules.structure import Lines
from service.knowledge.values import Finding

_ROUNDS = 20
_MARKUP = re.compile(r"(?<!\\)<(?=[A-Za-z!/?])")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text that holds only what is seen, and what was taken out of it."""

    text: str
    findings: tuple[Finding, ...]


def clean(text: str) -> Cleaned:
    """Clean any Markdown text. What is taken out may uncover more (`<!<!---->--`), so it goes on until nothing is left.

    Newlines become LF, whatever sign they were; that is not told.
    """
    told: list[Finding] = []
    now = plain_newlines(text)
    for _round in range(_ROUNDS):
        seen = _without(now, sorted(unseen(now), key=lambda cut: cut.start), told)
        after = _without(seen, hidden(seen), told)
        if after == now:
            return Cleaned(now, tuple(told))
        now = after
    return Cleaned(
        _MARKUP.sub(r"\\<", now), tuple(told)
    )  # nested beyond any honest use: what is left is shown as it stands


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding a code: the first, with all counts."""
    found: dict[str, Finding] = {}
    for one in findings:
        before = found.get(one.code)
        if before is None:
            found[one.code] = one
        else:
            found[one.code] = Finding(one.code, before.count + one.count, before.line, before.excerpt)
    return tuple(found.values())


def _without(text: str, cuts: list[Cut], told: list[Finding]) -> str:
    if not cuts:
        return text
    lines = Lines(text)
    parts, place = [], 0
    for cut in cuts:
        start, end = _whole_lines(text, cut.start, cut.end)
        parts.append(text[place : max(place, start)])
        place = max(place, end)
        told.append(Finding(cut.code, 1, lines.of(cut.start), cut.shown))
    told[:] = merged(told)
    return "".join([*parts, text[place:]])


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """What filled whole lines takes its line end along, so that no gap tells where it stood."""
    alone = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == "\n" and "\n" not in text[end - 1 : end]
    return (start, end + 1) if alone and end > start else (start, end)
