"""The jobs of the outbox. Handing over happens outside any transaction: a slow mail server must not hold the database."""

import structlog

from service import clock, jobs
from service.db import db
from service.notifications import actions, queries
from service.notifications.ports import Mailer, MailNotSent
from service.ports import port

_log = structlog.get_logger(__name__)


@jobs.job(actions.DELIVER)
def deliver(mail_id: int) -> None:
    """Send one mail, unless somebody else has or does."""
    attempt = actions.take(mail_id, clock.now())
    db.session.commit()
    if attempt is None:
        return
    try:
        message = actions.render(mail_id)
        db.session.rollback()
        port(Mailer).send(message)
    except Exception as error:  # noqa: BLE001 - a template's mistake must not leave the mail leased for ever
        db.session.rollback()
        reason = str(error) if isinstance(error, MailNotSent) else type(error).__name__
        _log.warning("mail_not_sent", mail=mail_id, reason=reason)
        actions.note_failure(mail_id, attempt, reason, clock.now())
    else:
        actions.note_sent(mail_id, clock.now())
    db.session.commit()


@jobs.every("notifications.sweep", minutes=1)
def sweep() -> None:
    """Try again what is due: failed mails whose pause is over, and those a killed worker left."""
    for mail_id in queries.due(clock.now()):
        jobs.enqueue(actions.DELIVER, mail_id)
    db.session.commit()
