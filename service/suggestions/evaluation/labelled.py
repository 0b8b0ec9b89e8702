"""Questions labelled for power-safety and depth in two passes, and what the gate makes of them.

``labelled/rubric.md`` tells how they were judged. The gate's rules know forms and subjects, not what a question costs a junior;
what they miss of the unsafe is told as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from service.suggestions.evaluation.figures import Figure
from service.suggestions.rules.agreement import Agreement, agreement
from service.suggestions.rules.lines import Line, Voice, line_fault
from service.suggestions.values import Language

LABELLED = Path(__file__).resolve().parents[1] / "labelled" / "questions.jsonl"
Side = Literal["opener", "senior", "junior", "both"]
_VOICES: Mapping[Side, Voice] = {"opener": "spoken", "senior": "page", "junior": "page", "both": "both"}
_GROW = "R"  # any stage of GROW: a labelled question says none, and the rule asks for one


class BadLabels(Exception):
    """A file of labelled questions is not in its format; the message names file and line."""


class Label(BaseModel):
    """What one pass says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    safe: bool
    depth: Literal[1, 2, 3]


class Labelled(BaseModel):
    """A question with the labels of both passes; `side` is whom it is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: Language
    side: Side
    topic: str
    text: str
    pass_1: Label
    pass_2: Label

    @property
    def safe(self) -> bool | None:
        """What both passes say; None where they differ."""
        return self.pass_1.safe if self.pass_1.safe == self.pass_2.safe else None


def load(path: Path = LABELLED) -> list[Labelled]:
    """The questions of a file, one a line. Raises ``BadLabels``."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read as UTF-8 text ({type(error).__name__})"
        raise BadLabels(message) from error
    found: list[Labelled] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found.append(_read(line, f"{path}:{number}"))
    ids = Counter(one.id for one in found)
    twice = [name for name, count in ids.items() if count > 1]
    if twice or not found:
        message = f"{path}: {'twice: ' + ', '.join(twice) if twice else 'no question in it'}"
        raise BadLabels(message)
    return found


def _read(line: str, place: str) -> Labelled:
    try:
        return Labelled.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        message = f"{place}: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}"
        raise BadLabels(message) from error


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The gate against labels: of the unsafe how many it refuses, of the safe how many it lets through; and what it got wrong.

    `codes` counts the rules that refused unsafe questions; `missed` and `wronged` are questions, the latter with the rule.
    """

    caught: Figure
    kept: Figure
    codes: Mapping[str, int]
    missed: tuple[Labelled, ...]
    wronged: tuple[tuple[Labelled, str], ...]


@dataclass(frozen=True, slots=True)
class Study:
    """All that the labelled questions tell: agreement of the passes, labels by depth and safety, and the gate's verdicts."""

    safety: Agreement
    depth: Agreement
    counts: Mapping[tuple[bool, int], int]
    verdicts: Mapping[str, Verdicts]
    questions: int

    @property
    def all(self) -> Verdicts:
        """The verdicts over both languages."""
        return self.verdicts["all"]


def study(questions: Sequence[Labelled], fault: Callable[[Labelled], str | None] | None = None) -> Study:
    """Hold the gate's rules for a line (or another `fault`, which gives a code or None) against the labels both passes share."""
    agreed = [one for one in questions if one.safe is not None]
    told = {one.id: (fault or line_verdict)(one) for one in agreed}
    languages = sorted({one.language for one in agreed})
    return Study(
        safety=agreement([one.pass_1.safe for one in questions], [one.pass_2.safe for one in questions]),
        depth=agreement([one.pass_1.depth for one in questions], [one.pass_2.depth for one in questions]),
        counts=Counter((one.pass_1.safe, one.pass_1.depth) for one in agreed if one.pass_1.depth == one.pass_2.depth),
        verdicts={
            "all": _verdicts(agreed, told),
            **{name: _verdicts([one for one in agreed if one.language == name], told) for name in languages},
        },
        questions=len(questions),
    )


def _verdicts(questions: Iterable[Labelled], told: Mapping[str, str | None]) -> Verdicts:
    unsafe: list[Labelled] = []
    safe: list[Labelled] = []
    for one in questions:
        (safe if one.safe else unsafe).append(one)
    codes = Counter(code for one in unsafe if (code := told[one.id]))
    wronged = tuple((one, code) for one in safe if (code := told[one.id]))
    return Verdicts(
        caught=Figure(codes.total(), len(unsafe)),
        kept=Figure(len(safe) - len(wronged), len(safe)),
        codes=dict(codes.most_common()),
        missed=tuple(one for one in unsafe if not told[one.id]),
        wronged=wronged,
    )


def line_verdict(one: Labelled) -> str | None:
    """The code of the first rule for lines that refuses a question; its topic and passage are taken to be about it."""
    about = f"{one.topic} {one.text}"
    return line_fault(
        Line(
            text=one.text,
            grow=None if one.side == "opener" else _GROW,
            voice=_VOICES[one.side],
            language=one.language,
            topic=about,
            passage=about,
            names=(),
            earlier=(),
        )
    )
