"""What use teaches: where the folder has holes, what was asked for in vain, and which guides want a look."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from service import clock
from service.curation import queries
from service.curation.forms.coverage import CoverageForm
from service.curation.forms.names import LANGUAGE_NAMES, REASON_NAMES
from service.curation.rules.asked import LEAST_PAIRS, Asked
from service.curation.views.base import blueprint
from service.knowledge.values import SIDES, STAGES
from service.sessions import queries as sessions
from service.suggestions import queries as suggestions
from service.suggestions.guided.phrases import SKILLS
from service.web.i18n import current_language

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for and not there, in the reader's words, with the page that begins a guide on it."""

    words: str
    language: str
    sets: int
    url: str


@blueprint.get("/learn")
def coverage() -> str:
    """The coverage matrix, and below it what there is to do, each with its action."""
    form = CoverageForm(formdata=MultiDict(request.args))
    view, language = form.chosen(current_language())
    asked = queries.asked()
    return render_template(
        "curation/coverage.html",
        form=form,
        matrix=queries.coverage(view, language),
        narrowed={"language": language, **({"audience": view} if view in SIDES else {})},
        stages=STAGES,
        reasons=REASON_NAMES,
        languages=LANGUAGE_NAMES,
        wanted=[_wanted(one) for one in asked.asked],
        unshown=asked.unshown,
        least=LEAST_PAIRS,
        chores=queries.chores(queries.lines(clock.now().date())),
        shown=SHOWN,
    )


@blueprint.get("/flagged")
def flagged() -> str:
    """Items that somebody found inappropriate: the item, never the pair."""
    return render_template("curation/flagged.html", items=suggestions.flagged())


def flagged_before() -> ResponseReturnValue:
    """Where the flagged items stood before; letters and bookmarks still lead there."""
    return redirect(url_for("curation.flagged"), 301)


def _wanted(one: Asked) -> Wanted:
    own = current_language()
    if one.kind == "skill":
        url = url_for(".new", reason="practice", title=SKILLS[one.language][one.key], language=one.language)
        return Wanted(SKILLS[own][one.key], one.language, one.sets, url)
    if one.kind == "words":
        return Wanted(one.key, one.language, one.sets, url_for(".new", title=one.key, language=one.language))
    url = url_for(".new", stage=one.key, language=one.language)
    if one.kind == "more":
        return Wanted(_("More topics for session %(number)s", number=one.key), one.language, one.sets, url)
    purpose = next(stage.purpose.into(own) for stage in sessions.arc() if str(stage.number) == one.key)
    words = _("Any topic for session %(number)s: %(purpose)s", number=one.key, purpose=purpose)
    return Wanted(words, one.language, one.sets, url)
