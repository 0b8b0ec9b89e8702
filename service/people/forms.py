"""The forms of the people room, and the sentences for what its actions refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import NumberRange, Optional, StopValidation

from service.people.values import Facts, Manager, Participant, ProgrammeCard, ProgrammePlan, Side
from service.web.forms import BaseForm, Checkboxes, Radios, at_most, email_address, options, required, required_choice

_LANGUAGES = [("id", _l("Indonesian")), ("en", _l("English"))]
_SIDES = [("senior", _l("Leader (learns)")), ("junior", _l("Mentor (shows)"))]
_KNOWN = [
    ("known", _l("This person, named below")),
    ("none", _l("Nobody: top of the organisation")),
    ("unknown", _l("Not known yet (no pair can be made)")),
]
_ABOVE = [
    ("known", _l("This person, named below")),
    ("none", _l("Nobody: top of the organisation")),
    ("unknown", _l("Not known yet, or recorded elsewhere in this programme")),
]

REFUSALS: Mapping[str, tuple[str, Any]] = {
    "already_in": ("email", _l("This person already takes part in this programme.")),
    "participant_is_contact": (
        "email",
        _l("This person is the neutral contact or the deputy. Name somebody else for that first."),
    ),
    "side_is_fixed": ("side", _l("This person has begun the form of their side, so the side can no longer change.")),
    "own_manager": ("manager_email", _l("Nobody is their own line manager. Write the address of somebody else.")),
    "line_is_contact": (
        "manager_email",
        _l(
            "This person is the neutral contact or the deputy, who stands in nobody's line. Name another contact first."
        ),
    ),
    "contact_is_admin": ("email", _l("This person is an admin of this programme. Name somebody who is not.")),
    "contact_takes_part": ("email", _l("This person takes part in this programme. Name somebody from outside.")),
    "contact_in_line": (
        "email",
        _l("This person is a participant's line manager, or sits on a panel. Name somebody who does not."),
    ),
    "contact_twice": ("email", _l("The neutral contact and the deputy are two people. Name somebody else.")),
    "admin_is_contact": ("email", _l("The neutral contact and the deputy cannot be admins of the programme.")),
    "own_panel": ("email", _l("Nobody sits on their own panel. Write the address of somebody else.")),
}


def refuse(form: BaseForm, reason: str) -> None:
    """Put a refusal at the field that can mend it, or at the first one."""
    name, sentence = REFUSALS[reason]
    field = form[name] if name in form else next(iter(form))
    field.errors = [*field.errors, str(sentence)]


class ProgrammeForm(BaseForm):
    """The plan of a programme."""

    name = StringField(_l("Name of the programme"), validators=[required(_l("Write a name.")), at_most(120)])
    languages = Checkboxes(
        _l("Languages of the programme"),
        choices=options(_LANGUAGES),
        default=["id", "en"],
        validators=[required(_l("Choose at least one language."))],
    )
    starts_on = DateField(_l("First day"), validators=[Optional()])
    ends_on = DateField(_l("Last day"), validators=[Optional()])
    sessions = IntegerField(
        _l("Sessions of each pair"), default=6, validators=[required(_l("Write a number.")), NumberRange(1, 24)]
    )
    minutes = IntegerField(
        _l("Minutes a session"), default=45, validators=[required(_l("Write a number.")), NumberRange(15, 180)]
    )
    grade_gap = IntegerField(
        _l("Grades between leader and mentor, at least"),
        default=2,
        validators=[required(_l("Write a number.")), NumberRange(1, 20)],
    )

    def validate_ends_on(self, field: Field) -> None:
        """The last day is not before the first."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first. Write a later day."))

    def plan(self) -> ProgrammePlan:
        """What was filled in."""
        return ProgrammePlan(
            name=(self.name.data or "").strip(),
            languages=tuple(self.languages.data or ()),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            sessions=self.sessions.data or 0,
            minutes=self.minutes.data or 0,
            grade_gap=self.grade_gap.data or 0,
        )


def programme_form(card: ProgrammeCard | None = None) -> ProgrammeForm:
    """The form, filled with an existing programme where there is one."""
    return ProgrammeForm(obj=card)


class _NeededWhenKnown:
    """A person who is said to be known has an address; stands before `Optional`, which would end the checks."""

    def __init__(self, state: str, message: Any) -> None:
        self.state = state
        self.message = message

    def __call__(self, form: BaseForm, field: Field) -> None:
        if form[self.state].data == "known" and not field.data:
            raise StopValidation(str(self.message))


