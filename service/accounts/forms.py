"""The forms of signing in and of one's own settings."""

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import AnyOf

from service.web.forms import BaseForm, Radios, at_most, email_address, options, required

_EMAIL_LENGTH = 254
_CODE_LENGTH = 20
_INDONESIAN = (
    ("Asia/Jakarta", _l("Western Indonesia (WIB), Jakarta")),
    ("Asia/Makassar", _l("Central Indonesia (WITA), Makassar")),
    ("Asia/Jayapura", _l("Eastern Indonesia (WIT), Jayapura")),
)


class EmailForm(BaseForm):
    """Step one: the e-mail address."""

    email = EmailField(
        _l("Your work e-mail address"),
        validators=[required(_l("Write your e-mail address.")), email_address(), at_most(_EMAIL_LENGTH)],
    )


class CodeForm(BaseForm):
    """Step two, in the browser that asked: the code."""

    code = StringField(
        _l("The six digits from the mail"),
        validators=[required(_l("Write the six digits from the mail.")), at_most(_CODE_LENGTH)],
    )


class EmailAndCodeForm(EmailForm):
    """Step two on another device, which does not know the address yet."""

    code = StringField(
        _l("The six digits from the mail"),
        validators=[required(_l("Write the six digits from the mail.")), at_most(_CODE_LENGTH)],
    )


class ButtonForm(BaseForm):
    """A form of one button: nothing but the proof that it came from our page."""


class ProfileForm(BaseForm):
    """Language and time zone."""

    locale = Radios(_l("Language"), choices=options([("id", "Bahasa Indonesia"), ("en", "English")]))
    timezone = SelectField(
        _l("Time zone"),
        validators=[AnyOf(sorted(available_timezones()), message=_l("Choose one of the answers shown."))],
    )

    def offer_zones(self) -> None:
        """Fill the list of zones: Indonesia's three first."""
        indonesian = {name for name, _label in _INDONESIAN}
        others = sorted(name for name in available_timezones() if "/" in name and name not in indonesian)
        self.timezone.choices = [
            *options([(name, str(label)) for name, label in _INDONESIAN], group=str(_l("Indonesia"))),
            *options([(name, name.replace("_", " ")) for name in others], group=str(_l("Elsewhere"))),
        ]
