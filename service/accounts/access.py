"""Who is reading, and the guards other rooms build theirs on.

Flask-Login keeps a random token in the signed cookie; the token's session row decides, at every request, whether it counts.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, abort, current_app, g, has_request_context, make_response, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_login import current_user as login_reader
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from service import clock
from service.accounts import actions, queries
from service.accounts.models import UserSession
from service.accounts.rules import holds, is_loopback, is_loopback_name, journey_lives, session_lives, with_journey
from service.accounts.values import SESSION_TOUCH, Doors, UserCard
from service.db import db
from service.web import i18n
from service.web.access import Guard, everyone
from service.web.once import once

_SAFE = frozenset({"GET", "HEAD"})
_JOURNEYS = "sign_in_journeys"
_BY_PROVIDER = "signed_in_by_provider"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The reader, as Flask-Login wants one; its id is the session's token."""

    def __init__(self, token: str, session_id: int, card: UserCard) -> None:
        self.token = token
        self.session_id = session_id
        self.card = card

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie."""
        return self.token


@dataclass
class DemoLinks:
    """One-click sign-in links of a demo, kept in memory only: they end with the server."""

    _people: dict[str, int] = field(default_factory=dict)

    def add(self, user_id: int, token: str | None = None) -> str:
        """A token that signs this person in while the server runs; a new one, or the one its other processes know too."""
        token = token or secrets.token_urlsafe(24)
        self._people[token] = user_id
        return token

    def person(self, token: str) -> int | None:
        """Whom a token signs in."""
        return self._people.get(token)


def demo_links(app: Flask) -> DemoLinks:
    """The demo links of this app."""
    return cast("DemoLinks", app.extensions.setdefault("dua_arah.demo_links", DemoLinks()))


def install(app: Flask) -> None:
    """Load the reader of every request of `app` from the session table."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change networks; the session table is what protects
    manager.user_loader(_load)
    i18n.use_reader(app, _AccountReader())
    app.teardown_request(_forget_reader)
    app.context_processor(lambda: {"reader": reader(), "doors": doors()})


def doors() -> Doors:
    """How people sign in here; ``SIGN_IN`` and ``OIDC_LABEL`` in the app's configuration decide."""
    chosen = current_app.config["SIGN_IN"]
    return Doors(mail=chosen != "oidc", provider=None if chosen == "mail" else current_app.config["OIDC_LABEL"])


def by_mail() -> None:
    """Refuse a request that belongs to signing in by mail, where that is not offered."""
    if not doors().mail:
        abort(404)


def keep_journey(kept: Mapping[str, str]) -> None:
    """Keep with this browser, and with no other, what it left for the provider with."""
    session[_JOURNEYS] = with_journey(session.get(_JOURNEYS, {}), kept, clock.now())


def end_journey(state: str) -> Mapping[str, str] | None:
    """What this browser left with, once; None where it never did, or too long ago, or came back already."""
    journeys = dict(session.get(_JOURNEYS, {}))
    journey = journeys.pop(state, None)
    session[_JOURNEYS] = journeys
    return journey if journey is not None and journey_lives(journey, clock.now()) else None


def begin_session(user_id: int, *, by_provider: bool = False) -> None:
    """Sign a person in on this browser, with a fresh cookie: nothing set before it survives."""
    ended = signed_in_reader()
    if ended is not None:
        actions.sign_out(ended.session_id, clock.now())
    token = actions.sign_in(user_id, clock.now())
    session.clear()
    session.permanent = True
    if by_provider:
        session[_BY_PROVIDER] = True
    row = actions.session_row(token)
    card = queries.user(user_id)
    if row is None or card is None:
        abort(404)
    login_user(SignedIn(token, row.id, card))


def end_session() -> bool:
    """Sign the reader out on this browser, at once and for good; whether the provider that let them in still knows them."""
    present = signed_in_reader()
    by_provider = present is not None and session.get(_BY_PROVIDER, False)
    if present is not None:
        actions.sign_out(present.session_id, clock.now())
    logout_user()
    session.clear()
    return by_provider


def signed_in_reader() -> SignedIn | None:
    """The reader with their session, or None."""
    present = login_reader._get_current_object() if has_request_context() else None  # noqa: SLF001 - one look, not three
    return present if isinstance(present, SignedIn) else None


