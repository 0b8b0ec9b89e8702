"""Beginning and ending a signed-in browser's session."""

import secrets
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from service.accounts.models import UserSession
from service.accounts.rules import digest
from service.accounts.values import SESSION_WHOLE
from service.db import db


def sign_in(user_id: int, now: datetime) -> str:
    """Begin a session; returns the token for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        UserSession(
            user_id=user_id,
            token_hash=_digest(token),
            created_at=now,
            last_seen_at=now,
            ends_at=now + SESSION_WHOLE,
        )
    )
    db.session.flush()
    return token


def session_row(token: str) -> UserSession | None:
    """The session a cookie's token belongs to, ended or not."""
    return db.session.scalar(select(UserSession).where(UserSession.token_hash == _digest(token)))


def sign_out(session_id: int, now: datetime) -> None:
    """End one session at once."""
    _end(UserSession.id == session_id, now)


def sign_out_everywhere(user_id: int, now: datetime) -> None:
    """End every session of a person at once."""
    _end(UserSession.user_id == user_id, now)


def _end(which: object, now: datetime) -> None:
    db.session.execute(
        update(UserSession).where(which, UserSession.ended_at.is_(None)).values(ended_at=now)  # type: ignore[arg-type]
    )


def _digest(token: str) -> str:
    return digest(str(current_app.config["SECRET_KEY"]), "session", token)
