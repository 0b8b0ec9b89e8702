"""Two admins, an admin and a participant, two windows of one person: whoever comes second sees what the first has done.

Each test holds the first transaction open while the second runs. On PostgreSQL both would otherwise look before either commits.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import demo
from service.accounts import actions as accounts
from service.accounts import queries as known
from service.accounts.models import RoleGrant, User
from service.db import db, turn
from service.knowledge.ports import Library
from service.pairing import actions as pairing
from service.pairing import queries as pairs
from service.pairing.models import Exclusion, Pair
from service.people import actions as people
from service.people import queries
from service.people.models import CorrectionRequest, Participation, Programme
from service.people.values import Facts, Manager, ProgrammePlan, RefusedError
from service.sessions import actions as sessions
from service.sessions import queries as arcs
from service.suggestions.actions import Desk
from tests import builders
from tests.libraries import folder_library
from tests.security.at_once import all_at_once, sent_at_once, while_open

NOW, LATER = builders.NOW, builders.NOW + timedelta(hours=1)
NEW = ("baru@contoh.example", "Orang Baru", "id")
FACTS = Facts(side="junior", grade=3, line_manager=Manager("none"))


@pytest.fixture
def outside() -> dict[type, object]:
    library = folder_library()
    return {**builders.outside(), Library: library, Desk: Desk(library)}


@pytest.fixture
def made(app):
    """Build something and commit it."""

    @contextmanager
    def inside():
        with app.app_context():
            yield
            db.session.commit()

    return inside


def counted(app, table, *where) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def joins(card, senior, junior):
    return lambda: pairing.make_pair(card, senior, junior, sessions.PairArc(), NOW).id


def reason(error: object) -> str:
    assert isinstance(error, RefusedError), error
    return error.reason


def rules(error: object) -> set[str]:
    assert isinstance(error, pairing.ImpossibleError), error
    return {str(refusal.rule) for refusal in error.refusals}


def test_two_admins_pair_the_same_two(app, made):
    with made():
        card = builders.programme()
        two = builders.both(card)
    meeting = while_open(app, joins(card, *two), joins(card, *two))
    assert isinstance(meeting.first, int) and rules(meeting.second)
    assert counted(app, Pair) == 1


def test_who_has_room_for_one_gets_one(app, made):
    with made():
        card = builders.programme()
        senior, junior = builders.both(card)
        other = builders.intake(builders.participant(card, "junior"))
    meeting = while_open(app, joins(card, senior, junior), joins(card, senior, other))
    assert isinstance(meeting.first, int) and rules(meeting.second)
    assert counted(app, Pair) == 1


def test_two_programmes_pair_the_same_two(app, made):
    with made():
        cards = [builders.programme(), builders.programme()]
        users = [builders.user(), builders.user()]
        duos = [
            [
                builders.intake(builders.participant(card, side, who=who))
                for side, who in zip(("senior", "junior"), users, strict=True)
            ]
            for card in cards
        ]
    meeting = while_open(app, joins(cards[0], *duos[0]), joins(cards[1], *duos[1]))
    assert isinstance(meeting.first, int) and rules(meeting.second)
    assert counted(app, Pair) == 1


def listed(card, senior, junior):
    pairing.exclude(junior.id, senior.id)


def managed(card, senior, junior):
    people.set_facts(junior.id, Facts(side="junior", grade=3, line_manager=Manager("known", senior.email, "")), NOW)


def seated(card, senior, junior):
    people.add_seat(card.id, senior.email, "", junior.user_id, NOW)


def graded(card, senior, junior):
    people.set_facts(junior.id, Facts(side="junior", grade=8, line_manager=Manager("none")), NOW)


def planned(card, senior, junior):
    people.change_programme(card.id, ProgrammePlan(name="x", grade_gap=20))


@pytest.mark.parametrize("write", [listed, managed, seated, graded, planned])
def test_no_pair_is_made_while_what_forbids_it_is_being_written(app, made, write):
    """The admin's page was read before: what it showed is old by the time the pair is made."""
    with made():
        card = builders.programme()
        two = builders.both(card)
    meeting = while_open(app, lambda: write(card, *two), joins(card, *two))
    assert meeting.first is None and rules(meeting.second)
    assert counted(app, Pair) == 0


