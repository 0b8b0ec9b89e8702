"""The folder's documents, problems first; one document with its passages and what they were used for."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service import clock
from service.curation import queries
from service.curation.forms.names import AUDIENCE_NAMES, KIND_NAMES, LANGUAGE_NAMES, REASON_NAMES, STATUS_NAMES
from service.curation.forms.sieve import SieveForm
from service.curation.rules.sifting import PAGE, sift
from service.curation.views.base import blueprint, fault, fault_words, follow_folder
from service.knowledge import queries as knowledge
from service.knowledge.ports import Library
from service.knowledge.values import IndexStatus
from service.ports import port
from service.suggestions import queries as suggestions

NAMES = {
    "languages": LANGUAGE_NAMES,
    "kinds": KIND_NAMES,
    "statuses": STATUS_NAMES,
    "audiences": AUDIENCE_NAMES,
    "reasons": REASON_NAMES,
}


@blueprint.get("/")
def documents() -> str:
    """All documents, problems first, or those a curator looks for."""
    form = SieveForm(formdata=MultiDict(request.args))
    sieve = form.sieve()
    every = queries.lines(clock.now().date())
    found = sift(every, sieve)
    page = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-len(found) // PAGE)))
    return render_template(
        "curation/documents.html",
        status=_status(),
        reading=knowledge.requested("read"),
        problems=[fault(problem) for problem in knowledge.problems()],
        every=len(every),
        found=len(found),
        lines=found[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=-(-len(found) // PAGE),
        sieve=form,
        narrowed=sieve.narrows,
        why=fault_words,
        **NAMES,
    )


@blueprint.get("/progress")
def progress() -> str:
    """The index's state alone, for the page to renew in place."""
    return render_template("curation/_progress.html", status=_status(), reading=knowledge.requested("read"))


@blueprint.post("/read-again")
def read_again() -> Response:
    """Have the folder read again now."""
    follow_folder()
    flash(_("The folder is being read again. What has changed is indexed."))
    return redirect(url_for(".documents"), 303)


@blueprint.get("/documents/<path:document>")
def document(document: str) -> str:
    """A document with its passages, in the version asked for or the newest."""
    source = knowledge.source(document, request.args.get("version"))
    if source is None:
        abort(404)
    card = knowledge.shelf_card(source.path)
    if card is not None and card.document != document:  # another document lies there now
        card = None
    return render_template(
        "curation/document.html",
        source=source,
        card=card,
        current=card is not None and knowledge.newest_version(card.path) == source.version,
        use=suggestions.use_of_passages(document),
        problems=[fault(problem) for problem in knowledge.problems() if problem.file == source.path],
        **NAMES,
    )


def _status() -> IndexStatus:
    return port(Library).status()
