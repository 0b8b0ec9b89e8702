"""The forms of cases: a message to the neutral contact, and an answer to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, TextAreaField, ValidationError

from service.cases.values import LONGEST, Reader, Wish, Words
from service.web.forms import BaseForm, Radios, at_most, options, required, required_choice

_WISHES = [
    ("talk", _l("I would like to talk first")),
    ("pause", _l("I would like a pause")),
    ("review", _l("I would like to change partner at the next review day")),
    ("now", _l("I would like to change partner now")),
    ("other", _l("Something else")),
]
_DIGITS = 6


def _as_typed(text: str | None) -> str:
    """The text with one character a line end, as the page counts them."""
    return (text or "").replace("\r\n", "\n").strip()


class _Numbered(BaseForm):
    """A form that carries the number it was made for, so that sending it twice does one thing."""

    number = HiddenField()

    def place(self, following: int) -> int:
        """The number, where it can be one; else the one that follows."""
        said = self.number.data or ""
        fits = said.isascii() and said.isdecimal() and len(said) <= _DIGITS
        return (int(said) if fits else 0) or following


class TalkForm(_Numbered):
    """What somebody wishes, in their own words where they like, and who reads it."""

    wish = Radios(_l("What is it about?"), choices=options(_WISHES), validators=[required_choice(_l("Choose one."))])
    text = TextAreaField(
        _l("In your own words (if you like)"),
        description=_l("You need not give reasons. At most 4,000 characters."),
        filters=[_as_typed],
        validators=[at_most(LONGEST)],
        render_kw={"rows": 8, "maxlength": LONGEST},
    )
    readers = Radios(_l("Who may read it?"), validators=[required_choice(_l("Choose who may read it."))])

    def validate_text(self, field: Field) -> None:
        """Something else needs a word about what."""
        if self.wish.data == "other" and not field.data:
            raise ValidationError(_("Write in a few words what it is about."))

    def words(self) -> Words:
        """What was filled in."""
        return Words(cast("Wish", self.wish.data), self.text.data or "")

    def addressed(self) -> tuple[int, ...]:
        """The user ids of those who were shown and chosen."""
        return tuple(int(one) for one in (self.readers.data or "").split("-"))


class ReplyForm(_Numbered):
    """An answer to a case."""

    text = TextAreaField(
        _l("Your answer"),
        filters=[_as_typed],
        validators=[required(_l("Write your answer.")), at_most(LONGEST)],
        render_kw={"rows": 6, "maxlength": LONGEST},
    )


def talk_form(named: Sequence[Reader], number: int, typed: Mapping[str, Sequence[str]] | None = None) -> TalkForm:
    """The form for these readers (at least one, the neutral contact first); `typed` is what was laid aside by field.

    The choice of readers names them by id: whoever is replaced between two pages is not among the choices any more.
    """
    kept = MultiDict(typed) if typed else None
    form = TalkForm(formdata=kept, meta={"csrf": False}) if kept else TalkForm()
    first, *others = named
    choices = [(str(first.user_id), _("Only %(name)s", name=first.name))]
    choices += [
        (f"{first.user_id}-{other.user_id}", _("%(one)s and %(other)s", one=first.name, other=other.name))
        for other in others
    ]
    form.readers.choices = options(choices)
    if len(choices) == 1 and not form.is_submitted():
        form.readers.data = choices[0][0]
    if not form.number.data:
        form.number.data = str(number)
    return form


def reply_form(number: int) -> ReplyForm:
    """The form; `number` is that of the answer to come."""
    form = ReplyForm()
    if not form.number.data:
        form.number.data = str(number)
    return form
