"""Pages to make a pair by hand, to end one, and to keep one's own private list."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.pairing import access, actions, forms, queries
from service.pairing.ports import Arc
from service.people import access as people_access
from service.people import queries as people
from service.people.values import Participant
from service.ports import port
from service.surveys.rules import Datum, seen_by
from service.web.access import declare
from service.web.forms import BaseForm

blueprint = Blueprint("pairing", __name__, url_prefix="/programmes/<int:programme_id>")
Answer = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Add the pages."""
    declare("pairing", access.AUDIENCE)
    app.register_blueprint(blueprint)


@blueprint.route("/pairs/new", methods=["GET", "POST"])
def new_pair(programme_id: int) -> Answer:
    """Choose two people; the check says what forbids it, or asks to confirm. Refused again on confirming: 422."""
    everybody = people.participants(programme_id)
    chosen = _chosen(everybody, request.values.get("senior", type=int), request.values.get("junior", type=int))
    form = forms.choose_form(everybody, chosen[0].id if chosen else None, chosen[1].id if chosen else None)
    confirm = forms.ConfirmForm()
    card = people_access.programme(programme_id)
    if chosen and confirm.validate_on_submit():
        try:
            actions.make_pair(card, *chosen, port(Arc), clock.now())
        except actions.ImpossibleError:  # the page below shows the same check, of the two as they are now
            card = people_access.programme(programme_id)
            chosen = _chosen(people.participants(programme_id), chosen[0].id, chosen[1].id)
        else:
            flash(_("The pair is made. Both see their room now."))
            return redirect(url_for("people.programme", programme_id=programme_id), 303)
    checked = queries.check(card, *chosen) if chosen else None
    shown = render_template(
        "pairing/new.html", card=card, choose=form, confirm=confirm, chosen=chosen, checked=checked, form=None
    )
    return (shown, 422) if request.method == "POST" else shown


@blueprint.route("/pairs/<int:pair_id>/end", methods=["GET", "POST"])
def end(programme_id: int, pair_id: int) -> Answer:
    """End a pair, after asking once."""
    pair = access.pair_of_programme(programme_id, pair_id)
    form = BaseForm()
    if form.validate_on_submit():
        actions.end_pair(pair_id, clock.now())
        flash(_("The pair has ended."))
        return redirect(url_for("people.programme", programme_id=programme_id), 303)
    shown = render_template("pairing/end.html", card=people_access.programme(programme_id), pair=pair, form=form)
    return (shown, 422) if form.errors else shown


@blueprint.route("/exclusions", methods=["GET", "POST"])
def exclusions(programme_id: int) -> Answer:
    """One's own private list: seen by its author, used by the rules, and by nobody else."""
    me = people_access.own_part(programme_id)
    listed = queries.exclusions(me.id)
    form = forms.exclusion_form(people.participants(programme_id), me, listed)
    if form.validate_on_submit():
        actions.exclude(me.id, form.person.data)
        flash(_("Your list is saved."))
        return redirect(url_for(".exclusions", programme_id=programme_id), 303)
    shown = render_template(
        "pairing/exclusions.html",
        card=people_access.programme(programme_id),
        listed=listed,
        form=form,
        groups=seen_by(Datum.EXCLUSION_LIST),
    )
    return (shown, 422) if form.errors else shown


@blueprint.post("/exclusions/<int:participation_id>/remove")
def include(programme_id: int, participation_id: int) -> Answer:
    """Take somebody off one's own list."""
    other = people_access.somebody(programme_id, participation_id)
    actions.include(people_access.own_part(programme_id).id, other.id)
    flash(_("Your list is saved."))
    return redirect(url_for(".exclusions", programme_id=programme_id), 303)


def _chosen(
    everybody: list[Participant], senior_id: int | None, junior_id: int | None
) -> tuple[Participant, Participant] | None:
    """The two who were chosen, each of the right side of this programme."""
    known = {(one.side, one.id): one for one in everybody if not one.left}
    senior, junior = known.get(("senior", senior_id or 0)), known.get(("junior", junior_id or 0))
    return (senior, junior) if senior and junior else None
