"""An instrument: pages of questions in order, and which of them somebody with certain answers gets to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.surveys.kinds.questions import Question
from service.surveys.rules import Datum
from service.surveys.values import Answers, Text


@dataclass(frozen=True, slots=True)
class Page:
    """One group of questions; `title` is the page's heading, `sees` the row of the visibility table that holds here.

    A page with `facts` first shows what the admin wrote about the reader.
    """

    key: str
    title: Text
    why: Text
    sees: Datum
    items: tuple[Question, ...]
    facts: bool = False

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions put to somebody with these answers."""
        return tuple(item for item in self.items if item.asked(answers))

    def missing(self, answers: Answers) -> tuple[Question, ...]:
        """Required questions without an answer."""
        return tuple(item for item in self.asked(answers) if item.required and answers.get(item.id) is None)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A form in both languages. A stored answer names the version it was given to."""

    key: str
    version: int
    kind: Literal["confidential", "anonymous"]
    title: Text
    intro: Text
    minutes: int
    pages: tuple[Page, ...]
    also_sees: tuple[Datum, ...] = ()

    def items(self) -> Iterator[Question]:
        """Every question in order."""
        for page in self.pages:
            yield from page.items

    def pages_for(self, answers: Answers) -> tuple[Page, ...]:
        """The pages somebody with these answers walks through.

        A page that depends on a question not yet answered counts, so that "3 of 8" does not grow on the way.
        """
        return tuple(
            page for page in self.pages if not page.items or page.asked(answers) or self._undecided(page, answers)
        )

    def page(self, key: str, answers: Answers) -> Page | None:
        """The page with this key, if it is one of this walk."""
        return next((page for page in self.pages_for(answers) if page.key == key), None)

    def incomplete(self, answers: Answers) -> tuple[Page, ...]:
        """Pages that still miss a required answer."""
        return tuple(
            page for page in self.pages_for(answers) if page.missing(answers) or self._undecided(page, answers)
        )

    def kept(self, answers: Answers) -> dict[str, object]:
        """The answers that count: questions no longer asked (a skill taken back) fall away."""
        return {
            item.id: answers[item.id]
            for item in self.items()
            if item.asked(answers) and answers.get(item.id) is not None
        }

    def sees(self) -> tuple[Datum, ...]:
        """The rows of the visibility table that matter for this form, each once."""
        return tuple(dict.fromkeys([*(page.sees for page in self.pages), *self.also_sees]))

    def _undecided(self, page: Page, answers: Answers) -> bool:
        return bool(page.items) and all(
            item.when is not None and answers.get(item.when.item) is None for item in page.items
        )
