"""Two runs side by side, as a page: suggestions or retrieval."""

from __future__ import annotations

from collections.abc import Mapping

from service.cli.report.values import Bars, Page, Section, Table
from service.knowledge.rules.measured import RetrievalRun
from service.suggestions.evaluation.breakdown import use
from service.suggestions.evaluation.changes import Change, paired_change
from service.suggestions.evaluation.comparing import compare
from service.suggestions.evaluation.records import SuggestionsRun

_MOST_SETS = 60
_SMALL = 5e-5  # what four places do not show is no change
_INTERVAL = (
    "Interval of the change: 95 %, by bootstrap over {units} drawn with their part of both runs; "
    "“clear” where it leaves out no change at all."
)


def suggestions_page(first: SuggestionsRun, second: SuggestionsRun) -> Page:
    """The second run of the suggestions against the first."""
    found = compare(first, second)
    rows = [
        (one.name, "; ".join(one.gone) or "none", "; ".join(one.new) or "none", "; ".join(one.reworded) or "none")
        for one in found.changed
    ]
    columns = ("set", "gone", "new", "in other words")
    note = f"The first {_MOST_SETS} of {len(rows)}." if len(rows) > _MOST_SETS else ""
    sets = Table("", columns, rows[:_MOST_SETS], note, frozenset({1, 2, 3}))
    only = [
        f"{count} sets are in the {name} run alone and are left out."
        for name, count in (("first", found.only_first), ("second", found.only_second))
        if count
    ]
    return Page(
        title="Two runs of the suggestions",
        lead=f"{len(found.changed)} of {found.sets} sets changed. {_clear(found.changes)}",
        facts={"first": _made(first.made_at, first.writer), "second": _made(second.made_at, second.writer)},
        sections=[
            Section("Figure by figure", [_changes(found.changes, "pairs")], lines=only),
            _folder(first, second),
            Section("Which sets changed", [sets] if rows else [], lead="" if rows else "None."),
        ],
    )


def _folder(first: SuggestionsRun, second: SuggestionsRun) -> Section:
    before = {one.language: one for one in use(first)}
    rows = [
        (
            one.language,
            f"{old.used} of {old.documents}",
            f"{one.used} of {one.documents}",
            f"{old.gini:.2f}",
            f"{one.gini:.2f}",
        )
        for one in use(second)
        if (old := before.get(one.language)) is not None
    ]
    columns = ("language", "documents before", "after", "Gini before", "after")
    return Section("What of the folder is used", [Table("", columns, rows)])


def retrieval_changes(first: RetrievalRun, second: RetrievalRun) -> dict[str, Change]:
    """The change of every figure over the questions both have."""
    before, after = first.parts(), second.parts()
    return {
        name: change
        for name in before
        if name in after and (change := paired_change(before[name], after[name])) is not None
    }


def retrieval_page(first: RetrievalRun, second: RetrievalRun) -> Page:
    """The second measurement of retrieval against the first, over the questions both have."""
    changes = retrieval_changes(first, second)
    fused = {name: change for name, change in changes.items() if name.startswith("fused")}
    plot = Bars(
        "Fused, before and after",
        tuple(name.removeprefix("fused ") for name in fused),
        {"before": [one.before for one in fused.values()], "after": [one.after for one in fused.values()]},
        "; ".join(
            f"{name.removeprefix('fused ')} {one.before:.3f}, then {one.after:.3f}" for name, one in fused.items()
        )
        + ".",
        most=1.0,
    )
    return Page(
        title="Two measurements of retrieval",
        lead=_clear(changes),
        facts={"first": _made(first.made_at, first.subject), "second": _made(second.made_at, second.subject)},
        sections=[
            Section("Figure by figure", [_changes(changes, "questions")], [plot] if fused else []),
            _questions(first, second),
        ],
    )


def _questions(first: RetrievalRun, second: RetrievalRun) -> Section:
    """Where the first right passage of the fused search moved."""
    before = {one.name: one for one in first.asked}
    moved = []
    for one in second.asked:
        old = before.get(one.name)
        if old is None or (old.legs.get("fused"), old.supported) == (one.legs.get("fused"), one.supported):
            continue
        was, now = (each.legs.get("fused", {}).get("mrr", 0.0) for each in (old, one))
        answered = ("no answer", "answered")
        moved.append(
            (now - was, one.name, f"{was:.2f}", f"{now:.2f}", answered[old.supported], answered[one.supported])
        )
    moved.sort(key=lambda row: (-abs(row[0]), row[1]))
    rows = [row[1:] for row in moved[:_MOST_SETS]]
    columns = ("question", "first place before", "after", "answer before", "after")
    note = (
        f"One over the place of the first right passage. The first {len(rows)} of {len(moved)}, the most moved first."
    )
    return Section("Which questions moved", [Table("", columns, rows, note, frozenset({3, 4}))] if rows else [])


def _made(at: str, words: str) -> str:
    return f"{at[:16].replace('T', ' ')} UTC, {words}"


def _clear(changes: Mapping[str, Change]) -> str:
    clear = [f"{name} {one.change:+.3f}" for name, one in changes.items() if one.clear]
    return f"Clearly changed: {', '.join(clear)}." if clear else "No figure changed clearly."


def _changes(changes: Mapping[str, Change], units: str) -> Table:
    rows = []
    for name, one in changes.items():
        moved = abs(one.change) > _SMALL
        sure = "" if not moved else "clear" if one.clear else "within chance"
        edges = "" if one.low is None or one.high is None or not moved else f"{one.low:+.4f} to {one.high:+.4f}"
        rows.append(
            (
                name,
                f"{one.before:.4f}",
                f"{one.after:.4f}",
                f"{one.change:+.4f}" if moved else "0",
                edges,
                sure,
                str(one.units),
            )
        )
    columns = ("figure", "before", "after", "change", "interval", "", units)
    return Table("", columns, rows, _INTERVAL.format(units=units), frozenset({5}))


def plain(changes: Mapping[str, Change]) -> dict[str, object]:
    """Plain values for ``--json``."""
    return {
        name: {
            "before": round(one.before, 6),
            "after": round(one.after, 6),
            "change": round(one.change, 6),
            "low": one.low,
            "high": one.high,
            "units": one.units,
        }
        for name, one in changes.items()
    }
