"""A PDF as blocks: the text that its pages show; what they hold and do not show is left out and counted.

Started as a process, which `convert_file` limits; pypdf has limits of its own on top.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from math import hypot
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import FileNotDecryptedError, LimitReachedError
from pypdf.generic import ArrayObject, TextStringObject

from service.adapters import convert_file
from service.adapters.blocks import Block
from service.adapters.pdf_lines import Line, blocks_of_lines, without_repeats
from service.adapters.pdf_sight import Sight
from service.knowledge.ports import NotConverted
from service.knowledge.rules.hidden import shortened
from service.knowledge.rules.uploads import LONGEST_MARKDOWN, MOST_PAGES, MOST_UNPACKED
from service.knowledge.values import Finding

_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": MOST_UNPACKED,
    "array_based_stream_maximum_output_length": MOST_UNPACKED,
    "lzw_maximum_output_length": MOST_UNPACKED,
    "run_length_maximum_output_length": MOST_UNPACKED,
    "zlib_maximum_output_length": MOST_UNPACKED,
    "stream_parsing_work_maximum_count": 500_000,
    "page_tree_maximum_entries": 20_000,
    "page_tree_maximum_page_entries": 20_000,
    "xform_maximum_invocations_per_extraction": 500,
    "jbig2dec_binary": None,
    "disable_legacy_handling": True,
}
_BOLD = re.compile(r"bold|black|heavy|semibold", re.IGNORECASE)


@dataclass(slots=True)
class _Gathered:
    """The pieces of a page's text as they come, and what was concealed."""

    lines: list[Line] = field(default_factory=list)
    concealed: dict[str, int] = field(default_factory=dict)
    _words: list[tuple[str, float, bool]] = field(default_factory=list)
    _x: float = 0.0
    _y: float = 0.0

    def add(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        """A piece from pypdf, which ends a line with a newline."""
        for number, words in enumerate(text.split("\n")):
            if number:
                self.end()
            if not words:
                continue
            if not self._words:
                self._x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                self._y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
            self._words.append((words, abs(size * scale), _is_bold(font)))

    def end(self) -> None:
        """The line is over."""
        text = "".join(words for words, _, _ in self._words).strip()
        if text:
            size = max((size, len(words)) for words, size, _ in self._words if words.strip())[0]
            bold = all(bold for words, _, bold in self._words if words.strip())
            self.lines.append(Line(text, round(size, 1), bold, self._x, self._y))
        self._words.clear()


def blocks_of(content: bytes) -> tuple[list[Block], tuple[Finding, ...], int]:
    """The blocks of a PDF, what was left out (`line` is the page), and how many pages it has.

    Raises `NotConverted`, and whatever pypdf raises for a damaged file.
    """
    with apply_configuration(**_LIMITS):
        try:
            return _read(content)
        except FileNotDecryptedError as error:
            raise NotConverted("encrypted") from error
        except LimitReachedError as error:
            raise NotConverted("unpacks") from error


def _read(content: bytes) -> tuple[list[Block], tuple[Finding, ...], int]:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(
        ""
    ):  # many are locked against printing alone, with no word to open them
        raise NotConverted("encrypted")
    pages = _declared_pages(reader)
    if pages > MOST_PAGES or len(reader.pages) > MOST_PAGES:
        raise NotConverted("too-many-pages")
    pages = len(reader.pages)
    off = _layers_off(reader)
    findings: dict[str, Finding] = {}
    lines: list[list[Line]] = []
    total = 0
    for number, page in enumerate(reader.pages, 1):
        gathered = _gather(page, off, seen=True)
        lines.append(gathered.lines)
        total += sum(len(line.text) for line in gathered.lines)
        if total > LONGEST_MARKDOWN:
            raise NotConverted("too-long")
        for code, count in gathered.concealed.items():
            _note(findings, code, count, number, lambda page=page, code=code: _gather(page, off, seen=False, only=code))  # type: ignore[misc]
    kept, repeated = without_repeats(lines)
    if repeated:
        findings["repeated"] = Finding("repeated", len(repeated), 1, shortened(repeated[0]))
    return blocks_of_lines(kept), tuple(findings.values()), pages


def _declared_pages(reader: PdfReader) -> int:
    """How many pages a file says it has, before they are looked for."""
    try:
        return int(reader.root_object["/Pages"]["/Count"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return 0


def _note(findings: dict[str, Finding], code: str, count: int, page: int, look: Callable[[], _Gathered]) -> None:
    before = findings.get(code)
    if before:
        findings[code] = Finding(code, before.count + count, before.line, before.excerpt)
    else:
        text = " ".join(line.text for line in look().lines)
        findings[code] = Finding(code, count, page, shortened(text))


def _gather(page: PageObject, off: frozenset[int], *, seen: bool, only: str = "") -> _Gathered:
    """The text that a page shows; or, with `seen` false, what is concealed for that one reason, for an excerpt."""
    box = page.cropbox
    sight = Sight(
        page.get("/Resources", {}).get_object() if "/Resources" in page else {},
        (float(box.left), float(box.bottom), float(box.right), float(box.top)),
        off,
    )
    gathered = _Gathered()

    def before(operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        code = sight.before(operator, operands, cm, tm)
        if operator not in _SHOWS or not operands:
            return
        if code:
            gathered.concealed[code] = gathered.concealed.get(code, 0) + 1
        if bool(code) == seen or (only and code != only):
            operands[-1] = ArrayObject() if operator == b"TJ" else TextStringObject("")

    def after(operator: bytes, _operands: Any, _cm: Any, _tm: Any) -> None:
        sight.after(operator)

    page.extract_text(visitor_operand_before=before, visitor_operand_after=after, visitor_text=gathered.add)
    gathered.end()
    return gathered


def _layers_off(reader: PdfReader) -> frozenset[int]:
    """The object numbers of the layers that are switched off when the file is opened."""

    def numbers() -> Iterator[int]:
        try:
            chosen = reader.root_object["/OCProperties"]["/D"]["/OFF"]  # type: ignore[index]
            yield from (one.idnum for one in chosen if hasattr(one, "idnum"))
        except (KeyError, TypeError, AttributeError):
            return

    return frozenset(numbers())


def _is_bold(font: Any) -> bool:
    try:
        return _BOLD.search(str(font["/BaseFont"])) is not None
    except (KeyError, TypeError):
        return False


if __name__ == "__main__":
    convert_file.main(sys.argv[1:], blocks_of)
