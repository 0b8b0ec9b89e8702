"""Pages to write to the neutral contact and to read the answer; and, for the contact and the deputy, what was sent to them."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id, reader
from service.cases import access, actions, forms, queries
from service.cases.forms import ReplyForm, TalkForm
from service.cases.values import CaseCard, GoneError, Reader, WrittenMeanwhileError
from service.people import queries as people
from service.people.access import programme
from service.surveys import actions as surveys
from service.surveys import queries as stashes
from service.surveys.rules import Datum, seen_by
from service.web import logs, menu
from service.web.access import declare
from service.web.forms import BaseForm

blueprint = Blueprint("cases", __name__)
Answer = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Add the pages, the contact's entry in the menu and the participants' part of the help page; their requests are not told."""
    declare("cases", access.AUDIENCE)
    app.register_blueprint(blueprint)
    logs.keep_silent(app, "cases")
    menu.add(_menu)
    menu.add_help_part(_help)


@blueprint.get("/messages")
def messages() -> Answer:
    """Where a mail leads that says only that there is a message: to the one place it can be, or to a choice."""
    me = current_user_id()
    written = {one.programme_id for one in people.participations_of_user(me)} | set(queries.programmes_of_author(me))
    heard = access.heard_programmes(me)
    places = [("received", number) for number in heard] + [("talk", number) for number in sorted(written, reverse=True)]
    if len(places) == 1:
        (endpoint, number) = places[0]
        return redirect(url_for(f".{endpoint}", programme_id=number))
    cards = [(endpoint, programme(number)) for endpoint, number in places]
    return render_template("cases/messages.html", places=cards)


@blueprint.route("/programmes/<int:programme_id>/talk", methods=["GET", "POST"])
def talk(programme_id: int) -> Answer:
    """Write, look at it once more, send. Before it is sent nothing is kept, and nobody learns that somebody wrote."""
    access.own_part(programme_id)
    me = current_user_id()
    named = queries.readers(programme_id, queries.contact_ids(programme_id))
    if not named:
        return render_template("cases/talk.html", **_frame(programme_id), form=None)
    typed = stashes.stashed(me, request.path) if request.method != "POST" else None
    form = forms.talk_form(named, queries.next_number(programme_id, me), typed)
    if request.method != "POST":
        return _talk(programme_id, form, named, came_back=typed is not None)
    surveys.drop_stash(me, request.path)
    if not form.validate_on_submit():
        return _talk(programme_id, form, named), 422
    match request.form.get("step"):
        case "send":
            return _send(programme_id, form, named)
        case "change":
            return _talk(programme_id, form, named)
    return _check(programme_id, form, named)


@blueprint.get("/programmes/<int:programme_id>/talk/<int:case_id>")
def own(programme_id: int, case_id: int) -> Answer:
    """One's own message, how it stands, and the answers to it."""
    thread = queries.thread(access.own_case(programme_id, case_id))
    return render_template("cases/own.html", card=programme(programme_id), thread=thread)


@blueprint.route("/programmes/<int:programme_id>/talk/<int:case_id>/withdraw", methods=["GET", "POST"])
def withdraw(programme_id: int, case_id: int) -> Answer:
    """Take one's own message back, after asking once."""
    thread = queries.thread(access.own_case(programme_id, case_id))
    form = BaseForm()
    if form.validate_on_submit():
        actions.withdraw(case_id, clock.now())
        flash(_("Your message is withdrawn; its words are erased."))
        return redirect(url_for(".own", programme_id=programme_id, case_id=case_id), 303)
    shown = render_template("cases/withdraw.html", card=programme(programme_id), thread=thread, form=form)
    return (shown, 422) if form.errors else shown


@blueprint.get("/programmes/<int:programme_id>/cases")
def received(programme_id: int) -> Answer:
    """What was sent to the reader as neutral contact or deputy, the most pressing first."""
    listed = queries.for_reader(programme_id, current_user_id(), clock.now())
    return render_template("cases/received.html", card=programme(programme_id), listed=listed)


