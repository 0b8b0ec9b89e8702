"""A page of an instrument as a form, and back: the classes are made from the questions, never written by hand."""

from __future__ import annotations

from typing import Any

from service.surveys.kinds.instrument import Page
from service.surveys.values import Answers
from service.web.forms import BaseForm


def page_form(page: Page, answers: Answers, language: str, *, lenient: bool = False) -> BaseForm:
    """The form of one page, filled with what was answered so far; `lenient` accepts gaps (save and go on later)."""
    asked = page.asked(answers)
    fields = {item.id: item.field(language, lenient=lenient) for item in asked}
    made: type[BaseForm] = type("PageForm", (BaseForm,), fields)
    filled = {item.id: item.fill(answers[item.id]) for item in asked if answers.get(item.id) is not None}
    return made(data=filled)


def page_answers(page: Page, answers: Answers, form: BaseForm) -> dict[str, Any]:
    """What the form now says, as answers are stored; None where nothing was answered."""
    return {item.id: item.store(form[item.id].data) for item in page.asked(answers)}


def confirm_form() -> BaseForm:
    """A form without a question, for its token alone."""
    return BaseForm()
