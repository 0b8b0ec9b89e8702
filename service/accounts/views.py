"""The pages of signing in, of one's own settings, and of the demo's one-click links."""

import structlog
from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service import clock
from service.accounts import access, actions, queries
from service.accounts.forms import ButtonForm, CodeForm, EmailAndCodeForm, EmailForm, ProfileForm
from service.accounts.ports import IdentityProvider, IdentityRefused, ProviderUnavailable
from service.accounts.rules import normal_email
from service.accounts.values import CALLBACK
from service.db import begin_deferred, db
from service.ports import port
from service.web import commit, menu
from service.web.access import declare
from service.web.links import safe_next

blueprint = Blueprint("accounts", __name__)
_EMAIL = "sign_in_email"
_NEXT = "sign_in_next"
_REFUSED = 422
_THROTTLED = 429
_TURNED_AWAY = {"declined": 403, "stale": 400, "not_here": 403, "unavailable": 503}
_log = structlog.get_logger(__name__)


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
    else:
        access.by_mail()
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
    access.by_mail()
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


@blueprint.post("/sign-in/oidc")
def to_provider() -> ResponseReturnValue:
    """Leave for the organisation's provider, by a page that goes on by itself.

    Only our own page can begin (it needs the form's token), so nobody else can start or replace somebody's sign-in. A redirect
    would be stopped by ``form-action``, which holds for every further hop of it: see docs/decisions/0011-oidc-sign-in.md.
    """
    db.session.rollback()  # nothing waits in a transaction for the provider
    try:
        begun = port(IdentityProvider).begin(_callback_address())
    except ProviderUnavailable as error:
        return _provider_down(error)
    access.keep_journey(begun.kept)
    return render_template("accounts/to_provider.html", url=begun.url)


@blueprint.get(CALLBACK)
def from_provider() -> ResponseReturnValue:
    """Come back from the provider; only the browser that left, once, and soon."""
    kept = access.end_journey(request.args.get("state", ""))
    if kept is None:
        return _turned_away("stale")
    db.session.rollback()
    try:
        identity = port(IdentityProvider).finish(request.args.to_dict(), kept)
        begin_deferred(deferred=False)  # this GET writes
        user_id = actions.admit(identity, clock.now())
    except ProviderUnavailable as error:
        return _provider_down(error)
    except IdentityRefused as refused:
        if refused.reason == "untrusted":
            _log.warning("identity_untrusted", reason=str(refused))
        return _turned_away("declined" if refused.reason == "declined" else "stale")
    except actions.NotAdmitted as refused:
        _log.warning("identity_not_admitted", cause=refused.cause)
        return _turned_away("not_here")
    return _enter(user_id, by_provider=True)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    label = access.doors().provider if access.end_session() else None
    if label:
        flash(_("You are signed out here. On a shared computer, sign out of %(label)s too.", label=label))
    else:
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


def _enter(user_id: int, *, by_provider: bool = False) -> ResponseReturnValue:
    target = safe_next(session.get(_NEXT))
    access.begin_session(user_id, by_provider=by_provider)
    return redirect(target, 303)


def _callback_address() -> str:
    """As it is registered with the provider: from the public address, never from what the request says of itself."""
    return f"{current_app.config['PUBLIC_URL']}{CALLBACK}"


def _provider_down(error: ProviderUnavailable) -> ResponseReturnValue:
    _log.error("identity_provider_unavailable", reason=str(error))
    return _turned_away("unavailable")


def _turned_away(case: str) -> ResponseReturnValue:
    """Why somebody is not signed in, and what they can do; the same for everybody in the same case."""
    return render_template("accounts/turned_away.html", case=case), _TURNED_AWAY[case]


def _address() -> str:
    return request.remote_addr or ""


def _menu() -> list[menu.MenuItem]:
    if access.reader() is None:
        return []
    return [menu.MenuItem(_("Your settings"), url_for("accounts.profile"), weight=80, place="account")]
