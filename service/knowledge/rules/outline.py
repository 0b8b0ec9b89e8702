"""Sections of a text that nobody marked up: an article pasted into a `.txt`, a note in Markdown without headings.

A heading is a short line that ends like no sentence and has a paragraph below it; numbers as in `1. Heading` are allowed. A
numbered line with another numbered line below it belongs to a list.
"""

from __future__ import annotations

import re

from service.knowledge.rules.structure import Block, Heading, Lines, Section

_NUMBERED = re.compile(r"^\s{0,3}\d{1,2}[.)]\s+\S")
_MARKED = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s")
_LONGEST_HEADING = 110
_LONGEST_TITLE = 160
_PARAGRAPH = 60
_SENTENCE_END = (".", ";", ",", ":", "…")


def outline(lines: Lines, first_line: int = 0) -> list[Section]:
    """The sections of a plain text from line `first_line` on, paragraphs as blocks."""
    count = len(lines)
    texts = [lines.text(number) for number in range(count)]
    found: list[tuple[Heading, list[Block]]] = [(Heading(0, "", first_line + 1), [])]
    begin: int | None = None
    titled = False

    def close(end: int) -> None:
        nonlocal begin
        if begin is not None:
            found[-1][1].append(Block("paragraph", begin, end))
        begin = None

    for number in range(first_line, count):
        text = texts[number]
        if not text.strip():
            close(number)
            continue
        heading = _heading(texts, number, first=not titled)
        titled = True
        if heading is None:
            begin = number if begin is None else begin
        else:
            close(number)
            found.append((Heading(heading[0], heading[1], number + 1), []))
    close(count)
    return [Section(heading, tuple(blocks)) for heading, blocks in found if heading.level or blocks]


def _heading(texts: list[str], number: int, *, first: bool) -> tuple[int, str] | None:
    """The level and text of the heading that a line is, or None."""
    text = texts[number].strip()
    marked = _MARKED.match(texts[number])
    if marked:
        return len(marked[1]), marked[2]
    following = next((line for line in texts[number + 1 :] if line.strip()), "")
    if text.endswith(_SENTENCE_END) or not following:
        return None
    blank_before = number == 0 or not texts[number - 1].strip()
    blank_after = not texts[number + 1].strip()
    listed = _BULLET.match(text) is not None
    if first and blank_after and not listed and len(text) <= _LONGEST_TITLE:
        return 1, text
    beside = blank_before or blank_after or _is_paragraph(texts[number - 1])
    numbered = _NUMBERED.match(text) is not None and beside
    alone = not listed and blank_before and blank_after and len(following) > len(text)
    is_heading = len(text) <= _LONGEST_HEADING and _is_paragraph(following) and (numbered or alone)
    return (2, text) if is_heading else None


def _is_paragraph(line: str) -> bool:
    return len(line.strip()) >= _PARAGRAPH and not _BULLET.match(line)