def named(part, card):
    return lambda: people.name_contact(card.id, part, *NEW, NOW)


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (lambda card: people.name_admin(card.id, *NEW, NOW), "admin_is_contact"),
        (lambda card: people.add_participant(card.id, *NEW, FACTS, NOW), "participant_is_contact"),
        (lambda card: people.name_contact(card.id, "deputy", *NEW, NOW), "contact_twice"),
        (lambda card: people.add_seat(card.id, NEW[0], NEW[1], 4711, NOW), "line_is_contact"),
    ],
)
def test_the_neutral_contact_is_nothing_else(app, made, other, refusal):
    with made():
        card = builders.programme()
        accounts.ensure_user(*NEW, NOW)
    assert reason(while_open(app, named("contact", card), lambda: other(card)).second) == refusal


def test_nobody_becomes_the_contact_while_somebody_names_them_as_line_manager(app, made):
    with made():
        card = builders.programme()
        who = builders.participant(card, "junior")
        accounts.ensure_user(*NEW, NOW)
    facts = Facts(side="junior", grade=3, line_manager=Manager("known", NEW[0], NEW[1]))
    meeting = while_open(app, lambda: people.set_facts(who.id, facts, NOW), named("contact", card))
    assert reason(meeting.second) == "contact_in_line"


def test_a_programme_has_one_contact(app, made):
    with made():
        card = builders.programme(contact=False)
        accounts.ensure_user(*NEW, NOW)
        accounts.ensure_user("b@x.example", "B", "id", NOW)
    while_open(
        app, named("contact", card), lambda: people.name_contact(card.id, "contact", "b@x.example", "B", "id", NOW)
    )
    with app.app_context():
        assert [holder.name for holder in known.holders("contact", card.id)] == ["B"]


@pytest.mark.parametrize("there", [True, False])
def test_two_admins_add_the_same_person(app, made, there):
    with made():
        card = builders.programme()
        if there:
            accounts.ensure_user(*NEW, NOW)
    meeting = while_open(
        app,
        lambda: people.add_participant(card.id, *NEW, FACTS, NOW).id,
        lambda: people.add_participant(card.id, *NEW, FACTS, NOW).id,
    )
    assert isinstance(meeting.first, int) and reason(meeting.second) == "already_in"
    assert counted(app, Participation) == 1 and counted(app, User, User.email == NEW[0]) == 1


def test_two_programmes_add_the_same_new_people_each_in_another_order(app):
    """Neither waits for the other in a ring, and nobody is there twice."""

    def adds(*emails):
        return lambda: [accounts.ensure_user(f"{one}@contoh.example", one, "id", NOW).id for one in emails]

    meeting = while_open(app, adds("a"), adds("b", "a"), then=adds("b"))
    assert isinstance(meeting.first, list) and isinstance(meeting.second, list), meeting
    assert counted(app, User) == 2


def test_a_role_is_given_once_and_taken_away_whole(app, made):
    with made():
        who = builders.user().id

    def give() -> None:
        accounts.grant(who, "admin", None, NOW)

    while_open(app, give, give)
    assert counted(app, RoleGrant) == 1
    while_open(app, lambda: accounts.revoke(who, "admin", None), lambda: accounts.revoke(who, "admin", None))
    assert counted(app, RoleGrant) == 0


def test_the_demo_is_made_once(app):
    meeting = while_open(app, lambda: demo.create_demo(NOW), lambda: demo.create_demo(NOW))
    assert meeting.first == meeting.second
    assert counted(app, Programme) == 1


def test_whoever_had_to_wait_for_a_turn_sees_rows_as_they_are_now(app, made):
    with made():
        who = builders.user().id

    def change() -> None:
        turn("x")
        accounts.change_preferences(who, locale="en")

    def look() -> str:
        row = db.session.get_one(User, who)
        turn("x")
        return row.locale

    assert while_open(app, change, look).second == "en"


