"""How far counts must be blurred so that nobody can be counted out: bands at the edges, small cells in one with their neighbours.

Every function here is fixed beforehand: it looks at the counts of one question only, and its choices are such that what it
did *not* show tells as little as what it did. ``tests/surveys/test_release.py`` takes each possible outcome of five to
twelve answers and asks of all answers that lead to it whether they agree on anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement

LEAST = 5
"""No group of fewer people than this is shown, nor left over by subtraction."""
EDGE = 2
"""A count of at most so many is shown as a band from 0, so that unanimity and one dissenter look alike."""
_MIDDLE = 2 * LEAST - 1
"""From so many answers on, fewer than five below a point and fewer than five above it leave just one such point."""

Band = tuple[int, int]
Cells = tuple[int, ...]
Blurred = list[tuple[Cells, Band]]
"""Cells that are counted together (their places), and from how many to how many people are in them."""


def joined(counts: Sequence[int]) -> Blurred:
    """Counts of answers in their order, for at least eight of them.

    Neighbours are joined from the first on until five are together; what is left over at the end joins the last group. Where
    that leaves one group, all but four at either end gave one answer, and the ends are bands. (To join the smallest ones
    instead, wherever they stand, would tell by which of them were joined.)
    """
    groups = _groups(counts)
    if len(groups) > 1:
        return [(cells, (total, total)) for cells in groups for total in [sum(counts[cell] for cell in cells)]]
    total = sum(counts)
    return _around_middle(counts) if total >= _MIDDLE else trimmed(counts, (total, total))


def trimmed(counts: Sequence[int], base: Band) -> Blurred:
    """Between which points all but two at either end answered; tells nothing of how many there are beyond `base`."""
    third = _place(counts, EDGE + 1)
    last = len(counts) - 1 - _place(counts[::-1], EDGE + 1)
    low, high = base
    if len(counts) == 2 and third < last:  # noqa: PLR2004 - both have three at least
        return [((cell,), (EDGE + 1, high - EDGE - 1)) for cell in (0, 1)]
    ends = [cells for cells in (tuple(range(third)), tuple(range(last + 1, len(counts)))) if cells]
    middle = (tuple(range(third, last + 1)), (low - EDGE * len(ends), high))
    return sorted([middle, *((cells, (0, EDGE)) for cells in ends)])


def several(counts: Sequence[int], total: int, least: int, most: int) -> tuple[Blurred, bool]:
    """How many chose each of several answers, and whether only a half is told; empty where even that would tell too much.

    Everybody chose from `least` to `most`, so that the counts have a known sum; which bands are coarse enough hangs on that alone.
    """
    cells = len(counts)
    for bands, halves in ((_thirds(total), False), (_half(total), True)):
        if bands and _loose(tuple(bands), cells, (total * least, total * most)):
            found: Blurred = [((cell,), _band(count, bands)) for cell, count in enumerate(counts)]
            return found, halves
    return [], False


def side_word(counts: Sequence[int], lower: Sequence[int], upper: Sequence[int], *, exact_base: bool) -> str:
    """Which end has more: "lower", "upper" or "balanced", for five to seven answers.

    Without a neutral answer "balanced" would tell the exact halves of six, and that there are six; it is one with "upper" then.
    """
    below, above = sum(counts[cell] for cell in lower), sum(counts[cell] for cell in upper)
    neutral = len(lower) + len(upper) < len(counts)
    if not neutral and (not exact_base or sum(counts) % 2 == 0):
        return "lower" if below > above else "balanced_or_upper"
    return "balanced" if below == above else "lower" if below > above else "upper"


def mode(counts: Sequence[int]) -> int | None:
    """The answer that all but two chose at least, if there is one."""
    return next((cell for cell, count in enumerate(counts) if count >= sum(counts) - EDGE), None)


def _groups(counts: Sequence[int]) -> list[Cells]:
    groups: list[Cells] = []
    cells: Cells = ()
    for cell in range(len(counts)):
        cells = (*cells, cell)
        if sum(counts[one] for one in cells) >= LEAST:
            groups.append(cells)
            cells = ()
    if cells and sum(counts[one] for one in cells) < LEAST and groups:
        groups[-1] = (*groups[-1], *cells)
    return groups


def _around_middle(counts: Sequence[int]) -> Blurred:
    """One group only: fewer than five are below the middle answer, and fewer than five above it. For nine answers and more."""
    total = sum(counts)
    middle = _place(counts, (total + 1) // 2)
    below, above = tuple(range(middle)), tuple(range(middle + 1, len(counts)))
    ends = [(cells, _small(sum(counts[cell] for cell in cells))) for cells in (below, above) if cells]
    low, high = total - sum(band[1] for _, band in ends), total - sum(band[0] for _, band in ends)
    return sorted([((middle,), (low, high)), *ends])


def _small(count: int) -> Band:
    """The band of a count below five."""
    return (0, EDGE) if count <= EDGE else (EDGE + 1, LEAST - 1)


def _place(counts: Sequence[int], number: int) -> int:
    """In which cell the answer with this number stands, counted from 1 along the cells."""
    seen = 0
    for cell, count in enumerate(counts):
        seen += count
        if seen >= number:
            return cell
    return len(counts) - 1


def _thirds(total: int) -> list[Band]:
    if total < 2 * LEAST:
        return []
    return [(0, LEAST - 1), (LEAST, total - LEAST), (total - LEAST + 1, total)]


def _half(total: int) -> list[Band]:
    half = (total + 1) // 2
    return [(0, half - 1), (half, total)]


def _band(count: int, bands: Sequence[Band]) -> Band:
    return next(band for band in bands if band[0] <= count <= band[1])


@lru_cache(maxsize=256)
def _loose(bands: tuple[Band, ...], cells: int, total: Band) -> bool:
    """Whether no outcome in these bands, with a sum in `total`, pins one cell down to a small count."""
    return all(
        _wide(band, bands[0][0], bands[-1][1])
        for outcome in combinations_with_replacement(bands, cells)
        if sum(low for low, _ in outcome) <= total[1] and sum(high for _, high in outcome) >= total[0]
        for band in _tightened(outcome, total)
    )


def _tightened(outcome: Sequence[Band], total: Band) -> Iterator[Band]:
    lows, highs = sum(low for low, _ in outcome), sum(high for _, high in outcome)
    for low, high in outcome:
        yield max(low, total[0] - (highs - high)), min(high, total[1] - (lows - low))


def _wide(band: Band, nobody: int, everybody: int) -> bool:
    """A single count is told only of five and more, with five and more left; at the edges three counts stay possible."""
    low, high = band
    if low == high:
        return low - nobody >= LEAST and everybody - high >= LEAST
    return high - low >= EDGE or (low > nobody + EDGE and high < everybody - EDGE)
