"""Who may run waves (the programme's admin), and who may read what is released (its participants too)."""

from __future__ import annotations

from datetime import datetime

from flask import abort

from service.accounts.access import current_user_id, signed_in
from service.people import queries as people
from service.people.access import administers, programme, programme_admin
from service.surveys import queries
from service.surveys.access import OpenForm, form, invited
from service.surveys.kinds.instrument import Questionnaire
from service.surveys.values import Answers, InstrumentUnavailableError, WaveCard, filed_under
from service.web.access import Guard


def wave(programme_id: int, wave_id: int) -> WaveCard:
    """A wave of exactly this programme, or 404."""
    found = queries.wave(wave_id)
    return found if found is not None and found.programme_id == programme_id else abort(404)


def questionnaire(key: str) -> Questionnaire:
    """A form as it stands in its file, or 404."""
    try:
        return queries.questionnaire(key)
    except InstrumentUnavailableError:
        abort(404)


def results_reader(programme_id: int, **_rest: object) -> None:
    """Guard: somebody who takes part in this programme, or its admin."""
    signed_in()
    programme(programme_id)
    part = people.participant_of(programme_id, current_user_id())
    if (part is None or part.left) and not administers(current_user_id(), programme_id):
        abort(404)


def author(programme_id: int, key: str, **_rest: object) -> None:
    """Guard: somebody who has handed in this form, if it is a confidential one."""
    invited(programme_id, key)
    own_answers(form(programme_id, key))


def own_answers(opened: OpenForm) -> tuple[Answers, datetime]:
    """What the reader has handed in, and when; 404 where that is nothing, or anonymous."""
    filed = filed_under(opened.instrument.key, opened.wave)
    found = None if opened.anonymous else queries.answers(filed, opened.programme_id, opened.user_id)
    moment = opened.draft().submitted_at
    return (found, moment) if found is not None and moment is not None else abort(404)


AUDIENCE: dict[str, Guard] = {
    "index": programme_admin,
    "new_wave": programme_admin,
    "wave": programme_admin,
    "close": programme_admin,
    "move": programme_admin,
    "preview": programme_admin,
    "codebook": programme_admin,
    "export": programme_admin,
    "results_list": results_reader,
    "results": results_reader,
    "mine": author,
}
