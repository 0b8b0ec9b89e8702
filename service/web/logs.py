"""One line a request, under a reference that its answer carries too, so that what a person quotes leads to the lines.

The line names the endpoint, never the address: an address may hold a sign-in token. Of some rooms even the endpoint would tell
too much, and they ask for silence (``keep_silent``). The reference is bound to the context, so
every line of the request, and of the jobs it asked for, carries it as ``request_id``.
"""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any, cast

import structlog
from flask import Flask, Response, g, request
from gunicorn.glogging import Logger
from structlog.contextvars import bind_contextvars, unbind_contextvars

HEADER = "X-Request-ID"
QUIET = frozenset({"static", "operations.healthz", "operations.readyz", "operations.metrics"})
"""Endpoints whose successes are told at DEBUG only: they are asked all day."""
Observer = Callable[[str, str, int, float], None]
"""Told of every answer that is told at all: endpoint, method, status, seconds."""

_SILENT = "dua_arah.silent_blueprints"
_TOLD_ANYWAY = frozenset({404}) | frozenset(range(500, 600))
_KEY = "dua_arah.request_observers"
_REFERENCE = re.compile(r"[0-9a-fA-F-]{8,36}")  # hexadecimal, as proxies make them: no name is one
_BYTES = 6
_FIRST_FAILURE = 400
_NOWHERE = "none"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger(__name__)


def observe(app: Flask, observer: Observer) -> None:
    """Tell `observer` of every answer of `app`."""
    cast("list[Observer]", app.extensions.setdefault(_KEY, [])).append(observer)


def keep_silent(app: Flask, blueprint: str) -> None:
    """Tell and count nothing of this blueprint but strangers (404) and failures: that its pages are used is somebody's secret."""
    cast("set[str]", app.extensions.setdefault(_SILENT, set())).add(blueprint)


def reference() -> str:
    """What the present request is known by, for a page that tells of an error."""
    return str(g.get("request_id", ""))


def install(app: Flask) -> None:
    """Log the requests of `app`; install it first, so that it sees the final answer."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given.lower() if _REFERENCE.fullmatch(given) else secrets.token_hex(_BYTES)
        g.request_began = time.monotonic()
        bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers[HEADER] = reference()
        if request.blueprint in app.extensions.get(_SILENT, ()) and response.status_code not in _TOLD_ANYWAY:
            return response
        seconds = time.monotonic() - g.get("request_began", time.monotonic())
        endpoint = request.endpoint or _NOWHERE
        method = request.method if request.method in _METHODS else "OTHER"
        tell = _log.debug if endpoint in QUIET and response.status_code < _FIRST_FAILURE else _log.info
        tell(
            "request", endpoint=endpoint, method=method, status=response.status_code, milliseconds=round(seconds * 1000)
        )
        for observer in app.extensions.get(_KEY, ()):
            observer(endpoint, method, response.status_code, seconds)
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        unbind_contextvars("request_id")

    app.log_exception = _log_exception  # type: ignore[method-assign, assignment]  # Flask's own tells the address
    app.jinja_env.globals["reference"] = reference


def _log_exception(raised: Any) -> None:
    _log.error("request_failed", endpoint=request.endpoint or _NOWHERE, method=request.method, exc_info=raised)


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own log, through our renderer, without network addresses and without addresses of pages."""

    def setup(self, cfg: Any) -> None:
        """Take gunicorn's handlers away again: what it says goes where everything goes."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """What is wrong with a request is told without who sent it and what it said."""
        text = str(msg)
        if text.startswith("Invalid request"):
            super().warning("Invalid request", **kwargs)
        else:
            super().warning(text, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """A request that failed in the server itself is told without its address."""
        text = type(msg).__name__ if isinstance(msg, BaseException) else str(msg)
        if text.startswith("Error handling request"):
            super().exception("Error handling request", **kwargs)
        else:
            super().exception(text, *args, **kwargs)
