"""Pages of waves: an admin opens, watches and closes them; everybody in a programme reads what is released."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id, reader
from service.people import access as people_access
from service.surveys import access as surveys_access
from service.surveys import actions as surveys
from service.surveys import queries as held
from service.surveys.kinds.codebook import codebook as codebook_rows
from service.surveys.values import WaveCard
from service.waves import access, actions, forms, queries, rules
from service.waves.kinds.files import csv_file, xlsx_file
from service.web.access import declare
from service.web.forms import BaseForm
from service.web.i18n import ZONE, current_language

blueprint = Blueprint("waves", __name__, url_prefix="/programmes/<int:programme_id>")
Answer = Response | str | tuple[str, int]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def init_app(app: Flask) -> None:
    """Add the pages."""
    declare("waves", access.AUDIENCE)
    app.register_blueprint(blueprint)


@blueprint.get("/surveys")
def index(programme_id: int) -> Answer:
    """All waves, what needs the admin first, and the forms that can be opened."""
    order = request.args.get("sort", "first")
    lines = rules.arranged(queries.overview(programme_id, clock.now()), order, current_language())
    return render_template(
        "waves/index.html",
        card=people_access.programme(programme_id),
        lines=lines,
        order=order if order in rules.SORTS else "first",
        kinds=queries.forms(),
        form=None,
    )


@blueprint.route("/surveys/open", methods=["GET", "POST"])
def new_wave(programme_id: int) -> Answer:
    """Open a form to the programme or to one side."""
    card, now = people_access.programme(programme_id), clock.now()
    lines = queries.forms()
    form = forms.wave_form(lines, current_language(), _zone(), now, request.args.get("form"))
    needs_contact = False
    if form.validate_on_submit():
        chosen = form.instrument.data
        try:
            count = actions.open_waves(card, chosen, form.asked(), form.span(_zone(), now), current_user_id(), now)
        except surveys.RefusedWave as error:
            forms.refuse(form, error)
        except actions.NoContactError:
            needs_contact = True
        else:
            flash(_("The form is opened.") if count == 1 else _("The form is opened for %(num)s sessions.", num=count))
            return redirect(url_for(".index", programme_id=programme_id), 303)
    shown = render_template("waves/open.html", card=card, form=form, lines=lines, needs_contact=needs_contact)
    return (shown, 422) if form.errors or needs_contact else shown


@blueprint.get("/surveys/<int:wave_id>")
def wave(programme_id: int, wave_id: int) -> Answer:
    """One wave: how many have answered, who is missing, and what can be done."""
    one = access.wave(programme_id, wave_id)
    return render_template(
        "waves/wave.html",
        card=people_access.programme(programme_id),
        wave=one,
        title=_title(one),
        state=one.state(clock.now()),
        turnout=queries.turnout(one),
        missing=queries.missing(one),
        form=None,
    )


@blueprint.route("/surveys/<int:wave_id>/close", methods=["GET", "POST"])
def close(programme_id: int, wave_id: int) -> Answer:
    """Close early, after saying what that means."""
    one = access.wave(programme_id, wave_id)
    form = BaseForm()
    if one.state(clock.now()) == "closed":
        flash(_("This round has closed already."))
        return redirect(url_for(".wave", programme_id=programme_id, wave_id=wave_id), 303)
    if form.validate_on_submit():
        surveys.close_wave(wave_id, clock.now())
        flash(_("The round is closed."))
        return redirect(url_for(".wave", programme_id=programme_id, wave_id=wave_id), 303)
    shown = render_template(
        "waves/close.html",
        card=people_access.programme(programme_id),
        wave=one,
        title=_title(one),
        turnout=queries.turnout(one),
        drafts=held.drafts_count(one),
        form=form,
    )
    return (shown, 422) if form.errors else shown


@blueprint.route("/surveys/<int:wave_id>/dates", methods=["GET", "POST"])
def move(programme_id: int, wave_id: int) -> Answer:
    """Change until when a wave is open."""
    one = access.wave(programme_id, wave_id)
    form = forms.close_day_form(one.closes_at, _zone())
    if form.validate_on_submit():
        try:
            surveys.move_close(wave_id, form.closes_at(_zone()), clock.now())
        except surveys.RefusedWave as error:
            forms.refuse(form, error)
        else:
            flash(_("The closing day is changed."))
            return redirect(url_for(".wave", programme_id=programme_id, wave_id=wave_id), 303)
    card = people_access.programme(programme_id)
    shown = render_template("waves/move.html", card=card, wave=one, title=_title(one), form=form)
    return (shown, 422) if form.errors else shown


@blueprint.get("/surveys/forms/<key>/<any(senior, junior):side>/<any(id, en):language>")
def preview(programme_id: int, key: str, side: Literal["senior", "junior"], language: str) -> Answer:
    """A form as one side reads it in one language, all pages under each other; nothing can be answered."""
    questionnaire = access.questionnaire(key)
    instrument = questionnaire.by_side.get(side) or abort(404)
    return render_template(
        "waves/preview.html",
        card=people_access.programme(programme_id),
        instrument=instrument,
        sides=questionnaire.sides,
        pages=forms.preview(instrument, language),
        shown_in=language,
        form=None,
    )


@blueprint.get("/surveys/forms/<key>/codebook")
def codebook(programme_id: int, key: str) -> Answer:
    """What every item of a form asks, and what is stored for each answer."""
    questionnaire = access.questionnaire(key)
    return render_template(
        "waves/codebook.html",
        card=people_access.programme(programme_id),
        questionnaire=questionnaire,
        title=questionnaire.title.into(current_language()),
        rows=codebook_rows(questionnaire),
        form=None,
    )


@blueprint.get("/surveys/<int:wave_id>/export.<any(csv, xlsx):ending>")
def export(programme_id: int, wave_id: int, ending: Literal["csv", "xlsx"]) -> Answer:
    """The released results as a file; a workbook has the codebook beside them. 404 before the close: there is nothing yet."""
    one = access.wave(programme_id, wave_id)
    if one.state(clock.now()) != "closed":
        abort(404)
    table = queries.results_table(queries.results(one, clock.now()))
    if ending == "csv":
        return _file(csv_file(table), "text/csv; charset=utf-8", queries.file_name(one, ending))
    sheets = (table, queries.codebook_table(held.wave_questionnaire(one)))
    return _file(xlsx_file(sheets), _XLSX, queries.file_name(one, ending))


@blueprint.get("/results")
def results_list(programme_id: int) -> Answer:
    """The waves whose results are released."""
    lines = [one for one in queries.overview(programme_id, clock.now()) if one.state == "closed"]
    return render_template(
        "waves/results_list.html",
        card=people_access.programme(programme_id),
        lines=rules.arranged(lines, "first", current_language()),
        form=None,
    )


@blueprint.get("/results/<int:wave_id>")
def results(programme_id: int, wave_id: int) -> Answer:
    """What a closed wave tells everybody; 404 before it has closed."""
    one = access.wave(programme_id, wave_id)
    if one.state(clock.now()) != "closed":
        abort(404)
    return render_template(
        "waves/results.html",
        card=people_access.programme(programme_id),
        page=queries.results(one, clock.now()),
        may_export=people_access.administers(current_user_id(), programme_id),
        form=None,
    )


@blueprint.get("/forms/<key>/mine.csv")
def mine(programme_id: int, key: str) -> Answer:
    """One's own answers to a confidential form; 404 where none were handed in, or the form is anonymous."""
    form = surveys_access.form(programme_id, key)
    answers, moment = access.own_answers(form)
    table = queries.own_table(form.instrument, answers, moment.isoformat(timespec="seconds"))
    return _file(csv_file(table), "text/csv; charset=utf-8", f"{form.instrument.key}.csv")


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _title(one: WaveCard) -> str:
    return held.wave_questionnaire(one).title.into(current_language())


def _zone() -> str:
    card = reader()
    return card.timezone if card is not None else ZONE
