"""A request is one transaction: an answer below 400 commits it, anything else rolls it back.

So a page with form errors answers 422 and leaves nothing behind. The one exception is a count that must survive a refusal
(a wrong sign-in code): such a view calls ``anyway``.
"""

from flask import Flask, Response, g, request, session
from sqlalchemy.exc import SQLAlchemyError

from service.db import begin_deferred, db

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FIRST_FAILURE = 400


def anyway() -> None:
    """Commit this request's changes even though it refuses the reader."""
    g.commit_anyway = True


def install(app: Flask) -> None:
    """Make every request of `app` commit on success; install it last, so that it runs before the other after-hooks."""

    @app.before_request
    def begin() -> None:
        g.pop("commit_anyway", None)
        begin_deferred(deferred=request.method in _SAFE)

    @app.after_request
    def settle(response: Response) -> Response:
        if response.status_code >= _FIRST_FAILURE and not g.get("commit_anyway", False):
            db.session.rollback()
            return response
        try:
            db.session.commit()
        except SQLAlchemyError as error:
            db.session.rollback()
            session.pop("_flashes", None)  # "saved", they would say
            return app.make_response(app.handle_user_exception(error))
        return response

    @app.teardown_request
    def restore(_error: BaseException | None) -> None:
        begin_deferred(deferred=False)
