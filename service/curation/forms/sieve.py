"""What a curator looks for in the list of documents."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SearchField, SelectField

from service.curation.forms.names import (
    AUDIENCE_NAMES,
    LANGUAGE_NAMES,
    ORDER_NAMES,
    REASON_NAMES,
    STATE_NAMES,
    STATUS_NAMES,
)
from service.curation.rules.sifting import ORDERS, STATES, Sieve
from service.knowledge.values import AUDIENCES, LANGUAGES, REASONS, STAGES, STATUSES
from service.web.forms import BaseForm, options


class GetForm(BaseForm):
    """A form that asks and changes nothing."""

    class Meta(BaseForm.Meta):
        """No token: its answers stand in the address."""

        csrf = False


class SieveForm(GetForm):
    """Search, filters and order of the list; every field may be left alone."""

    text = SearchField(_l("Search in titles and file names"))
    language = SelectField(_l("Language"))
    reason = SelectField(_l("Reason"))
    stage = SelectField(_l("Session"))
    audience = SelectField(_l("For whom"))
    status = SelectField(_l("Status"))
    state = SelectField(_l("What about it"))
    sort = SelectField(_l("Order"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        every = ("", _("All"))
        self.language.choices = options([every, *((key, LANGUAGE_NAMES[key]) for key in LANGUAGES)])
        self.reason.choices = options([every, *((key, REASON_NAMES[key]) for key in REASONS)])
        self.stage.choices = options([every, *((str(number), str(number)) for number in STAGES)])
        self.audience.choices = options([every, *((key, AUDIENCE_NAMES[key]) for key in AUDIENCES)])
        self.status.choices = options([every, *((key, STATUS_NAMES[key]) for key in STATUSES)])
        self.state.choices = options([every, *((key, STATE_NAMES[key]) for key in STATES)])
        self.sort.choices = options([(key, ORDER_NAMES[key]) for key in ORDERS])

    def sieve(self) -> Sieve:
        """What was asked for; an answer that is none of ours asks for nothing."""
        chosen = {field.name: field.data for field in self if any(one.value == field.data for one in _choices(field))}
        stage = chosen.pop("stage", "")
        return Sieve(text=self.text.data or "", stage=int(stage) if stage else None, **chosen)


def _choices(field: Any) -> Any:
    return getattr(field, "choices", None) or ()
