"""Pages of the curation room; each module adds its own routes to the one blueprint."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from service.accounts.access import reader
from service.curation import access
from service.curation.views import adding as _adding  # noqa: F401 - adds its routes
from service.curation.views import effect as _effect  # noqa: F401 - adds its routes
from service.curation.views import generations as _generations  # noqa: F401 - adds its routes
from service.curation.views import keeping as _keeping  # noqa: F401
from service.curation.views import learning as _learning
from service.curation.views import listing as _listing  # noqa: F401
from service.curation.views import trying as _trying  # noqa: F401
from service.curation.views import writing as _writing  # noqa: F401
from service.curation.views.base import blueprint
from service.web import menu
from service.web.access import declare


def init_app(app: Flask) -> None:
    """Add the pages and the menu's entry."""
    declare("curation", access.AUDIENCE)
    app.register_blueprint(blueprint)
    app.add_url_rule("/curation/flagged", "curation.flagged_before", _learning.flagged_before)
    menu.add(_menu)


def _menu() -> list[menu.MenuItem]:
    present = reader()
    if present is None or not access.curates(present.id):
        return []
    return [menu.MenuItem(_("Guides"), url_for("curation.documents"), weight=60)]
