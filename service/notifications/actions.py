"""Putting a mail into the outbox, and the three steps of sending it: take, hand over, note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import or_, update

from service import jobs
from service.db import db
from service.notifications.models import OutboxMail
from service.notifications.rules import expired, lease_until, next_try
from service.notifications.values import LEASE, Message

DELIVER = "notifications.deliver"
_ERROR_LENGTH = 300


def send(
    to_email: str,
    locale: str,
    template: str,
    context: Mapping[str, Any],
    *,
    now: datetime,
    expires_at: datetime | None = None,
) -> int:
    """Have ``templates/mail/<template>/`` sent in `locale` once the present transaction commits; returns the row's id.

    `context` holds plain JSON values. A mail not sent by `expires_at` is dropped.
    """
    row = OutboxMail(
        key=str(uuid4()),
        to_email=to_email,
        locale=locale,
        template=template,
        context=dict(context),
        created_at=now,
        next_try_at=now,
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    jobs.enqueue(DELIVER, row.id)
    return row.id


def take(mail_id: int, now: datetime) -> int | None:
    """Lease a mail for this worker; the number of the try, or None when it is done, too late, or in another's hands."""
    taken: int | None = db.session.scalar(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state == "waiting",
            OutboxMail.next_try_at <= now,
            or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until <= now),
        )
        .values(leased_until=lease_until(now, LEASE), attempts=OutboxMail.attempts + 1)
        .returning(OutboxMail.attempts)
    )
    if taken is None:
        return None
    row = db.session.get_one(OutboxMail, mail_id, populate_existing=True)
    if expired(row.expires_at, now):
        _finish(row, "dropped", now, "too late to be of use")
        return None
    return taken


def render(mail_id: int) -> Message:
    """The mail as it goes out, in its reader's language."""
    row = db.session.get_one(OutboxMail, mail_id)
    environment = current_app.jinja_env
    with force_locale(row.locale):
        subject, text, html = (
            environment.get_template(f"mail/{row.template}/{part}").render(**row.context, language=row.locale)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Message(key=row.key, to=row.to_email, subject=" ".join(subject.split()), text=text.strip() + "\n", html=html)


def note_sent(mail_id: int, now: datetime) -> None:
    """The mail is out: keep that it went, forget what it said."""
    _finish(db.session.get_one(OutboxMail, mail_id, with_for_update=True), "sent", now, None)


def note_failure(mail_id: int, attempt: int, reason: str, now: datetime) -> None:
    """The mail did not go: plan the next try, or give it up. A try that took so long that another began decides nothing."""
    row = db.session.get_one(OutboxMail, mail_id, with_for_update=True)
    if row.state != "waiting" or row.attempts != attempt:
        return
    following = next_try(row.attempts, now)
    if following is None:
        _finish(row, "dropped", now, reason)
        return
    row.next_try_at = following
    row.leased_until = None
    row.last_error = reason[:_ERROR_LENGTH]
    db.session.flush()


def _finish(row: OutboxMail, state: str, now: datetime, error: str | None) -> None:
    row.state = state
    row.done_at = now
    row.leased_until = None
    row.context = {}
    row.last_error = error[:_ERROR_LENGTH] if error else None
    db.session.flush()
