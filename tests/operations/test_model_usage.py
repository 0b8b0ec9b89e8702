"""The page that tells a programme's admin what the model costs: counts by day, the limit, and money only where a price is set."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service import clock, ports
from service.adapters.metrics import PrometheusMeter
from service.db import db
from service.knowledge.ports import Library
from service.operations.ports import Meter
from service.suggestions import actions
from service.suggestions.actions import Desk
from service.suggestions.values import Spent, Tariff
from tests import builders
from tests.libraries import folder_library


@pytest.fixture
def outside(shelf):
    return {**builders.outside(), Library: shelf, Meter: PrometheusMeter(), Desk: Desk(folder_library())}


@pytest.fixture
def costs(here, visit):
    """The page of a programme with some use, as its admin reads it with a tariff and in a language."""
    card = builders.programme()
    members = [builders.intake(builders.participant(card, side)) for side in ("senior", "junior")]
    pair = builders.join(card, *members)
    other = builders.programme("Lain")
    admin = builders.admin()
    actions.count(pair.id, Spent(3, 1_234_567, 45_678, 2), clock.now())
    actions.count(pair.id, Spent(1, 1_000, 500, 0), clock.now() - timedelta(days=3))
    db.session.commit()

    def read(tariff=None, *, language="en", programme=card):
        desk = replace(here.extensions["dua_arah.ports"][Desk], tariff=tariff or Tariff())
        ports.plug(here, {**here.extensions["dua_arah.ports"], Desk: desk})
        guest = visit(admin.id)
        guest.post("/language", {"language": language})
        answer = guest.get(f"/programmes/{programme.id}/model")
        assert answer.status_code == 200
        return " ".join(answer.get_data(as_text=True).split())

    read.other = other
    return read


def test_each_day_is_a_row_with_its_counts_and_no_cost(costs):
    text = costs()
    assert "<td>1,234,567</td>" in text and "<td>45,678</td>" in text and "<td>1,000</td>" in text
    assert "No limit is set" in text and "Cost" not in text


def test_numbers_and_words_are_the_readers(costs):
    text = costs(Tariff(tokens_a_day=2_000_000, price_in=0.4, price_out=1.6, currency="USD"), language="id")
    assert "<td>1.234.567</td>" in text and "Tersisa 719.755 dari 2.000.000 token" in text
    assert "0,57" in text


@pytest.mark.parametrize(("limit", "words"), [(1_280_245, "used up"), (1_280_246, "1 of 1,280,246 tokens are left")])
def test_what_is_left_of_today_is_told(costs, limit, words):
    assert words in costs(Tariff(tokens_a_day=limit))


def test_one_price_alone_is_no_cost(costs):
    assert "Cost" not in costs(Tariff(price_in=1.0))


def test_another_programme_has_nothing_of_it(costs):
    text = costs(programme=costs.other)
    assert "The model was not asked" in text and "1,234,567" not in text


def test_whoever_is_no_admin_of_it_does_not_learn_that_it_exists(here, visit):
    card = builders.programme()
    member = builders.participant(card, "senior")
    db.session.commit()
    for reader in (member.user_id, builders.user("Orang Lain").id):
        assert visit(reader).get(f"/programmes/{card.id}/model").status_code == 404
