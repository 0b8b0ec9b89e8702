"""The ways to the page: help, the end of a form, the mail; and who meets which of them."""

from service.accounts import queries as known
from service.cases import actions
from service.cases.values import Words
from service.people import actions as people
from service.people import queries
from tests import builders

NOW = builders.NOW


def test_the_help_page_offers_four_things_to_participants_only(place, visit):
    page = visit(place.author).get("/help").text
    for words in ("Talk first", "Pause", "Change at the next review day", "Change now", "your partner may guess"):
        assert words in page
    assert f'href="{place.talk}"' in page
    for reader in (None, place.admin, place.contact):
        assert "/talk" not in visit(reader).get("/help").text


def test_help_leads_to_each_programme_by_its_name(here, visit):
    who = builders.user(locale="en")
    one, two = builders.programme("Satu"), builders.programme("Dua")
    for card in (one, two):
        builders.participant(card, "junior", who=who)
    page = visit(who.id).get("/help").text
    assert page.count("/talk") == 2 and "neutral contact: Satu" in page and "neutral contact: Dua" in page


def test_every_forms_end_leads_there_and_creates_nothing(place, visit):
    me = visit(place.author)
    for end in ("check", "receipt"):
        assert f'href="{place.talk}"' in me.get(f"/programmes/{place.card.id}/forms/intake-junior/{end}").text


def test_one_place_is_opened_at_once_and_several_are_listed(place, visit):
    assert visit(place.author).get("/messages").headers["Location"] == place.talk
    assert visit(place.contact).get("/messages").headers["Location"] == place.cases
    second = builders.programme("Program kedua")
    contact = queries.neutral_contact(place.card.id)
    people.name_contact(second.id, "contact", contact.email, contact.name, "id", NOW)
    third = builders.programme("Program ketiga")
    builders.participant(third, "senior", who=known.user(place.contact))
    page = visit(place.contact).get("/messages").text
    for path in (place.cases, f"/programmes/{second.id}/cases", f"/programmes/{third.id}/talk"):
        assert f'href="{path}"' in page
    assert "nothing here for you" in visit(place.admin).get("/messages").text


def test_the_contacts_menu_is_the_same_with_and_without_messages(place, visit):
    contact = visit(place.contact)
    before = contact.get(f"/programmes/{place.card.id}/people").text.split("<nav")[1].split("</nav")[0]
    assert f'href="{place.cases}"' in before
    actions.send(place.card.id, place.author, 1, [place.contact], Words("now", "x"), NOW)
    assert contact.get(f"/programmes/{place.card.id}/people").text.split("<nav")[1].split("</nav")[0] == before
    assert place.cases not in visit(place.author).get("/").text


def test_the_contacts_list_is_empty_in_words(place, visit):
    page = visit(place.contact).get(place.cases)
    assert page.status_code == 200 and "No messages" in page.text
