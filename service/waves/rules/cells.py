"""What a spreadsheet might run when it opens a file of ours, made harmless."""

from __future__ import annotations

import re

_UNSEEN = r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]*"
_FORMULA = re.compile(rf'(?:(?<=[\t\r\n,;|"])|^)({_UNSEEN})(?=[=+\-@＝＋－﹢﹣＠﹫])')  # noqa: RUF001 - wide forms open a formula too
_OPENS_A_CELL = re.compile(r"^[\t\r\n]")


def harmless(text: str) -> str:
    """The text with a `'` before whatever a spreadsheet would take for a formula.

    That is an equals, plus, minus or at sign, in wide form too, and a tab or line end at the beginning. A sign after a
    separator inside the text counts: a reader whose spreadsheet splits at another separator than ours would get a cell that
    begins there.
    """
    found = _FORMULA.sub(r"\1'", text)
    return f"'{found}" if _OPENS_A_CELL.match(found) else found
