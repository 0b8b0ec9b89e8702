"""The app with the rooms above plugged in, and a programme with a contact, a deputy and a pair."""

from dataclasses import dataclass

import pytest

from service.accounts import actions as accounts
from service.pairing.values import PairCard
from service.people import actions as people
from service.people import queries
from service.people.values import ProgrammeCard
from tests import builders


@pytest.fixture
def outside() -> dict[type, object]:
    return builders.outside()


@dataclass
class Place:
    """Where a message is written: user ids of those who may have to do with it."""

    card: ProgrammeCard
    pair: PairCard
    author: int
    partner: int
    contact: int
    deputy: int
    admin: int

    @property
    def talk(self) -> str:
        return f"/programmes/{self.card.id}/talk"

    @property
    def cases(self) -> str:
        return f"/programmes/{self.card.id}/cases"


@pytest.fixture
def place(here) -> Place:
    here.extensions["dua_arah.jobs"] = None  # mails are looked at as they lie in the outbox
    card = builders.programme()
    people.name_contact(card.id, "deputy", "wakil@luar.example", "Wakil Contoh", "id", builders.NOW)
    pair = builders.pair(card)
    named = queries.contacts(card.id)
    assert named.contact and named.deputy
    made = Place(
        card=card,
        pair=pair,
        author=pair.junior.user_id,
        partner=pair.senior.user_id,
        contact=named.contact.user_id,
        deputy=named.deputy.user_id,
        admin=builders.admin(card.id).id,
    )
    for user_id in (made.author, made.partner, made.contact, made.deputy, made.admin):
        accounts.change_preferences(user_id, locale="en")
    return made
