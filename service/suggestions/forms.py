"""The forms of the pair's room: a wish for a set, how bold its topics may be, and a private mark."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField

from service.knowledge.values import COURAGES
from service.web.forms import BaseForm, at_most, options, required

MARKS = ("used", "useful", "not_for_us", "inappropriate")


class WishForm(BaseForm):
    """A wish for topics; the focus is optional and is typed for this purpose."""

    focus = StringField(_l("Anything in particular? (optional)"), validators=[at_most(200)])


_COURAGE = {
    "light": _l("Light: easy to talk about from the first minute"),
    "medium": _l("Medium: also topics that need a little trust"),
    "bold": _l("Bold: also topics that take courage, such as feedback to somebody far more senior"),
}


class CourageForm(BaseForm):
    """How bold this side wants the topics of its pair."""

    level = RadioField(
        _l("How bold may the topics be?"),
        choices=options((key, _COURAGE[key]) for key in COURAGES),
        validators=[required(_l("Choose how bold the topics may be."))],
    )


class MarkForm(BaseForm):
    """One of the marks, or none to take it back."""

    kind = StringField()

    def chosen(self) -> str | None:
        """The mark, or None."""
        return self.kind.data if self.kind.data in MARKS else None
