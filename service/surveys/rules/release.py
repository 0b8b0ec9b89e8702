"""The one function that decides what may be shown of a wave, and to what its answers are blurred before that.

**What is promised**, for whoever knows every released figure, this code, and the answers of one person (a colluder):

* nothing before the wave has closed, and nothing of a side with fewer than five answers;
* never a figure over both sides, so that a withheld side cannot be had by subtraction;
* under eight answers only a word; from eight on counts, of which none under five is told exactly, nor left over by subtraction;
  a count of at most two and one of all but two are bands, so that unanimity tells on nobody;
* for no answer to a closed question do all sheets that lead to the same release, and hold the colluder's answer, agree on what
  somebody else answered, or that nobody else answered it;
* of a question that only some were asked nothing is shown unless the released figures of the question before it already say
  that five or more were; how many exactly is told only where those figures tell it;
* comments only with their author's permission, from ten answers of the side on, in the order of their letters.

**What is not promised**: two colluders, or more, subtract two. A colluder who is one of exactly five knows of the other four
as a group. A comment tells what it says: that somebody gave the answer which opens it, and perhaps by its words who wrote
it. Who answered is known to the admin, so a band speaks of known people. Nothing here protects from what people tell each
other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from service.surveys.rules import suppression
from service.surveys.rules.figures import Figure, Measure, Release, Row, SideRelease, Word
from service.surveys.rules.suppression import LEAST, Band, Blurred

COUNTS_FROM = 8
COMMENTS_FROM = 10

Sheets = Sequence[Mapping[str, Any]]


def release(asked: Mapping[str, Sequence[Measure]], sheets: Mapping[str, Sheets], *, closed: bool) -> Release:
    """What may be shown of a wave: `asked` says what each side was asked, `sheets` what it answered, one mapping a person."""
    if not closed:
        return Release(closed=False)
    return Release(closed=True, sides={side: _side(asked[side], sheets.get(side, ())) for side in asked})


def _side(measures: Sequence[Measure], sheets: Sheets) -> SideRelease:
    if len(sheets) < LEAST:
        return SideRelease(len(sheets))
    # How many allowed to be quoted is no result, and would count the comments that are held back.
    allowing = {one.permission for one in measures}
    figures: dict[str, Figure] = {}
    known = {one.id: one for one in measures}
    for one in measures:
        if one.id not in allowing:
            figures[one.id] = _figure(one, sheets, figures, known)
    return SideRelease(len(sheets), figures)


def _figure(one: Measure, sheets: Sheets, shown: Mapping[str, Figure], known: Mapping[str, Measure]) -> Figure:
    if one.kind == "text":
        return _comments(one, sheets)
    put = [sheet for sheet in sheets if one.parent is None or _any(sheet.get(one.parent.item), one.parent.keys)]
    given = [sheet.get(one.id) for sheet in put if one.least == 0 or _any(sheet.get(one.id), one.keys)]
    base = _base(one, shown, known) if one.conditional else (len(sheets), len(sheets))
    if base is None or len(given) < len(put):
        return Figure(one.id, why="base")
    counts = [sum(_any(value, (key,)) for value in given) for key in one.keys]
    if one.kind == "several":
        return _several(one, counts, base)
    return _counted(one, counts, base) if base[0] >= COUNTS_FROM else _worded(one, counts, base)


def _base(one: Measure, shown: Mapping[str, Figure], known: Mapping[str, Measure]) -> Band | None:
    """Between how many and how many people were asked, as far as others may know it; none where that may be fewer than five."""
    if one.parent is None or one.parent.item not in shown:
        return None
    band = _chosen(shown[one.parent.item], known[one.parent.item], frozenset(one.parent.keys))
    return band if band[0] >= LEAST else None


def _chosen(figure: Figure, measure: Measure, keys: frozenset[Any]) -> Band:
    """How many chose one of `keys`, as far as the released rows tell it."""
    if measure.kind == "several":
        rows = [row for row in figure.rows if set(row.keys) <= keys] if len(keys) == 1 and figure.word is None else []
        return (rows[0].low, rows[0].high) if rows else (0, figure.base_high)
    inside = [row for row in figure.rows if set(row.keys) <= keys]
    outside = [row for row in figure.rows if not set(row.keys) & keys]
    beyond = [row for row in figure.rows if row not in inside]
    touched = [row for row in figure.rows if row not in outside]
    if not figure.rows:
        return 0, figure.base_high
    low = max(sum(row.low for row in inside), figure.base_low - sum(row.high for row in beyond))
    high = min(sum(row.high for row in touched), figure.base_high - sum(row.low for row in outside))
    return max(low, 0), high


def _counted(one: Measure, counts: Sequence[int], base: Band) -> Figure:
    blurred = suppression.joined(counts) if base[0] == base[1] else suppression.trimmed(counts, base)
    return Figure(one.id, *base, rows=_rows(one, blurred))


def _worded(one: Measure, counts: Sequence[int], base: Band) -> Figure:
    if one.kind == "nominal" and len(one.keys) > 2:  # noqa: PLR2004 - two answers are a scale of two points
        return _mostly(one, counts, base)
    lower, upper = one.lower or frozenset(one.keys[:1]), one.upper or frozenset(one.keys[-1:])
    word = suppression.side_word(
        counts,
        [cell for cell, key in enumerate(one.keys) if key in lower],
        [cell for cell, key in enumerate(one.keys) if key in upper],
        exact_base=base[0] == base[1],
    )
    return Figure(one.id, *base, word=cast("Word", word))


def _mostly(one: Measure, counts: Sequence[int], base: Band) -> Figure:
    found = suppression.mode(counts)
    if found is None:
        return Figure(one.id, *base, word="spread")
    return Figure(one.id, *base, word="mostly", mostly=one.keys[found])


def _several(one: Measure, counts: Sequence[int], base: Band) -> Figure:
    if base[0] != base[1]:
        return Figure(one.id, why="base")
    most = min(one.most or len(one.keys), len(one.keys))
    blurred, halves = suppression.several(counts, base[0], one.least, most)
    if not blurred:
        return Figure(one.id, why="several")
    return Figure(one.id, *base, rows=_rows(one, blurred), word="shares" if halves else None)


def _comments(one: Measure, sheets: Sheets) -> Figure:
    if one.permission is None:
        return Figure(one.id, why="text")
    if len(sheets) < COMMENTS_FROM:
        return Figure(one.id, why="comments")
    allowed = [str(sheet.get(one.id) or "").strip() for sheet in sheets if sheet.get(one.permission) is True]
    texts = sorted((text for text in allowed if text), key=lambda text: (text.casefold(), text))
    return Figure(one.id, comments=tuple(texts)) if texts else Figure(one.id, why="none")


def _rows(one: Measure, blurred: Blurred) -> tuple[Row, ...]:
    return tuple(Row(tuple(one.keys[cell] for cell in cells), *band) for cells, band in blurred)


def _any(value: Any, keys: Sequence[Any]) -> bool:
    """Whether an answer is one of these, or holds one of them; yes is not 1."""
    if isinstance(value, list):
        return any(key in value for key in keys)
    return any(type(value) is type(key) and value == key for key in keys)
