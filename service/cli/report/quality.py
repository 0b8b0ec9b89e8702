"""The tables of quality.md as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.cli.report.values import BAD, GOOD, NONE, Page, Section, Table
from service.suggestions.evaluation.quality import Row
from service.suggestions.evaluation.records import SuggestionsRun

_VERDICTS = {True: GOOD, False: BAD}
Tables = Mapping[str, Sequence[Row]]


def page(tables: Tables, run: SuggestionsRun) -> Page:
    """The whole page."""
    rows = [row for found in tables.values() for row in found]
    missed = [row.figure for row in rows if row.passed is False]
    barred = [row for row in rows if row.bar]
    unknown = sum(not row.reached for row in rows)
    reached = f"{sum(row.passed is True for row in barred)} of {len(barred)} bars reached, {unknown} not measured here."
    return Page(
        title="Quality: the figure reached beside each bar",
        lead=f"{reached} Missed: {'; '.join(missed)}." if missed else reached,
        facts={
            "made": run.made_at[:16].replace("T", " ") + " UTC",
            "writer": run.writer,
            "pairs": str(len({one.pair for one in run.sets})),
            "sets": str(len(run.sets)),
        },
        sections=[Section(name, [_table(found)]) for name, found in tables.items()],
    )


def _table(rows: Sequence[Row]) -> Table:
    cells = [(row.figure, row.bar, row.reached or NONE, _verdict(row)) for row in rows]
    return Table("", ("figure", "bar", "reached", "verdict"), cells, words=frozenset({1, 2, 3}))


def _verdict(row: Row) -> str:
    if row.passed is None:
        return "no bar" if row.reached else ""
    return _VERDICTS[row.passed]


def plain(tables: Tables) -> dict[str, object]:
    """Plain values for ``--json``; `passed` is null where nothing was measured."""
    return {
        name: [
            {"figure": row.figure, "bar": row.bar, "reached": row.reached or None, "passed": row.passed} for row in rows
        ]
        for name, rows in tables.items()
    }
