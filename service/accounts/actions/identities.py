"""Letting people in whom the organisation's identity provider vouches for.

Nobody is created here: the provider says who somebody is, the programme says who takes part. A person is found by the
e-mail address the provider has verified; from then on the provider's own name for them (the subject) must stay the same,
because addresses are given to new colleagues and subjects are not.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select

from service.accounts.models import OidcIdentity, User
from service.accounts.rules import vouched_email
from service.accounts.values import Identity
from service.db import db, turn

Cause = Literal["unverified", "unknown", "disabled", "other_subject", "other_person"]


class NotAdmitted(Exception):
    """Nobody here may come in by this identity. The cause is for the log: the page is the same for all."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


def admit(identity: Identity, now: datetime) -> int:
    """The person to sign in; their first time binds them to this identity. Raises ``NotAdmitted``."""
    if not identity.verified:
        raise NotAdmitted("unverified")
    turn("accounts.admit")  # two first times at once must not bind twice
    person = db.session.scalar(select(User).where(User.email == vouched_email(identity.email)))
    if person is None:
        raise NotAdmitted("unknown")
    if person.disabled_at is not None:
        raise NotAdmitted("disabled")
    _bind(identity, person.id, now)
    return person.id


def unlink(user_id: int) -> bool:
    """Forget which identities a person came in by, so that the next one binds them; whether there was any."""
    gone = db.session.scalars(
        delete(OidcIdentity).where(OidcIdentity.user_id == user_id).returning(OidcIdentity.id)
    ).all()
    return bool(gone)


def _bind(identity: Identity, user_id: int, now: datetime) -> None:
    """Bind at the first time, compare at every other."""
    ours = OidcIdentity.issuer == identity.issuer
    owner = db.session.scalar(select(OidcIdentity.user_id).where(ours, OidcIdentity.subject == identity.subject))
    if owner == user_id:
        return
    if owner is not None:
        raise NotAdmitted("other_person")  # their address at the provider changed, and is somebody else's here
    if db.session.scalar(select(OidcIdentity.id).where(ours, OidcIdentity.user_id == user_id)) is not None:
        raise NotAdmitted("other_subject")  # the address has been given to somebody new
    db.session.add(OidcIdentity(user_id=user_id, issuer=identity.issuer, subject=identity.subject, created_at=now))
    db.session.flush()
