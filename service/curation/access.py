"""Who may see the curation pages: admins and curators, of whatever programme. They hold guides, no person."""

from __future__ import annotations

from flask import abort

from service.accounts import access as accounts
from service.accounts.access import current_user_id
from service.web.access import Guard

_ROLES = frozenset({"admin", "curator"})


def curates(user_id: int) -> bool:
    """Whether somebody is an admin or a curator anywhere."""
    return any(role in _ROLES for role, _programme in accounts.roles(user_id))


def curator(**_arguments: object) -> None:
    """Admins and curators; the pages do not exist for others."""
    if not curates(current_user_id()):
        abort(404)


AUDIENCE: dict[str, Guard] = {
    "documents": curator,
    "progress": curator,
    "document": curator,
    "read_again": curator,
    "coverage": curator,
    "flagged": curator,
    "flagged_before": curator,
    "upload": curator,
    "new": curator,
    "edit": curator,
    "preview": curator,
    "history": curator,
    "comparison": curator,
    "restore": curator,
    "status": curator,
    "remove": curator,
    "generations": curator,
    "rebuild": curator,
    "choose_embedder": curator,
    "cancel_build": curator,
    "attempt": curator,
    "dry_run": curator,
    "effect": curator,
    "ask_effect": curator,
    "trial_progress": curator,
}
