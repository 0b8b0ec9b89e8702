"""A form opens for whoever is invited to it, and does not exist for anybody else."""

from __future__ import annotations

from flask import abort

from service.accounts.access import current_user_id, signed_in
from service.ports import port
from service.surveys.ports import Respondents
from service.surveys.values import Invitation
from service.web.access import Guard
from service.web.once import once


def invitation(programme_id: int, key: str) -> Invitation:
    """The reader's invitation to this form; 404 without one."""
    user_id = current_user_id()
    asked = ("invitation", key, programme_id, user_id)
    found = once(asked, lambda: port(Respondents).invitation(key, programme_id, user_id))
    return found if found is not None else abort(404)


def invited(programme_id: int, key: str, **_rest: object) -> None:
    """Guard: signed in and invited."""
    signed_in()
    invitation(programme_id, key)


AUDIENCE: dict[str, Guard] = {"start": invited, "page": invited, "check": invited, "receipt": invited}
