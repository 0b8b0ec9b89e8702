import pytest

from service import clock
from service.accounts import access, actions, queries
from service.db import db
from tests.visitors import Visitor


@pytest.fixture
def demo(app, ratna) -> str:
    with app.app_context():
        actions.mark_demo(clock.now())
        db.session.commit()
    return f"/demo/{access.demo_links(app).add(ratna)}"


def test_language_and_zone_are_kept(app, visitor, ratna):
    visitor.sign_in(ratna)
    page = visitor.get("/account")
    assert '<html lang="id">' in page.text, "the person's own language wins over the visitor's"
    assert visitor.post("/account", {"locale": "en", "timezone": "Asia/Makassar"}).status_code == 303
    with app.app_context():
        card = queries.user(ratna)
    assert (card.locale, card.timezone) == ("en", "Asia/Makassar")
    assert '<html lang="en">' in visitor.get("/account").text


@pytest.mark.parametrize("change", [{"locale": "xx"}, {"timezone": "Mars/Olympus"}, {"locale": ""}])
def test_what_is_not_offered_is_refused(app, visitor, ratna, change):
    visitor.sign_in(ratna)
    page = visitor.post("/account", {"locale": "id", "timezone": "Asia/Jakarta", **change})
    assert page.status_code == 422
    with app.app_context():
        assert queries.user(ratna).timezone == "Asia/Jakarta"


def test_the_language_button_is_remembered_for_the_person(app, visitor, ratna):
    visitor.sign_in(ratna)
    answer = visitor.post("/language", {"language": "en", "next": "/account"})
    assert answer.headers["Location"] == "/account"
    with app.app_context():
        assert queries.user(ratna).locale == "en"


def test_a_demo_link_shows_a_button_and_signs_in(app, visitor, ratna, demo):
    assert visitor.get(demo).status_code == 200
    assert visitor.get("/account").status_code == 303
    assert visitor.post(demo).status_code == 303
    assert visitor.get("/account").status_code == 200


def test_a_demo_link_works_again_while_the_process_runs_and_in_no_other(app, settings, outside, demo):
    from service.app import create_app  # noqa: PLC0415 - a second process, as far as memory goes

    for _ in range(2):
        assert Visitor(app).post(demo).status_code == 303
    second = create_app(settings, outside)
    assert Visitor(second).post(demo).status_code == 404
    with second.app_context():
        db.engine.dispose()


def test_no_demo_link_in_a_real_database(app, visitor, ratna):
    path = f"/demo/{access.demo_links(app).add(ratna)}"
    assert visitor.get(path).status_code == 404
    assert visitor.post(path).status_code == 404


@pytest.mark.parametrize(
    "request_options",
    [
        {"environ_base": {"REMOTE_ADDR": "192.168.1.20"}},
        {"environ_base": {"REMOTE_ADDR": "127.0.0.1"}, "headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"environ_base": {"REMOTE_ADDR": "127.0.0.1"}, "headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Host": "rebound.evil.example"}},
    ],
)
def test_a_demo_link_works_on_this_machine_only(app, visitor, demo, request_options):
    assert visitor.get(demo, **request_options).status_code == 404
    assert visitor.post(demo, **request_options).status_code in {400, 404}


def test_an_unknown_demo_token_is_nothing(app, visitor, demo):
    assert visitor.get("/demo/nope").status_code == 404
