"""Questions about days: a date, and a week of half-days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import DateField

from service.surveys.kinds.checks import HowMany, written
from service.surveys.kinds.questions import Question, Summary, count
from service.surveys.values import HALVES, Option, Text
from service.web.forms import Checkboxes, options


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Question):
    """A date, stored as year-month-day."""

    kind = "date"

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """A date field."""
        return DateField(**self._labels(language), validators=written(needed=self.required and not lenient))

    def store(self, data: Any) -> Any:
        """The date in ISO form."""
        return data.isoformat() if data else None

    def fill(self, value: Any) -> Any:
        """The stored date as a date."""
        return date.fromisoformat(value) if value else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyGrid(Question):
    """Half-days of a week ("mon-am"), as many as suit; `days` are the rows of the grid."""

    kind = "weekly_grid"
    days: tuple[Option, ...]
    halves: tuple[Option, ...]
    at_least: int = 1

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """Check boxes, two a day; each says its day and its half."""
        least = 0 if lenient or not self.required else self.at_least
        return Checkboxes(
            **self._labels(language),
            choices=options((key, words.into(language)) for key, words in self.cells().items()),
            validators=[HowMany(least, None)],
            render_kw={"data-kind": "weekly-grid"},
        )

    def show(self, value: Any, language: str) -> list[str]:
        """One line a day."""
        lines = []
        for day in self.days:
            halves = [half.text.into(language) for half in self.halves if f"{day.key}-{half.key}" in value]
            if halves:
                lines.append(f"{day.text.into(language)}: {', '.join(halves)}")
        return lines

    def summarise(self, values: Sequence[Any]) -> Summary:
        """How often each half-day was chosen."""
        counted = count([cell for value in values for cell in value], self.cells())
        return Summary(answered=len(values), counts=counted.counts)

    def cells(self) -> dict[str, Text]:
        """The words of every half-day, by what is stored."""
        return {
            f"{day.key}-{half.key}": Text(f"{day.text.id}, {half.text.id}", f"{day.text.en}, {half.text.en}")
            for day in self.days
            for half in self.halves
            if half.key in HALVES
        }
