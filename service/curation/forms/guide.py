"""The form of a guide: its front matter as fields, a row for each topic unit, and the text as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from service.curation.forms.names import (
    AUDIENCE_NAMES,
    COURAGE_NAMES,
    KIND_NAMES,
    LANGUAGE_NAMES,
    REASON_NAMES,
    STATUS_NAMES,
)
from service.knowledge.rules.composing import Parts, put_together, unit_headings
from service.knowledge.values import AUDIENCES, COURAGES, KINDS, LANGUAGES, REASONS, SKILLS, STAGES, STATUSES
from service.suggestions.guided.phrases import SKILLS as SKILLS_IN_WORDS
from service.web.forms import BaseForm, at_most, options, required
from service.web.i18n import current_language

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG = 80
_LONGEST_NOTE = 300
_UNITS = 40


class Ticks(SelectMultipleField):
    """Several small boxes in a line."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UnitForm(Form):
    """The tags of one topic unit; its heading ties it to the text."""

    heading = HiddenField()
    stages = Ticks(_l("Sessions"), choices=options((str(one), str(one)) for one in STAGES))
    reasons = Ticks(_l("Reasons"), choices=options((key, REASON_NAMES[key]) for key in REASONS))
    skills = Ticks(_l("Skills shown"))
    courage = SelectField(_l("Courage it asks for"), choices=options((key, COURAGE_NAMES[key]) for key in COURAGES))

    def __init__(self, *arguments: Any, **options_: Any) -> None:
        super().__init__(*arguments, **options_)
        names = SKILLS_IN_WORDS[current_language()]
        self.skills.choices = options((key, names[key]) for key in SKILLS)


class GuideForm(BaseForm):
    """A guide's fields and text. `base` is the hash of the text the curator began with; empty for a new file.

    `came` says how the text got here: ``upload``, or nothing where it was written in the browser.
    """

    base = HiddenField()
    came = HiddenField()
    title = StringField(_l("Title"), validators=[required(_l("Give the guide a title.")), at_most(200)])
    slug = StringField(
        _l("Short name for the file"),
        description=_l(
            "Small letters, digits and hyphens, for example first-meeting; the same in both languages. It never changes."
        ),
        validators=[at_most(_LONGEST_SLUG)],
    )
    language = SelectField(_l("Language"), choices=options((key, LANGUAGE_NAMES[key]) for key in LANGUAGES))
    kind = SelectField(_l("Kind"), choices=options((key, KIND_NAMES[key]) for key in KINDS))
    status = SelectField(_l("Status"), choices=options((key, STATUS_NAMES[key]) for key in STATUSES))
    reviewed_on = DateField(_l("Last reviewed on"), validators=[Optional()])
    reasons = Ticks(_l("Reasons"), choices=options((key, REASON_NAMES[key]) for key in REASONS))
    stages = Ticks(_l("Sessions"), choices=options((str(one), str(one)) for one in STAGES))
    audience = Ticks(_l("For whom"), choices=options((key, AUDIENCE_NAMES[key]) for key in AUDIENCES))
    sources = TextAreaField(
        _l("Sources"), description=_l("One a line, as in: Author, title, year, https://…"), validators=[at_most(5000)]
    )
    body = TextAreaField(_l("Text (Markdown)"), validators=[required(_l("Write the text of the guide."))])
    units = FieldList(FormField(UnitForm), max_entries=_UNITS)
    note = StringField(
        _l("Note on this change"),
        description=_l("For those who look at the history later. Kept with your name and the time."),
        validators=[at_most(_LONGEST_NOTE)],
    )
    new = False

    def validate_slug(self, field: StringField) -> None:
        """A new file needs a name that is safe in an address and the same in both languages."""
        if self.new and not _SLUG.fullmatch(field.data or ""):
            raise ValidationError(_("Write a name of small letters, digits and hyphens, for example first-meeting."))

    def path(self) -> str:
        """Where a new guide lies."""
        folder = {"brief": "briefs", "lesson": "lessons"}.get(self.kind.data, "guides")
        return f"{folder}/{self.language.data}/{self.slug.data}.md"

    def fill_units(self) -> None:
        """A row for each topic of the text, with its tags where they are known; with the guide's own where it has none."""
        known = {
            entry.form.heading.data: {name: value for name, value in entry.form.data.items() if value}
            for entry in self.units
        }
        headings = unit_headings(self.body.data or "", self.language.data or "id", [str(one) for one in known])
        while self.units.entries:
            self.units.pop_entry()
        usual = {"stages": self.stages.data, "reasons": self.reasons.data, "skills": [], "courage": "light"}
        for heading in headings[:_UNITS]:
            self.units.append_entry({**usual, **known.get(heading, {}), "heading": heading})

    def text(self, before: Mapping[str, Any]) -> str:
        """The file. `before` are the fields it had: what the form does not ask for stays."""
        return put_together(self._front_matter(before), (self.body.data or "").replace("\r\n", "\n"))

    def _front_matter(self, before: Mapping[str, Any]) -> dict[str, Any]:
        language = str(self.language.data)
        own = {"id", "title", "language", "translation_of", "reasons", "stages", "audience", "kind"}
        asked = own | {"status", "reviewed_on", "sources", "units"}
        fields: dict[str, Any] = {name: value for name, value in before.items() if name not in asked}
        slug = str(before.get("id", "")).removesuffix(f"-{language}") if "id" in before else str(self.slug.data)
        fields |= {
            "id": before.get("id", f"{slug}-{language}"),
            "title": str(self.title.data).strip(),
            "language": language,
            "translation_of": before.get("translation_of", None if language == "id" else f"{slug}-id"),
            "reasons": list(self.reasons.data or []),
            "stages": [int(one) for one in self.stages.data or []],
            "audience": list(self.audience.data or []),
            "kind": self.kind.data,
        }
        if self.status.data != "published":
            fields["status"] = self.status.data
        if self.reviewed_on.data:
            fields["reviewed_on"] = self.reviewed_on.data
        fields["sources"] = [line.strip() for line in (self.sources.data or "").splitlines() if line.strip()]
        units = [_unit(entry.form) for entry in self.units]
        if units or self.kind.data == "guide":
            fields["units"] = units
        return fields


