"""Bring a file from elsewhere: it becomes a text in the editing form, with a report of what was left out. Nothing is saved yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service import clock
from service.curation.forms.guide import GuideForm, guide_data
from service.curation.forms.names import LANGUAGE_NAMES
from service.curation.forms.upload import UploadForm
from service.curation.views import writing
from service.curation.views.base import blueprint
from service.db import db
from service.knowledge.ports import Converted, Converter, NotConverted
from service.knowledge.rules.composing import take_apart
from service.knowledge.rules.language import detect
from service.knowledge.rules.uploads import FINDINGS, MOST_PAGES, REFUSALS, ending_of, slug_of, stem_of
from service.knowledge.values import LIMIT_MB, Finding
from service.ports import port

_REFUSED, _BUSY = 422, 503
_SHOWN_LINES = frozenset({".md", ".txt"})


@blueprint.url_value_preprocessor
def long_texts(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A guide may be longer than the half megabyte that Werkzeug lets a field of a form have; runs before the form is read."""
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]


@blueprint.route("/upload", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    """Choose a file; its text is shown for review in the form of a new guide."""
    form = UploadForm()
    status = 200
    if form.validate_on_submit():
        sent = form.file.data
        name, content = str(sent.filename), sent.stream.read(LIMIT_MB * 1024 * 1024 + 1)
        db.session.rollback()  # nothing waits in a transaction for a file to be read
        try:
            return _review(name, port(Converter).convert(name, content))
        except NotConverted as refusal:
            form.file.errors = [*form.file.errors, refused(refusal)]
            status = _BUSY if refusal.code == "busy" else _REFUSED
    elif form.errors:
        status = _REFUSED
    return render_template("curation/upload.html", form=form), status


def refused(refusal: NotConverted) -> str:
    """Why a file gave no text, and how to mend it, in the reader's language."""
    return str(_(REFUSALS[refusal.code], limit=LIMIT_MB, pages=MOST_PAGES, detail=refusal.detail))


def _review(name: str, converted: Converted) -> ResponseReturnValue:
    form = GuideForm(formdata=None, data=_data(name, converted))
    form.new = True
    language = LANGUAGE_NAMES[form.language.data]
    told = [
        _("Nothing is saved yet: read the text, mend it, then save."),
        _("The language looks like %(language)s. Choose another below if it is not.", language=language),
        *_told(converted.findings, lines=ending_of(name) in _SHOWN_LINES),
    ]
    return writing.show(form, writing.Desk(findings=told))


def _told(findings: tuple[Finding, ...], *, lines: bool) -> Iterator[str]:
    for one in findings:
        what = _("%(what)s: %(count)s.", what=_(FINDINGS[one.code]), count=one.count)
        if one.excerpt and lines:
            yield what + " " + _("The first, in line %(line)s: “%(excerpt)s”", line=one.line, excerpt=one.excerpt)
        elif one.excerpt:
            yield what + " " + _("The first: “%(excerpt)s”", excerpt=one.excerpt)
        else:
            yield what
    if not findings:
        yield _("Nothing hidden was found in the file.")


def _data(name: str, converted: Converted) -> dict[str, Any]:
    """What the form begins with. The file's name only suggests a short name; whoever saves decides where the text lies."""
    parts = take_apart(converted.markdown)
    language = detect(parts.body)
    heading = next((line[2:].strip() for line in parts.body.splitlines() if line.startswith("# ")), "")
    title = converted.title or heading or " ".join(slug_of(stem_of(name)).split("-")).capitalize()
    usual = {
        "title": title,
        "language": language,
        "kind": "article",
        "audience": ["senior", "junior"],
        "reviewed_on": clock.now().date(),
        "body": parts.body,
    }
    data = guide_data(parts, title, language) if parts.fields else usual
    known = slug_of(str(parts.fields.get("id", "")).removesuffix(f"-{data['language']}"))
    return data | {
        "slug": known or slug_of(title) or slug_of(stem_of(name)),
        "status": "draft",
        "came": "upload",
        "base": "",
    }
