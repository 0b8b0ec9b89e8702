"""The codebook: what every item of a questionnaire asks, whom, when, what is stored for each answer, and where the item comes from.

It is made from the same files as the pages: for the admin's page, for exports, and, run as a program on such files, as Markdown.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.surveys.kinds.instrument import Instrument, Page, Questionnaire
from service.surveys.kinds.load import load
from service.surveys.kinds.proofread import stem
from service.surveys.kinds.questions import Choice, Provenance, Question, Scale, Several, YesNo
from service.surveys.kinds.times import WeeklyGrid
from service.surveys.values import SIDES, Text

Stored = bool | int | str
Code = tuple[Stored, Text]
_HEAD = """\
# Codebook

What the instruments in `service/surveys/instruments` ask, and what is stored for each answer. Made from those files by
`make codebook`; a test keeps it true. *Codes* are what stands in an export. An item with a condition has no answer where the
condition does not hold. A text may be shown to others only where its author said yes to the item named as its permission.
*Translation*: `own` (written by us in both languages), `forward` (translated, not back-translated), `back-translated`,
`reviewed` (by a second speaker).
"""
_SIDE = {"senior": Text("pemimpin", "leader"), "junior": Text("mentor", "mentor")}


@dataclass(frozen=True, slots=True)
class Row:
    """One item as those of `sides` read it; two rows where the sides read different words.

    `question` is the item after its page's heading where it is read so. `codes` are stored values with their words; a text, a date
    or the weekly grid's free choice has none of its own beyond what `kind` says. `condition` is none where it is always asked.
    """

    item: str
    sides: tuple[str, ...]
    page: str
    question: Text
    kind: str
    required: bool
    codes: tuple[Code, ...]
    condition: Text | None
    reason: str | None
    permission: str | None
    provenance: Provenance | None


def codebook(questionnaire: Questionnaire) -> tuple[Row, ...]:
    """A row an item in the order of the pages; the leader's words first."""
    rows: dict[str, list[Row]] = {}
    order: list[str] = []
    for side, instrument in questionnaire.by_side.items():
        for page in instrument.pages:
            for item in page.items:
                _add(rows.setdefault(item.id, []), _row(instrument, page, item, side))
        order = _merged(order, [item.id for item in instrument.items()])
    return tuple(row for id_ in order for row in rows[id_])


def codes(item: Question) -> tuple[Code, ...]:
    """What may be stored for an item, each with its words; of `several` and the weekly grid each chosen one."""
    if isinstance(item, Choice | Several):
        return tuple((option.key, option.text) for option in item.options)
    if isinstance(item, Scale):
        return tuple(item.labels().items())
    if isinstance(item, YesNo):
        return ((True, item.yes), (False, item.no))
    return tuple(item.cells().items()) if isinstance(item, WeeklyGrid) else ()


def markdown(questionnaires: Sequence[Questionnaire]) -> str:
    """The whole codebook as a Markdown document, questionnaires in the order of their keys."""
    found = sorted(questionnaires, key=lambda one: one.key)
    return "\n".join([_HEAD, *(_chapter(one) for one in found)])


def main(paths: Sequence[str]) -> None:
    """Write the codebook of these files to standard output; raises `ValueError` for a file that cannot be shown."""
    found = [load(Path(path)) for path in paths]
    problems = [str(problem) for _, several in found for problem in several]
    if problems:
        raise ValueError("\n".join(problems))
    sys.stdout.write(markdown([questionnaire for questionnaire, _ in found if questionnaire is not None]))


def _merged(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Two sides' ids in the order of the file, which each side's own order is a part of."""
    shared = set(one) & set(other)
    merged: list[str] = []
    rest = list(other)
    for id_ in one:
        while id_ in shared and rest[0] != id_:
            merged.append(rest.pop(0))
        merged.append(id_)
        if id_ in shared:
            rest.pop(0)
    return merged + rest


def _add(rows: list[Row], new: Row) -> None:
    """Join a row to the one that differs from it in nothing but the side."""
    for n, old in enumerate(rows):
        if old == replace(new, sides=old.sides):
            rows[n] = replace(old, sides=(*old.sides, *new.sides))
            return
    rows.append(new)


def _row(instrument: Instrument, page: Page, item: Question, side: str) -> Row:
    known = {one.id: one for one in instrument.items()}
    return Row(
        item=item.id,
        sides=(side,),
        page=page.key,
        question=Text(stem(page, item, "id"), stem(page, item, "en")),
        kind=item.kind,
        required=item.required,
        codes=codes(item),
        condition=None if item.when is None else item.when.in_words(lambda id_, stored: _words(known[id_], stored)),
        reason=item.reason,
        permission=item.permission,
        provenance=item.provenance,
    )


def _words(item: Question, stored: Stored) -> Text:
    return next(words for code, words in codes(item) if code == stored)


def _chapter(questionnaire: Questionnaire) -> str:
    first = next(iter(questionnaire.by_side.values()))
    linked = f", linked to the {first.linked_to}" if first.linked_to else ""
    sides = " and ".join(_SIDE[side].en for side in questionnaire.sides)
    lines = [
        f"## {questionnaire.key}",
        "",
        f"*{first.title.id}* · *{first.title.en}* · version {questionnaire.version} · {questionnaire.kind}{linked} · {sides}",
        "",
        "| item | side | page | question | codes | asked | measures | origin |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *(_line(row) for row in codebook(questionnaire))]) + "\n"


def _line(row: Row) -> str:
    side = "both" if row.sides == SIDES else ", ".join(_SIDE[one].en for one in row.sides)
    cells = [
        f"`{row.item}`",
        side,
        f"`{row.page}`",
        f"{row.question.id}<br>{row.question.en}",
        _codes(row),
        _asked(row),
        f"`{row.reason}`" if row.reason else "",
        _origin(row.provenance),
    ]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _codes(row: Row) -> str:
    told = [f"`{_code(code)}` {words.id} · {words.en}" for code, words in row.codes]
    return "<br>".join([f"{row.kind.replace('_', ' ')}", *told])


def _code(code: Stored) -> str:
    return str(code).lower() if isinstance(code, bool) else str(code)


def _asked(row: Row) -> str:
    told = [] if row.condition is None else [f"where {row.condition.en}"]
    told += [] if row.required else ["may be left empty"]
    told += [f"permission: `{row.permission}`"] if row.permission else []
    return "<br>".join(told)


def _origin(provenance: Provenance | None) -> str:
    if provenance is None:
        return ""
    told = [
        provenance.source.en + (" (adapted)" if provenance.adapted else ""),
        f"translation: {provenance.translation}",
        *([provenance.note.en] if provenance.note else []),
    ]
    return "<br>".join(told)


if __name__ == "__main__":
    main(sys.argv[1:])
