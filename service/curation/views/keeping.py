"""What a file once was, and its state: history, comparison, restoring, publishing and withdrawing, taking away."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts import queries as accounts
from service.accounts.access import current_user_id
from service.curation.forms.guide import NoteForm
from service.curation.forms.names import STATUS_NAMES
from service.curation.rules.comparing import compare
from service.curation.views.base import blueprint, follow_folder
from service.curation.views.writing import refusal, saved
from service.knowledge import queries as knowledge
from service.knowledge.actions import folder as folder_actions
from service.knowledge.actions import writing
from service.knowledge.actions.writing import Author, Lying
from service.knowledge.ports import Folder
from service.knowledge.rules.composing import put_together, take_apart
from service.knowledge.values import STATUSES
from service.ports import port


@blueprint.get("/history/<path:path>")
def history(path: str) -> ResponseReturnValue:
    """Every kept text of a file, the newest first."""
    lying, kept = _lying(path), knowledge.revisions(path)
    if lying is None and not kept:
        abort(404)
    names = accounts.users(one.author_id for one in kept if one.author_id is not None)
    return render_template(
        "curation/history.html", path=path, lying=lying, revisions=kept, names=names, form=NoteForm()
    )


@blueprint.get("/compare/<path:path>")
def comparison(path: str) -> ResponseReturnValue:
    """Two kept texts of a file side by side, or one and what lies there now."""
    older = knowledge.revision(path, request.args.get("from", ""))
    newer = knowledge.revision(path, request.args.get("to", "")) if "to" in request.args else None
    lying = _lying(path)
    if older is None or ("to" in request.args and newer is None):
        abort(404)
    after = newer.raw if newer else (lying.text if lying else None)
    return render_template(
        "curation/comparison.html",
        path=path,
        older=older,
        newer=newer,
        rows=compare(older.raw or "", after or ""),
        form=NoteForm(base=lying.sha256 if lying else ""),
    )


@blueprint.post("/restore/<path:path>")
def restore(path: str) -> ResponseReturnValue:
    """Put an earlier text back; the one that lies there now stays in the history."""
    kept = knowledge.revision(path, request.args.get("from", ""))
    form = NoteForm()
    if kept is None or kept.raw is None or not form.validate_on_submit():
        abort(404)
    author = Author(current_user_id(), "restore", (form.note.data or "").strip())
    return _change(path, kept.raw, form.base.data or None, author)


@blueprint.route("/status/<path:path>", methods=["GET", "POST"])
def status(path: str) -> ResponseReturnValue:
    """Publish, withdraw or lay aside: what it means, and after a yes."""
    lying = _lying(path) or abort(404)
    wanted = request.args.get("to", "")
    parts = take_apart(lying.text)
    if wanted not in STATUSES or parts.broken:
        abort(404)
    form = NoteForm(base=lying.sha256)
    if form.validate_on_submit():
        fields = {name: value for name, value in parts.fields.items() if name != "status"}
        if wanted != "published":
            fields["status"] = wanted
        author = Author(current_user_id(), "web", (form.note.data or "").strip())
        return _change(path, put_together(fields, parts.body), form.base.data or None, author)
    card = knowledge.shelf_card(path)
    return render_template(
        "curation/status.html", path=path, form=form, wanted=wanted, card=card, statuses=STATUS_NAMES
    )


@blueprint.route("/remove/<path:path>", methods=["GET", "POST"])
def remove(path: str) -> ResponseReturnValue:
    """Take a file out of the folder, after a yes; its texts stay in the history."""
    lying = _lying(path) or abort(404)
    form = NoteForm(base=lying.sha256)
    if form.validate_on_submit():
        author = Author(current_user_id(), "delete", (form.note.data or "").strip())
        base = form.base.data or None
        refused = _refused(path, lambda: writing.remove(port(Folder).path, path, base, author, clock.now()))
        if refused is None:
            follow_folder()
            flash(_("Taken away. Its texts stay in the history, from where it can be put back."))
        return refused or redirect(url_for(".history", path=path), 303)
    card = knowledge.shelf_card(path)
    return render_template("curation/remove.html", path=path, form=form, card=card)


def _change(path: str, text: str, base: str | None, author: Author) -> ResponseReturnValue:
    refused = _refused(path, lambda: writing.save(port(Folder).path, path, text, base, author, clock.now()))
    return refused or saved(path, text)


def _refused(path: str, write: Callable[[], object]) -> Response | None:
    """Do so, or lead to the history with the reason why not."""
    try:
        write()
    except writing.Conflict:
        flash(_("Somebody changed this file meanwhile. Nothing was done; look at the history first."), "error")
    except (writing.TooLong, writing.FolderUnwritable) as error:
        flash(refusal(error), "error")
    else:
        return None
    return redirect(url_for(".history", path=path), 303)


def _lying(path: str) -> Lying | None:
    if not folder_actions.usable_path(path):
        abort(404)
    try:
        return writing.lying(port(Folder).path, path)
    except writing.BadPath:
        abort(404)
