"""The pages of no room: changing the language, and help."""

from flask import Blueprint, Flask, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from service.web import access, i18n, menu
from service.web.links import safe_next

blueprint = Blueprint("web", __name__)
AUDIENCE = {"language": access.everyone, "help_page": access.everyone}


def init_app(app: Flask) -> None:
    """Add these pages to `app`."""
    access.declare("web", AUDIENCE)
    app.register_blueprint(blueprint)


@blueprint.post("/language")
def language() -> Response:
    """Change the language and go back to where the reader was."""
    answer = redirect(safe_next(request.form.get("next")), 303)
    chosen = i18n.known(request.form.get("language"))
    if chosen is not None:
        i18n.choose(answer, chosen, secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return answer


@blueprint.get("/help")
def help_page() -> str:
    """What to do when something does not work, and whom to write to."""
    return render_template("web/help.html", contacts=menu.help_contacts(), parts=menu.help_parts())
