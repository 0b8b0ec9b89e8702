"""A report for a console: tables in columns, without the plots."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from service.cli.report.values import Page, Table

_WIDTH = 118
_WIDEST = 78  # of a column of words


def as_text(page: Page) -> str:
    """The whole report."""
    return "\n".join(_lines(page)).rstrip()


def _lines(page: Page) -> Iterator[str]:
    yield page.title
    yield from textwrap.wrap(page.lead, _WIDTH)
    for name, words in page.facts.items():
        yield f"  {name}: {words}"
    for section in page.sections:
        yield ""
        yield section.title.upper() if section.tables else section.title
        yield from textwrap.wrap(section.lead, _WIDTH)
        for table in section.tables:
            yield ""
            yield from _table(table)
        yield from (f"  {line}" for line in section.lines)


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield table.title
    cut = [tuple(_short(cell) for cell in row) for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.columns, *cut, strict=True)]
    for row in (table.columns, *cut):
        cells = [
            cell.ljust(width) if place == 0 or place in table.words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield ("  " + "  ".join(cells)).rstrip()
    yield from textwrap.wrap(table.note, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
