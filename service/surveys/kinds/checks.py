"""What a field of a form may be refused for; each message names its question, since a page holds several."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Field, Form, ValidationError
from wtforms.validators import Length, Optional, StopValidation

Validators = list[Any]


class HowMany:
    """Between so many and so many boxes are ticked."""

    def __init__(self, least: int, most: int | None) -> None:
        self.least = least
        self.most = most

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse too few and too many."""
        ticked = len(field.data or ())
        question = field.label.text
        if ticked < self.least:
            raise ValidationError(
                ngettext(
                    "Choose at least %(num)s answer for “%(question)s”.",
                    "Choose at least %(num)s answers for “%(question)s”.",
                    self.least,
                    question=question,
                )
            )
        if self.most is not None and ticked > self.most:
            raise ValidationError(
                ngettext(
                    "Choose at most %(num)s answer for “%(question)s”.",
                    "Choose at most %(num)s answers for “%(question)s”.",
                    self.most,
                    question=question,
                )
            )


class Chosen:
    """One of the radios was chosen."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse a gap, and stop there."""
        if not any(field.raw_data or ()):
            field.errors = []  # a gap is also "not a valid choice"; one message is enough
            raise StopValidation(_("Choose an answer for “%(question)s”.", question=field.label.text))


class Written:
    """Something was typed."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse a gap, and stop there."""
        if not any(str(typed).strip() for typed in field.raw_data or ()):
            raise StopValidation(_("Write an answer for “%(question)s”.", question=field.label.text))


def chosen(*, needed: bool) -> Validators:
    """For radios."""
    return [Chosen() if needed else Optional()]


def written(*, needed: bool, longest: int | None = None) -> Validators:
    """For what is typed; `longest` in characters."""
    first: Validators = [Written() if needed else Optional()]
    return first if longest is None else [*first, Length(max=longest)]
