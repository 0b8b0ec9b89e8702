"""A Word file as blocks: what its pages show, in order; what they do not show is left out and counted.

Nothing it refers to outside itself is opened. Started as a process, which `convert_file` limits.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from docx import Document

from service.adapters import convert_file
from service.adapters.blocks import Block, Heading, Item, Paragraph, Table, escaped
from service.adapters.docx_archive import inspect
from service.adapters.docx_lists import Lists
from service.adapters.docx_looks import Ground, Looks, W, ground_of
from service.knowledge.ports import NotConverted
from service.knowledge.rules.hidden import shortened
from service.knowledge.values import Finding

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_THROUGH = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_NOTES = frozenset({f"{W}footnoteReference", f"{W}endnoteReference"})
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_HEADING = re.compile(r"heading ([1-9])")
_LISTED = re.compile(r"list (?:bullet|number) ([2-5])")
_CONTENTS = re.compile(r"toc [1-9]|table of figures")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>]+")
_BODY_LEVEL = 9
_MOST_PARAGRAPHS = 20_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that look alike."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


class Report:
    """Counts what is left out, and keeps the first of each kind."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def add(self, code: str, text: str, line: int, count: int = 1) -> None:
        """Note that `text`, which would have stood near that block, is left out."""
        before = self._found.get(code)
        self._found[code] = (
            replace(before, count=before.count + count) if before else Finding(code, count, line, shortened(text))
        )

    def findings(self) -> tuple[Finding, ...]:
        """All that was left out, one a code."""
        return tuple(self._found.values())


def blocks_of(content: bytes) -> tuple[list[Block], tuple[Finding, ...], int]:
    """The blocks of a Word file, and what was left out (`line` counts the paragraphs), and 0: its pages are not counted.

    Raises `NotConverted`, and whatever python-docx and lxml raise for a damaged file.
    """
    inspect(content)
    reader = _Reader(Document(BytesIO(content)))
    return list(reader.read()), reader.report.findings(), 0


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._looks = Looks(document.styles.element)
        self._lists = Lists(_part(document, "numbering"))
        self._line = 0
        self.report = Report()

    def read(self) -> Iterator[Block]:
        yield from self._children(self._document.element.body, Ground())
        remarks = _part(self._document, "comments")
        for one in [] if remarks is None else remarks.iterchildren(f"{W}comment"):
            self.report.add("comments", _words(one), self._line)

    def _children(self, parent: Any, ground: Ground) -> Iterator[Block]:
        for child in parent.iterchildren():
            if child.tag == f"{W}p":
                yield from self._paragraph(child, ground)
            elif child.tag == f"{W}tbl":
                yield from self._table(child, ground)
            elif child.tag in _THROUGH:
                yield from self._children(child, ground)
            elif child.tag == f"{_MC}AlternateContent":
                yield from self._children(_chosen(child), ground)
            elif child.tag in _GONE:
                self.report.add("deleted", _words(child), self._line)

    def _paragraph(self, paragraph: Any, ground: Ground) -> Iterator[Block]:
        self._line += 1
        if self._line > _MOST_PARAGRAPHS:
            raise NotConverted("too-long")
        styles = self._looks.paragraph_styles(paragraph)
        properties = [own] if (own := paragraph.find(f"{W}pPr")) is not None else []
        properties += [found for style in styles if (found := style.find(f"{W}pPr")) is not None]
        behind = ground_of(next((one for one in properties if one.find(f"{W}shd") is not None), None), ground)
        boxes: list[Any] = []
        pieces = list(self._inline(paragraph, styles, behind, boxes))
        names = [name.get(f"{W}val", "").lower() for style in styles if (name := style.find(f"{W}name")) is not None]
        text = "".join(piece.text for piece in pieces).strip()
        if text and any(_CONTENTS.fullmatch(name) for name in names):
            self.report.add("contents", text, self._line)
        elif text:
            yield self._block(pieces, names, properties)
        for box in boxes:
            yield from self._children(box, Ground(None))

    def _block(self, pieces: Sequence[_Piece], names: Sequence[str], properties: Sequence[Any]) -> Block:
        level = _level(names, properties)
        if level is not None:
            return Heading(level, _marked([replace(piece, bold=False) for piece in pieces]))
        listed = self._lists.of(properties)
        if listed is not None:
            named = next((int(match[1]) - 1 for name in names if (match := _LISTED.fullmatch(name))), 0)
            return Item(max(named, listed[0]), listed[1], _marked(pieces))
        return Paragraph(_marked(pieces))

    def _table(self, table: Any, ground: Ground) -> Iterator[Block]:
        named = table.find(f"{W}tblPr/{W}tblStyle")
        if named is not None and self._looks.shaded(named.get(f"{W}val")):
            ground = Ground(None)
        rows: list[tuple[str, ...]] = []
        single: list[Block] = []
        for row in table.iterchildren(f"{W}tr"):
            if row.find(f"{W}trPr/{W}hidden") is not None:
                self.report.add("hidden-text", _words(row), self._line)
                continue
            cells = [list(self._children(cell, ground_of(cell.find(f"{W}tcPr"), ground))) for cell in _cells(row)]
            single = cells[0] if len(cells) == 1 else []
            rows.append(tuple(" ".join(_flat(cell)) for cell in cells))
        if len(rows) == 1 and single:  # a frame around text, not a table
            yield from single
        elif any("".join(row) for row in rows):
            yield Table(tuple(rows))

    def _inline(
        self, parent: Any, styles: Sequence[Any], ground: Ground, boxes: list[Any], link: str = ""
    ) -> Iterator[_Piece]:
        for child in parent.iterchildren():
            if child.tag == f"{W}r":
                yield from self._run(child, styles, ground, boxes, link)
            elif child.tag == f"{W}hyperlink":
                yield from self._inline(child, styles, ground, boxes, self._address(child))
            elif child.tag in _THROUGH:
                yield from self._inline(child, styles, ground, boxes, link)
            elif child.tag == f"{_MC}AlternateContent":
                yield from self._inline(_chosen(child), styles, ground, boxes, link)
            elif child.tag in _GONE:
                self.report.add("deleted", _words(child), self._line)

    def _run(self, run: Any, styles: Sequence[Any], ground: Ground, boxes: list[Any], link: str) -> Iterator[_Piece]:
        text = "".join(self._signs(run, boxes))
        if not text:
            return
        concealed = self._looks.concealed(run, styles, ground) if text.strip() else ""
        if concealed:
            self.report.add(concealed, text, self._line)
            return
        own = run.find(f"{W}rPr")
        yield _Piece(text, _set(own, "b"), _set(own, "i"), link)

    def _signs(self, run: Any, boxes: list[Any]) -> Iterator[str]:
        for child in run.iterchildren():
            if child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag in _NOTES:
                self.report.add("notes", "", self._line)
            elif child.tag == f"{W}delText":
                self.report.add("deleted", child.text or "", self._line)
            elif child.tag in {f"{W}drawing", f"{W}pict", f"{W}object", f"{_MC}AlternateContent"}:
                shown = _chosen(child) if child.tag == f"{_MC}AlternateContent" else child
                boxes.extend(_boxes(shown))
                pictures = len(list(shown.iter(f"{_A}blip", f"{_V}imagedata")))
                if pictures:
                    self.report.add("pictures", "", self._line, pictures)

    def _address(self, link: Any) -> str:
        """Where a link leads, if that is a web or a mail address; it is written down, never opened."""
        relation = self._document.part.rels.get(link.get(f"{_R}id"))
        target = str(relation.target_ref) if relation is not None and relation.is_external else ""
        return target if _LINK.fullmatch(target) else ""


