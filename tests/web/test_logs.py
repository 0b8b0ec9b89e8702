"""Every line carries its request, one line tells of each request, and nothing that was raised is told in its own words."""

import logging
import re
import threading

import pytest
import structlog
from gunicorn.config import Config
from sqlalchemy.exc import IntegrityError, OperationalError

from service import jobs
from service.accounts.models import User
from service.clock import now
from service.db import db
from service.jobs import registry
from service.web import access, logs
from service.web.logs import HEADER
from tests.logged import logged

CANARY = "kanari.rahasia@contoh.example"
_MADE = re.compile(r"[0-9a-f]{12}")


class Sealed(Exception):
    """Raised with words that nobody may read in a log."""


def fail():
    raise Sealed(CANARY)


@pytest.fixture
def app(app):
    """Pages that fail in the ways that quote something."""

    def broken(token):
        raise Sealed(CANARY) from KeyError(token)

    def twice():
        try:
            for _ in range(2):
                db.session.add(User(email=CANARY, name="Kanari", locale="id", created_at=now()))
            db.session.flush()
        except IntegrityError:
            structlog.get_logger("service.test").exception("taken")
        db.session.rollback()
        return "tried"

    def away():
        statement, cause = f"select '{CANARY}'", Exception(CANARY)
        raise OperationalError(statement, {"email": CANARY}, cause)

    def said():
        structlog.get_logger("service.test").info("said", reason=f"to <{CANARY}>")
        return "said"

    views = {"broken": "/try/broken/<token>", "twice": "/try/twice", "away": "/try/away", "said": "/try/said"}
    access.declare("", {f"try_{name}": access.everyone for name in views})
    for name, address in views.items():
        app.add_url_rule(address, f"try_{name}", locals()[name])
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def lines_of(client, path, **options):
    with logged() as lines:
        answer = client.get(path, **options)
    assert CANARY not in lines.getvalue() and "kanari" not in lines.getvalue().lower()
    return answer, lines


def test_one_line_tells_of_a_request_without_its_address(client):
    answer, lines = lines_of(client, "/try/said?next=/kanari")
    (line,) = lines.events("request")
    assert (line["endpoint"], line["method"], line["status"]) == ("try_said", "GET", 200)
    assert line["milliseconds"] >= 0 and line["level"] == "info" and line["timestamp"].endswith("Z")
    assert "/try" not in lines.getvalue()
    assert answer.headers[HEADER] == line["request_id"] and _MADE.fullmatch(line["request_id"])


def test_every_line_of_a_request_carries_its_reference(client):
    _, lines = lines_of(client, "/try/said")
    (said,), (request,) = lines.events("said"), lines.events("request")
    assert said["request_id"] == request["request_id"]
    assert said["reason"] == "to <[address]>", "the second line of defence"
    with logged() as later:
        structlog.get_logger("service.test").info("after")
    assert "request_id" not in later.events("after")[0]


@pytest.mark.parametrize("given", ["0123abcd", "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "a" * 36])
def test_a_reference_from_the_proxy_is_kept(client, given):
    answer, lines = lines_of(client, "/healthz", headers={HEADER: given})
    assert answer.headers[HEADER] == given.lower() == lines.events("request")[0]["request_id"]


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 37, "kanari-ratna-dewi", "12345678 x", "0123abc{", "08123456789é"]
)
def test_what_is_no_reference_is_replaced(client, given):
    answer, lines = lines_of(client, "/try/said", headers={HEADER: given})
    assert answer.headers[HEADER] == lines.events("request")[0]["request_id"] != given
    assert _MADE.fullmatch(answer.headers[HEADER])


@pytest.mark.parametrize("path", ["/healthz", "/static/css/app.css"])
def test_what_is_asked_all_day_is_told_at_debug_only(client, path):
    for level, count in (("DEBUG", 1), ("INFO", 0)):
        with logged(level) as lines:
            client.get(path).close()
        assert len(lines.events("request")) == count


def test_a_failure_is_told_by_its_kind_and_place(client):
    answer, lines = lines_of(client, "/try/broken/kanari-token")
    assert answer.status_code == 500
    (failed,) = lines.events("request_failed")
    assert failed["endpoint"] == "try_broken"
    told = failed["exception"].splitlines()
    assert told[0] == "builtins.KeyError", "the cause first"
    assert any(line.endswith("Sealed") for line in told)
    assert any(re.fullmatch(r"  .+web/test_logs\.py:\d+ in broken", line) for line in told)
    assert lines.events("request")[0]["status"] == 500


def test_a_database_error_tells_its_codes_and_no_value(client):
    _, lines = lines_of(client, "/try/twice")
    (taken,) = lines.events("taken")
    assert "sqlalchemy.exc.IntegrityError" in taken["exception"]
    assert "SQLITE_CONSTRAINT_UNIQUE" in taken["exception"] or "23505 uq_user_email" in taken["exception"]


