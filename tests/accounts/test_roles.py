import pytest
from sqlalchemy import func, select

from service import clock
from service.accounts import actions, queries
from service.accounts.models import RoleGrant, User
from service.db import db
from tests.visitors import person


@pytest.fixture
def here(app):
    with app.app_context():
        yield


def test_an_address_names_one_person_whatever_its_case(here):
    first = actions.ensure_user("Ratna@Example.org ", "Ratna", "id", clock.now())
    again = actions.ensure_user("ratna@example.ORG", "Somebody", "en", clock.now())
    assert first.id == again.id
    card = queries.user_by_email(" RATNA@example.org")
    assert card is not None
    assert (card.name, card.locale, card.timezone, card.disabled) == ("Ratna", "id", "Asia/Jakarta", False)


def test_a_grant_is_kept_once_and_taken_away(here):
    user = actions.ensure_user("a@example.org", "A", "id", clock.now())
    for _ in range(2):
        actions.grant(user.id, "admin", None, clock.now())
        actions.grant(user.id, "contact", 7, clock.now())
    assert db.session.scalar(select(func.count()).select_from(RoleGrant)) == 2
    assert queries.roles(user.id) == {("admin", None), ("contact", 7)}
    assert [card.id for card in queries.holders("contact", 7)] == [user.id]
    actions.revoke(user.id, "contact", 7)
    assert queries.holders("contact", 7) == []


def test_an_installation_admin_holds_admin_and_curator_everywhere_but_is_nobodys_contact(here):
    user = actions.ensure_user("a@example.org", "A", "id", clock.now())
    actions.grant(user.id, "admin", None, clock.now())
    assert queries.has_role(user.id, "admin", 3) and queries.has_role(user.id, "curator", None)
    assert not queries.has_role(user.id, "contact", 3) and not queries.has_role(user.id, "deputy", 3)


def test_a_programmes_admin_is_no_admin_elsewhere(here):
    user = actions.ensure_user("a@example.org", "A", "id", clock.now())
    actions.grant(user.id, "admin", 3, clock.now())
    assert queries.has_role(user.id, "admin", 3)
    assert not queries.has_role(user.id, "admin", 4) and not queries.has_role(user.id, "admin", None)
    assert not queries.has_role(user.id, "curator", None)


def test_cards_of_several_people(app):
    one, two = person(app, "a@example.org", "B"), person(app, "b@example.org", "A")
    with app.app_context():
        assert set(queries.users([one, two, 99])) == {one, two}
        assert queries.users([]) == {}
        assert [card.id for card in queries.roster()] == [two, one]
        assert queries.user(99) is None


def test_disabling_shows_on_the_card(app, ratna):
    with app.app_context():
        actions.disable(ratna, clock.now())
        assert queries.user(ratna).disabled
        actions.enable(ratna)
        assert not queries.user(ratna).disabled
        assert db.session.get(User, ratna).disabled_at is None
