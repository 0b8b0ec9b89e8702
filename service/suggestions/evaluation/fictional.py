"""Invented pairs for the evaluation: plainly different work, wishes and gaps, half Indonesian and half English.

They stand in ``pairs.yaml``, one line a side, so that they can be compared at a glance. Nobody there exists, and nothing there
is in a demo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from service.knowledge.values import REASONS
from service.suggestions.values import Language, PairBrief, SideBrief, Stage

_FILE = Path(__file__).with_name("pairs.yaml")


@dataclass(frozen=True, slots=True)
class Fictional:
    """An invented pair as it comes to its first session.

    `field` is what its leader's work is near to, `story` names the document that tells its sessions.
    """

    number: int
    field: str
    language: Language
    senior: SideBrief
    junior: SideBrief
    story: str = ""

    def brief(self, stage: Stage) -> PairBrief:
        """The pair at a stage, before anything was suggested to it."""
        return PairBrief(
            pair_id=self.number,
            session=stage.number,
            language=self.language,
            stage=stage,
            senior=self.senior,
            junior=self.junior,
            model_allowed=True,
        )


@cache
def invented() -> tuple[Fictional, ...]:
    """All of them, numbered from 1; of any even number from the front half talk Indonesian, from twenty on."""
    rows: list[Mapping[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Fictional(
            number=number,
            field=row["field"],
            language=as_language(row["language"]),
            senior=side(row["senior"], "senior"),
            junior=side(row["junior"], "junior"),
            story=row.get("story", ""),
        )
        for number, row in enumerate(rows, start=1)
    )


def pairs(stage: Stage) -> list[PairBrief]:
    """The pairs at a stage, as they are before their first session."""
    return [one.brief(stage) for one in invented()]


def language_of(number: int) -> Language:
    """The language pair `number` (from 1) talks in."""
    return invented()[number - 1].language


def as_language(text: str) -> Language:
    """A language as the file writes it."""
    return "id" if text == "id" else "en"


def side(line: str, role: str) -> SideBrief:
    """One side from its line: ``function | goals | skill:level … | gaps | focus``; what is left out at the end is empty."""
    function, goals, skills, gaps, focus = [part.strip() for part in [*line.split("|"), "", ""][:5]]
    levels = dict(item.split(":") for item in skills.split())
    steps = zip(REASONS, map(int, gaps.split()), strict=False)
    return SideBrief(
        role_level=role,
        function=function,
        goals=tuple(goals.split()),
        skills={key: int(level) for key, level in levels.items()},
        behaviour_gaps={reason: gap for reason, gap in steps if gap},
        focus=focus,
    )
