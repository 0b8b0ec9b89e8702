"""Pages of the knowledge folder for admins and curators: what is indexed, how far the index is, and what is wrong in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock, jobs
from service.accounts.access import reader
from service.knowledge import access, queries
from service.knowledge.actions import index
from service.knowledge.ports import Library
from service.knowledge.rules.faults import FAULTS
from service.knowledge.values import IndexStatus, Problem
from service.ports import port
from service.web import menu
from service.web.access import declare

blueprint = Blueprint("knowledge", __name__, url_prefix="/knowledge")


@dataclass(frozen=True, slots=True)
class _Fault:
    """A problem in the reader's language."""

    file: str
    line: int
    what: str
    remedy: str


def init_app(app: Flask) -> None:
    """Add the pages and the menu's entry."""
    declare("knowledge", access.AUDIENCE)
    app.register_blueprint(blueprint)
    menu.add(_menu)


def _menu() -> list[menu.MenuItem]:
    present = reader()
    if present is None or not access.curates(present.id):
        return []
    return [menu.MenuItem(_("Guides"), url_for("knowledge.documents"), weight=60)]


@blueprint.get("/")
def documents() -> str:
    """All documents, problems first."""
    return render_template(
        "knowledge/documents.html",
        status=_status(),
        problems=[_fault(problem) for problem in queries.problems()],
        documents=queries.documents(),
    )


@blueprint.get("/progress")
def progress() -> str:
    """The index's state alone, for the page to renew in place."""
    return render_template("knowledge/_progress.html", status=_status())


@blueprint.post("/read-again")
def read_again() -> Response:
    """Have the folder read again now."""
    index.request_sync(clock.now())
    jobs.enqueue("knowledge.index")
    flash(_("The folder is being read again. What has changed is indexed."))
    return redirect(url_for(".documents"), 303)


@blueprint.get("/documents/<path:document>")
def document(document: str) -> str:
    """A document with its passages, in the version asked for or the newest."""
    source = queries.source(document, request.args.get("version"))
    if source is None:
        abort(404)
    problems = [_fault(problem) for problem in queries.problems() if problem.file == source.path]
    return render_template("knowledge/document.html", source=source, problems=problems)


def _status() -> IndexStatus:
    return port(Library).status()


def _fault(problem: Problem) -> _Fault:
    what, remedy = FAULTS[problem.code]
    params: Mapping[str, str | int] = problem.params
    return _Fault(problem.file, problem.line, _(what, **params), _(remedy, **params))
