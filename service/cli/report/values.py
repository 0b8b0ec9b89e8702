"""A report before it has a form: sections of tables and plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

GOOD, BAD, NONE = "yes", "NO", "not measured here"
"""How a verdict stands in a table."""
_NONE = "\u2013"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and numbers, already written; the first column names the row, `words` are further columns of words."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
    words: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each label and series. `told` says in a sentence what the plot shows; `most` is where the axis ends."""

    title: str
    labels: tuple[str, ...]
    series: Mapping[str, Sequence[float | None]]
    told: str
    percent: bool = False
    lying: bool = False
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Curves:
    """Points (x, y) for each series. `told` as for bars; `marks` are series drawn as dots alone."""

    title: str
    series: Mapping[str, Sequence[tuple[float, float]]]
    x: str
    y: str
    told: str
    marks: frozenset[str] = frozenset()
    percent: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs under it; plots stand in the HTML alone."""

    title: str
    tables: Sequence[Table] = ()
    plots: Sequence[Bars | Curves] = ()
    lead: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report. `lead` says the main thing first; `facts` are what was measured, as name and words."""

    title: str
    lead: str
    sections: Sequence[Section]
    facts: Mapping[str, str] = field(default_factory=dict)


def share(value: float | None, places: int = 1) -> str:
    """A share in per cent, a dash for none."""
    return _NONE if value is None else f"{value * 100:.{places}f} %"


def number(value: float | None, places: int = 1) -> str:
    """A number, a dash for none."""
    return _NONE if value is None else f"{value:.{places}f}"


def span(edges: tuple[float, float]) -> str:
    """An interval of shares."""
    return " to ".join(share(edge) for edge in edges)
