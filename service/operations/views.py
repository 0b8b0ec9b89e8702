"""Addresses for machines: does the process answer, is everything there that it needs, and figures to watch; one page for people.

None of them knows a person; the figures ask for a token. Each answers within a few seconds whatever hangs. The page tells a
programme's admin what the model costs.
"""

import hmac
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from service import clock
from service.operations import queries
from service.operations.actions.watch import Watch
from service.operations.ports import Meter
from service.operations.values import Family, Part
from service.people.access import programme, programme_admin
from service.ports import port
from service.suggestions import queries as suggestions
from service.suggestions.actions import Desk
from service.web import access, logs

SECONDS = 3.0
PARTS = ("database", "worker", "queue", "index")
AUDIENCE: dict[str, access.Guard] = {
    "healthz": access.everyone,
    "readyz": access.everyone,
    "metrics": access.everyone,
    "model_usage": programme_admin,
}
_PARTS, _FIGURES = "dua_arah.parts_watch", "dua_arah.figures_watch"
blueprint = Blueprint("operations", __name__)


def init_app(app: Flask) -> None:
    """Add these addresses to `app`, and count its answers where ``METRICS_TOKEN`` is set."""
    access.declare("operations", AUDIENCE)
    app.register_blueprint(blueprint)
    app.extensions[_PARTS] = Watch[Part](app, lambda: queries.parts(clock.now()))
    app.extensions[_FIGURES] = Watch[Family](app, lambda: queries.families(clock.now()))
    if app.config.get("METRICS_TOKEN"):
        logs.observe(app, _count)


def _count(endpoint: str, method: str, status: int, seconds: float) -> None:
    port(Meter).observe(endpoint, method, status, seconds)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is looked at."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether each part serves, as ``{"ready": bool, "parts": {name: word}}``; 503 where one does not."""
    watch = cast("Watch[Part]", current_app.extensions[_PARTS])
    seen, ended = watch.see(SECONDS)
    parts = _whole(seen, ended)
    ready = all(part.good for part in parts)
    return jsonify(ready=ready, parts={part.name: part.word for part in parts}), 200 if ready else 503


def _whole(seen: list[Part], ended: str) -> list[Part]:
    """Every part: of those that were not seen the first is to blame, and the others are unknown."""
    missing = [name for name in PARTS if name not in {part.name for part in seen}]
    return [
        *seen,
        *(Part(name, good=False, word="unknown" if number else ended) for number, name in enumerate(missing)),
    ]


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, for whoever has the token."""
    token = str(current_app.config.get("METRICS_TOKEN") or "")
    if not token:
        abort(404)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        return Response("a token is needed\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    watch = cast("Watch[Family]", current_app.extensions[_FIGURES])
    families, _ended = watch.see(SECONDS)
    if not any(family.name == queries.DATABASE_UP for family in families):
        families.append(queries.reachable(yes=False))
    page, content_type = port(Meter).page(families)
    return Response(page, content_type=content_type)


@blueprint.get("/programmes/<int:programme_id>/model")
def model_usage(programme_id: int) -> ResponseReturnValue:
    """What a model was asked for in a programme, day by day, and what of today's tokens is left."""
    now, tariff = clock.now(), port(Desk).tariff
    return render_template(
        "operations/model_usage.html",
        card=programme(programme_id),
        days=suggestions.usage(programme_id, now),
        left=suggestions.tokens_left(programme_id, now, tariff.tokens_a_day),
        tariff=tariff,
    )
