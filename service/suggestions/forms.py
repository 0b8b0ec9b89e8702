"""The forms of the pair's room: a wish for a set, and a private mark."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from service.web.forms import BaseForm, at_most

MARKS = ("used", "useful", "not_for_us", "inappropriate")


class WishForm(BaseForm):
    """A wish for topics; the focus is optional and is typed for this purpose."""

    focus = StringField(_l("Anything in particular? (optional)"), validators=[at_most(200)])


class MarkForm(BaseForm):
    """One of the marks, or none to take it back."""

    kind = StringField()

    def chosen(self) -> str | None:
        """The mark, or None."""
        return self.kind.data if self.kind.data in MARKS else None
