"""The base of every form: our own words for every mistake, and an error list the page can link from.

WTForms has no Indonesian, so its messages are replaced by ours, which are plain English message ids with a translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, Email, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

_l = lazy_gettext

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What nobody sees or means to type. PostgreSQL keeps no NUL, UTF-8 no surrogates, and HTML none of them."""

_OURS: Mapping[str, Any] = {
    "This field is required.": _l("Answer this question."),
    "Invalid email address.": _l("Write the address like name@example.org."),
    "Invalid input.": _l("Check what is written here."),
    "Invalid Choice: could not coerce.": _l("Choose one of the answers shown."),
    "Not a valid choice.": _l("Choose one of the answers shown."),
    "Not a valid choice": _l("Choose one of the answers shown."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Choose only answers that are shown."),
    "Not a valid integer value.": _l("Write a whole number."),
    "Not a valid decimal value.": _l("Write a number."),
    "Not a valid float value.": _l("Write a number."),
    "Not a valid date value.": _l("Write the date as year-month-day, for example 2026-12-08."),
    "Not a valid datetime value.": _l("Write the date and time, for example 2026-12-08 10:00."),
    "Not a valid time value.": _l("Write the time, for example 10:00."),
    "Invalid value, must be one of: %(values)s.": _l("Choose one of the answers shown."),
    "Number must be at least %(min)s.": _l("Write a number of at least %(min)s."),
    "Number must be at most %(max)s.": _l("Write a number of at most %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Write a number between %(min)s and %(max)s."),
    "CSRF token missing.": _l("This page was open for too long. Send it once more."),
    "CSRF failed.": _l("This page was open for too long. Send it once more."),
}


class _OurWords:
    """Answers for WTForms' built-in messages; what we have no words for stays as it is."""

    def gettext(self, text: str) -> str:
        return str(_OURS.get(text, text))

    def ngettext(self, singular: str, _plural: str, number: int) -> str:
        """The length messages are the only plurals of WTForms."""
        if "at least" in singular:
            ours = ngettext("Write at least %(num)s character.", "Write at least %(num)s characters.", number)
        elif "longer than" in singular:
            ours = ngettext("Write at most %(num)s character.", "Write at most %(num)s characters.", number)
        elif "exactly" in singular:
            ours = ngettext("Write exactly %(num)s character.", "Write exactly %(num)s characters.", number)
        else:
            ours = gettext("This is too short or too long.")
        return str(ours)


@dataclass(frozen=True)
class Mistake:
    """One line of the error summary: where it leads and what to do."""

    anchor: str
    message: str


def readable(text: str) -> str:
    """The text without the characters that nobody sees."""
    return _UNSEEN.sub("", text)


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose messages are ours; every form of the project derives from it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our words instead of WTForms' catalogues."""

        def get_translations(self, _form: object) -> _OurWords:
            """Give WTForms our words."""
            return _OurWords()

        def wrap_formdata(self, _form: BaseForm, formdata: Any) -> Any:
            """What was sent as a form (never as JSON), without the characters that nobody sees."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if request.method not in _UNSAFE:
                return None
            seen = MultiDict((name, readable(text)) for name, text in request.form.items(multi=True))
            return CombinedMultiDict([request.files, seen]) if request.files else seen

    def mistakes(self) -> Iterator[Mistake]:
        """What the summary at the top of the page lists, in the order of the fields."""
        for field in self:
            for error in _flat(field.errors):
                yield Mistake(anchor=anchor(field), message=error)


class Radios(RadioField):
    """One answer of several, as large rows; drawn by ``components/form.html``."""


class Checkboxes(SelectMultipleField):
    """Several answers, as large rows; drawn by ``components/form.html``."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def options(pairs: Iterable[tuple[str, Any]], group: str | None = None) -> list[Any]:
    """The choices of a radio, box or select field from (value, label) pairs; `group` heads them in a select."""
    return [SelectChoice(value=value, label=label, optgroup=group) for value, label in pairs]


def required(message: Any) -> DataRequired:
    """The field must have an answer; the message (text or lazy text) says which one."""
    return DataRequired(message=message)


def required_choice(message: Any) -> InputRequired:
    """Like ``required``, for fields whose answer may be 0 or False."""
    return InputRequired(message=message)


def email_address() -> Email:
    """The text looks like an e-mail address."""
    return Email()


def at_most(characters: int) -> Length:
    """The text has at most so many characters."""
    return Length(max=characters)


def is_group(field: Field) -> bool:
    """Whether the field is a group of radios or boxes, which needs a fieldset."""
    return isinstance(field, RadioField | Checkboxes)


def anchor(field: Field) -> str:
    """The id of the element the error summary leads to: the first row of a group, else the field."""
    return f"{field.id}-0" if is_group(field) else str(field.id)


def _flat(errors: Any) -> Iterator[str]:
    for error in errors:
        if isinstance(error, list | tuple):
            yield from _flat(error)
        else:
            yield str(error)
