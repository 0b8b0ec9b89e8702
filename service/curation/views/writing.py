"""Write a guide, or change one: fields, topics and text beside their preview; nothing is saved over a text nobody has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from service import clock
from service.accounts.access import current_user_id
from service.curation.forms.guide import GuideForm, TextForm, guide_data
from service.curation.rules.comparing import Row, compare
from service.curation.rules.mending import in_the_form
from service.curation.views.base import blueprint, faults, follow_folder
from service.knowledge.actions import folder as folder_actions
from service.knowledge.actions import writing
from service.knowledge.actions.writing import Author, Lying
from service.knowledge.ports import Folder
from service.knowledge.rules.composing import is_skeleton, skeleton, take_apart
from service.knowledge.rules.passages import read_document
from service.knowledge.values import LANGUAGES, LIMIT_MB, REASONS, STAGES, Problem, other_language
from service.ports import port
from service.web.i18n import current_language

_REFUSED, _CONFLICT, _UNAVAILABLE = 422, 409, 503


@dataclass(frozen=True, slots=True)
class Desk:
    """What the editing page shows beside the form. `theirs` is what somebody else saved meanwhile, compared with ours."""

    path: str | None = None
    theirs: Sequence[Row] = ()
    conflict: bool = False
    findings: Sequence[str] = field(default=())


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a guide: empty, in the language that is missing, or with the tags of a hole."""
    form = GuideForm(data=_start() if request.method != "POST" else None)
    form.new = True
    if request.method != "POST":
        return show(form, Desk())
    return _handle(form, form.path(), {}, Desk())


@blueprint.route("/edit/<path:path>", methods=["GET", "POST"])
def edit(path: str) -> ResponseReturnValue:
    """Change a file of the folder."""
    lying = _lying(path)
    parts = take_apart(lying.text)
    if parts.broken or request.args.get("as") == "text":
        return _edit_text(path, lying)
    known = read_document(path, lying.text.encode("utf-8"))
    data = guide_data(parts, known.title, known.language) | {"base": lying.sha256}
    form = GuideForm(data=data if request.method != "POST" else None)
    desk = Desk(path)
    if request.method != "POST":
        return show(form, desk, parts.fields)
    return _handle(form, path, parts.fields, desk)


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """What is wrong in a text, and how it looks, for the editor to show while somebody writes; nothing is saved."""
    path = request.args.get("path", "")
    if path:
        lying = writing.lying(port(Folder).path, path) if folder_actions.usable_path(path) else abort(404)
        before: Mapping[str, Any] = take_apart(lying.text).fields if lying else {}
    else:
        before = {}
    form = GuideForm()
    form.fill_units()
    return render_template("curation/_beside.html", **_beside(form, path or form.path(), before))


