"""The demo: fictional people, two pairs, one of which said yes to a model; made once."""

from service import demo
from service.accounts import queries as accounts
from service.db import db
from service.pairing import queries as pairs
from service.people import queries
from service.sessions.queries import current_session
from tests import builders


def test_the_demo_is_made_once(here):
    first = demo.create_demo(builders.NOW)
    db.session.commit()
    again = demo.create_demo(builders.NOW)
    assert first == again and accounts.is_demo()
    assert [pair.number for pair in first.pairs] == [1, 2]
    assert [person.label for person in first.people[:3]] == ["senior", "mentor", "admin"]


def test_pair_one_said_yes_to_a_model_and_pair_two_did_not(here):
    report = demo.create_demo(builders.NOW)
    consents = []
    for number in (1, 2):
        pair = pairs.pair(number)
        intakes = [queries.intake(one.id) for one in (pair.senior, pair.junior)]
        consents.append(all(one.wants_model for one in intakes))
    assert consents == [True, False]
    assert current_session(1).number == 2 and current_session(2).number == 1
    assert len(report.pairs) == 2


def test_there_are_people_to_try_everything_with(here):
    report = demo.create_demo(builders.NOW)
    card = queries.programme(report.programme_id)
    people = queries.participants(card.id)
    assert sum(one.side == "senior" for one in people) >= 4 and sum(one.side == "junior" for one in people) >= 4
    assert any(not one.intake_done for one in people if one.side == "senior")
    assert any(not one.intake_done for one in people if one.side == "junior")
    rules = {
        refusal.rule
        for senior in people
        for junior in people
        if (senior.side, junior.side) == ("senior", "junior")
        for refusal in pairs.check(card, senior, junior).refusals
    }
    assert "reporting_line" in rules
    possible = [
        (senior.name, junior.name)
        for senior in people
        for junior in people
        if (senior.side, junior.side) == ("senior", "junior") and pairs.check(card, senior, junior).possible
    ]
    assert len(possible) == 1, "one pair is left to be made by hand"
    named = queries.contacts(card.id)
    assert named.contact and named.deputy
    assert not accounts.has_role(named.contact.user_id, "admin", card.id)


def test_nobody_in_it_could_exist(here):
    demo.create_demo(builders.NOW)
    assert all(card.email.endswith(".example") for card in accounts.roster())