def test_the_same_correction_is_asked_for_and_closed_once(app, made):
    with made():
        who = builders.participant(builders.programme(), "junior")

    def ask() -> None:
        people.ask_correction(who.id, "Tingkat saya keliru.", NOW)

    meeting = while_open(app, ask, ask)
    assert (meeting.first, meeting.second, counted(app, CorrectionRequest)) == (None, None, 1)
    with app.app_context():
        row = db.session.scalars(select(CorrectionRequest.id)).one()
    while_open(app, lambda: people.close_correction(row, NOW), lambda: people.close_correction(row, LATER))
    with app.app_context():
        assert db.session.get_one(CorrectionRequest, row).closed_at == NOW


@pytest.mark.parametrize("what", ["notice", "pair", "session"])
def test_the_first_time_counts(app, made, what):
    with made():
        card = builders.programme()
        pair = builders.pair(card)
        who = builders.participant(card, "junior", noticed=False)

    def say(at):
        if what == "notice":
            return people.accept_notice(who.id, at)
        return pairing.end_pair(pair.id, at) if what == "pair" else sessions.mark_held(pair.id, 1, at)

    meeting = while_open(app, lambda: say(NOW), lambda: say(LATER))
    with app.app_context():
        said = {
            "notice": db.session.get_one(Participation, who.id).notice_accepted_at,
            "pair": db.session.get_one(Pair, pair.id).ended_at,
            "session": arcs.sessions(pair.id)[0].held_at,
        }
    assert said[what] == NOW
    assert (meeting.first, meeting.second) == ((True, False) if what == "session" else (None, None))


def test_what_two_take_away_is_gone_once(app, made):
    with made():
        card = builders.programme()
        one, other = builders.participant(card, "senior"), builders.participant(card, "junior")
        people.add_seat(card.id, "panel@contoh.example", "Panel", one.user_id, NOW)
        pairing.exclude(other.id, one.id)
        (seat,) = queries.seats(card.id)
    meeting = while_open(
        app, lambda: people.remove_seat(card.id, seat.id), lambda: people.remove_seat(card.id, seat.id)
    )
    assert (meeting.first, meeting.second) == (True, False)
    meeting = while_open(app, lambda: pairing.include(other.id, one.id), lambda: pairing.include(other.id, one.id))
    assert (meeting.first, meeting.second) == (None, None) and counted(app, Exclusion) == 0


def test_a_list_holds_somebody_once(app, made):
    with made():
        one, other = (
            builders.participant(card, side) for card in [builders.programme()] for side in ("senior", "junior")
        )
    results = all_at_once(app, [lambda: pairing.exclude(other.id, one.id)] * 4)
    assert results == [None] * 4 and counted(app, Exclusion) == 1


def test_a_double_click_on_any_form_is_no_failure(app, made, visit):
    """The same form six times at the same moment, by HTTP: a page for everybody, and one row."""
    with made():
        card = builders.programme()
        boss = builders.admin(card.id).id
        senior, junior = builders.both(card)
        free = builders.participant(card, "senior")
    forms = {
        (boss, f"/programmes/{card.id}/people/new"): {
            "name": NEW[1],
            "email": NEW[0],
            "side": "junior",
            "capacity": "1",
        },
        (boss, f"/programmes/{card.id}/pairs/new"): {"senior": senior.id, "junior": junior.id},
        (boss, f"/programmes/{card.id}/admins/new"): {"name": "Admin", "email": "admin@contoh.example"},
        (junior.user_id, f"/programmes/{card.id}/exclusions"): {"person": free.id},
    }
    for (who, address), fields in forms.items():
        with app.app_context():
            guests = [visit(who) for _ in range(6)]
            sent = {"csrf_token": "", "manager_state": "none", "above_state": "unknown", "locale": "id", **fields}
            filled = [{**sent, "csrf_token": guest.token()} for guest in guests]
        clicks = [
            lambda guest=guest, data=data, address=address: guest.client.post(address, data=data).status_code
            for guest, data in zip(guests, filled, strict=True)
        ]
        answers = sent_at_once(app, clicks)
        assert 303 in answers and set(answers) <= {303, 422}, (address, answers)
    assert counted(app, Pair) == 1 and counted(app, Exclusion) == 1
    assert counted(app, User, User.email == NEW[0]) == 1
    with app.app_context():
        assert len(pairs.pairs_of_programme(card.id)) == 1
