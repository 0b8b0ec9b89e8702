"""Tables as files: CSV that every spreadsheet reads as UTF-8, and a workbook with one sheet a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from service.waves.rules import harmless
from service.waves.values import Sheet

_BOM = "\ufeff"  # without it, spreadsheets take UTF-8 for something older
_WIDEST = 60  # characters of a column
_LONGEST = 32_767  # characters of a workbook's cell
_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def csv_file(sheet: Sheet) -> bytes:
    """One table; texts in quotes, whole numbers without."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return (_BOM + out.getvalue()).encode()


def xlsx_file(sheets: Sequence[Sheet]) -> bytes:
    """A workbook; its texts are stored as texts, never as formulas or links."""
    out = BytesIO()
    with Workbook(out, _TEXT) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for number, column in enumerate(zip(*sheet.rows, strict=True)):
                page.set_column(number, number, min(_WIDEST, max(len(str(cell)) for cell in column) + 2))
            for at, row in enumerate(sheet.rows):
                for number, cell in enumerate(row):
                    _write(page, at, number, cell, head if at == 0 else plain)
    return out.getvalue()


def _write(page: object, row: int, column: int, cell: str | int, form: object) -> None:
    safe = _cell(cell)
    if isinstance(safe, int):
        page.write_number(row, column, safe, form)  # type: ignore[attr-defined]
    else:
        page.write_string(row, column, safe[:_LONGEST], form)  # type: ignore[attr-defined]


def _cell(cell: str | int) -> str | int:
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else harmless(str(cell))
