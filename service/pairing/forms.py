"""The forms of pairing: two people to choose, a name for one's own list."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from service.pairing.values import ExclusionLine
from service.people.values import Participant
from service.web.forms import BaseForm, options, required_choice


class ChooseForm(BaseForm):
    """A leader and a mentor."""

    senior = SelectField(_l("Leader"), coerce=int, validators=[required_choice(_l("Choose a leader."))])
    junior = SelectField(_l("Mentor"), coerce=int, validators=[required_choice(_l("Choose a mentor."))])


class ConfirmForm(BaseForm):
    """The two that were checked."""

    senior = HiddenField()
    junior = HiddenField()


class ExclusionForm(BaseForm):
    """Somebody for one's own list."""

    person = SelectField(_l("Person"), coerce=int, validators=[required_choice(_l("Choose a person."))])


def choose_form(people: Sequence[Participant], senior_id: int | None, junior_id: int | None) -> ChooseForm:
    """The form with everybody of each side; those without a handed-in intake are marked."""
    form = ChooseForm(data={"senior": senior_id, "junior": junior_id})
    here = [one for one in people if not one.left]
    form.senior.choices = options((str(one.id), _label(one)) for one in here if one.side == "senior")
    form.junior.choices = options((str(one.id), _label(one)) for one in here if one.side == "junior")
    return form


def exclusion_form(people: Sequence[Participant], me: Participant, listed: Sequence[ExclusionLine]) -> ExclusionForm:
    """The form with everybody of the other side who is not on the list yet."""
    form = ExclusionForm()
    known = {line.participation_id for line in listed}
    others = [one for one in people if one.side != me.side and one.id not in known and one.user_id != me.user_id]
    form.person.choices = options((str(one.id), _named(one)) for one in others)
    return form


def _named(one: Participant) -> str:
    return f"{one.name} · {one.function}" if one.function else one.name


def _label(one: Participant) -> str:
    return _named(one) if one.intake_done else _("%(name)s (form still open)", name=_named(one))