def _part(document: Any, kind: str) -> Any:
    """The root element of another part of the document; None where there is none that can be read."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            return getattr(relation.target_part, "element", None)
    return None


def _chosen(alternatives: Any) -> Any:
    """Of what a file offers to newer and older readers, what the newer would show."""
    choice = alternatives.find(f"{_MC}Choice")
    fallback = alternatives.find(f"{_MC}Fallback")
    return choice if choice is not None else fallback if fallback is not None else alternatives


def _boxes(shown: Any) -> Iterator[Any]:
    """The outermost text boxes; what is boxed in a box is met with it."""
    for child in shown.iterchildren():
        if child.tag == f"{W}txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _THROUGH:
            yield from _cells(child)


def _flat(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.text


def _level(names: Sequence[str], properties: Sequence[Any]) -> int | None:
    """0 for a title, 1 to 9 for a heading, None for text."""
    for name in names:
        if name == "title":
            return 0
        if match := _HEADING.fullmatch(name):
            return int(match[1])
    outline = next((found for one in properties if (found := one.find(f"{W}outlineLvl")) is not None), None)
    level = "" if outline is None else outline.get(f"{W}val", "")
    return int(level) + 1 if level.isdecimal() and int(level) < _BODY_LEVEL else None


def _set(properties: Any, name: str) -> bool:
    found = None if properties is None else properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1").lower() not in {"0", "false", "off"}


def _words(element: Any) -> str:
    return " ".join("".join(one.text or "" for one in element.iter(f"{W}t", f"{W}delText")).split())


def _marked(pieces: Sequence[_Piece]) -> str:
    """The pieces as Markdown, neighbours that look alike in one."""
    joined: list[_Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and (before.bold, before.italic, before.link) == (piece.bold, piece.italic, piece.link):
            joined[-1] = replace(before, text=before.text + piece.text)
        else:
            joined.append(piece)
    return "".join(map(_one, joined)).strip()


def _one(piece: _Piece) -> str:
    """Marks stand close to the words, or they are no marks."""
    inner = piece.text.strip()
    if not inner:
        return piece.text
    before, _, after = piece.text.partition(inner)
    mark = "**" * piece.bold + "*" * piece.italic
    text = f"{mark}{escaped(inner)}{mark[::-1]}"
    return f"{before}[{text}](<{piece.link}>){after}" if piece.link else f"{before}{text}{after}"


if __name__ == "__main__":
    convert_file.main(sys.argv[1:], blocks_of)
