"""The sessions of a pair on one page, and the button that says one was held."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id
from service.pairing.access import own_pair
from service.sessions import access, actions, queries
from service.web.access import declare
from service.web.links import safe_next

blueprint = Blueprint("sessions", __name__, url_prefix="/pairs/<int:pair_id>/sessions")


def init_app(app: Flask) -> None:
    """Add the pages."""
    declare("sessions", access.AUDIENCE)
    app.register_blueprint(blueprint)


@blueprint.get("")
def arc(pair_id: int) -> str:
    """All sessions with their purpose, which were held, and which one is next."""
    pair = own_pair(pair_id)
    return render_template(
        "sessions/arc.html",
        pair=pair,
        partner=pair.partner(current_user_id()),
        sessions=queries.sessions(pair_id),
        current=queries.current_session(pair_id),
    )


@blueprint.post("/<int:number>/held")
def held(pair_id: int, number: int) -> Response:
    """Either side says that a session was held; the next one opens."""
    pair = own_pair(pair_id)
    if pair.ended or queries.session(pair_id, number) is None:
        abort(404)
    if actions.mark_held(pair_id, number, clock.now()):
        flash(_("Session %(number)s is marked as held.", number=number))
    return redirect(safe_next(request.form.get("next"), f"/pairs/{pair_id}/sessions"), 303)
