"""Whether the process answers, whether everything is there, and that neither waits for what hangs."""

import threading
import time
from datetime import timedelta

import pytest
from huey import MemoryHuey

from service import clock, jobs
from service.app import create_app
from service.db import db
from service.jobs import ledger
from service.notifications import actions as outbox
from service.notifications.models import OutboxMail
from service.operations.actions import Watch
from service.operations.views import SECONDS
from service.suggestions import actions as suggestions
from service.suggestions.models import SuggestionRequest
from tests import builders
from tests.operations.conftest import closed_port, silence

OK = {"database": "ok", "worker": "ok", "queue": "ok", "index": "ok"}
_LATE = timedelta(seconds=301)


@pytest.fixture
def alive(app):
    """A process that runs jobs said so a moment ago."""
    with app.app_context():
        ledger.beat("somewhere:1:x", clock.now())


@pytest.fixture
def away(settings, outside):
    """The same app, with a database at an address of one's own."""
    made = []

    def at(port):
        address = f"postgresql://dua:rahasia@127.0.0.1:{port}/dua"
        app = create_app(settings.model_copy(update={"database_url": type(settings.metrics_token)(address)}), outside)
        jobs.bind(app, MemoryHuey(immediate=True))
        made.append(app)
        return app.test_client()

    yield at
    for app in made:
        with app.app_context():
            db.engine.dispose()


def ready(client):
    answer = client.get("/readyz")
    assert answer.mimetype == "application/json" and "Set-Cookie" not in answer.headers
    assert answer.json["ready"] is (answer.status_code == 200)
    assert set(answer.json) == {"ready", "parts"} and sorted(answer.json["parts"]) == sorted(OK)
    return answer.status_code, answer.json["parts"]


def test_all_is_well(client, alive):
    assert ready(client) == (200, OK)


def test_nobody_runs_jobs(client):
    assert ready(client) == (503, {**OK, "worker": "missing"})


def test_a_worker_that_fell_silent_is_missing(app, client):
    with app.app_context():
        ledger.beat("somewhere:1:x", clock.now() - timedelta(minutes=2))
    assert ready(client) == (503, {**OK, "worker": "missing"})


@pytest.mark.parametrize(
    ("state", "status", "word"),
    [("ready", 200, "ok"), ("degraded", 200, "degraded"), ("building", 503, "building"), ("empty", 503, "missing")],
)
def test_the_index_says_how_it_stands(client, alive, shelf, state, status, word):
    shelf.stands(state)
    assert ready(client) == (status, {**OK, "index": word})


def test_a_mail_that_waits_too_long_is_told(app, client, alive, monkeypatch):
    with app.app_context():
        outbox.send("r@contoh.example", "id", "sign_in", {}, now=clock.now() + timedelta(hours=1), expires_at=None)
        db.session.commit()
        mail = db.session.query(OutboxMail).one()
        mail.state, mail.next_try_at, mail.leased_until = "waiting", clock.now() - _LATE, None
        db.session.commit()
    assert ready(client) == (503, {**OK, "queue": "stuck"})
    with app.app_context():
        mail = db.session.query(OutboxMail).one()
        mail.leased_until = clock.now() + timedelta(minutes=1)
        db.session.commit()
    assert ready(client) == (200, OK), "somebody is at it"


def test_a_wish_that_nobody_takes_up_is_told(here, client, alive):
    pair = builders.pair()
    wish = suggestions.ask(pair.id, 1, pair.senior.user_id, clock.now())
    db.session.rollback()
    db.session.add(
        SuggestionRequest(
            id=wish + 1, pair_id=pair.id, session=1, asked_by=1, asked_at=clock.now() - _LATE, open_key="1-1"
        )
    )
    db.session.commit()
    assert ready(client) == (503, {**OK, "queue": "stuck"})


def test_a_database_that_refuses(away):
    client = away(closed_port())
    status, parts = ready(client)
    assert status == 503
    assert parts == {"database": "failed", "worker": "unknown", "queue": "unknown", "index": "unknown"}


def test_a_database_that_swallows_everything_holds_nobody_up(away):
    with silence() as hole:
        client = away(hole.port)
        begun = time.monotonic()
        status, parts = ready(client)
        assert time.monotonic() - begun < SECONDS + 2, "the deadline is the promise"
        assert status == 503 and parts["database"] == "slow"
        text = client.get("/readyz").text
        assert str(hole.port) not in text and "rahasia" not in text and "127.0.0.1" not in text
        begun = time.monotonic()
        assert client.get("/healthz").text == "ok\n"
        assert time.monotonic() - begun < SECONDS


def test_the_process_answers_whatever_else_does_not(away):
    answer = away(closed_port()).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "Set-Cookie" not in answer.headers


def test_looks_that_hang_do_not_pile_up(app):
    release, looks = threading.Event(), []

    def look():
        looks.append(threading.current_thread())
        yield "first"
        release.wait(20)
        yield "second"

    watch = Watch(app, look)
    try:
        assert watch.see(0.2) == (["first"], "slow"), "what was seen until then is told"
        assert watch.see(0.2) == (["first"], "slow")
        assert len(looks) == 1
    finally:
        release.set()
    looks[0].join(20)
    assert watch.see(20) == (["first", "second"], "ok")
    assert len(looks) == 2, "a look that is over is not told again"


def test_a_look_that_fails_is_told_apart(app):
    def look():
        yield "first"
        raise LookupError

    assert Watch(app, look).see(20) == (["first"], "failed")
