from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service import clock
from service.accounts import actions
from service.accounts.models import UserSession
from service.accounts.values import SESSION_IDLE, SESSION_TOUCH, SESSION_WHOLE
from service.db import db
from tests.visitors import Visitor

START = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
COOKIE = "dua-arah"


def stolen(app, visitor) -> Visitor:
    thief = Visitor(app)
    thief.client.set_cookie(COOKIE, visitor.client.get_cookie(COOKIE).value)
    return thief


def allowed(visitor) -> bool:
    return visitor.get("/account").status_code == 200


def test_a_cookie_kept_from_before_is_worth_nothing_after_signing_out(app, visitor, ratna):
    visitor.sign_in(ratna)
    thief = stolen(app, visitor)
    assert allowed(visitor) and allowed(thief)
    assert visitor.post("/sign-out").headers["Location"] == "/sign-in"
    assert not allowed(visitor) and not allowed(thief)


def test_signing_out_here_leaves_other_devices_alone(app, visitor, ratna):
    phone = Visitor(app).sign_in(ratna)
    visitor.sign_in(ratna).post("/sign-out")
    assert allowed(phone)


def test_signing_out_everywhere_ends_every_session(app, visitor, ratna):
    phone = Visitor(app).sign_in(ratna)
    visitor.sign_in(ratna).post("/account/sign-out-everywhere")
    assert not allowed(visitor) and not allowed(phone)


def test_disabling_ends_sessions_at_once(app, visitor, ratna):
    visitor.sign_in(ratna)
    assert allowed(visitor)
    with app.app_context():
        actions.disable(ratna, clock.now())
        db.session.commit()
    assert not allowed(visitor)


def test_letting_somebody_back_in_does_not_revive_old_cookies(app, visitor, ratna):
    visitor.sign_in(ratna)
    with app.app_context():
        actions.disable(ratna, clock.now())
        actions.enable(ratna)
        db.session.commit()
    assert not allowed(visitor)


def test_disabling_holds_even_where_a_session_row_was_left_open(app, visitor, ratna):
    visitor.sign_in(ratna)
    with app.app_context():
        actions.disable(ratna, clock.now())
        for row in db.session.scalars(select(UserSession)):
            row.ended_at = None
        db.session.commit()
    assert not allowed(visitor)


def test_a_cookie_planted_before_signing_in_does_not_become_the_victims(app, visitor, ratna):
    """Fixation: the attacker sets a cookie they know, the victim signs in on it."""
    visitor.get("/sign-in")
    thief = stolen(app, visitor)
    before = visitor.client.get_cookie(COOKIE).value
    with app.app_context():
        link = actions.issue_link("ratna@example.org", clock.now())
        db.session.commit()
    visitor.post(link.split("8000", 1)[1])
    assert allowed(visitor) and not allowed(thief)
    assert visitor.client.get_cookie(COOKIE).value != before


def test_a_token_planted_by_a_stranger_who_is_signed_in_is_ended(app, visitor, ratna):
    """Login over somebody else's session: the old session does not live on in the cookie."""
    visitor.sign_in(ratna)
    old = stolen(app, visitor)
    with app.app_context():
        link = actions.issue_link("ratna@example.org", clock.now())
        db.session.commit()
    visitor.post(link.split("8000", 1)[1])
    assert allowed(visitor) and not allowed(old)


def test_nothing_planted_in_the_cookie_before_survives_signing_in(app, visitor, ratna):
    with visitor.client.session_transaction() as session:
        session["planted"] = "x"
    before = visitor.token()
    with app.app_context():
        link = actions.issue_link("ratna@example.org", clock.now())
        db.session.commit()
    visitor.post(link.split("8000", 1)[1])
    with visitor.client.session_transaction() as session:
        assert "planted" not in session
    assert visitor.client.post("/account", data={"csrf_token": before}).status_code == 400


def test_a_forged_or_foreign_token_is_nobody(app, visitor, ratna):
    visitor.sign_in(ratna)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = str(ratna)
    assert not allowed(visitor)


def test_idle_and_absolute_end(app, visitor, ratna):
    with clock.frozen(START):
        visitor.sign_in(ratna)
    with clock.frozen(START + SESSION_IDLE - timedelta(minutes=1)):
        assert allowed(visitor), "in use: the idle clock starts anew"
    with clock.frozen(START + SESSION_IDLE + timedelta(minutes=1)):
        assert allowed(visitor)
    moment = START + SESSION_IDLE + timedelta(minutes=1)
    while moment < START + SESSION_WHOLE - SESSION_IDLE:
        moment += SESSION_IDLE - SESSION_TOUCH
        with clock.frozen(moment):
            assert allowed(visitor)
    with clock.frozen(START + SESSION_WHOLE):
        assert not allowed(visitor)


def test_idle_end_alone(app, visitor, ratna):
    with clock.frozen(START):
        visitor.sign_in(ratna)
    with clock.frozen(START + SESSION_IDLE):
        assert not allowed(visitor)


def test_use_is_noted_now_and_then_and_not_at_every_page(app, visitor, ratna):
    def seen():
        with app.app_context():
            return db.session.scalars(select(UserSession)).one().last_seen_at

    with clock.frozen(START):
        visitor.sign_in(ratna)
    with clock.frozen(START + SESSION_TOUCH - timedelta(seconds=1)):
        visitor.get("/account")
    assert seen() == START
    with clock.frozen(START + SESSION_TOUCH):
        visitor.get("/account")
    assert seen() == START + SESSION_TOUCH


def test_the_session_token_is_kept_as_a_hash(app, ratna):
    with app.app_context():
        token = actions.sign_in(ratna, START)
        row = db.session.scalars(select(UserSession)).one()
        assert token not in row.token_hash and len(row.token_hash) == 64


@pytest.mark.parametrize("path", ["/account/sign-out-everywhere", "/account"])
def test_a_form_sent_signed_out_leads_to_signing_in(app, visitor, path):
    answer = visitor.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_a_part_of_a_page_asked_for_signed_out_sends_the_whole_page_to_sign_in(app, visitor):
    answer = visitor.get("/account", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/account"