class TextForm(BaseForm):
    """A whole file as text: for one whose front matter cannot be read, or for those who prefer it."""

    base = HiddenField()
    body = TextAreaField(_l("The whole file"), validators=[required(_l("Write the text of the guide."))])
    note = StringField(_l("Note on this change"), validators=[at_most(_LONGEST_NOTE)])


class NoteForm(BaseForm):
    """A confirmation with a note."""

    base = HiddenField()
    note = StringField(_l("Note on this change"), validators=[at_most(_LONGEST_NOTE)])


def guide_data(parts: Parts, title: str, language: str) -> dict[str, Any]:
    """What a file gives for the form; `title` and `language` as the index took them where the file does not say."""
    fields = parts.fields

    def several(name: str) -> list[str]:
        value = fields.get(name)
        return [str(one) for one in value] if isinstance(value, list) else []

    reviewed = fields.get("reviewed_on")
    units = fields.get("units")
    return {
        "title": str(fields.get("title") or title),
        "language": fields.get("language") if fields.get("language") in LANGUAGES else language,
        "kind": fields.get("kind") if fields.get("kind") in KINDS else "article",
        "status": fields.get("status") if fields.get("status") in STATUSES else "published",
        "reviewed_on": reviewed if type(reviewed) is date else None,
        "reasons": several("reasons"),
        "stages": several("stages"),
        "audience": several("audience"),
        "sources": "\n".join(several("sources")),
        "body": parts.body,
        "units": [
            {
                "heading": " ".join(str(unit.get("heading", "")).split()),
                **{
                    name: [str(one) for one in unit[name]] if isinstance(unit.get(name), list) else []
                    for name in ("stages", "reasons", "skills")
                },
                "courage": unit.get("courage", "light"),
            }
            for unit in (units if isinstance(units, list) else [])
            if isinstance(unit, dict)
        ],
    }


def _unit(form: UnitForm) -> dict[str, Any]:
    return {
        "heading": form.heading.data,
        "stages": [int(one) for one in form.stages.data or []],
        "reasons": list(form.reasons.data or []),
        "skills": list(form.skills.data or []),
        "courage": form.courage.data,
    }
