"""What a participant finds to do on the home page."""

from __future__ import annotations

from flask import url_for

from service import clock
from service.people import access, queries
from service.people.ports import Pairings
from service.people.values import Participant, Step
from service.ports import port
from service.surveys import queries as surveys
from service.surveys.ports import SessionsHeld
from service.web.i18n import current_language
from service.web.once import once


def steps(who: Participant) -> list[Step]:
    """What a participant does, in order; only the author learns whether a draft was begun."""
    key = queries.INTAKES[who.side]
    is_open = access.programme(who.programme_id).intake_opened_at is not None
    draft = surveys.draft(key, who.programme_id, who.user_id)
    form_url = url_for("surveys.start", programme_id=who.programme_id, key=key)
    running = [line for line in port(Pairings).of_participant(who.id) if not line.ended]
    rooms = [Step("room", f"/pairs/{line.pair_id}", done=False) for line in running]
    waiting = [
        Step("exclusions", f"/programmes/{who.programme_id}/exclusions", done=False, open=who.notice_accepted),
        Step("wait", "", done=False, open=False),
    ]
    return [
        *_forms_due(who),
        *rooms,
        Step("notice", url_for("people.notice", programme_id=who.programme_id), done=who.notice_accepted),
        Step(
            "intake_again" if draft.started and draft.submitted_at is None else "intake",
            form_url,
            done=draft.submitted_at is not None,
            open=is_open and who.notice_accepted,
        ),
        *([] if running else waiting),
    ]


def _forms_due(who: Participant) -> list[Step]:
    """The forms of open waves that wait for this person; what is handed in leaves the page."""
    if not who.notice_accepted:
        return []
    held = once(("held", who.id), lambda: port(SessionsHeld).held(who.programme_id, who.user_id))
    return [
        Step(
            "form",
            url_for("surveys.start", programme_id=who.programme_id, key=str(wave.id)),
            done=False,
            name=form.title.into(current_language()),
            number=wave.session_number,
            until=wave.closes_at,
        )
        for wave, form in surveys.due(who.programme_id, who.user_id, who.side, held, clock.now())
    ]
