"""A page of an instrument as a form, and back: the classes are made from the questions, never written by hand.

A question that depends on another of its own page is on the page from the start, hidden; the page's script shows it, or without
one the server does, once the page was sent. What was not asked is neither required nor kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from service.surveys.actions import told
from service.surveys.kinds.instrument import Instrument, Page
from service.surveys.kinds.questions import Question
from service.surveys.values import Answers
from service.web.forms import BaseForm


@dataclass(frozen=True)
class PageForm:
    """A page's form with the questions that are asked now, those that wait for an answer beside them, and what was said."""

    form: BaseForm
    asked: tuple[Question, ...]
    opened: tuple[Question, ...]
    waiting: tuple[Question, ...]
    given: dict[str, Any]

    def new(self) -> tuple[Question, ...]:
        """Questions that an answer on this very page has opened, and that the reader has not seen yet."""
        seen = set((self.form["shown"].data or "").split())
        return tuple(item for item in self.opened if item.id not in seen and self.given.get(item.id) is None)


def mark(answers: Answers, page: Page) -> str:
    """What a page says in its author's draft, as a short text that is the same whenever it is."""
    own = {item.id: answers[item.id] for item in page.items if answers.get(item.id) is not None}
    return hashlib.sha256(told(own).encode()).hexdigest()[:16]


def page_form(
    instrument: Instrument,
    page: Page,
    answers: Answers,
    language: str,
    *,
    lenient: bool = False,
    typed: Mapping[str, list[str]] | None = None,
) -> PageForm:
    """The form of one page, filled with what was answered so far, or with `typed` (fields of a request kept from before).

    `lenient` accepts gaps (save and go on later).
    """
    first = _bound(page.items, answers, language, lenient_for=page.items, typed=typed)
    sent = first.is_submitted() or typed is not None
    given = {item.id: item.store(first[item.id].data) for item in page.items} if sent else {}
    together = {**answers, **given}
    asked = instrument.asked_on(page, together)
    own = {item.id for item in page.items}
    depend = tuple(item for item in page.items if item.when is not None and item.when.items() & own)
    opened = tuple(item for item in depend if item in asked)
    waiting = tuple(item for item in depend if item not in asked)
    eased = page.items if lenient else waiting
    form = _bound((*asked, *waiting), answers, language, lenient_for=eased, typed=typed)
    kept = {item.id: given.get(item.id) if item in asked else None for item in page.items}
    return PageForm(form, asked, opened, waiting, kept)


def confirm_form() -> BaseForm:
    """A form without a question, for its token alone."""
    return BaseForm()


def _bound(
    items: tuple[Question, ...],
    answers: Answers,
    language: str,
    *,
    lenient_for: tuple[Question, ...],
    typed: Mapping[str, list[str]] | None,
) -> BaseForm:
    fields = {item.id: item.field(language, lenient=item in lenient_for) for item in items}
    hidden = {name: HiddenField() for name in ("window", "mark", "shown")}
    made: type[BaseForm] = type("PageForm", (BaseForm,), fields | hidden)
    filled = {item.id: item.fill(answers[item.id]) for item in items if answers.get(item.id) is not None}
    if typed is None:
        return made(data=filled)
    return made(MultiDict(typed), data=filled)