def show(
    form: GuideForm, desk: Desk, before: Mapping[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    """The editing page."""
    form.fill_units()
    page = render_template(
        "curation/edit.html",
        form=form,
        desk=desk,
        **_beside(form, desk.path or form.path(), before or {}),
    )
    return page, status


def saved(path: str, text: str) -> ResponseReturnValue:
    """Have the index follow, say what is left to mend, and go on with the page of the file."""
    follow_folder()
    left = len(faults(folder_actions.check_draft(port(Folder).path, path, text)))
    if take_apart(text).fields.get("status", "published") == "published":
        flash(_("Saved. Suggestions can use it within seconds."))
    else:
        flash(_("Saved. It is kept out of suggestions."))
    if left:
        flash(ngettext("%(num)s thing is left to mend.", "%(num)s things are left to mend.", left), "error")
    return redirect(url_for(".edit", path=path), 303)


def _handle(form: GuideForm, path: str, before: Mapping[str, Any], desk: Desk) -> ResponseReturnValue:
    if request.form.get("do") == "check":
        return show(form, desk, before)
    form.fill_units()
    if not form.validate_on_submit():
        return show(form, desk, before, _REFUSED)
    text = form.text(before)
    way = "upload" if form.new and request.form.get("came") == "upload" else "web"
    author = Author(current_user_id(), way, (form.note.data or "").strip())
    try:
        writing.save(port(Folder).path, path, text, form.base.data or None, author, clock.now())
    except writing.Conflict as conflict:
        return _clash(form, conflict, path, before, text)
    except (writing.BadPath, writing.TooLong, writing.FolderUnwritable) as error:
        where = form.slug if isinstance(error, writing.BadPath) else form.body
        where.errors = [*where.errors, refusal(error)]
        return show(form, desk, before, _UNAVAILABLE if isinstance(error, writing.FolderUnwritable) else _REFUSED)
    return saved(path, text)


def _clash(
    form: GuideForm, conflict: writing.Conflict, path: str, before: Mapping[str, Any], text: str
) -> ResponseReturnValue:
    """Both texts stay: theirs in the folder and shown as differences, ours in the form, to be saved on top knowingly."""
    if form.new:
        form.slug.errors = [*form.slug.errors, _("A file of this name is there already. Choose another name.")]
        return show(form, Desk(), before, _CONFLICT)
    desk = Desk(path, _on_top(form, conflict, text), conflict=True)
    return show(form, desk, before, _CONFLICT)


def _on_top(form: GuideForm | TextForm, conflict: writing.Conflict, text: str) -> Sequence[Row]:
    """What differs from their text to ours; saved once more, ours goes on top of theirs."""
    theirs = conflict.current
    form.base.data = theirs.sha256 if theirs else ""
    return compare(theirs.text if theirs else "", text)


def _edit_text(path: str, lying: Lying) -> ResponseReturnValue:
    form = TextForm(data={"base": lying.sha256, "body": lying.text} if request.method != "POST" else None)
    theirs: Sequence[Row] = ()
    status = 200
    if form.validate_on_submit():
        text = (form.body.data or "").replace("\r\n", "\n")
        author = Author(current_user_id(), "web", (form.note.data or "").strip())
        try:
            writing.save(port(Folder).path, path, text, form.base.data or None, author, clock.now())
        except writing.Conflict as conflict:
            theirs, status = _on_top(form, conflict, text), _CONFLICT
        except (writing.TooLong, writing.FolderUnwritable) as error:
            form.body.errors = [*form.body.errors, refusal(error)]
            status = _UNAVAILABLE if isinstance(error, writing.FolderUnwritable) else _REFUSED
        else:
            return saved(path, text)
    elif request.method == "POST":
        status = _REFUSED
    problems = faults(folder_actions.check_draft(port(Folder).path, path, form.body.data or ""))
    page = render_template(
        "curation/edit_text.html", form=form, path=path, problems=problems, theirs=theirs, conflict=status == _CONFLICT
    )
    return page, status


def refusal(error: Exception) -> str:
    """Why a file could not be written, and what to do; nothing is lost, the form still holds it."""
    if isinstance(error, writing.BadPath):
        words = _("This is no name for a file in the folder. Use small letters, digits and hyphens.")
    elif isinstance(error, writing.TooLong):
        words = _("The text is longer than %(limit)s MB. Split it into several guides.", limit=LIMIT_MB)
    else:
        words = _(
            "The folder cannot be written to now. Your text is still here: copy it, and tell whoever runs this service."
        )
    return str(words)


def _lying(path: str) -> Lying:
    if not folder_actions.usable_path(path):
        abort(404)
    try:
        return writing.lying(port(Folder).path, path) or abort(404)
    except writing.BadPath:
        abort(404)


def _beside(form: GuideForm, path: str, before: Mapping[str, Any]) -> dict[str, Any]:
    text = form.text(before)
    problems: list[Problem] = []
    untouched = is_skeleton(form.body.data or "")
    if (form.body.data or "").strip() and not untouched:
        problems = folder_actions.check_draft(port(Folder).path, path, text)
    offset = text[: text.index("\n---\n") + 5].count("\n") if text.startswith("---\n") else 0
    return {
        "problems": faults(in_the_form(problems, offset, named=not path.endswith("/.md"))),
        "untouched": untouched,
        "offset": offset,
        "body": form.body.data or "",
        "text_language": form.language.data or "id",
    }


def _start() -> dict[str, Any]:
    """What a new guide begins with: a skeleton; the tags asked for; or those of the guide it is the other language of."""
    asked = request.args
    language = asked["language"] if asked.get("language") in LANGUAGES else current_language()
    twin = _twin(asked.get("twin_of", ""))
    if twin:
        return twin
    return {
        "language": language,
        "title": asked.get("title", ""),
        "kind": "guide",
        "status": "draft",
        "reasons": [asked["reason"]] if asked.get("reason") in REASONS else [],
        "stages": [asked["stage"]] if asked.get("stage") in {str(one) for one in STAGES} else [],
        "audience": ["senior", "junior"],
        "reviewed_on": clock.now().date(),
        "body": skeleton(language, asked.get("title", "")),
        "units": [],
    }


def _twin(path: str) -> dict[str, Any] | None:
    """The form for a guide's other language: its tags, and its text to translate."""
    other = other_language(path) if folder_actions.usable_path(path) else None
    try:
        lying = writing.lying(port(Folder).path, path) if other else None
    except writing.BadPath:
        return None
    if lying is None or other is None:
        return None
    known = read_document(path, lying.text.encode("utf-8"))
    data = guide_data(take_apart(lying.text), known.title, known.language)
    language = other.rsplit("/", 2)[-2]
    return data | {"language": language, "status": "draft", "slug": path.rsplit("/", 1)[-1].removesuffix(".md")}
