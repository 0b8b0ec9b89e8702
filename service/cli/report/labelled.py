"""What the labelled questions tell, as a page."""

from __future__ import annotations

from service.cli.report.values import Page, Section, Table, number, share, span
from service.suggestions.evaluation.labelled import Labelled, Study
from service.suggestions.rules.agreement import Agreement

_NAMES = {"all": "both languages", "id": "Indonesian", "en": "English"}


def page(found: Study) -> Page:
    """The whole page."""
    caught, kept = found.all.caught, found.all.kept
    return Page(
        title="Questions labelled for power-safety and depth",
        lead=f"The gate refuses {caught.good} of {caught.of} questions that both passes call unsafe, and lets "
        f"{kept.good} of {kept.of} safe ones through.",
        facts={"questions": str(found.questions)},
        sections=[
            Section("How far the two passes agree", [_agreement(found)]),
            Section("What the gate makes of them", [_verdicts(found), _codes(found)]),
            Section("Labels", [_labels(found)]),
            Section("Unsafe, and not refused", lines=[_told(one) for one in found.all.missed]),
            Section("Safe, and refused", lines=[f"{code}: {_told(one)}" for one, code in found.all.wronged]),
        ],
    )


def _told(one: Labelled) -> str:
    return f"{one.id} ({one.side}): {one.text}"


def _agreement(found: Study) -> Table:
    rows = [_row("safe", found.safety), _row("depth", found.depth)]
    return Table("", ("label", "questions", "alike", "Cohen's kappa"), rows)


def _row(name: str, one: Agreement) -> tuple[str, ...]:
    return name, str(one.of), share(one.raw), number(one.kappa, 3)


def _verdicts(found: Study) -> Table:
    rows = []
    for key, one in found.verdicts.items():
        for name, figure in (("unsafe, refused", one.caught), ("safe, let through", one.kept)):
            row = (
                f"{_NAMES[key]}: {name}",
                str(figure.good),
                str(figure.of),
                share(figure.share),
                span(figure.interval),
            )
            rows.append(row)
    return Table("", ("questions both passes judge alike", "so many", "of", "share", "interval"), rows)


def _codes(found: Study) -> Table:
    return Table(
        "By which rule", ("rule", "unsafe refused"), [(code, str(count)) for code, count in found.all.codes.items()]
    )


def _labels(found: Study) -> Table:
    rows = [
        (name, *(str(found.counts.get((safe, depth), 0)) for depth in (1, 2, 3)))
        for name, safe in (("safe", True), ("unsafe", False))
    ]
    return Table("", ("both passes alike", "depth 1", "depth 2", "depth 3"), rows)


def plain(found: Study) -> dict[str, object]:
    """Plain values for ``--json``."""
    return {
        "questions": found.questions,
        "agreement": {
            name: {"raw": round(one.raw, 4), "kappa": None if one.kappa is None else round(one.kappa, 4), "of": one.of}
            for name, one in (("safe", found.safety), ("depth", found.depth))
        },
        "gate": {
            name: {
                "unsafe_refused": one.caught.to_json(),
                "safe_let_through": one.kept.to_json(),
                "codes": dict(one.codes),
            }
            for name, one in found.verdicts.items()
        },
    }
