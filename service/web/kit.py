"""Puts the page kit on an app, in the order its hooks need."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter

from service.web import access, commit, errors, filters, headers, i18n, logs, menu, views

_LARGEST_ID = 2**31 - 1


class RowNumber(IntegerConverter):
    """A row's number in an address: what no database column can hold is no address, not an error in a query."""

    regex = "[0-9]+"  # one spelling: the inherited one takes other scripts' digits too

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max": _LARGEST_ID, **options})


def init_app(app: Flask) -> None:
    """Install everything of this room on `app`.

    ``PUBLIC_URL`` in its configuration decides on HTTPS-only headers, and on cookies where ``SESSION_COOKIE_SECURE`` is None.
    """
    public_url: str = app.config["PUBLIC_URL"]
    chosen = app.config.get("SESSION_COOKIE_SECURE")
    secure = public_url.startswith("https://") if chosen is None else bool(chosen)
    app.config.update(
        SESSION_COOKIE_NAME="__Host-dua-arah" if secure else "dua-arah",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        WTF_CSRF_SSL_STRICT=False,  # headers.py compares Origin, which proxies keep, instead of Referer
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may stay open over lunch
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    logs.install(app)
    headers.install(app, public_url=public_url)
    errors.install(app)
    i18n.install(app, translations=str(Path(app.root_path) / "translations"))
    CSRFProtect(app)
    filters.install(app)
    views.init_app(app)
    app.context_processor(_page_frame)
    commit.install(app)
    access.install(app)


def _page_frame() -> dict[str, object]:
    """What ``base.html`` needs besides the page's own values."""
    here = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else request.path
    if not here.isprintable():  # a control character in the address would break the page that names it
        here = "/"
    return {"language": i18n.current_language(), "menu_items": menu.Menu().items, "here": here}
