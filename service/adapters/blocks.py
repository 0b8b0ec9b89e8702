"""What a document is made of, whatever file it came in: headings, paragraphs, list items and tables, written down as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_DEEPEST = 6
_INLINE = re.compile(
    r"\\(?=[\\`*_{}\[\]()#+\-.!<>|&])|[`*]|(?<!\w)_|_(?!\w)|\[(?=[^\]\n]*\]\()|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
_LINE_START = re.compile(r"^(?=#{1,6}\s|[-+>]\s|={3,}\s*$|-{3,}\s*$|~{3})|^(\d{1,9})(?=[.)]\s)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the title of the document."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text without a line break that means anything."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A list item; `depth` counts from 0, `ordered` where it has a number."""

    depth: int
    ordered: bool
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row heads the columns."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Item | Table


def escaped(text: str) -> str:
    """Words of a document as Markdown that shows these very words."""
    return _INLINE.sub(lambda match: "\\" + match[0], text)


def at_line_start(text: str) -> str:
    """The same where a paragraph begins: no word turns into a heading, a list or a rule."""
    return _LINE_START.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", text)


def title_of(blocks: Sequence[Block]) -> str:
    """The words of the title, or of the first heading; empty where there is none."""
    first = next((one for one in blocks if isinstance(one, Heading)), None)
    return plain(first.text) if first else ""


def plain(text: str) -> str:
    """Markdown of a heading without its marks."""
    return " ".join(re.sub(r"\\(.)", r"\1", text.replace("**", "")).split())


def as_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown: one `#` heading at the top, where there is one that stands above all others."""
    parts: list[str] = []
    before: Block | None = None
    counts: dict[int, int] = {}
    for block in _levelled(blocks):
        if isinstance(block, Item):
            counts = {depth: count for depth, count in counts.items() if depth <= block.depth}
            counts[block.depth] = counts.get(block.depth, 0) + 1 if block.ordered else 0
            text = _item(block, counts[block.depth])
            separator = "\n" if isinstance(before, Item) else "\n\n"
        else:
            counts = {}
            text = _block(block)
            separator = "\n\n"
        if text:
            parts.extend([separator, text] if parts else [text])
            before = block
    return "".join(parts) + "\n" if parts else ""


def _block(block: Heading | Paragraph | Table) -> str:
    if isinstance(block, Heading):
        text = " ".join(block.text.split())
        return f"{'#' * min(max(block.level, 1), _DEEPEST)} {text}" if text else ""
    if isinstance(block, Paragraph):
        return at_line_start(block.text.strip())
    return "\n".join(_rows(block))


def _item(block: Item, number: int) -> str:
    mark = f"{number}." if block.ordered else "-"
    text = at_line_start(" ".join(block.text.split()))
    return f"{'    ' * block.depth}{mark} {text}" if text else ""


def _rows(table: Table) -> Iterator[str]:
    width = max((len(row) for row in table.rows), default=0)
    for number, row in enumerate(table.rows):
        cells = [" ".join(cell.split()).replace("|", "\\|") for cell in row]
        yield "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"
        if number == 0:
            yield "|" + " --- |" * width


def _levelled(blocks: Sequence[Block]) -> Iterator[Block]:
    """The headings moved so that the highest is `#` if it stands once and first, else `##`, without steps left out."""
    levels = [one.level for one in blocks if isinstance(one, Heading) and one.text.strip()]
    highest = min(levels, default=1)
    alone = levels.count(highest) == 1 and levels[0] == highest if levels else True
    order = {level: place + (1 if alone else 2) for place, level in enumerate(sorted(set(levels)))}
    for block in blocks:
        yield replace(block, level=order.get(block.level, 1)) if isinstance(block, Heading) else block
