"""The walk through a form: who will see what, one group of questions a page, check, receipt."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Flask, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id
from service.surveys import access, actions, queries, rules
from service.surveys.access import OpenForm
from service.surveys.forms import PageForm, confirm_form, mark, page_form
from service.surveys.kinds.instrument import Instrument, Page
from service.surveys.values import Answers, Draft, InstrumentUnavailableError
from service.web.access import declare
from service.web.i18n import current_language

blueprint = Blueprint("surveys", __name__, url_prefix="/programmes/<int:programme_id>/forms/<key>")
Answer = Response | str | tuple[str, int] | tuple[Response, int]


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
    """Which kind of form it is and who will see what, before the first question."""
    form = access.form(programme_id, key)
    draft = form.draft()
    if not _can_write(form, draft):
        return _over(form, draft)
    if form.short and not draft.handed_in:
        return redirect(url_for(".page", page_key=form.instrument.pages[0].key, **form.here), 303)
    return render_template(
        "surveys/start.html",
        draft=draft,
        next_page=_next_open(form.instrument, draft.answers),
        rows=[(datum, rules.seen_by(datum)) for datum in form.instrument.sees()],
        form_form=confirm_form(),
        **_frame(form),
    )


@blueprint.route("/pages/<page_key>", methods=["GET", "POST"])
def page(programme_id: int, key: str, page_key: str) -> Answer:
    """One group of questions; what was typed survives an error, and each page is saved as it is left."""
    form = access.form(programme_id, key)
    draft = form.draft()
    found = form.instrument.page(page_key, draft.answers) or abort(404)
    later, looks = "later" in request.form, request.method != "POST"
    if looks and not _can_write(form, draft):
        return _over(form, draft)
    stashed = queries.stashed(form.user_id, request.path) if looks else None
    filled = page_form(form.instrument, found, draft.answers, current_language(), lenient=later, typed=stashed)
    if looks:
        return _page(form, found, draft, filled, came_back=stashed is not None)
    valid = filled.form.validate_on_submit()
    opened = filled.new() if not later else ()
    if opened and not set(filled.form.errors) - {item.id for item in opened}:
        return _opened(form, found, draft, filled)
    if not valid:
        return _page(form, found, draft, filled), 422
    return _save(form, found, draft, filled, later=later)


@blueprint.post("/pages/<page_key>/keep")
def keep(programme_id: int, key: str, page_key: str) -> Answer:
    """Save half a page while it is being typed, for the page's script: JSON with the moment, or why not."""
    form = access.form(programme_id, key)
    before = form.draft().answers
    found = form.instrument.page(page_key, before) or abort(404)
    filled = page_form(form.instrument, found, before, current_language(), lenient=True)
    if not filled.form.validate_on_submit():
        return jsonify(state="later"), 422
    try:
        draft = _keep(form, found, filled)
    except actions.ConflictError:
        return jsonify(state="conflict"), 409
    except actions.ClosedError:
        return jsonify(state="closed"), 410
    return jsonify(state="saved", mark=mark(draft.answers, found), words=_("Saved. Only you can read it."))


@blueprint.route("/check", methods=["GET", "POST"])
def check(programme_id: int, key: str) -> Answer:
    """All answers in words, each with a way to change it, and the button that hands the form in."""
    form = access.form(programme_id, key)
    draft = form.draft()
    if not _can_write(form, draft):
        if draft.handed_in and request.method == "POST":
            return redirect(url_for(".receipt", **form.here), 303)
        return _over(form, draft)
    confirm = confirm_form()
    gaps: tuple[str, ...] = ()
    if confirm.validate_on_submit():
        try:
            actions.submit(form.instrument, programme_id, current_user_id(), clock.now(), wave=form.wave)
        except actions.IncompleteError as error:
            gaps = error.pages
        except actions.ClosedError:
            return _over(form, draft)
        else:
            return redirect(url_for(".receipt", **form.here), 303)
    walk = form.instrument.pages_for(draft.answers)
    shown = render_template(
        "surveys/check.html",
        draft=draft,
        pages=walk,
        asked={one.key: form.instrument.asked_on(one, draft.answers) for one in walk},
        gaps=[one for one in walk if one.key in gaps],
        form=confirm,
        number=len(walk) + 1,
        **_frame(form),
    )
    return (shown, 422) if gaps or confirm.errors else shown


@blueprint.post("/discard")
def discard(programme_id: int, key: str) -> Answer:
    """Throw the draft away; what was handed in before stays."""
    form = access.form(programme_id, key)
    if confirm_form().validate_on_submit():
        actions.discard_draft(form.instrument, programme_id, form.user_id, form.wave)
        flash(_("Your draft is deleted."))
    return redirect(url_for(".start", **form.here), 303)


@blueprint.get("/receipt")
def receipt(programme_id: int, key: str) -> Answer:
    """What happened to the answers, and what comes next."""
    form = access.form(programme_id, key)
    draft = form.draft()
    if not draft.handed_in:
        return redirect(url_for(".start", **form.here), 303)
    return render_template("surveys/receipt.html", draft=draft, **_frame(form))


