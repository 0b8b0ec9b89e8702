"""What publishing or withdrawing a document would change, shown before it is done."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_percent
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import clock
from service.accounts.access import current_user_id
from service.curation import queries
from service.curation.actions import trials
from service.curation.values import Trial
from service.curation.views.base import blueprint
from service.knowledge import queries as knowledge

_ASKED = {"published": "published", "withdrawn": "withdrawn", "draft": "withdrawn"}
"""A draft serves nobody, as what is withdrawn does."""


@blueprint.get("/effect/<path:document>")
def effect(document: str) -> str:
    """The newest trial of this change, or the button that begins one."""
    wanted = _wanted()
    source = knowledge.source(document, None) or abort(404)
    return render_template("curation/effect.html", source=source, document=document, wanted=wanted)


@blueprint.post("/effect/<path:document>")
def ask_effect(document: str) -> Response:
    """Have a trial made; one that is there already is shown instead."""
    wanted = _wanted()
    if trials.ask(document, wanted, current_user_id(), clock.now()) is None:
        abort(404)
    return redirect(url_for(".effect", document=document, to=wanted), 303)


@blueprint.get("/trials/<int:trial_id>")
def trial_progress(trial_id: int) -> str:
    """A trial alone, for the page to renew in place."""
    trial = queries.trial(trial_id, clock.now()) or abort(404)
    return render_template("curation/_trial.html", trial=trial, document=trial.document, wanted=trial.wanted)


@blueprint.app_template_global("newest_trial")
def newest_trial(document: str, wanted: str) -> Trial | None:
    """The newest trial of a change of a document as it is now."""
    return queries.newest_trial(document, _ASKED[wanted], clock.now())


@blueprint.app_template_global("trial_figures")
def trial_figures(trial: Trial) -> list[tuple[str, str, str, str]]:
    """The figures of a trial as rows: what is measured, before, after, and how it moved: up, down or same."""
    questions = (trial.result or {}).get("questions", {})
    before, after = questions.get("before", {}), questions.get("after", {})
    names: dict[str, str] = {}
    if questions.get("answerable"):
        names |= {
            "ndcg@10": _("How well the right passages stand on top (nDCG@10)"),
            "recall@5": _("Right passages among the first five (recall@5)"),
            "answerable": _("Answerable questions left without an answer"),
        }
    if questions.get("unanswerable"):
        names["unanswerable"] = _("Unanswerable questions rightly left without an answer")
    return [(str(name), *_moved(before.get(key), after.get(key))) for key, name in names.items()]


def _moved(before: float | None, after: float | None) -> tuple[str, str, str]:
    if before is None or after is None:
        return _share(before), _share(after), "same"
    way = "same" if round(before, 3) == round(after, 3) else "up" if after > before else "down"
    return _share(before), _share(after), way


def _share(number: float | None) -> str:
    return "-" if number is None else str(format_percent(number, "0.0%"))


def _wanted() -> str:
    return _ASKED.get(request.args.get("to", "")) or abort(404)
