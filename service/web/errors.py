"""Pages for what went wrong: each says what happened and what to do, in the reader's language."""

from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, current_app, make_response, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError

from service.db import db
from service.web import i18n
from service.web.faults import kind_of, status_of

_OUR_FAULT = 500
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Words:
    title: Any  # lazy: translated when the page is made
    text: Any


_NOT_HERE = _Words(_l("This page is not here"), _l("Check the address, or start again from the first page."))
_NOT_YOURS = _Words(
    _l("This page is not for you to open"), _l("If you think it should be, ask your programme's admin.")
)
_REFUSED = _Words(_l("This could not be done"), _l("Go back, load the page again and try once more."))
_STALE = _Words(_l("This page was open for too long"), _l("Go back, load the page again and send it once more."))
_BROKEN = _Words(_l("Something went wrong here"), _l("It is not your fault, and it was noted. Try again in a minute."))
_WORDS = {
    401: _NOT_YOURS,
    403: _NOT_YOURS,
    404: _NOT_HERE,
    405: _NOT_HERE,
    409: _Words(
        _l("Somebody was faster"),
        _l(
            "Somebody, perhaps you in another window, changed this at the same moment. Nothing was saved by halves: load the "
            "page again and look; what is missing can be sent once more."
        ),
    ),
    410: _NOT_HERE,
    413: _Words(_l("That is too large"), _l("Send something smaller.")),
    429: _Words(_l("Too many tries"), _l("Wait a quarter of an hour, then try again.")),
    503: _Words(_l("Just a moment"), _l("The service is busy. Nothing was lost or saved; try again in a minute.")),
}


def _words(code: int) -> _Words:
    """What the page says for a status."""
    return _WORDS.get(code) or (_BROKEN if code >= _OUR_FAULT else _REFUSED)


def _page(code: int, words: _Words | None = None) -> Response:
    """Our page for a status."""
    told = words or _words(code)
    if code >= _OUR_FAULT:
        return make_response(_plain(code, told), code)
    return make_response(render_template("errors/error.html", code=code, words=told), code)


def _database_page(code: int, error: SQLAlchemyError) -> Response:
    """Our page where the database did not take something; what it had taken of this request before is undone.

    Only the kind of the error is told to the log: PostgreSQL's own words quote what people wrote.
    """
    _log.warning("database_refused", kind=kind_of(error), status=code)
    db.session.rollback()
    return _page(code)


def _plain(code: int, words: _Words) -> str:
    """A page for our own failures: without menu and context processors, which would ask a database that may be down."""
    i18n.without_reader()
    template = current_app.jinja_env.get_template("errors/plain.html")
    return template.render(code=code, words=words, language=i18n.current_language())


def install(app: Flask) -> None:
    """Answer every error of `app` with our own page."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response | HTTPException:
        if error.response is not None:  # a guard's redirect
            return error
        return _page(error.code or 500)

    @app.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> Response:
        return _page(400, _STALE)

    @app.errorhandler(SQLAlchemyError)
    def not_taken(error: SQLAlchemyError) -> Response:
        status = status_of(error)
        if status == _OUR_FAULT:
            raise error
        return _database_page(status, error)

    @app.errorhandler(InternalServerError)
    def broken(error: InternalServerError) -> Response:
        cause = error.original_exception
        if isinstance(cause, SQLAlchemyError) and status_of(cause) != _OUR_FAULT:
            return _database_page(status_of(cause), cause)
        return _page(_OUR_FAULT)
