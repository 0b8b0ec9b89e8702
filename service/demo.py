"""The demo: a programme of plainly fictional people, made from `demo.yaml`, so that a first look shows a real pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from service.accounts import actions as accounts
from service.accounts import queries as known
from service.db import turn
from service.pairing import actions as pairing
from service.pairing import queries as pairs
from service.people import actions as people
from service.people import queries
from service.people.values import Facts, Manager, Participant, ProgrammeCard, ProgrammePlan
from service.sessions import actions as sessions
from service.surveys import actions as surveys
from service.surveys.queries import instrument
from service.surveys.values import WavePlan

_FILE = Path(__file__).with_name("demo.yaml")
_DAYS_A_MONTH = 30.5
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DemoPair:
    """A pair of the demo by the number that commands take."""

    number: int
    senior: str
    junior: str
    language: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo; `label` says as whom to sign in, and is empty for the others."""

    label: str
    name: str
    email: str
    user_id: int


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demo holds."""

    programme_id: int
    pairs: tuple[DemoPair, ...]
    people: tuple[DemoPerson, ...]


def create_demo(now: datetime) -> DemoReport:
    """Make the demo where there is none, mark the database as a demo, and say what is in it. Twice is once."""
    turn("demo")
    data: Data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    card = next((one for one in queries.programmes() if one.name == data["programme"]["name"]), None)
    if card is None:
        accounts.mark_demo(now)
        card = _programme(data, now)
        _people(data, card, now)
        _pairs(data, card, now)
        _waves(data, card, now)
    return _report(data, card)


def _programme(data: Data, now: datetime) -> ProgrammeCard:
    plan = dict(data["programme"])
    first = now.date()
    last = first + timedelta(days=round(plan.pop("months") * _DAYS_A_MONTH))
    plan["languages"] = tuple(plan["languages"])
    row = people.create_programme(ProgrammePlan(**plan, starts_on=first, ends_on=last), now)
    admin = accounts.ensure_user(data["admin"]["email"], data["admin"]["name"], "id", now)
    accounts.grant(admin.id, "admin", None, now)
    people.name_contact(row.id, "contact", data["contact"]["email"], data["contact"]["name"], "id", now)
    people.name_contact(row.id, "deputy", data["deputy"]["email"], data["deputy"]["name"], "id", now)
    people.open_intake(row.id, now)
    card = queries.programme(row.id)
    if card is None:
        raise LookupError(row.id)
    return card


def _people(data: Data, card: ProgrammeCard, now: datetime) -> None:
    for one in data["people"].values():
        facts = Facts(
            side=one["side"],
            role_title=one["role_title"],
            function=one["function"],
            site=one["site"],
            grade=one["grade"],
            line_manager=_manager(data, one["manager"]),
            managers_manager=_manager(data, data["managers"][one["manager"]]["above"]),
        )
        row = people.add_participant(card.id, one["email"], one["name"], "id", facts, now)
        if "intake" in one:
            people.accept_notice(row.id, now)
            form = instrument(queries.INTAKES[facts.side])
            surveys.save_page(form, card.id, row.user_id, one["intake"], now)
            surveys.submit(form, card.id, row.user_id, now)


def _manager(data: Data, key: str) -> Manager:
    if key == "none":
        return Manager("none")
    one = data["managers"].get(key) or data["people"][key]
    return Manager("known", one["email"], one["name"])


def _pairs(data: Data, card: ProgrammeCard, now: datetime) -> None:
    for one in data["pairs"]:
        senior, junior = (_participant(data, card, one[side]) for side in ("senior", "junior"))
        made = pairing.make_pair(card, senior, junior, sessions.PairArc(), now)
        for number in range(1, one["held"] + 1):
            sessions.mark_held(made.id, number, now)


def _waves(data: Data, card: ProgrammeCard, now: datetime) -> None:
    admin = known.user_by_email(data["admin"]["email"])
    if admin is None:
        raise LookupError(data["admin"]["email"])
    for one in data["waves"]:
        closes_at = now + timedelta(days=one.get("days", data["programme"]["months"] * _DAYS_A_MONTH))
        for number in range(1, card.sessions + 1) if one.get("sessions") else [None]:
            surveys.open_wave(WavePlan(card.id, one["instrument"], None, number, now, closes_at, admin.id), now)


def _participant(data: Data, card: ProgrammeCard, key: str) -> Participant:
    user = known.user_by_email(data["people"][key]["email"])
    found = queries.participant_of(card.id, user.id) if user else None
    if found is None:
        raise LookupError(key)
    return found


def _report(data: Data, card: ProgrammeCard) -> DemoReport:
    labelled = {
        data["admin"]["email"]: "admin",
        data["contact"]["email"]: "neutral contact",
        data["deputy"]["email"]: "",
        **{one["email"]: one.get("label", "") for one in data["people"].values()},
    }
    found = [(label, known.user_by_email(email)) for email, label in labelled.items()]
    order = ("senior", "mentor", "admin")
    listed = [DemoPerson(label, user.name, user.email, user.id) for label, user in found if user]
    listed.sort(key=lambda one: order.index(one.label) if one.label in order else len(order))
    return DemoReport(
        programme_id=card.id,
        pairs=tuple(
            DemoPair(one.id, one.senior.name, one.junior.name, one.language)
            for one in pairs.pairs_of_programme(card.id)
        ),
        people=tuple(listed),
    )
