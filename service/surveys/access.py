"""A form opens for whoever is invited to it, and does not exist for anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from service import clock
from service.accounts.access import current_user_id, former_reader_id, reader, signed_in
from service.ports import port
from service.surveys import actions, queries
from service.surveys.kinds.instrument import Instrument
from service.surveys.ports import Respondents
from service.surveys.values import Draft, Invitation, WaveCard, filed_under
from service.web.access import Guard
from service.web.once import once


@dataclass(frozen=True, slots=True)
class OpenForm:
    """One form in front of its reader: `key` is how addresses name it."""

    key: str
    programme_id: int
    user_id: int
    invitation: Invitation
    instrument: Instrument

    @property
    def wave(self) -> WaveCard | None:
        """The wave it belongs to; an intake has none."""
        return self.invitation.wave

    @property
    def anonymous(self) -> bool:
        """Whether the answers are kept apart from their author."""
        return self.instrument.kind == "anonymous"

    @property
    def short(self) -> bool:
        """Whether it is one page, so that this page is all there is: no start before it, no check after it."""
        return self.wave is not None and len(self.instrument.pages) == 1

    @property
    def here(self) -> dict[str, Any]:
        """The part of every address of this form that is the same."""
        return {"programme_id": self.programme_id, "key": self.key}

    def draft(self) -> Draft:
        """What the reader has typed so far."""
        return queries.draft(filed_under(self.instrument.key, self.wave), self.programme_id, self.user_id, self.wave)


def invitation(programme_id: int, key: str) -> Invitation:
    """The reader's invitation to this form; 404 without one."""
    user_id = current_user_id()
    asked = ("invitation", key, programme_id, user_id)
    found = once(asked, lambda: port(Respondents).invitation(key, programme_id, user_id))
    return found if found is not None else abort(404)


def form(programme_id: int, key: str) -> OpenForm:
    """The form in front of the reader; 404 without an invitation, a redirect where something comes first.

    For an answer the invitation is looked at when it is their turn, and so are the answers before it.
    """
    if request.method == "POST":
        actions.take_turn(programme_id, current_user_id())
    found = invitation(programme_id, key)
    if found.first:
        abort(redirect(found.first, 303))
    wave = found.wave
    instrument = queries.instrument(key, found.side) if wave is None else queries.wave_instrument(wave, found.side)
    return OpenForm(key, programme_id, current_user_id(), found, instrument)


def invited(programme_id: int, key: str, **_rest: object) -> None:
    """Guard: signed in and invited."""
    signed_in()
    invitation(programme_id, key)


def invited_writer(programme_id: int, key: str, **_rest: object) -> None:
    """Guard: the same; what somebody sends after their session has ended is kept for them, and nothing else is done with it."""
    keep_for_later()
    invited(programme_id, key)


def keep_for_later() -> None:
    """Seal a page that comes after its reader's session has ended, for them alone, and send them to sign in and back to it."""
    if request.method != "POST" or reader() is not None:
        return
    user_id = former_reader_id()
    fields = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    if user_id is None or not actions.stash(user_id, request.path, fields, clock.now()):
        return
    flash(_("Your session had ended. Sign in again: what you typed is kept and comes back."))
    abort(redirect(url_for("accounts.sign_in", next=request.path), 303))


AUDIENCE: dict[str, Guard] = {
    "start": invited,
    "page": invited_writer,
    "keep": invited,
    "check": invited,
    "discard": invited,
    "receipt": invited,
}
