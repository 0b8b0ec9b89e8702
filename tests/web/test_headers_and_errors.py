import pytest
from flask import Flask

from service.app import create_app
from service.db import db
from service.settings import Settings
from tests.visitors import Visitor, check_page, person

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/sign-in", "/help", "/nothing-here", "/static/css/app.css", "/kit/locked", "/account"]
)
def test_every_answer_carries_the_headers(visitor, path):
    headers = visitor.get(path).headers
    for name, value in ALWAYS.items():
        assert headers[name] == value
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert (
        policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'" and policy["base-uri"] == "'none'"
    )
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_pages_are_not_kept_by_caches_and_files_are(visitor):
    assert visitor.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert "max-age=600" in visitor.get("/static/css/app.css").headers["Cache-Control"]
    assert "immutable" in visitor.get("/static/css/app.css?v=abc").headers["Cache-Control"]


def test_cookies_and_transport_follow_the_public_address(app, visitor, tmp_path, outside):
    assert "Strict-Transport-Security" not in visitor.get("/help").headers
    settings = Settings(data=tmp_path / "b", secret_key="x" * 32, public_url="https://dua.example", _env_file=None)
    secure: Flask = create_app(settings, outside)
    answer = Visitor(secure).client.get("/help", base_url="https://dua.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dua-arah=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    with secure.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("path", "status"), [("/nothing-here", 404), ("/kit/locked", 503), ("/kit/secret", 404)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_error_pages_are_pages(app, path, status, language):
    answer = Visitor(app, language).get(path)
    assert answer.status_code == status
    check_page(answer.text)
    assert f'<html lang="{language}">' in answer.text


def test_a_mistake_of_ours_shows_no_inside(app, visitor):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = visitor.post("/kit/write/500")
    assert answer.status_code == 500
    assert "broken on purpose" not in answer.text and "Traceback" not in answer.text


@pytest.mark.sqlite  # PostgreSQL calls this a programming error; what it says when it is away, test_away.py shows
def test_the_error_page_needs_no_database(app, visitor):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    visitor.sign_in(person(app))
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE user_session RENAME TO gone")
    answer = visitor.get("/account")
    assert answer.status_code == 503
    check_page(answer.text)


def test_a_wrong_method_and_an_oversized_form_are_pages_too(app, visitor):
    assert visitor.get("/sign-out").status_code == 405
    answer = visitor.client.post("/sign-in", data={"email": "a" * (app.config["MAX_CONTENT_LENGTH"] + 1)})
    assert answer.status_code == 413
    check_page(answer.text)
