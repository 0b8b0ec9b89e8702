"""The forms of an admin who runs waves, and a form to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, ValidationError

from service.surveys.actions import RefusedWave
from service.surveys.kinds.instrument import Instrument, Page
from service.waves.values import FormLine
from service.web.forms import BaseForm, Radios, options, required_choice

BOTH = "both"
_SIDES = [(BOTH, _l("Leaders and mentors")), ("senior", _l("Only leaders")), ("junior", _l("Only mentors"))]
_CLOSES_AT = time(23, 59)

_REFUSED: Mapping[str, tuple[str, Any]] = {
    "past": ("closes", _l("The closing day has passed. Choose today or a later day.")),
    "order": ("closes", _l("The form would close before it opens. Choose a closing day on or after the opening day.")),
    "twice": (
        "instrument",
        _l("This form is open or planned for these people already. Close that round first, or change its closing day."),
    ),
    "side": ("side", _l("This form does not ask that side.")),
    "closed": ("closes", _l("This round has closed meanwhile. Its closing day can no longer be changed.")),
}


class CloseDayForm(BaseForm):
    """Until when a wave is open."""

    closes = DateField(_l("Closes at the end of"), validators=[required_choice(_l("Choose a closing day."))])

    def closes_at(self, zone: str) -> datetime:
        """The last minute of that day where the admin is."""
        return _moment(self.closes, _CLOSES_AT, zone)


class WaveForm(CloseDayForm):
    """Which form opens, for whom, from when until when."""

    instrument = SelectField(_l("Form"), validators=[required_choice(_l("Choose a form."))])
    side = Radios(_l("Who is asked"), choices=options(_SIDES), validators=[required_choice(_l("Choose who is asked."))])
    opens = DateField(_l("Opens on"), validators=[required_choice(_l("Choose an opening day."))])
    today: date

    def validate_opens(self, field: DateField) -> None:
        """Nothing opens in the past."""
        if field.data is not None and field.data < self.today:
            raise ValidationError(_("The opening day has passed. Choose today or a later day."))

    def asked(self) -> str | None:
        """The side, or none for both."""
        return None if self.side.data == BOTH else str(self.side.data)

    def span(self, zone: str, now: datetime) -> tuple[datetime, datetime]:
        """From and to, in UTC: today opens at once, another day with its first minute where the admin is."""
        return max(_moment(self.opens, time(), zone), now), self.closes_at(zone)


@dataclass(frozen=True)
class PagePreview:
    """A page of a form to look at: its fields, in the language of the preview."""

    page: Page
    form: BaseForm


def wave_form(lines: Sequence[FormLine], language: str, zone: str, now: datetime, chosen: str | None) -> WaveForm:
    """The form with every instrument; opens today for both sides unless told otherwise."""
    today = now.astimezone(ZoneInfo(zone)).date()
    form = WaveForm(data={"instrument": chosen, "side": BOTH, "opens": today})
    form.instrument.choices = options((one.key, one.title.into(language)) for one in lines)
    form.today = today
    return form


def close_day_form(closes_at: datetime, zone: str) -> CloseDayForm:
    """The form with the present closing day."""
    return CloseDayForm(data={"closes": closes_at.astimezone(ZoneInfo(zone)).date()})


def refuse(form: BaseForm, error: RefusedWave) -> None:
    """Put the sentence for a refusal at the field it is about."""
    name, words = _REFUSED[error.reason]
    field = form[name if name in form else "closes"]
    field.errors = [*field.errors, words]


def preview(instrument: Instrument, language: str) -> list[PagePreview]:
    """All pages of a form, whoever would be asked what."""
    return [PagePreview(page, _page(page, language)) for page in instrument.pages]


def _page(page: Page, language: str) -> BaseForm:
    made: type[BaseForm] = type("PreviewForm", (BaseForm,), {item.id: item.field(language) for item in page.items})
    return made()


def _moment(field: DateField, at: time, zone: str) -> datetime:
    """A chosen day's moment where the admin is, in UTC."""
    day: date = cast("date", field.data)  # validated: there is one
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
