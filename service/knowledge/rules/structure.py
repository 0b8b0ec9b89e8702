"""Where things stand in a text: lines, headings and blocks, with offsets in code points of the untranslated file.

markdown-it-py ends a line at CR LF, CR or LF; so do we, and nothing else ends one. A splitter that normalises white space would
break the offsets of quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NEWLINE = re.compile(r"\r\n|\r|\n")
_MARKDOWN = MarkdownIt("commonmark")


class Lines:
    """The lines of a text and their offsets."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.starts = [0, *(match.end() for match in _NEWLINE.finditer(raw))]

    def __len__(self) -> int:
        return len(self.starts)

    def start(self, index: int) -> int:
        """Offset at which line `index` (from 0) begins; the end of the text beyond the last."""
        return self.starts[index] if index < len(self.starts) else len(self.raw)

    def text(self, index: int) -> str:
        """Line `index` without its ending."""
        return self.raw[self.start(index) : self.start(index + 1)].rstrip("\r\n")

    def of(self, offset: int) -> int:
        """The line, from 1, in which an offset stands."""
        return bisect_right(self.starts, offset)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or other top-level block: lines `first` to `last` (exclusive), from 0 in the file."""

    kind: str
    first: int
    last: int
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A list item as plain text; `line` counts from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `line` counts from 1; level 0 is the text before the first heading."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks up to the next heading of whatever level."""

    heading: Heading
    blocks: tuple[Block, ...]


def plain(token: Token) -> str:
    """The words of an inline token without its mark-up."""
    parts = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline"}:
            parts.append(child.content)
    return " ".join("".join(parts).split())


def sections(lines: Lines, first_line: int = 0) -> list[Section]:
    """The sections of a Markdown text from line `first_line` on; the first may have an empty heading of level 0."""
    tokens = _MARKDOWN.parse(lines.raw[lines.start(first_line) :])
    found: list[tuple[Heading, list[Block]]] = [(Heading(0, "", first_line + 1), [])]
    for group in _top_level(tokens):
        opening = group[0]
        if opening.map is None:
            continue
        first, last = opening.map[0] + first_line, opening.map[1] + first_line
        if opening.type == "heading_open":
            found.append((Heading(int(opening.tag[1]), plain(group[1]), first + 1), []))
        elif opening.type != "hr":
            kind = opening.type.removesuffix("_open")
            items = tuple(_items(group, first_line)) if kind.endswith("_list") else ()
            found[-1][1].append(Block(kind, first, last, items))
    return [Section(heading, tuple(blocks)) for heading, blocks in found if heading.level or blocks]


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    begins = [index for index, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    for begin, end in pairwise([*begins, len(tokens)]):
        yield tokens[begin:end]


def _items(group: list[Token], first_line: int) -> Iterator[Item]:
    """The items of the list itself; what is nested in one belongs to its text."""
    text: list[str] = []
    line = 0
    for token in group:
        if token.type == "list_item_open" and token.level == 1:
            text, line = [], (token.map or [0])[0] + first_line + 1
        elif token.type == "inline":
            text.append(plain(token))
        elif token.type == "list_item_close" and token.level == 1:
            yield Item(" ".join(text), line)
