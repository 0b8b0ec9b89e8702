"""Builds what tests need, with plainly fictional people: users, programmes, participants, handed-in intakes, pairs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from werkzeug.test import TestResponse

from service.accounts import actions as accounts
from service.accounts import queries as known
from service.accounts.values import UserCard
from service.db import db
from service.pairing import actions as pairing
from service.pairing import queries as pairs
from service.pairing.ports import Arc
from service.pairing.values import PairCard
from service.people import actions as people
from service.people import queries
from service.people.access import ProgrammeRespondents
from service.people.ports import Pairings
from service.people.values import Facts, Manager, Participant, ProgrammeCard, ProgrammePlan
from service.sessions.actions import PairArc
from service.sessions.queries import HeldSessions
from service.surveys import actions as surveys
from service.surveys.ports import Respondents, SessionsHeld
from service.surveys.queries import instrument
from tests.visitors import Visitor

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_numbers = count(1)

COMMON: dict[str, Any] = {
    "skills": ["automation", "dashboards"],
    "languages": ["id", "en"],
    "timezone": "Asia/Jakarta",
    "availability": ["mon-am", "wed-pm"],
    "use_model": False,
    "focus": "",
}
SENIOR: dict[str, Any] = {
    **COMMON,
    "goals": ["try_tools", "listen_better"],
    **{f"behaviour_{reason}_now": 1 for reason in ("practice", "generations", "humility", "reality", "relevance")},
    **{f"behaviour_{reason}_target": 3 for reason in ("practice", "generations", "humility", "reality", "relevance")},
    "skill_level_automation": 1,
    "skill_level_dashboards": 2,
    "ready_to_hear": 3,
}
JUNIOR: dict[str, Any] = {
    **COMMON,
    "goals": ["show_work", "voice_confidence"],
    "skill_level_automation": 4,
    "skill_level_dashboards": 3,
    "own_choice": "yes",
    "worth_time": "Ruang untuk bertanya.",
}


def user(name: str = "", email: str = "", locale: str = "id", now: datetime = NOW) -> UserCard:
    number = next(_numbers)
    row = accounts.ensure_user(email or f"orang{number}@contoh.example", name or f"Orang {number}", locale, now)
    card = known.user(row.id)
    assert card is not None
    return card


def admin(programme_id: int | None = None, name: str = "", now: datetime = NOW) -> UserCard:
    card = user(name or "Pengelola Contoh", now=now)
    accounts.grant(card.id, "admin", programme_id, now)
    return card


def programme(name: str = "Program Contoh", *, opened: bool = True, contact: bool = True, **plan: Any) -> ProgrammeCard:
    """A programme with a neutral contact and its intake open, unless told otherwise."""
    row = people.create_programme(ProgrammePlan(name=name, **plan), NOW)
    if contact:
        number = next(_numbers)
        people.name_contact(row.id, "contact", f"netral{number}@luar.example", "Netral Contoh", "id", NOW)
        if opened:
            people.open_intake(row.id, NOW)
    card = queries.programme(row.id)
    assert card is not None
    return card


def participant(
    programme: ProgrammeCard,
    side: str,
    *,
    name: str = "",
    noticed: bool = True,
    who: UserCard | None = None,
    **facts: Any,
) -> Participant:
    """A participant with known facts: grade 8 or 3, and nobody above (the top of the organisation)."""
    card = who or user(name or f"{'Pemimpin' if side == 'senior' else 'Mentor'} {next(_numbers)}")
    facts.setdefault("grade", 8 if side == "senior" else 3)
    facts.setdefault("line_manager", Manager("none"))
    facts.setdefault("function", "Operasi" if side == "senior" else "Layanan")
    row = people.add_participant(programme.id, card.email, card.name, card.locale, Facts(side=side, **facts), NOW)
    if noticed:
        people.accept_notice(row.id, NOW)
    return again(row.id)


def again(participation_id: int) -> Participant:
    """The participant as it now is."""
    found = queries.participation(participation_id)
    assert found is not None
    return found


def intake(who: Participant, **changes: Any) -> Participant:
    """The participant's intake, handed in; `changes` replace answers (None takes one out)."""
    form = instrument(queries.INTAKES[who.side])
    answers = {**(SENIOR if who.side == "senior" else JUNIOR), **changes}
    for key in answers.get("skills") or []:
        answers.setdefault(f"skill_level_{key}", 2)
    surveys.save_page(form, who.programme_id, who.user_id, answers, NOW)
    surveys.submit(form, who.programme_id, who.user_id, NOW)
    return again(who.id)


def both(card: ProgrammeCard, **changes: Any) -> tuple[Participant, Participant]:
    """A senior and a junior with handed-in intakes, ready to be paired."""
    return intake(participant(card, "senior"), **changes), intake(participant(card, "junior"), **changes)


def pair(card: ProgrammeCard | None = None, **changes: Any) -> PairCard:
    """A running pair with its sessions; `changes` go into both intakes."""
    card = card or programme()
    return join(card, *both(card, **changes))


def outside() -> dict[type, object]:
    """What is plugged in for the pages of these rooms: the real answers of the rooms above."""
    return {
        Pairings: pairs.PairLines(),
        Respondents: ProgrammeRespondents(),
        SessionsHeld: HeldSessions(),
        Arc: PairArc(),
    }


class Guest(Visitor):
    """A visitor for tests that hold an app context: what they built is committed first, and each request has its own."""

    def get(self, path: str, **options: Any) -> TestResponse:
        with self._apart():
            return super().get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        with self._apart():
            return super().post(path, data, **options)

    def token(self) -> str:
        with self._apart():
            return super().token()

    def sign_in(self, user_id: int) -> "Guest":
        with self._apart():
            super().sign_in(user_id)
        return self

    @contextmanager
    def _apart(self) -> Iterator[None]:
        db.session.commit()
        with self.app.app_context():
            yield
            db.session.rollback()


def join(card: ProgrammeCard, senior: Participant, junior: Participant) -> PairCard:
    """These two, paired."""
    made = pairs.pair(pairing.make_pair(card, senior, junior, PairArc(), NOW).id)
    assert made is not None
    return made


def end(pair: PairCard) -> None:
    pairing.end_pair(pair.id, NOW)
