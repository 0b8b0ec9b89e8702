"""Opening a form to people, telling them of it, and closing what is over."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime, get_timezone
from flask import current_app

from service.accounts import queries as accounts
from service.accounts.values import UserCard
from service.db import turn
from service.notifications import actions as mail
from service.people import queries as people
from service.people.values import ProgrammeCard
from service.surveys import actions as surveys
from service.surveys import queries
from service.surveys.values import WaveCard, WavePlan
from service.waves import rules
from service.waves.queries import by_session, waiting


def close_what_is_over(now: datetime) -> int:
    """Close the waves whose time is over, so that their drafts go; returns how many closed."""
    over = [one for one in queries.unclosed() if one.state(now) == "closed"]
    for one in over:
        surveys.close_wave(one.id, now)
    return len(over)


def tell(wave: WaveCard, now: datetime) -> int:
    """Write to whoever should hear of this wave now; returns how many mails that made.

    Who gets one hangs on the calendar and on whether they have answered, never on what anybody answered.
    """
    turn("waves.tell", wave.id)
    asked = waiting(wave)
    sent = queries.reminded([wave.id]).get(wave.id, {})
    cards = accounts.users([one.user_id for one in asked])
    count = 0
    for who in asked:
        number = rules.mail_due(wave, sent.get(who.user_id, {}), now)
        card = cards.get(who.user_id)
        if number is None or card is None or card.disabled or not rules.by_day(now, who.timezone):
            continue
        if surveys.note_mail(wave.id, who.user_id, number, now):
            _write(wave, card, number, now)
            count += 1
    return count


def _write(wave: WaveCard, card: UserCard, number: int, now: datetime) -> None:
    until = format_datetime(wave.closes_at, "d MMMM y, HH.mm", get_timezone(card.timezone), locale=card.locale)
    link = f"{current_app.config['PUBLIC_URL']}/programmes/{wave.programme_id}/forms/{wave.id}"
    context = {"name": card.name, "link": link, "number": number, "until": until}
    mail.send(card.email, card.locale, "form", context, now=now, expires_at=wave.closes_at)


class NoContactError(LookupError):
    """A programme without a neutral contact asks nobody anything: a form's last page would lead nowhere."""


def open_waves(
    programme: ProgrammeCard, instrument: str, side: str | None, span: tuple[datetime, datetime], by: int, now: datetime
) -> int:
    """Open a form from and to the moments of `span`; returns how many waves that made, since a session form has one a session.

    Sessions whose wave is open already are passed over. Raises ``NoContactError``, and ``surveys.RefusedWave`` where nothing opens.
    """
    if people.neutral_contact(programme.id) is None:
        raise NoContactError(programme.id)
    sides = queries.questionnaire(instrument).sides
    wanted = sides[0] if side is None and len(sides) == 1 else side
    numbers = range(1, programme.sessions + 1) if by_session(instrument) else (None,)
    opened, refused = 0, None
    for number in numbers:
        try:
            surveys.open_wave(WavePlan(programme.id, instrument, wanted, number, *span, opened_by=by), now)
        except surveys.RefusedWave as error:
            refused = error
        else:
            opened += 1
    if refused is not None and (not opened or refused.reason != "twice"):
        raise refused
    return opened