def reader() -> UserCard | None:
    """The card of the signed-in reader, or None."""
    present = signed_in_reader()
    return present.card if present else None


def former_reader_id() -> int | None:
    """Whose session this browser's cookie belonged to before it lapsed; none for a stranger, and where it was ended on purpose.

    It admits to nothing: it only says for whom something may be laid aside until they have signed in again.
    """
    row = actions.session_row(str(session.get("_user_id", "")))
    if row is None or row.ended_at is not None:
        return None
    card = queries.user(row.user_id)
    return None if card is None or card.disabled else card.id


def current_user() -> UserCard:
    """The signed-in reader; sends others to sign in."""
    card = reader()
    if card is None:
        _to_sign_in()
    return cast("UserCard", card)


def current_user_id() -> int:
    """The id of the signed-in reader; sends others to sign in."""
    return current_user().id


def roles(user_id: int) -> frozenset[tuple[str, int | None]]:
    """As ``queries.roles``, for guards and menus, which ask for them over and over."""
    return once(("roles", user_id), lambda: queries.roles(user_id))


def has_role(user_id: int, role: str, programme_id: int | None) -> bool:
    """As ``queries.has_role``, for guards and menus."""
    return holds(roles(user_id), role, programme_id)


def signed_in(**_arguments: object) -> None:
    """Anybody who is signed in."""
    current_user()


def installation_admin(**_arguments: object) -> None:
    """Whoever may create programmes."""
    if not has_role(current_user_id(), "admin", None):
        abort(404)


signed_out_ok: Guard = everyone


def provider_only(**_arguments: object) -> None:
    """Anybody, where the organisation's provider is offered; elsewhere there is no such page."""
    if doors().provider is None:
        abort(404)


def demo_only(**_arguments: object) -> None:
    """A browser on this machine, at a database of fictional people; everybody else finds nothing here."""
    forwarded = any(name in request.headers for name in _FORWARDED)
    here = is_loopback(request.remote_addr) and is_loopback_name(request.host) and not forwarded
    if not here or not queries.is_demo():
        abort(404)


AUDIENCE: dict[str, Guard] = {
    "sign_in": signed_out_ok,
    "enter_code": signed_out_ok,
    "open_link": signed_out_ok,
    "to_provider": provider_only,
    "from_provider": provider_only,
    "sign_out": signed_out_ok,
    "profile": signed_in,
    "sign_out_everywhere": signed_in,
    "demo": demo_only,
}


class _AccountReader:
    """Tells the page kit the reader's language and zone."""

    def locale(self) -> str | None:
        card = reader()
        return card.locale if card else None

    def timezone(self) -> str | None:
        card = reader()
        return card.timezone if card else None

    def remember(self, language: i18n.Language) -> None:
        card = reader()
        if card is not None:
            actions.change_preferences(card.id, locale=language)


def _load(token: str) -> SignedIn | None:
    row = actions.session_row(token)
    now = clock.now()
    if row is None or not session_lives(now=now, last_seen=row.last_seen_at, ends=row.ends_at, ended=row.ended_at):
        return None
    card = queries.user(row.user_id)
    if card is None or card.disabled:
        return None
    if now - row.last_seen_at >= SESSION_TOUCH:
        _touch(row)
    return SignedIn(token, row.id, card)


def _touch(row: UserSession) -> None:
    """Note that the session is in use: in the request's own transaction, or beside it when that one only reads."""
    change = update(UserSession).where(UserSession.id == row.id).values(last_seen_at=clock.now())
    if request.method not in _SAFE:
        db.session.execute(change)
        return
    try:
        with db.engine.begin() as connection:
            connection.execute(change)
    except OperationalError:  # a busy database must not keep anybody from reading
        return


def _forget_reader(_error: BaseException | None) -> None:
    """Flask-Login keeps the reader as long as the application context, which may serve another request."""
    g.pop("_login_user", None)


def _to_sign_in() -> None:
    here = request.full_path.rstrip("?") if request.method in _SAFE else None
    target = url_for("accounts.sign_in", next=here if here != "/" else None)
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        abort(answer)
    abort(redirect(target, 303))
