"""Signing in by mail: ask for a code, redeem it or its link; how often, and what is forgotten when."""

import secrets
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, select, update

from service.accounts.models import SignInAttempt, SignInCode, User, UserSession
from service.accounts.rules import (
    code_lives,
    digest,
    normal_code,
    normal_email,
    oldest_that_counts,
    same,
    too_many,
)
from service.accounts.values import (
    CODE_LIFE,
    CODE_TRIES,
    LONGEST_WINDOW,
    PER_ADDRESS,
    PER_EMAIL,
    AttemptKind,
    Issued,
)
from service.db import db, turn
from service.notifications import actions as notifications


class TooManyTries(Exception):
    """This address or network has tried too often; nothing was done."""


def request_code(email: str, *, address: str, now: datetime) -> None:
    """Send a code and a link to whoever has this e-mail address; for others nothing goes out, and nothing tells.

    `address` is the network address of the asker. Raises ``TooManyTries``.
    """
    wanted = normal_email(email)
    _count("request", wanted, address, now)
    person = db.session.scalar(select(User).where(User.email == wanted, User.disabled_at.is_(None)))
    issued = _issue(wanted, person, now)
    if person is not None:
        notifications.send(
            person.email,
            person.locale,
            "sign_in",
            {"name": person.name, "code": issued.code, "link": issued.link, "minutes": _minutes()},
            now=now,
            expires_at=now + CODE_LIFE,
        )


def issue_link(email: str, now: datetime) -> str:
    """A sign-in link for a person, without a mail; raises ``LookupError`` when nobody active has this address."""
    turn(f"accounts.email.{normal_email(email)}")
    person = db.session.scalar(select(User).where(User.email == normal_email(email), User.disabled_at.is_(None)))
    if person is None:
        message = f"nobody who may sign in has the address {email}"
        raise LookupError(message)
    return _issue(person.email, person, now).link


def redeem_code(email: str, code: str, *, address: str, now: datetime) -> int | None:
    """The person to sign in, or None; every call counts as a try. Raises ``TooManyTries``.

    The caller must commit even when the answer is None, or the tries would not count.
    """
    wanted = normal_email(email)
    _count("redeem", wanted, address, now)
    row = db.session.scalar(
        select(SignInCode).where(SignInCode.email == wanted).order_by(SignInCode.id.desc()).limit(1)
    )
    if row is None or not code_lives(now=now, expires=row.expires_at, used=row.used_at, tries=row.tries):
        return None
    counted = db.session.scalar(
        update(SignInCode)
        .where(SignInCode.id == row.id, SignInCode.tries < CODE_TRIES)
        .values(tries=SignInCode.tries + 1)
        .returning(SignInCode.id)
    )
    digits = normal_code(code)
    if counted is None or digits is None or not same(row.code_hash, _digest("code", f"{wanted}\0{digits}")):
        return None
    return _use(row, now)


def redeem_link(token: str, now: datetime) -> int | None:
    """The person to sign in by a link's token, or None; a link works once."""
    row = _linked(token)
    if row is None or not code_lives(now=now, expires=row.expires_at, used=row.used_at, tries=0):
        return None
    return _use(row, now)


def link_owner(token: str, now: datetime) -> str | None:
    """The e-mail address a live link belongs to; looking uses nothing up."""
    row = _linked(token)
    if row is None or row.user_id is None:
        return None
    return row.email if code_lives(now=now, expires=row.expires_at, used=row.used_at, tries=0) else None


def forget_old_tries(now: datetime) -> None:
    """Drop what no limit looks at any more, and codes and sessions long over."""
    past = oldest_that_counts(now, LONGEST_WINDOW)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < past))
    db.session.execute(delete(SignInCode).where(SignInCode.expires_at < past))
    db.session.execute(delete(UserSession).where(UserSession.ends_at < past))


def _issue(email: str, person: User | None, now: datetime) -> Issued:
    """A fresh code and link; earlier ones of this address are void."""
    db.session.execute(
        update(SignInCode)
        .where(SignInCode.email == email, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
        .values(expires_at=now)
    )
    code = f"{secrets.randbelow(10**6):06d}"
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInCode(
            email=email,
            user_id=person.id if person else None,
            code_hash=_digest("code", f"{email}\0{code}"),
            link_hash=_digest("link", token),
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    db.session.flush()
    return Issued(code=code, link=f"{current_app.config['PUBLIC_URL']}/sign-in/link/{token}")


def _use(row: SignInCode, now: datetime) -> int | None:
    """Use a code up, once even when two ask at the same moment; the person, if they may still sign in."""
    used = db.session.scalar(
        update(SignInCode)
        .where(SignInCode.id == row.id, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
        .values(used_at=now)
        .returning(SignInCode.id)
    )
    if used is None or row.user_id is None:
        return None
    person = db.session.get(User, row.user_id)
    return person.id if person is not None and person.disabled_at is None else None


def _count(kind: AttemptKind, email: str, address: str, now: datetime) -> None:
    """Count one try under the e-mail and the network address; raises ``TooManyTries`` when either is full.

    Tries of one e-mail, and of one network, follow each other from here to the end of the transaction.
    """
    turn(f"accounts.email.{email}")
    turn(f"accounts.network.{address}")
    subjects = {
        _digest("throttle", f"email\0{email}"): PER_EMAIL[kind],
        _digest("throttle", f"address\0{address}"): PER_ADDRESS[kind],
    }
    for subject, windows in subjects.items():
        tries = db.session.scalars(
            select(SignInAttempt.at).where(
                SignInAttempt.kind == kind,
                SignInAttempt.subject == subject,
                SignInAttempt.at > oldest_that_counts(now, LONGEST_WINDOW),
            )
        )
        if too_many(list(tries), windows, now):
            raise TooManyTries
    db.session.add_all(SignInAttempt(kind=kind, subject=subject, at=now) for subject in subjects)
    db.session.flush()


def _linked(token: str) -> SignInCode | None:
    return db.session.scalar(select(SignInCode).where(SignInCode.link_hash == _digest("link", token)))


def _minutes() -> int:
    return int(CODE_LIFE.total_seconds() // 60)


def _digest(purpose: str, text: str) -> str:
    return digest(str(current_app.config["SECRET_KEY"]), purpose, text)
