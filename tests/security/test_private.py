"""What is private stays with its author: texts of forms, drafts, lists, and whichever cause made a pair impossible."""

import logging

import pytest
from structlog.testing import capture_logs

from service.pairing import actions as pairing
from service.pairing.rules import UNAVAILABLE
from tests.security.pages import every_page, sweep
from tests.security.world import READERS, plain, someone

PAIR_A = {"senior", "mentor"}
ADMINS = {"admin", "chief"}
SEEN_BY = {
    # texts of a form, and what is still being typed
    "kanarijuniorwaktuA": {"mentor"},
    "kanarijuniorwaktuB": set(),
    "kanarijuniorfokusA": {"mentor"},
    "kanarijuniorfokusB": set(),
    "kanariseniorfokusA": {"senior"},
    "kanariseniorfokusB": {"other"},
    "kanaridraf": {"mentor"},
    # what was said to the neutral contact, and the answer
    "kanarikasusA": {"mentor", "contact"},
    "kanaribalasA": {"mentor", "contact"},
    "kanarikasusC": set(),
    "kanaribalasC": set(),
    # sets; the flagged topic is seen by curators, without the pair
    "Topik kanarisetA": PAIR_A | ADMINS | {"player", "far", "curator"},
    "Kutipan kanarisetA": PAIR_A,
    "kanarisetAkurang": PAIR_A,
    "kanarisetAdokumen": PAIR_A,
    "kanarisetB": {"other"},
    "kanarisetC": set(),
    # the people
    "seniora@kanari.example": {"senior", *ADMINS},
    "juniora@kanari.example": {"mentor", *ADMINS},
    "kanariCjunior": {"far", "chief"},
    "PeranAjunior": {"senior", "mentor", "contact", *ADMINS},
    "PeranAsenior": {"senior", "mentor", "contact", *ADMINS},
    "kanarikoreksiA": ADMINS,
    "kanarikoreksiC": {"far", "chief"},
    "PanelA": ADMINS,
    "PanelC": {"far", "chief"},
}
"""Who meets a text anywhere, on any page that opens for them."""
CAUSES = {
    "the leader's list": [("free", "unpaired")],
    "the mentor's list": [("unpaired", "free")],
    "both lists": [("free", "unpaired"), ("unpaired", "free")],
}
CHECK = "/programmes/{P}/pairs/new?senior={free}&junior={unpaired}"
MAKE = "/programmes/{P}/pairs/new"
CHOSEN = {"senior": "{free}", "junior": "{unpaired}"}


def test_every_text_is_met_by_those_who_may_and_by_nobody_else(world):
    told = dict.fromkeys(READERS, "")
    for (reader, _address), answer in sweep(world).items():
        told[reader] += answer.text
    contact = world.own["contact"][1]  # everybody of the programme is told whom to talk to
    participants = {"senior", "mentor", "other", "player"}
    for canary, readers in {**SEEN_BY, contact: {"contact", *participants, *ADMINS}}.items():
        assert {reader for reader, text in told.items() if canary in text} == readers, canary


def test_a_partner_meets_no_number_of_a_self_rating(world):
    for reader, partner in (("senior", "mA"), ("mentor", "sA")):
        page = world.get(reader, f"/programmes/{{P}}/people/{{{partner}}}").text
        for words in ("How often", "finished example", "a whole task", "once", "every week", "Saya", "wrong"):
            assert words not in page, words


def listed(world, cause) -> None:
    with world.inside():
        for one, other in CAUSES[cause]:
            pairing.exclude(someone(world, one).id, someone(world, other).id)


def refusal(world, caplog, language) -> tuple[object, ...]:
    """All an admin can observe of a pair that is not available: two pages, their statuses and sizes, and the log."""
    caplog.clear()
    said = {"Accept-Language": language}
    with capture_logs() as told, caplog.at_level(logging.DEBUG):
        shown = world.get("admin", CHECK, headers=said)
        refused = world.post("admin", MAKE, CHOSEN, headers=said)
    lines = [(record.name, record.levelname, record.getMessage()) for record in caplog.records]
    logs = [{key: value for key, value in line.items() if key != "milliseconds"} for line in told]
    answers = [(one.status_code, plain(one), len(one.data), sorted(one.headers)) for one in (shown, refused)]
    return answers, logs, lines


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_private_cause_cannot_be_told_from_another(world, caplog, language):
    world.execute("UPDATE user SET locale = ?", language)
    world.keep_aside()
    seen = {}
    for cause in CAUSES:
        listed(world, cause)
        seen[cause] = refusal(world, caplog, language)
        world.put_back()
    first = seen["the leader's list"]
    assert all(one == first for one in seen.values())
    answers, logs, _lines = first
    assert [status for status, *_ in answers] == [200, 422]
    for _status, page, *_rest in answers:
        assert page.count(UNAVAILABLE.text(language)) == 1
        assert page.count("<li>" + UNAVAILABLE.text(language)) == 1
    told = [one for one in logs if one["event"] == "pairing.refused"]
    assert told == [
        {"event": "pairing.refused", "log_level": "info", "programme": world.ids["P"], "rules": ["unavailable"]}
    ]
    for word in ("list", "exclu", "daftar", "kecuali", "reason", "alasan", "private", "pribadi"):
        main = answers[0][1].split("<main")[1].split("</main")[0]
        assert word not in main.split(UNAVAILABLE.text(language))[0].lower(), word


def test_a_list_changes_no_page_of_anybody_but_its_author(world):
    open_to_all = ("/static", "/sign-in", "/account", "/help", "/knowledge", "/no-such")
    pages = [page for page in every_page() if page[1] != CHECK and not page[1].startswith(open_to_all)]

    before = {page: plain(sweep(world)[page]) for page in pages}
    listed(world, "both lists")  # of two who are none of the readers
    assert {page: plain(world.get(*page)) for page in pages} == before


def test_a_list_is_no_cause_where_a_known_rule_refuses(world, caplog):
    world.execute("UPDATE participation SET grade = NULL WHERE id = ?", world.ids["unpaired"])
    world.keep_aside()
    before = refusal(world, caplog, "en")
    for cause in CAUSES:
        listed(world, cause)
        assert refusal(world, caplog, "en") == before
        world.put_back()
    assert UNAVAILABLE.text("en") not in before[0][0][1]


def test_without_a_list_the_same_pair_is_possible(world):
    """The control: what is compared above does depend on a list."""
    button = '<input type="hidden" name="senior"'
    assert button in world.get("admin", CHECK).text
    listed(world, "the mentor's list")
    assert button not in world.get("admin", CHECK).text