def _frame(form: OpenForm) -> dict[str, Any]:
    """What every page of a form needs."""
    return {"instrument": form.instrument, "wave": form.wave, "key": form.key, "programme_id": form.programme_id}


def _can_write(form: OpenForm, draft: Draft) -> bool:
    if form.wave is None:
        return True
    return form.wave.state(clock.now()) == "open" and not (form.anonymous and draft.handed_in)


def _over(form: OpenForm, draft: Draft, typed: list[tuple[str, list[str]]] | None = None) -> Answer:
    """Why nothing can be written here (any more); what was just typed is shown once more, so that it can be copied."""
    state = form.wave.state(clock.now()) if form.wave is not None else "open"
    shown = render_template("surveys/over.html", draft=draft, state=state, typed=typed or [], **_frame(form))
    return (shown, 409) if request.method == "POST" else shown


def _page(form: OpenForm, found: Page, draft: Draft, filled: PageForm, **more: Any) -> str:
    walk = form.instrument.pages_for(draft.answers)
    window = filled.form["window"].data or secrets.token_urlsafe(8)
    return render_template(
        "surveys/page.html",
        page=found,
        asked=filled.asked,
        waiting=filled.waiting,
        counted=form.instrument.kept(draft.answers),
        form=filled.form,
        window=window,
        mark=filled.form["mark"].data or mark(draft.answers, found),
        facts=form.invitation.facts,
        correct_at=form.invitation.correct_at,
        seen_by=rules.seen_by(found.sees),
        number=walk.index(found) + 1,
        total=len(walk) + 1,
        back=_before(form, found, walk),
        short=form.short,
        rows=[(datum, rules.seen_by(datum)) for datum in form.instrument.sees()] if form.short else [],
        **{"came_back": False, "opened": False, "other": []} | more,
        **_frame(form),
    )


def _opened(form: OpenForm, found: Page, draft: Draft, filled: PageForm) -> str:
    """The page once more with the questions that its own answers have opened: new to the reader, so no mistake of theirs."""
    for item in filled.new():
        filled.form[item.id].errors = []
    return _page(form, found, draft, filled, opened=True)


def _keep(form: OpenForm, found: Page, filled: PageForm) -> Draft:
    written = (found.key, filled.form["window"].data or "", filled.form["mark"].data or "")
    draft = actions.save_page(
        form.instrument,
        form.programme_id,
        form.user_id,
        filled.given,
        clock.now(),
        wave=form.wave,
        written=written if filled.form["window"].data else None,
        mark=lambda answers: mark(answers, found),
    )
    actions.drop_stash(form.user_id, request.path)
    return draft


def _save(form: OpenForm, found: Page, draft: Draft, filled: PageForm, *, later: bool) -> Answer:
    try:
        saved = _keep(form, found, filled)
        if form.short and not later:
            actions.submit(form.instrument, form.programme_id, form.user_id, clock.now(), wave=form.wave)
    except actions.ClosedError:
        return _over(form, draft, _in_words(form.instrument, found, filled.given))
    except actions.ConflictError as error:
        filled.form["mark"].data = mark(draft.answers, found)
        return _page(form, found, draft, filled, other=_in_words(form.instrument, found, error.stored)), 409
    if later:
        flash(_("Your answers are saved. Only you can see them until you hand the form in."))
        return redirect("/", 303)
    if form.short:
        return redirect(url_for(".receipt", **form.here), 303)
    return redirect(_after(form, found, saved.answers), 303)


def _in_words(instrument: Instrument, found: Page, answers: Answers) -> list[tuple[str, list[str]]]:
    language = current_language()
    return [
        (item.text.into(language), item.show(answers[item.id], language))
        for item in instrument.asked_on(found, answers)
        if answers.get(item.id) is not None
    ]


def _next_open(instrument: Instrument, answers: Answers) -> str | None:
    """The first page without its answers; none once the form is complete."""
    walk = instrument.pages_for(answers)
    if not answers:
        return walk[0].key
    return next((page.key for page in instrument.incomplete(answers)), None)


def _after(form: OpenForm, found: Page, answers: Answers) -> str:
    """The next page; back to the check where the reader came from there and nothing new is open."""
    walk = form.instrument.pages_for(answers)
    if request.args.get("from") == "check":
        gaps = form.instrument.incomplete(answers)
        if gaps:
            return url_for(".page", page_key=gaps[0].key, **{**form.here, "from": "check"})
        return url_for(".check", **form.here)
    place = walk.index(found) + 1
    if place < len(walk):
        return url_for(".page", page_key=walk[place].key, **form.here)
    return url_for(".check", **form.here)


def _before(form: OpenForm, found: Page, walk: tuple[Page, ...]) -> str:
    if request.args.get("from") == "check":
        return url_for(".check", **form.here)
    place = walk.index(found)
    if place:
        return url_for(".page", page_key=walk[place - 1].key, **form.here)
    return "/" if form.short else url_for(".start", **form.here)