@blueprint.route("/programmes/<int:programme_id>/cases/<int:case_id>", methods=["GET", "POST"])
def case(programme_id: int, case_id: int) -> Answer:
    """One message, and the answer to it."""
    found = access.received_case(programme_id, case_id)
    following = len(queries.thread(found).replies) + 1
    form = forms.reply_form(following)
    if not form.validate_on_submit():
        shown = _case(found, form)
        return (shown, 422) if form.errors else shown
    try:
        actions.reply(case_id, current_user_id(), form.place(following), form.text.data or "", clock.now())
    except GoneError:
        return _case(access.received_case(programme_id, case_id), form), 409
    except WrittenMeanwhileError:
        form.number.data = str(following)
        return _case(found, form, meanwhile=True), 409
    flash(_("Your answer is sent."))
    return redirect(url_for(".case", programme_id=programme_id, case_id=case_id), 303)


@blueprint.post("/programmes/<int:programme_id>/cases/<int:case_id>/done")
def done(programme_id: int, case_id: int) -> Answer:
    """Mark a message as done."""
    actions.finish(access.received_case(programme_id, case_id).id, clock.now())
    flash(_("The message is marked as done."))
    return redirect(url_for(".received", programme_id=programme_id), 303)


def _frame(programme_id: int) -> dict[str, object]:
    """What the page to write on needs besides its form."""
    sent = queries.of_author(programme_id, current_user_id())
    return {"card": programme(programme_id), "sent": sent, "groups": seen_by(Datum.CASE), "came_back": False}


def _talk(programme_id: int, form: TalkForm, named: tuple[Reader, ...], *, came_back: bool = False) -> str:
    values = {**_frame(programme_id), "form": form, "named": named, "came_back": came_back}
    return render_template("cases/talk.html", **values)


def _send(programme_id: int, form: TalkForm, named: tuple[Reader, ...]) -> Answer:
    me = current_user_id()
    following = queries.next_number(programme_id, me)
    try:
        case_id = actions.send(programme_id, me, form.place(following), form.addressed(), form.words(), clock.now())
    except WrittenMeanwhileError:
        form.number.data = str(queries.next_number(programme_id, me))
        return _check(programme_id, form, named, meanwhile=True), 409
    flash(_("Your message is sent."))
    return redirect(url_for(".own", programme_id=programme_id, case_id=case_id), 303)


def _check(programme_id: int, form: TalkForm, named: tuple[Reader, ...], *, meanwhile: bool = False) -> str:
    chosen = [one for one in named if one.user_id in form.addressed()]
    return render_template(
        "cases/check.html", card=programme(programme_id), form=form, chosen=chosen, meanwhile=meanwhile
    )


def _case(found: CaseCard, form: ReplyForm, *, meanwhile: bool = False) -> str:
    return render_template(
        "cases/case.html",
        card=programme(found.programme_id),
        thread=queries.thread(found),
        who=people.participant_of(found.programme_id, found.author_id),
        left=queries.days_left(found, current_user_id(), clock.now()),
        form=form,
        meanwhile=meanwhile,
    )


def _menu() -> list[menu.MenuItem]:
    """The entry of a neutral contact or deputy; it looks the same however many messages there are."""
    me = reader()
    heard = access.heard_programmes(me.id) if me else []
    if not heard:
        return []
    url = url_for("cases.received", programme_id=heard[0]) if len(heard) == 1 else url_for("cases.messages")
    return [menu.MenuItem(_("Messages"), url, weight=15)]


def _help() -> Markup:
    """What a participant can ask for, and where."""
    me = reader()
    parts = people.participations_of_user(me.id) if me else []
    if not parts:
        return Markup()
    cards = [programme(one.programme_id) for one in parts]
    return Markup(render_template("cases/_help.html", programme_cards=cards))  # noqa: S704 - a template's answer is escaped