class FactsForm(BaseForm):
    """The facts of a participant that only the admin sets."""

    side = Radios(_l("Side"), choices=options(_SIDES), validators=[required_choice(_l("Choose a side."))])
    role_title = StringField(_l("Role"), validators=[at_most(120)])
    function = StringField(
        _l("Function"), description=_l("For example finance, nursing, logistics."), validators=[at_most(120)]
    )
    site = StringField(_l("Site"), validators=[at_most(120)])
    grade = IntegerField(
        _l("Grade"),
        description=_l("A whole number; 1 is the most junior. Empty means not known: no pair can be made then."),
        validators=[Optional(), NumberRange(1, 99)],
    )
    manager_state = Radios(_l("Line manager"), choices=options(_KNOWN), default="unknown")
    manager_name = StringField(_l("Name of the line manager"), validators=[at_most(200)])
    manager_email = StringField(
        _l("E-mail of the line manager"),
        validators=[
            _NeededWhenKnown("manager_state", _l("Write the e-mail of the line manager, or choose another answer.")),
            Optional(),
            at_most(254),
            email_address(),
        ],
    )
    above_state = Radios(
        _l("Whom does this line manager report to?"),
        description=_l(
            "So that nobody is paired with their manager's manager. Not needed if the line manager takes part."
        ),
        choices=options(_ABOVE),
        default="unknown",
    )
    above_name = StringField(_l("Name of that person"), validators=[at_most(200)])
    above_email = StringField(
        _l("E-mail of that person"),
        validators=[
            _NeededWhenKnown("above_state", _l("Write the e-mail of that person, or choose another answer.")),
            Optional(),
            at_most(254),
            email_address(),
        ],
    )
    capacity = IntegerField(
        _l("Pairs at the same time, at most"),
        default=1,
        validators=[required(_l("Write a number.")), NumberRange(1, 5)],
    )

    def facts(self) -> Facts:
        """What was filled in."""
        return Facts(
            side=cast("Side", self.side.data),
            role_title=(self.role_title.data or "").strip(),
            function=(self.function.data or "").strip(),
            site=(self.site.data or "").strip(),
            grade=self.grade.data,
            line_manager=_manager(self.manager_state.data, self.manager_email.data, self.manager_name.data),
            managers_manager=_manager(self.above_state.data, self.above_email.data, self.above_name.data),
            capacity=self.capacity.data or 1,
        )


class PersonForm(FactsForm):
    """Somebody new in a programme: who they are, and their facts."""

    name = StringField(_l("Name"), validators=[required(_l("Write the name.")), at_most(200)])
    email = StringField(_l("E-mail"), validators=[required(_l("Write the e-mail.")), at_most(254), email_address()])
    locale = Radios(_l("Language of pages and mails"), choices=options(_LANGUAGES), default="id")

    def person(self) -> tuple[str, str, str]:
        """E-mail, name and language."""
        return self.email.data or "", (self.name.data or "").strip(), self.locale.data or "id"


def facts_form(who: Participant, manager: Manager, above: Manager) -> FactsForm:
    """The form filled with the present facts."""
    return FactsForm(
        obj=who,
        manager_state=manager.state,
        manager_name=manager.name,
        manager_email=manager.email,
        above_state=above.state,
        above_name=above.name,
        above_email=above.email,
    )


class NamedForm(BaseForm):
    """A person by name and e-mail, for a role."""

    name = StringField(_l("Name"), validators=[required(_l("Write the name.")), at_most(200)])
    email = StringField(_l("E-mail"), validators=[required(_l("Write the e-mail.")), at_most(254), email_address()])

    def named(self) -> tuple[str, str]:
        """E-mail and name."""
        return self.email.data or "", (self.name.data or "").strip()


class SeatForm(NamedForm):
    """Somebody on the panel of a participant."""

    about = SelectField(
        _l("Sits on the panel of"), coerce=int, validators=[required_choice(_l("Choose a participant."))]
    )


def seat_form(people: list[Participant]) -> SeatForm:
    """The form with the programme's participants to choose from."""
    form = SeatForm()
    form.about.choices = options((str(one.user_id), one.name) for one in people)
    return form


class CorrectionForm(BaseForm):
    """What is wrong about the facts."""

    text = TextAreaField(
        _l("What is wrong, and what would be right?"),
        validators=[required(_l("Write what should be corrected.")), at_most(1000)],
        render_kw={"rows": 4, "maxlength": 1000},
    )

    def words(self) -> str:
        """What was typed."""
        return (self.text.data or "").strip()


def _manager(state: str | None, email: str | None, name: str | None) -> Manager:
    chosen = cast('Literal["unknown", "none", "known"]', state or "unknown")
    return Manager(chosen, (email or "").strip(), (name or "").strip()) if chosen == "known" else Manager(chosen)
