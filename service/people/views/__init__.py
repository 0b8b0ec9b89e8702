"""Pages of programmes and people: for admins the programme, for participants what to do next."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id, reader
from service.people import access, actions, forms, queries, rules
from service.people.ports import Pairings
from service.people.values import RefusedError
from service.people.views.steps import steps
from service.ports import port
from service.surveys import rules as visibility
from service.web import menu
from service.web.access import declare
from service.web.forms import BaseForm, readable
from service.web.i18n import current_language

blueprint = Blueprint("people", __name__)
Answer = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Add the pages, the menu's entries and the contacts on the help page."""
    declare("people", access.AUDIENCE)
    app.register_blueprint(blueprint)
    menu.add(_menu)
    menu.add_help(_contacts)


@blueprint.get("/")
def home() -> Answer:
    """What to do next, in every programme the reader has to do with."""
    user_id = current_user_id()
    parts = [(access.programme(one.programme_id), one, steps(one)) for one in queries.participations_of_user(user_id)]
    return render_template(
        "people/home.html",
        parts=parts,
        administered=access.administered(user_id),
        heard=access.heard(user_id),
        is_admin=access.has_an_admin_role(user_id),
    )


@blueprint.get("/programmes")
def programmes() -> Answer:
    """The programmes the reader administers."""
    user_id = current_user_id()
    return render_template(
        "people/programmes.html",
        programme_cards=access.administered(user_id),
        may_create=access.may_create(user_id),
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
def new_programme() -> Answer:
    """Create a programme."""
    form = forms.programme_form()
    if form.validate_on_submit():
        row = actions.create_programme(form.plan(), clock.now())
        flash(_("The programme is there. Add people, and name the neutral contact."))
        return redirect(url_for(".programme", programme_id=row.id), 303)
    return _form_page("people/programme_form.html", form, card=None)


@blueprint.get("/programmes/<int:programme_id>")
def programme(programme_id: int) -> Answer:
    """A programme at a glance: what is missing first, then people, pairs, panels."""
    people = queries.participants(programme_id)
    words, order = readable(request.args.get("q", "")).strip()[:100], request.args.get("sort", "name")
    return render_template(
        "people/programme.html",
        card=access.programme(programme_id),
        people=people,
        shown=rules.arrange(people, words, order),
        words=words,
        order=order if order in rules.SORTS else "name",
        contacts=queries.contacts(programme_id),
        pairs=port(Pairings).of_programme(programme_id, {one.id: one.name for one in people}),
        seats=queries.seats(programme_id),
        corrections=queries.corrections(programme_id),
        form=None,
    )


@blueprint.route("/programmes/<int:programme_id>/plan", methods=["GET", "POST"])
def plan(programme_id: int) -> Answer:
    """Change name, dates, languages and numbers of a programme."""
    card = access.programme(programme_id)
    form = forms.programme_form(card)
    if form.validate_on_submit():
        actions.change_programme(programme_id, form.plan())
        return _done(programme_id, _("The programme is changed."))
    return _form_page("people/programme_form.html", form, card=card)


@blueprint.route("/programmes/<int:programme_id>/people/new", methods=["GET", "POST"])
def new_person(programme_id: int) -> Answer:
    """Add somebody by hand, with the facts."""
    form = forms.PersonForm()
    if form.validate_on_submit():
        try:
            actions.add_participant(programme_id, *form.person(), form.facts(), clock.now())
        except RefusedError as error:
            forms.refuse(form, error.reason)
        else:
            return _done(programme_id, _("%(name)s takes part now.", name=form.name.data))
    return _form_page("people/person_form.html", form, card=access.programme(programme_id), who=None)


@blueprint.route("/programmes/<int:programme_id>/people/<int:participation_id>/facts", methods=["GET", "POST"])
def facts(programme_id: int, participation_id: int) -> Answer:
    """Mend the facts of a participant."""
    who = access.somebody(programme_id, participation_id)
    form = forms.facts_form(who, *queries.managers_of(who))
    if form.validate_on_submit():
        try:
            actions.set_facts(participation_id, form.facts(), clock.now())
        except RefusedError as error:
            forms.refuse(form, error.reason)
        else:
            return _done(programme_id, _("The facts of %(name)s are saved.", name=who.name))
    return _form_page("people/person_form.html", form, card=access.programme(programme_id), who=who)


@blueprint.get("/programmes/<int:programme_id>/people/<int:participation_id>")
def person(programme_id: int, participation_id: int) -> Answer:
    """A participant, as this reader may see them."""
    who = access.somebody(programme_id, participation_id)
    audience = access.audience_of(programme_id, participation_id)
    if audience is None:
        abort(404)
    return render_template(
        "people/person.html",
        card=access.programme(programme_id),
        who=who,
        audience=audience,
        facts=queries.facts_of(who),
        groups=queries.profile(participation_id, audience, current_language()),
        pairs=port(Pairings).of_participant(participation_id) if audience == visibility.Audience.ADMIN else [],
    )


@blueprint.get("/programmes/<int:programme_id>/people")
def people_list(programme_id: int) -> Answer:
    """For the neutral contact: who takes part, with their profiles."""
    people = [one for one in queries.participants(programme_id) if not one.left]
    return render_template("people/people_list.html", card=access.programme(programme_id), people=people)


@blueprint.route("/programmes/<int:programme_id>/contact/<any(contact, deputy):part>", methods=["GET", "POST"])
def contact(programme_id: int, part: Literal["contact", "deputy"]) -> Answer:
    """Name the neutral contact or the deputy."""
    form = forms.NamedForm()
    if form.validate_on_submit():
        try:
            actions.name_contact(programme_id, part, *form.named(), current_language(), clock.now())
        except RefusedError as error:
            forms.refuse(form, error.reason)
        else:
            return _done(programme_id, _("%(name)s is named.", name=form.name.data))
    return _form_page("people/named_form.html", form, card=access.programme(programme_id), part=part)


@blueprint.route("/programmes/<int:programme_id>/admins/new", methods=["GET", "POST"])
def new_admin(programme_id: int) -> Answer:
    """Give the programme one more admin."""
    form = forms.NamedForm()
    if form.validate_on_submit():
        try:
            actions.name_admin(programme_id, *form.named(), current_language(), clock.now())
        except RefusedError as error:
            forms.refuse(form, error.reason)
        else:
            return _done(programme_id, _("%(name)s is an admin of this programme now.", name=form.name.data))
    return _form_page("people/named_form.html", form, card=access.programme(programme_id), part="admin")


@blueprint.route("/programmes/<int:programme_id>/panels/new", methods=["GET", "POST"])
def new_seat(programme_id: int) -> Answer:
    """Note that somebody sits on the panel of a participant."""
    form = forms.seat_form(queries.participants(programme_id))
    if form.validate_on_submit():
        try:
            actions.add_seat(programme_id, *form.named(), form.about.data, clock.now())
        except RefusedError as error:
            forms.refuse(form, error.reason)
        else:
            return _done(programme_id, _("The panel seat is noted."))
    return _form_page("people/seat_form.html", form, card=access.programme(programme_id))


@blueprint.post("/programmes/<int:programme_id>/panels/<int:seat_id>/remove")
def remove_seat(programme_id: int, seat_id: int) -> Answer:
    """Take a panel seat back."""
    if not actions.remove_seat(programme_id, seat_id):
        abort(404)
    return _done(programme_id, _("The panel seat is removed."))


@blueprint.post("/programmes/<int:programme_id>/intake/open")
def open_intake(programme_id: int) -> Answer:
    """Open the intake; without a neutral contact the page says what to do first."""
    try:
        actions.open_intake(programme_id, clock.now())
    except RefusedError:
        flash(_("Name the neutral contact first. No intake opens without one."), "error")
        return redirect(url_for(".programme", programme_id=programme_id), 303)
    return _done(programme_id, _("The intake is open. Participants can fill in their form now."))


@blueprint.post("/programmes/<int:programme_id>/corrections/<int:correction_id>/close")
def close_correction(programme_id: int, correction_id: int) -> Answer:
    """A correction request has been dealt with."""
    if queries.correction_programme(correction_id) != programme_id:
        abort(404)
    actions.close_correction(correction_id, clock.now())
    return _done(programme_id, _("The request is closed."))


@blueprint.route("/programmes/<int:programme_id>/notice", methods=["GET", "POST"])
def notice(programme_id: int) -> Answer:
    """The privacy notice, and the participant's word that they have read it."""
    who = access.own_part(programme_id)
    form = BaseForm()
    if form.validate_on_submit():
        actions.accept_notice(who.id, clock.now())
        return redirect("/", 303)
    rows = [(datum, visibility.seen_by(datum)) for datum in visibility.Datum]
    return _form_page("people/notice.html", form, card=access.programme(programme_id), who=who, rows=rows)


@blueprint.route("/programmes/<int:programme_id>/correction", methods=["GET", "POST"])
def correction(programme_id: int) -> Answer:
    """Ask the admin to mend a fact."""
    who = access.own_part(programme_id)
    form = forms.CorrectionForm()
    if form.validate_on_submit():
        actions.ask_correction(who.id, form.words(), clock.now())
        flash(_("Your request is with the programme admin. You can go on with your form."))
        return redirect("/", 303)
    card = access.programme(programme_id)
    return _form_page("people/correction.html", form, card=card, who=who, facts=queries.facts_of(who))


def _form_page(template: str, form: BaseForm, **values: object) -> Answer:
    shown = render_template(template, form=form, **values)
    return (shown, 422) if form.errors else shown


def _done(programme_id: int, words: str) -> Response:
    flash(words)
    return redirect(url_for(".programme", programme_id=programme_id), 303)


def _menu() -> list[menu.MenuItem]:
    card = reader()
    if card is None:
        return []
    items = [menu.MenuItem(_("Home"), "/", weight=10)]
    if access.has_an_admin_role(card.id):
        items.append(menu.MenuItem(_("Programmes"), url_for("people.programmes"), weight=20))
    return items


def _contacts() -> list[menu.HelpContact]:
    """The neutral contact and the deputy of every programme the reader takes part in."""
    card = reader()
    found: list[menu.HelpContact] = []
    for part in queries.participations_of_user(card.id) if card else []:
        named = queries.contacts(part.programme_id)
        about = access.programme(part.programme_id).name
        if named.contact:
            found.append(menu.HelpContact(named.contact.name, named.contact.email, _("Neutral contact"), about))
        if named.deputy:
            found.append(menu.HelpContact(named.deputy.name, named.deputy.email, _("Deputy"), about))
    return found
