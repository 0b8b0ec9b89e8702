"""A questionnaire and what each side reads of it: pages of questions in order, and what somebody with certain answers gets to see.

Which questions are asked is decided in order, over the answers that count: an answer to a question that is not asked is none, also
for the conditions of later questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from service.surveys.kinds.questions import Question
from service.surveys.rules import Datum
from service.surveys.values import Answers, Side, Text

Kind = Literal["confidential", "anonymous"]


@dataclass(frozen=True, slots=True)
class Page:
    """One group of questions; `title` is the page's heading, `sees` the row of the visibility table that holds here.

    A page with `facts` first shows what the admin wrote about the reader. Which of its `items` are asked, the instrument says.
    """

    key: str
    title: Text
    why: Text
    sees: Datum
    items: tuple[Question, ...]
    facts: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """What one side reads of a questionnaire, in both languages. A stored answer names the version it was given to.

    `linked_to` names the form whose answers these are compared with; `minutes` is how long it takes.
    """

    key: str
    version: int
    kind: Kind
    side: Side
    title: Text
    intro: Text
    minutes: int
    pages: tuple[Page, ...]
    also_sees: tuple[Datum, ...] = ()
    linked_to: str | None = None

    def items(self) -> Iterator[Question]:
        """Every question in order."""
        for page in self.pages:
            yield from page.items

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions put to somebody with these answers, in order."""
        kept: dict[str, object] = {}
        asked = []
        for item in self.items():
            if item.when is not None and not item.when.holds(kept):
                continue
            asked.append(item)
            if answers.get(item.id) is not None:
                kept[item.id] = answers[item.id]
        return tuple(asked)

    def asked_on(self, page: Page, answers: Answers) -> tuple[Question, ...]:
        """Those of one page; `answers` are those of the whole form."""
        asked = {item.id for item in self.asked(answers)}
        return tuple(item for item in page.items if item.id in asked)

    def missing_on(self, page: Page, answers: Answers) -> tuple[Question, ...]:
        """Required questions of one page without an answer."""
        return tuple(item for item in self.asked_on(page, answers) if item.required and answers.get(item.id) is None)

    def pages_for(self, answers: Answers) -> tuple[Page, ...]:
        """The pages somebody with these answers walks through.

        A page counts while it hangs on a required question without an answer, so that "3 of 8" does not grow on the way.
        """
        open_ = {item.id for item in self.asked(answers)} | self._undecided(answers)
        return tuple(page for page in self.pages if not page.items or any(item.id in open_ for item in page.items))

    def page(self, key: str, answers: Answers) -> Page | None:
        """The page with this key, if it is one of this walk."""
        return next((page for page in self.pages_for(answers) if page.key == key), None)

    def incomplete(self, answers: Answers) -> tuple[Page, ...]:
        """Pages that still miss a required answer; none of them once the form may be handed in."""
        return tuple(page for page in self.pages if self.missing_on(page, answers))

    def kept(self, answers: Answers) -> dict[str, object]:
        """The answers that count: what is no longer asked (a skill taken back) falls away."""
        return {item.id: answers[item.id] for item in self.asked(answers) if answers.get(item.id) is not None}

    def sees(self) -> tuple[Datum, ...]:
        """The rows of the visibility table that matter for this form, each once."""
        return tuple(dict.fromkeys([*(page.sees for page in self.pages), *self.also_sees]))

    def _undecided(self, answers: Answers) -> set[str]:
        """The questions that may still be asked, whatever the required questions before them will be answered."""
        kept: dict[str, object] = {}
        pending: set[str] = set()
        undecided: set[str] = set()
        for item in self.items():
            given = answers.get(item.id)
            asked = item.when is None or item.when.judge(kept, pending)
            if asked is None:
                undecided.add(item.id)
            if asked and given is not None:
                kept[item.id] = given
            elif asked is not False and (item.required or given is not None):
                pending.add(item.id)
        return undecided


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One file: what each of its sides reads, in the order of the sides."""

    key: str
    version: int
    kind: Kind
    by_side: Mapping[str, Instrument]

    @property
    def title(self) -> Text:
        """What it is called, in the words of its first side."""
        return next(iter(self.by_side.values())).title

    @property
    def sides(self) -> tuple[str, ...]:
        """Who is asked."""
        return tuple(self.by_side)
