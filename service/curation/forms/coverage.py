"""For whom and in which language the coverage is shown."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from service.curation.forms.names import AUDIENCE_NAMES, LANGUAGE_NAMES
from service.curation.forms.sieve import GetForm
from service.curation.rules.coverage import VIEWS
from service.knowledge.values import LANGUAGES
from service.web.forms import options

VIEW_NAMES = {**AUDIENCE_NAMES, "both": _l("Both together")}


class CoverageForm(GetForm):
    """The matrix's two switches."""

    audience = SelectField(_l("For whom"))
    language = SelectField(_l("Language"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.audience.choices = options((key, VIEW_NAMES[key]) for key in VIEWS)
        self.language.choices = options((key, LANGUAGE_NAMES[key]) for key in LANGUAGES)

    def chosen(self, language: str) -> tuple[str, str]:
        """View and language; for what is not ours, both together and the reader's `language`."""
        if self.audience.data not in VIEWS:
            self.audience.data = "both"
        if self.language.data not in LANGUAGES:
            self.language.data = language
        return self.audience.data, self.language.data
