"""The index itself: what it was made of and when, with which embedder; make it again, change the embedder, give that up."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_babel import gettext as _

from service import clock, jobs
from service.curation import queries
from service.curation.views.base import blueprint, follow_folder
from service.knowledge import queries as knowledge
from service.knowledge.actions import wishes
from service.knowledge.ports import Embedders, Library
from service.knowledge.values import RENEWALS
from service.ports import port
from service.web.forms import BaseForm


@blueprint.get("/index")
def generations() -> str:
    """The generations, the newest first, and what may be done."""
    return render_template(
        "curation/generations.html",
        status=port(Library).status(),
        reading=knowledge.requested("read"),
        life=queries.index_life(port(Embedders)),
        lasted=lambda took: format_timedelta(took, granularity="second", threshold=1.1),
    )


@blueprint.route("/index/rebuild/<kind>", methods=["GET", "POST"])
def rebuild(kind: str) -> ResponseReturnValue:
    """Have the index made again, from the kept vectors or by embedding everything anew; after a yes."""
    if kind not in RENEWALS:
        abort(404)
    life = queries.index_life(port(Embedders))
    if life.serving is None or life.stoppable or life.lost:
        flash(_("Something else is to be done first. Wait until it is done, or give it up."), "error")
        return redirect(url_for(".generations"), 303)
    if BaseForm().validate_on_submit():
        follow_folder(kind)
        flash(_("The index is being made again. The present one serves until that is done."))
        return redirect(url_for(".generations"), 303)
    cost = queries.cost_of_all() if kind == "anew" else None
    return render_template("curation/rebuild.html", kind=kind, life=life, cost=cost, lasted=_about)


@blueprint.route("/index/embedder/<path:name>", methods=["GET", "POST"])
def choose_embedder(name: str) -> ResponseReturnValue:
    """Have the index made with another embedder; after a yes that names what it costs."""
    embedders = port(Embedders)
    wanted = next((one for one in embedders.available if one.name == name), None)
    if wanted is None:
        abort(404)
    if BaseForm().validate_on_submit():
        wishes.choose(embedders, wanted.name, clock.now())
        jobs.enqueue("knowledge.index")
        flash(_("The index is being made with the other embedder. The present one serves until that is done."))
        return redirect(url_for(".generations"), 303)
    return render_template(
        "curation/embedder.html",
        wanted=wanted.name,
        life=queries.index_life(embedders),
        cost=queries.cost_of_choice(wanted),
        lasted=_about,
    )


@blueprint.post("/index/cancel")
def cancel_build() -> ResponseReturnValue:
    """Give up what was asked for; what serves goes on serving."""
    if wishes.cancel(port(Embedders), clock.now()):
        jobs.enqueue("knowledge.index")
        flash(_("Given up. The index that served goes on serving."))
    else:
        flash(_("There was nothing to give up any more."))
    return redirect(url_for(".generations"), 303)


def _about(took: object) -> str:
    return str(format_timedelta(took, granularity="second", threshold=1.5))
