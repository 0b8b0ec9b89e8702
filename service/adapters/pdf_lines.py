"""From the lines of a PDF's pages to blocks: a PDF knows no paragraph, no list and no heading, so they are guessed, modestly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.adapters.blocks import Block, Heading, Item, Paragraph, escaped

_EDGE = 3  # lines at the top and at the bottom of a page that may be its header or footer
_LEAST_PAGES = 3
_SHARE = 0.6
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014\s]*(?:(?:page|halaman|hal\.?)\s*)?\d{1,4}(?:\s*(?:/|of|dari)\s*\d{1,4})?[-\u2013\u2014\s]*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•◦‣▪●○■□\u2013·∙\uf0b7\uf0a7-]\s+(?=\S)")
_ORDERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_HYPHENATED = re.compile("[a-zà-ÿ][-\xad\u2010]$")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SHORT = 0.6
_ENDED = re.compile(r"[.!?:;…”\"')\]]$")
_ROOT = 3
_LARGER = 1.12
_HEADING_LONGEST = 120
_GAP = 1.7
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page: size in points, and the place of its first letter."""

    text: str
    size: float
    bold: bool
    x: float
    y: float


def without_repeats(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without headers, footers and page numbers, and the words of those left out."""
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counts.update({_alike(line) for line in _edges(page)})
    least = max(_LEAST_PAGES, _SHARE * len(pages))
    dropped: list[str] = []
    kept = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        rest = []
        for line in page:
            numbered = len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.text) is not None
            if id(line) in edges and (counts[_alike(line)] >= least or numbered):
                dropped.append(line.text)
            else:
                rest.append(line)
        kept.append(rest)
    return kept, dropped


def blocks_of_lines(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """Headings by size, list items by their marks, paragraphs by gaps; words that were parted at a line's end are joined."""
    lines = [line for page in pages for line in page]
    body = _usual(lines)
    larger = sorted({line.size for line in lines if _is_heading(line, body)}, reverse=True)[:_LEVELS]
    blocks: list[Block] = []
    for group in _groups(pages, body):
        first, text = group[0], _joined(group)
        if _is_heading(first, body) and len(text) <= _HEADING_LONGEST:
            level = larger.index(first.size) + 1 if first.size in larger else _LEVELS
            blocks.append(Heading(level, escaped(text)))
        elif (mark := _BULLET.match(text)) or (mark := _ORDERED.match(text)):
            blocks.append(Item(0, _ORDERED.match(text) is not None, escaped(text[mark.end() :])))
        else:
            blocks.append(Paragraph(escaped(text)))
    return blocks


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    """The uppermost and the lowest lines; of a short page none is taken for both."""
    by_height = sorted(page, key=lambda line: -line.y)
    edge = min(_EDGE, len(page) // 2)
    return [*by_height[:edge], *by_height[len(by_height) - edge :]]


def _alike(line: Line) -> tuple[str, int]:
    """A line's words without the number of the page, and its height."""
    return _NUMBER.sub("#", " ".join(line.text.split())).casefold(), round(line.y)


def _usual(lines: Sequence[Line]) -> float:
    """The size in which most letters are set."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[line.size] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _is_heading(line: Line, body: float) -> bool:
    return len(line.text) <= _HEADING_LONGEST and line.size >= body * _LARGER


def _groups(pages: Sequence[Sequence[Line]], body: float) -> Iterator[list[Line]]:
    """Lines that belong together. A paragraph may go on over the end of a page."""
    group: list[Line] = []
    for page in pages:
        usual, widest = _leading(page), max(map(_width, page), default=0)
        for number, line in enumerate(page):
            if group and not _goes_on(group, line, usual if number else None, body, widest):
                yield group
                group = []
            group.append(line)
    if group:
        yield group


def _goes_on(group: Sequence[Line], line: Line, leading: float | None, body: float, widest: float) -> bool:
    before = group[-1]
    heading = _is_heading(before, body)
    if _is_heading(line, body) or heading:
        return heading and line.size == before.size and (leading is None or _close(before, line, before.size * _GAP))
    if _BULLET.match(line.text) or (_ORDERED.match(line.text) and _ENDED.search(before.text)):
        return False
    if leading is None:  # the first line of a page
        return _ENDED.search(before.text) is None and before.bold == line.bold
    if (_width(before) < _SHORT * widest and line.text[:1].isupper()) or _counts_on(group[0], line):
        return False
    if before.bold != line.bold and len(group) == 1 and before.bold:
        return False  # a bold line of its own heads what follows
    return _close(before, line, leading * _GAP / 1.2)


def _width(line: Line) -> float:
    return len(line.text) * line.size


def _counts_on(first: Line, line: Line) -> bool:
    """Whether this is the next item of a numbered list."""
    one, other = _ORDERED.match(first.text), _ORDERED.match(line.text)
    return one is not None and other is not None and int(other[1]) == int(one[1]) + 1


def _close(before: Line, line: Line, most: float) -> bool:
    return 0 <= before.y - line.y <= most


def _leading(page: Sequence[Line]) -> float:
    """The usual distance from line to line."""
    gaps = Counter(
        round(before.y - line.y) for before, line in pairwise(page) if 0 < before.y - line.y < 3 * before.size
    )
    return float(gaps.most_common(1)[0][0]) if gaps else 1.2 * (page[0].size if page else 12.0)


def _joined(group: Sequence[Line]) -> str:
    text = group[0].text
    for line in group[1:]:
        parted = _HYPHENATED.search(text) is not None
        text = text[:-1] + _between(text, line.text) + line.text if parted else f"{text} {line.text}"
    return " ".join(text.translate(_LIGATURES).split())


def _between(before: str, after: str) -> str:
    """The hyphen at a line's end where it is the word's own, as in *bersama-sama*; nothing where it parted the word."""
    twice = after[:_ROOT].lower() in before.rsplit(maxsplit=1)[-1].lower()
    return "-" if twice or not after[:1].islower() else ""
