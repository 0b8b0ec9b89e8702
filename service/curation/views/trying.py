"""Try the folder before anybody meets it: a question with the passages that come, and an invented pair with its topics."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from service.curation.forms.names import AUDIENCE_NAMES, LANGUAGE_NAMES
from service.curation.forms.trying import AttemptForm, PairForm, pair_query
from service.curation.rules.excerpts import excerpt
from service.curation.views.base import blueprint
from service.db import db
from service.knowledge.ports import Library
from service.ports import port
from service.sessions import queries as sessions
from service.suggestions import actions as suggestions
from service.suggestions.evaluation import fictional
from service.suggestions.guided import phrases
from service.suggestions.values import Language, PairBrief, Stage
from service.web.i18n import current_language

_REFUSED = 422
_SHOWN_HITS = 3
_PRESETS = ((1, 2), (8, 4), (15, 3))
"""Which of the invented pairs are offered, and at which session."""


@blueprint.get("/try")
def attempt() -> ResponseReturnValue:
    """The passages that come for a question, from which leg and with which scores."""
    form = AttemptForm(current_language(), formdata=MultiDict(request.args))
    need = form.need() if form.validate() else None
    found = None
    if need is not None:
        db.session.commit()  # the embedder may be far away; nothing waits for it with a transaction open
        (found,) = port(Library).find([need])
    page = render_template(
        "curation/attempt.html",
        form=form,
        found=found,
        excerpts=[excerpt(hit.passage.text, need.query, hit.passage.language) for hit in found.hits]
        if need and found
        else [],
        narrowed=need is not None and bool(need.stage or need.audience or need.kinds),
        languages=LANGUAGE_NAMES,
        audiences=AUDIENCE_NAMES,
    )
    return page, _REFUSED if form.errors else 200


@blueprint.get("/try/pair")
def dry_run() -> ResponseReturnValue:
    """What an invented pair would be suggested now, and why; no pair is touched and nothing is kept."""
    form = PairForm(current_language(), formdata=MultiDict(request.args))
    rehearsal = None
    if "session" in request.args and form.validate():
        language: Language = "en" if form.language.data == "en" else "id"
        brief = form.brief(_stage(int(form.session.data), language))
        db.session.commit()  # as above
        rehearsal = suggestions.rehearse(brief, port(Library))
    page = render_template(
        "curation/dry_run.html",
        form=form,
        rehearsal=rehearsal,
        presets=[(one, url_for(".dry_run", **pair_query(one), _anchor="result")) for one in _presets()],
        from_words=lambda field: suggestions.receipt_words([field], current_language())[0],
        because=lambda codes: phrases.because_words(codes, current_language()),
        most_hits=_SHOWN_HITS,
    )
    return page, _REFUSED if form.errors else 200


def _stage(number: int, language: Language) -> Stage:
    one = sessions.arc()[number - 1]
    return Stage(one.number, one.key, one.purpose.into(language), one.reasons)


def _presets() -> list[PairBrief]:
    return [fictional.pairs(_stage(session, fictional.language_of(number)))[number - 1] for number, session in _PRESETS]
