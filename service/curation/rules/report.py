"""The library in figures, and the bars it must reach before people rely on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.curation.rules.coverage import VIEWS, Matrix, matrix
from service.knowledge.rules.front_matter import several
from service.knowledge.rules.guides import BOTH, JUNIOR, SENIOR, Guide
from service.knowledge.values import LANGUAGES, UnitTags, other_language

SIDES = (SENIOR, JUNIOR, BOTH)
LETTERS = "GROW"
GUIDES, UNITS, QUESTIONS = 45, 3, 8
"""The least: guides in both languages, topic units a guide, and questions a side of a guide."""


@dataclass(frozen=True, slots=True)
class GuideFigures:
    """A published guide: its topic units, and per side how many questions of each GROW letter."""

    path: str
    language: str
    units: int
    questions: Mapping[str, Mapping[str, int]]

    def asked(self, side: str) -> int:
        """All questions of a side."""
        return sum(self.questions[side].values())

    def lacks(self, side: str) -> str:
        """The letters that a side has no question of."""
        return "".join(letter for letter in LETTERS if not self.questions[side][letter])


@dataclass(frozen=True, slots=True)
class Report:
    """`documents` counts published ones by kind and language; `pairs` are guides in both languages, `alone` those in one.

    `matrices` are by view and language; `missed` says which bars are not reached, one sentence each.
    """

    documents: Mapping[tuple[str, str], int]
    pairs: int
    alone: tuple[str, ...]
    guides: tuple[GuideFigures, ...]
    problems: int
    matrices: Mapping[tuple[str, str], Matrix]
    missed: tuple[str, ...]


def report(files: Sequence[Guide], problems: int) -> Report:
    """Count what is published among the files of a folder; `problems` is how many mistakes its check found."""
    published = [one for one in files if one.head.fields.get("status", "published") == "published"]
    guides = [one for one in published if one.head.fields.get("kind") == "guide" and one.language]
    paths = {one.file for one in guides}
    alone = tuple(sorted(path for path in paths if other_language(path) not in paths))
    figures = tuple(_figures(one) for one in guides)
    tags = [tags for one in published for tags in _tags(one)]
    matrices = {(view, language): matrix(tags, view, language) for view in VIEWS for language in LANGUAGES}
    pairs = (len(paths) - len(alone)) // 2
    return Report(
        documents=Counter((_kind(one), one.language or "-") for one in published),
        pairs=pairs,
        alone=alone,
        guides=figures,
        problems=problems,
        matrices=matrices,
        missed=tuple(_missed(pairs, alone, figures, problems, matrices)),
    )


def as_json(found: Report) -> dict[str, object]:
    """The report in the shape of ``dua-arah knowledge report --json``."""
    return {
        "documents": {f"{kind} {language}": count for (kind, language), count in sorted(found.documents.items())},
        "guides_in_both_languages": found.pairs,
        "in_one_language": list(found.alone),
        "guides": [
            {
                "path": one.path,
                "language": one.language,
                "units": one.units,
                "questions": {side: dict(one.questions[side]) for side in SIDES},
            }
            for one in found.guides
        ],
        "mistakes": found.problems,
        "coverage": {
            f"{view} {language}": {row[0].reason: [cell.count for cell in row] for row in one.rows}
            for (view, language), one in found.matrices.items()
        },
        "missed": list(found.missed),
    }


def _kind(guide: Guide) -> str:
    kind = guide.head.fields.get("kind")
    return kind if isinstance(kind, str) else "plain"


def _figures(guide: Guide) -> GuideFigures:
    counts = {side: Counter(one.grow for unit in guide.units for one in unit.questions(side)) for side in SIDES}
    questions = {side: {letter: counts[side][letter] for letter in LETTERS} for side in SIDES}
    return GuideFigures(guide.file, str(guide.language), len(guide.units), questions)


def _tags(guide: Guide) -> Iterator[UnitTags]:
    """Tags of the units; what is not a list counts as none, the check tells it."""
    audience = several(guide.head.fields.get("audience"), str)
    for unit in guide.units:
        reasons, stages = several(unit.tags.get("reasons"), str), several(unit.tags.get("stages"), int)
        yield UnitTags(str(guide.language), reasons, stages, audience)


def _missed(
    pairs: int,
    alone: Sequence[str],
    guides: Iterable[GuideFigures],
    problems: int,
    matrices: Mapping[tuple[str, str], Matrix],
) -> Iterator[str]:
    if pairs < GUIDES:
        yield f"{pairs} guides are there in both languages; {GUIDES} are wanted"
    for path in alone:
        yield f"{path}: its other language is missing"
    for one in guides:
        yield from _missed_by(one)
    if problems:
        yield f"the check finds {problems} mistakes; `dua-arah knowledge check` tells them"
    for (view, language), one_matrix in matrices.items():
        for cell in one_matrix.cells("hole"):
            yield f"nothing for {cell.reason} at session {cell.stage} ({view}, {language})"


def _missed_by(guide: GuideFigures) -> Iterator[str]:
    """A guide's bank of each side must be large enough and ask over all four letters."""
    if guide.units < UNITS:
        yield f"{guide.path}: {guide.units} topic units; {UNITS} are wanted"
    for side in SIDES:
        if guide.asked(side) < QUESTIONS:
            yield f"{guide.path}: {guide.asked(side)} questions for {side}; {QUESTIONS} are wanted"
        if lacking := guide.lacks(side):
            yield f"{guide.path}: no question of {', '.join(lacking)} for {side}"
