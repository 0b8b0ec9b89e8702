from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service import clock
from service.db import db
from service.notifications import actions, queries, rules, tasks
from service.notifications.models import OutboxMail
from service.notifications.values import FIRST_PAUSE, LEASE, TRIES

START = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
CONTEXT = {"name": "Ratna", "code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/x", "minutes": 10}


@pytest.fixture
def post(app):
    """Put one mail into the outbox and commit; its id."""

    def send(*, at=START, expires_at=None, locale="id", commit=True) -> int:
        with app.app_context(), clock.frozen(at):
            mail_id = actions.send("r@example.org", locale, "sign_in", CONTEXT, now=at, expires_at=expires_at)
            if commit:
                db.session.commit()
            return mail_id

    return send


@pytest.fixture
def row(app):
    def read() -> OutboxMail:
        with app.app_context():
            found = db.session.scalars(select(OutboxMail)).one()
            db.session.expunge(found)
            return found

    return read


def run(app, job, *arguments, at):
    with app.app_context(), clock.frozen(at):
        job(*arguments)


def test_a_mail_goes_out_after_the_commit_and_its_content_is_forgotten(post, row, mailer):
    post()
    assert [message.to for message in mailer.sent] == ["r@example.org"]
    assert (row().state, row().context, row().done_at) == ("sent", {}, START)


def test_nothing_goes_out_when_the_transaction_is_rolled_back(app, post, mailer):
    post(commit=False)
    assert mailer.sent == []
    with app.app_context():
        assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_second_job_for_the_same_mail_sends_nothing(app, post, mailer):
    mail_id = post()
    for _ in range(3):
        run(app, tasks.deliver, mail_id, at=START)
    assert len(mailer.sent) == 1


def test_a_failed_mail_is_tried_again_later_under_the_same_key(app, post, row, mailer, busy):
    mailer.failures = [busy, busy]
    mail_id = post()
    assert (row().state, row().attempts, row().next_try_at) == ("waiting", 1, START + FIRST_PAUSE)
    assert row().last_error == str(busy)
    run(app, tasks.deliver, mail_id, at=START + timedelta(seconds=59))
    assert row().attempts == 1, "not before its time"
    run(app, tasks.sweep, at=START + FIRST_PAUSE)
    run(app, tasks.sweep, at=START + FIRST_PAUSE * 3)
    assert (row().state, row().attempts) == ("sent", 3)
    assert [message.key for message in mailer.sent] == [row().key]


def test_a_mail_that_never_goes_is_given_up_and_emptied(app, post, row, mailer, busy):
    mailer.failures = [busy] * 20
    post()
    for minute in range(200):
        run(app, tasks.sweep, at=START + timedelta(minutes=minute))
    assert (row().state, row().attempts, row().context) == ("dropped", TRIES, {})
    assert len(mailer.failures) == 20 - TRIES


def test_a_mail_that_would_come_too_late_is_dropped(app, post, row, mailer, busy):
    mailer.failures = [busy]
    post(expires_at=START + timedelta(minutes=1))
    run(app, tasks.sweep, at=START + timedelta(minutes=2))
    assert (row().state, row().context) == ("dropped", {})
    assert mailer.sent == []


def test_what_a_killed_worker_held_is_sent_after_its_lease(app, post, row, mailer, busy):
    mailer.failures = [busy]
    mail_id = post()
    at = START + FIRST_PAUSE
    with app.app_context():
        assert actions.take(mail_id, at)
        db.session.commit()
    with app.app_context():
        assert not actions.take(mail_id, at), "one worker at a time"
    run(app, tasks.sweep, at=at + LEASE - timedelta(seconds=1))
    assert mailer.sent == []
    run(app, tasks.sweep, at=at + LEASE)
    assert len(mailer.sent) == 1


def test_a_broken_template_leaves_the_mail_to_be_tried_again(app, post, row, mailer, monkeypatch):
    def broken(_mail_id):
        message = "secret 123456"
        raise KeyError(message)

    monkeypatch.setattr(actions, "render", broken)
    post()
    assert (row().state, row().last_error) == ("waiting", "KeyError")


@pytest.mark.parametrize("locale", ["id", "en"])
def test_a_mail_is_rendered_in_its_readers_language_and_escaped(app, post, mailer, locale):
    with app.app_context():
        context = {**CONTEXT, "name": "<b>R & D</b>\nBcc: x@example.org"}
        mail_id = actions.send("r@example.org", locale, "sign_in", context, now=START)
        message = actions.render(mail_id)
    assert f'lang="{locale}"' in message.html
    assert "<b>R" not in message.html and "&lt;b&gt;R &amp; D" in message.html
    assert "<b>R & D</b>" in message.text
    assert "\n" not in message.subject


def test_counts_for_the_doctor(app, post, mailer, busy):
    post()
    mailer.failures = [busy]
    post()
    with app.app_context():
        assert queries.counts() == {"sent": 1, "waiting": 1}


def test_pauses_grow_and_end():
    pauses = [rules.next_try(attempts, START) for attempts in range(1, TRIES + 1)]
    assert pauses[:3] == [START + FIRST_PAUSE, START + FIRST_PAUSE * 2, START + FIRST_PAUSE * 4]
    assert pauses[-1] is None
