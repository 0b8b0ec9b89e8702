"""What admins do with people and their roles, and people with their own preferences."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from service.accounts.actions.sessions import sign_out_everywhere
from service.accounts.models import Installation, RoleGrant, SignInCode, User
from service.accounts.rules import normal_email
from service.db import db, turn

_NAME_LENGTH = 200


def ensure_user(email: str, name: str, locale: str, now: datetime) -> User:
    """The person with this address, made if there is none; an existing one keeps their name and language."""
    address = normal_email(email)
    wanted = select(User).where(User.email == address)
    row = db.session.scalar(wanted)
    if row is None:
        turn("accounts.new_user")  # two admins may add the same line managers, each in another order
        row = db.session.scalar(wanted)
    if row is None:
        named = (name.strip() or address)[:_NAME_LENGTH]
        row = User(email=address, name=named, locale=locale, created_at=now)
        db.session.add(row)
        db.session.flush()
    return row


def grant(user_id: int, role: str, programme_id: int | None, now: datetime) -> None:
    """Give a person a role; giving it twice changes nothing."""
    turn("accounts.grant", user_id)
    if _grant_row(user_id, role, programme_id) is None:
        db.session.add(RoleGrant(user_id=user_id, role=role, programme_id=programme_id, granted_at=now))
        db.session.flush()


def revoke(user_id: int, role: str, programme_id: int | None) -> None:
    """Take a role away."""
    db.session.execute(delete(RoleGrant).where(*_grant(user_id, role, programme_id)))


def disable(user_id: int, now: datetime) -> None:
    """Shut a person out: sessions end, open codes are void, no new ones are sent."""
    db.session.execute(update(User).where(User.id == user_id, User.disabled_at.is_(None)).values(disabled_at=now))
    db.session.execute(
        update(SignInCode).where(SignInCode.user_id == user_id, SignInCode.used_at.is_(None)).values(used_at=now)
    )
    sign_out_everywhere(user_id, now)


def enable(user_id: int) -> None:
    """Let a person sign in again."""
    db.session.execute(update(User).where(User.id == user_id).values(disabled_at=None))


def change_preferences(user_id: int, *, locale: str, timezone: str | None = None) -> None:
    """Keep a person's language and time zone."""
    row = db.session.get_one(User, user_id)
    row.locale = locale
    if timezone is not None:
        row.timezone = timezone
    db.session.flush()


def mark_demo(now: datetime) -> None:
    """Mark this database as one of fictional people, which allows one-click sign-in on this machine."""
    turn("accounts.installation")
    row = db.session.scalar(select(Installation).limit(1))
    if row is None:
        row = Installation()
        db.session.add(row)
    row.demo_at = now
    db.session.flush()


def _grant_row(user_id: int, role: str, programme_id: int | None) -> RoleGrant | None:
    return db.session.scalar(select(RoleGrant).where(*_grant(user_id, role, programme_id)))


def _grant(user_id: int, role: str, programme_id: int | None) -> tuple[ColumnElement[bool], ...]:
    where = RoleGrant.programme_id.is_(None) if programme_id is None else RoleGrant.programme_id == programme_id
    return (RoleGrant.user_id == user_id, RoleGrant.role == role, where)
