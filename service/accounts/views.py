"""The pages of signing in, of one's own settings, and of the demo's one-click links."""

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service import clock
from service.accounts import access, actions, queries
from service.accounts.forms import ButtonForm, CodeForm, EmailAndCodeForm, EmailForm, ProfileForm
from service.accounts.rules import normal_email
from service.web import commit, menu
from service.web.access import declare
from service.web.links import safe_next

blueprint = Blueprint("accounts", __name__)
_EMAIL = "sign_in_email"
_NEXT = "sign_in_next"
_REFUSED = 422
_THROTTLED = 429


def init_app(app: Flask) -> None:
    """Add these pages and the session table's reader to `app`."""
    declare("accounts", access.AUDIENCE)
    app.register_blueprint(blueprint)
    access.install(app)
    menu.add(_menu)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for the e-mail address; send a code if somebody has it, and say the same in either case."""
    if request.method == "GET":
        if access.reader() is not None:
            return redirect(safe_next(request.args.get("next")))
        session[_NEXT] = safe_next(request.args.get("next"))
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), _REFUSED if form.is_submitted() else 200
    email = normal_email(form.email.data or "")
    try:
        actions.request_code(email, address=_address(), now=clock.now())
    except actions.TooManyTries:
        form.email.errors = [_("Too many codes were asked for. Wait an hour, or use the newest mail you have.")]
        return render_template("accounts/sign_in.html", form=form), _THROTTLED
    session[_EMAIL] = email
    return redirect(url_for("accounts.enter_code"), 303)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def enter_code() -> ResponseReturnValue:
    """Take the six digits; a wrong try is counted although the page refuses it."""
    email = session.get(_EMAIL)
    form: CodeForm | EmailAndCodeForm = CodeForm() if email else EmailAndCodeForm()
    if not form.validate_on_submit():
        status = _REFUSED if form.is_submitted() else 200
        return render_template("accounts/enter_code.html", form=form, email=email), status
    asked = email or normal_email(form["email"].data or "")
    try:
        user_id = actions.redeem_code(asked, form.code.data or "", address=_address(), now=clock.now())
    except actions.TooManyTries:
        form.code.errors = [_("Too many tries. Wait an hour, or use the link in the newest mail.")]
        return render_template("accounts/enter_code.html", form=form, email=email), _THROTTLED
    if user_id is None:
        commit.anyway()
        form.code.errors = [
            _("This code is not right or no longer valid. Check the newest mail, or ask for a new code.")
        ]
        return render_template("accounts/enter_code.html", form=form, email=email), _REFUSED
    return _enter(user_id)


@blueprint.route("/sign-in/link/<token>", methods=["GET", "POST"])
def open_link(token: str) -> ResponseReturnValue:
    """A page with one button; only the button uses the link up, so a mail scanner's visit does no harm."""
    form = ButtonForm()
    if not form.validate_on_submit():
        owner = actions.link_owner(token, clock.now())
        return render_template("accounts/open_link.html", form=form, owner=owner), 200 if owner else 410
    user_id = actions.redeem_link(token, clock.now())
    if user_id is None:
        commit.anyway()
        return render_template("accounts/open_link.html", form=form, owner=None), 410
    return _enter(user_id)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    access.end_session()
    flash(_("You are signed out."))
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/account", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Language, time zone, and an end to every session."""
    reader = access.current_user()
    form = ProfileForm(data={"locale": reader.locale, "timezone": reader.timezone})
    form.offer_zones()
    if not form.validate_on_submit():
        status = _REFUSED if form.is_submitted() else 200
        return render_template("accounts/profile.html", form=form), status
    actions.change_preferences(reader.id, locale=form.locale.data, timezone=form.timezone.data)
    flash(_("Your settings are saved."))
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the reader, this one too."""
    actions.sign_out_everywhere(access.current_user_id(), clock.now())
    access.end_session()
    flash(_("You are signed out on every device."))
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/demo/<token>", methods=["GET", "POST"])
def demo(token: str) -> ResponseReturnValue:
    """Sign in as a fictional person with one click."""
    user_id = access.demo_links(current_app).person(token)
    person = queries.user(user_id) if user_id is not None else None
    if person is None or person.disabled:
        abort(404)
    form = ButtonForm()
    if not form.validate_on_submit():
        return render_template("accounts/demo.html", form=form, person=person)
    return _enter(person.id)


def _enter(user_id: int) -> ResponseReturnValue:
    target = safe_next(session.get(_NEXT))
    access.begin_session(user_id)
    return redirect(target, 303)


def _address() -> str:
    return request.remote_addr or ""


def _menu() -> list[menu.MenuItem]:
    if access.reader() is None:
        return []
    return [menu.MenuItem(_("Your settings"), url_for("accounts.profile"), weight=80, place="account")]