def test_a_database_that_is_away_is_told_once(client):
    answer, lines = lines_of(client, "/try/away")
    assert answer.status_code == 503
    assert len(lines.events("database_refused")) == 1 and lines.events("request_failed") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "Bila Anda meminta bantuan, sebutkan kode rujukan ini:"),
        ("en", "If you ask for help, give this reference:"),
    ],
)
@pytest.mark.parametrize("path", ["/no-such-page", "/try/broken/x", "/try/away"])
def test_a_page_about_an_error_tells_the_reference(client, path, language, words):
    answer = client.get(path, headers={"Accept-Language": language})
    assert f"{words} <code>{answer.headers[HEADER]}</code>" in answer.text


def test_a_job_is_logged_under_the_request_that_asked_for_it(app, client, monkeypatch, tmp_path):
    """The job runs in another thread, out of a queue in a file: the reference travels with the call."""
    ran = threading.Event()

    def job():
        structlog.get_logger("service.test").info("worked")
        ran.set()

    monkeypatch.setitem(registry.functions, "try.job", job)
    jobs.bind(app, jobs.sqlite_queue(tmp_path / "queue.sqlite3", "x" * 32))

    def ask():
        jobs.enqueue("try.job")
        return "asked"

    access.declare("", {"try_ask": access.everyone})
    app.add_url_rule("/try/ask", "try_ask", ask)
    runner = jobs.Runner(app, workers=1)
    with logged() as lines:
        answer = client.get("/try/ask")
        runner.start()
        try:
            assert ran.wait(20)
        finally:
            runner.stop()
    (worked,) = lines.events("worked")
    assert worked["job"] == "try.job"
    assert worked["request_id"] == answer.headers[HEADER]


OTHERS = ("sqlalchemy.engine", "httpx", "httpcore", "openai._base_client", "chromadb", "urllib3", "huey", "whoever")


@pytest.mark.parametrize("name", OTHERS)
def test_other_peoples_loggers_say_only_what_is_wrong(name):
    with logged("DEBUG") as lines:
        logging.getLogger(name).info("a row, a prompt, a header")
        logging.getLogger(f"{name}.talkative").setLevel(logging.DEBUG)
        logging.getLogger(f"{name}.talkative").debug("a library that chose its own level")
        logging.getLogger(name).warning("wrong %s", CANARY)
    (line,) = lines.events()
    assert (line["logger"], line["level"], line["event"]) == (name, "warning", "wrong [address]")


def test_an_error_of_others_is_told_like_ours():
    with logged() as lines:
        try:
            fail()
        except Sealed:
            logging.getLogger("huey").exception("Unhandled exception in task %s.", 7)
    (line,) = lines.events()
    assert line["event"] == "Unhandled exception in task 7."
    assert line["exception"].splitlines()[0].endswith("Sealed") and CANARY not in lines.getvalue()


def test_a_thread_that_fails_is_told_like_everything():
    with logged() as lines:
        thread = threading.Thread(target=fail, name="try")
        thread.start()
        thread.join()
    (line,) = lines.events("thread_failed")
    assert line["thread"] == "try" and "Sealed" in line["exception"] and CANARY not in lines.getvalue()


def test_a_level_holds_for_ours_and_the_form_may_be_text():
    with logged("WARNING", "text") as lines:
        log = structlog.get_logger("service.test")
        log.info("unsaid")
        try:
            fail()
        except Sealed:
            log.exception("said", number=3, password="postgresql://dua:rahasia@db/x")
    text = lines.getvalue()
    assert "unsaid" not in text and "said" in text and "number=3" in text
    assert "Sealed" in text and "in fail" in text
    assert CANARY not in text and "rahasia" not in text and "\x1b" not in text


def test_configuring_again_replaces_what_was():
    with logged() as first, logged() as second:
        structlog.get_logger("service.test").info("once")
    assert first.events() == [] and len(second.events()) == 1


def test_the_server_tells_no_address_of_a_reader_or_page(app):
    """gunicorn's own words about a request that it cannot read, or fails at, quote the sender and the address."""
    with logged("INFO") as lines:
        config = Config()
        log = logs.ServerLog(config)
        log.warning("Invalid request from ip=10.1.2.3: Invalid request line: 'GET /sign-in/link/kanari'")
        log.exception("Error handling request %s %s", "GET", "/sign-in/link/kanari")  # noqa: LOG004 - gunicorn's
        log.warning("Worker %s is gone", 7)
    events = [line["event"] for line in lines.events()]
    assert events == ["Invalid request", "Error handling request", "Worker 7 is gone"]
    assert {line["logger"] for line in lines.events()} == {"gunicorn.error"}
