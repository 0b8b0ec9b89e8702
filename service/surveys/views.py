"""The walk through a form: who will see what, one group of questions a page, check, receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id
from service.surveys import access, actions, queries, rules
from service.surveys.forms import confirm_form, page_answers, page_form
from service.surveys.kinds.instrument import Instrument, Page
from service.surveys.values import Answers, InstrumentUnavailableError, Invitation
from service.web.access import declare
from service.web.i18n import current_language

blueprint = Blueprint("surveys", __name__, url_prefix="/programmes/<int:programme_id>/forms/<key>")
Answer = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Add the pages, and tell whoever runs this about instruments that cannot be shown."""
    declare("surveys", access.AUDIENCE)
    app.register_blueprint(blueprint)
    for problem in queries.problems():
        app.logger.error("a form cannot be shown: %s", problem)


@blueprint.errorhandler(InstrumentUnavailableError)
def unavailable(error: InstrumentUnavailableError) -> Answer:
    """Say so to the reader, and where to mend it to whoever runs this; every other form stays open."""
    current_app.logger.error("%s", error)
    return render_template("surveys/unavailable.html"), 404 if not error.problems else 503


@blueprint.get("")
def start(programme_id: int, key: str) -> Answer:
    """Who will see what, before the first question."""
    form_invitation = access.invitation(programme_id, key)
    if form_invitation.first:
        return redirect(form_invitation.first, 303)
    instrument = queries.instrument(key)
    draft = queries.draft(key, programme_id, current_user_id())
    return render_template(
        "surveys/start.html",
        instrument=instrument,
        draft=draft,
        pages=instrument.pages_for(draft.answers),
        next_page=_next_open(instrument, draft.answers),
        rows=[(datum, rules.seen_by(datum)) for datum in instrument.sees()],
        programme_id=programme_id,
    )


@blueprint.route("/pages/<page_key>", methods=["GET", "POST"])
def page(programme_id: int, key: str, page_key: str) -> Answer:
    """One group of questions; what was typed survives an error, and each page is saved as it is left."""
    form_invitation = _invitation(programme_id, key)
    if form_invitation.first:
        return redirect(form_invitation.first, 303)
    instrument = queries.instrument(key)
    answers = queries.draft(key, programme_id, current_user_id()).answers
    found = instrument.page(page_key, answers)
    if found is None:
        abort(404)
    later = "later" in request.form
    form = page_form(found, answers, current_language(), lenient=later)
    if form.validate_on_submit():
        given = page_answers(found, answers, form)
        actions.save_page(instrument, programme_id, current_user_id(), given, clock.now())
        if later:
            flash(_("Your answers are saved. Only you can see them until you hand the form in."))
            return redirect("/", 303)
        return redirect(_after(instrument, found, {**answers, **given}, programme_id), 303)
    walk = instrument.pages_for(answers)
    shown = render_template(
        "surveys/page.html",
        instrument=instrument,
        page=found,
        asked=found.asked(answers),
        form=form,
        facts=form_invitation.facts,
        correct_at=form_invitation.correct_at,
        seen_by=rules.seen_by(found.sees),
        number=walk.index(found) + 1,
        total=len(walk) + 1,
        back=_before(instrument, found, walk, programme_id),
        programme_id=programme_id,
    )
    return (shown, 422) if form.errors else shown


@blueprint.route("/check", methods=["GET", "POST"])
def check(programme_id: int, key: str) -> Answer:
    """All answers in words, each with a way to change it, and the button that hands the form in."""
    form_invitation = _invitation(programme_id, key)
    if form_invitation.first:
        return redirect(form_invitation.first, 303)
    instrument = queries.instrument(key)
    draft = queries.draft(key, programme_id, current_user_id())
    form = confirm_form()
    gaps: tuple[str, ...] = ()
    if form.validate_on_submit():
        try:
            actions.submit(instrument, programme_id, current_user_id(), clock.now())
        except actions.IncompleteError as error:
            gaps = error.pages
        else:
            return redirect(url_for(".receipt", programme_id=programme_id, key=key), 303)
    walk = instrument.pages_for(draft.answers)
    shown = render_template(
        "surveys/check.html",
        instrument=instrument,
        draft=draft,
        pages=walk,
        missing={one.key: one.missing(draft.answers) for one in walk},
        gaps=[one for one in walk if one.key in gaps],
        form=form,
        facts=form_invitation.facts,
        number=len(walk) + 1,
        programme_id=programme_id,
    )
    return (shown, 422) if gaps or form.errors else shown


@blueprint.get("/receipt")
def receipt(programme_id: int, key: str) -> Answer:
    """What happened to the answers, and what comes next."""
    draft = queries.draft(key, programme_id, current_user_id())
    if draft.submitted_at is None:
        return redirect(url_for(".start", programme_id=programme_id, key=key), 303)
    return render_template(
        "surveys/receipt.html", instrument=queries.instrument(key), draft=draft, programme_id=programme_id
    )


def _invitation(programme_id: int, key: str) -> Invitation:
    """The reader's invitation; for an answer it is looked at when it is their turn, and so are the answers before it."""
    if request.method == "POST":
        actions.take_turn(programme_id, current_user_id())
    return access.invitation(programme_id, key)


def _next_open(instrument: Instrument, answers: Answers) -> str | None:
    """The first page without its answers; none once the form is complete."""
    walk = instrument.pages_for(answers)
    if not answers:
        return walk[0].key
    return next((page.key for page in instrument.incomplete(answers)), None)


def _after(instrument: Instrument, page: Page, answers: Answers, programme_id: int) -> str:
    """The next page; back to the check where the reader came from there and nothing new is open."""
    here: dict[str, Any] = {"programme_id": programme_id, "key": instrument.key}
    walk = instrument.pages_for(answers)
    place = walk.index(page) + 1
    if request.args.get("from") == "check":
        gaps = instrument.incomplete(answers)
        if gaps:
            return url_for(".page", page_key=gaps[0].key, **(here | {"from": "check"}))
        return url_for(".check", **here)
    if place < len(walk):
        return url_for(".page", page_key=walk[place].key, **here)
    return url_for(".check", **here)


def _before(instrument: Instrument, page: Page, walk: tuple[Page, ...], programme_id: int) -> str:
    here: dict[str, Any] = {"programme_id": programme_id, "key": instrument.key}
    if request.args.get("from") == "check":
        return url_for(".check", **here)
    place = walk.index(page)
    return url_for(".page", page_key=walk[place - 1].key, **here) if place else url_for(".start", **here)
