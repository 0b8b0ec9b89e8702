"""Reads of answers. Handed-in answers of an intake go to rooms that need them; a draft goes to its author only."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import select

from service import sealing
from service.db import db
from service.surveys.models import Response, SealedDraft, Stash
from service.surveys.queries.waves import answered
from service.surveys.values import Answers, Draft, WaveCard

UNSEALED = b"unsealed:"  # what migration 005 found beside the answers, until `actions.seal_old_drafts` has been by


def answers(instrument_key: str, programme_id: int, user_id: int) -> Answers | None:
    """The handed-in answers of one person to a form without waves, or none."""
    return answers_of(instrument_key, programme_id, {user_id}).get(user_id)


def answers_of(instrument_key: str, programme_id: int, users: Collection[int] | None = None) -> dict[int, Answers]:
    """Handed-in answers by user, of everybody or of these users."""
    found = select(Response.user_id, Response.answers).where(
        Response.form == instrument_key,
        Response.programme_id == programme_id,
    )
    if users is not None:
        found = found.where(Response.user_id.in_(users))
    return {user: given or {} for user, given in db.session.execute(found)}


def handed_in(
    instrument_keys: Collection[str], programme_id: int, users: Collection[int]
) -> dict[tuple[str, int], Answers]:
    """Handed-in answers of these users to several instruments, by instrument and user."""
    if not users:
        return {}
    found = select(Response.form, Response.user_id, Response.answers).where(
        Response.form.in_(instrument_keys),
        Response.programme_id == programme_id,
        Response.user_id.in_(users),
    )
    return {(key, user): given or {} for key, user, given in db.session.execute(found)}


def draft(form: str, programme_id: int, user_id: int, wave: WaveCard | None = None) -> Draft:
    """What the author has typed, saved or handed in so far; for the author's own pages only.

    `form` is the instrument's key, or the wave's ``form``. A draft that no key of ours opens is as good as none.
    """
    typed, writers = draft_content(draft_row(form, programme_id, user_id))
    if wave is not None and wave.kind == "anonymous":
        return Draft(
            typed or {},
            started=typed is not None,
            submitted_at=None,
            handed_in=user_id in answered(wave),
            writers=writers,
        )
    row = db.session.scalar(
        select(Response).where(
            Response.form == form,
            Response.programme_id == programme_id,
            Response.user_id == user_id,
        )
    )
    given = row.answers if row is not None else {}
    return Draft(
        given if typed is None else typed,
        started=typed is not None,
        submitted_at=row.submitted_at if row is not None else None,
        handed_in=row is not None,
        writers=writers,
    )


def draft_content(row: SealedDraft | None) -> tuple[dict[str, object] | None, dict[str, str]]:
    """A draft's answers (none where there is no draft) and who wrote each page last."""
    opened = None if row is None else opened_draft(row.sealed)
    if opened is None:
        return None, {}
    held = json.loads(opened)
    return held["answers"], held["writers"]


def opened_draft(sealed: bytes) -> bytes | None:
    """What a draft's row holds, as JSON."""
    return sealed[len(UNSEALED) :] if sealed.startswith(UNSEALED) else sealing.unseal(sealed)


def stashed(user_id: int, path: str) -> dict[str, list[str]] | None:
    """The fields of a page that was sent after the session's end, if it was this page."""
    row = db.session.get(Stash, user_id)
    opened = sealing.unseal(row.sealed) if row is not None and row.path == path else None
    if opened is None:
        return None
    fields: dict[str, list[str]] = json.loads(opened)
    return fields


def draft_row(form: str, programme_id: int, user_id: int) -> SealedDraft | None:
    """The row of a draft, for whoever changes it."""
    key = (SealedDraft.form == form, SealedDraft.programme_id == programme_id, SealedDraft.user_id == user_id)
    return db.session.scalar(select(SealedDraft).where(*key))
