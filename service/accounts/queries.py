"""Reads of accounts; other rooms get frozen cards, never rows."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select

from service.accounts.models import Installation, RoleGrant, User, UserSession
from service.accounts.rules import holds, normal_email
from service.accounts.values import SESSION_IDLE, UserCard
from service.db import db

__all__ = [
    "UserCard",
    "active_sessions",
    "first_holders",
    "has_role",
    "holders",
    "installation_admins",
    "is_demo",
    "roles",
    "roster",
    "user",
    "user_by_email",
    "users",
]


def user(id: int) -> UserCard | None:
    """The card of one person."""
    row = db.session.get(User, id)
    return _card(row) if row else None


def user_by_email(email: str) -> UserCard | None:
    """The card of whoever has this address."""
    row = db.session.scalar(select(User).where(User.email == normal_email(email)))
    return _card(row) if row else None


def users(ids: Iterable[int]) -> dict[int, UserCard]:
    """The cards of several people by id; unknown ids are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: _card(row) for row in db.session.scalars(select(User).where(User.id.in_(wanted)))}


def roster() -> list[UserCard]:
    """Everybody, by name."""
    return [_card(row) for row in db.session.scalars(select(User).order_by(User.name, User.id))]


def roles(user_id: int) -> frozenset[tuple[str, int | None]]:
    """Every grant of a person as (role, programme or None)."""
    rows = db.session.execute(select(RoleGrant.role, RoleGrant.programme_id).where(RoleGrant.user_id == user_id))
    return frozenset((role, programme_id) for role, programme_id in rows)


def has_role(user_id: int, role: str, programme_id: int | None) -> bool:
    """Whether a person holds a role in a programme; None asks for the whole installation."""
    return holds(roles(user_id), role, programme_id)


def first_holders(wanted: Collection[str], programme_id: int) -> dict[str, UserCard]:
    """By role, whoever was granted it first in a programme."""
    rows = db.session.execute(
        select(RoleGrant.role, User)
        .join(User, RoleGrant.user_id == User.id)
        .where(RoleGrant.role.in_(wanted), RoleGrant.programme_id == programme_id)
        .order_by(RoleGrant.granted_at.desc(), RoleGrant.id.desc())
    )
    return {role: _card(row) for role, row in rows}  # the earliest comes last and stays


def holders(role: str, programme_id: int | None) -> list[UserCard]:
    """Whoever was granted exactly this role there, by the date of the grant."""
    where = RoleGrant.programme_id.is_(None) if programme_id is None else RoleGrant.programme_id == programme_id
    rows = db.session.scalars(
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == role, where)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [_card(row) for row in rows]


def installation_admins() -> list[UserCard]:
    """Whoever may create programmes."""
    return holders("admin", None)


def active_sessions(now: datetime) -> int:
    """How many browsers are signed in: not ended, not idle for too long."""
    found = (
        select(func.count())
        .select_from(UserSession)
        .where(UserSession.ended_at.is_(None), UserSession.ends_at > now, UserSession.last_seen_at > now - SESSION_IDLE)
    )
    return db.session.scalar(found) or 0


def is_demo() -> bool:
    """Whether this database was filled with fictional people."""
    return db.session.scalar(select(Installation.demo_at).where(Installation.demo_at.is_not(None)).limit(1)) is not None


def _card(row: User) -> UserCard:
    return UserCard(
        id=row.id,
        email=row.email,
        name=row.name,
        locale=row.locale,
        timezone=row.timezone,
        disabled=row.disabled_at is not None,
    )
