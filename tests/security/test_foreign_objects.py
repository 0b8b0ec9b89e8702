"""Other people's objects: by address or by an id in a form they are 404, and the answer is that of an object that does not exist."""

import re

import pytest

from service.pairing import actions as pairing
from service.pairing import queries as pairs
from service.people import queries as people
from service.suggestions import queries as rooms
from tests import builders
from tests.security.audience import outcome
from tests.security.world import READERS, World, plain

NOBODY = 2_000_000_000
PAIR = {"A": ("senior", "mentor"), "B": ("other",), "C": ()}
"""Who is in which pair; nobody of the readers is in C, which belongs to the other programme."""
ROOM = (
    "GET /pairs/{%s}",
    "GET /pairs/{%s}/sessions",
    "GET /pairs/{%s}/sessions/1",
    "GET /pairs/{%s}/sessions/1/progress",
    "POST /pairs/{%s}/sessions/1/suggestions",
    "POST /pairs/{%s}/sessions/1/courage",
    "POST /pairs/{%s}/sessions/1/held",
    "POST /topics/{t%s}/mark",
    "GET /citations/{c%s}",
)
PERSONS = ("GET /programmes/{P}/people/{%s}",)
RUN_BY = {"P": ("admin", "chief"), "Q": ("far", "chief")}
OBJECTS = (  # what stands under a programme
    "GET /programmes/{%(programme)s}/people/{m%(pair)s}/facts",
    "POST /programmes/{%(programme)s}/people/{m%(pair)s}/facts",
    "GET /programmes/{%(programme)s}/pairs/{%(pair)s}/end",
    "POST /programmes/{%(programme)s}/pairs/{%(pair)s}/end",
    "POST /programmes/{%(programme)s}/panels/{p%(pair)s}/remove",
    "POST /programmes/{%(programme)s}/corrections/{k%(pair)s}/close",
    "GET /programmes/{%(programme)s}/surveys/{o%(pair)s}",
    "POST /programmes/{%(programme)s}/surveys/{o%(pair)s}/close",
    "POST /programmes/{%(programme)s}/surveys/{o%(pair)s}/dates",
    "GET /programmes/{%(programme)s}/surveys/{w%(pair)s}/export.csv",
)
OF_PROGRAMMES = (  # what an admin reaches in their own programme
    "GET /programmes/{%(programme)s}",
    "GET /programmes/{%(programme)s}/plan",
    *OBJECTS,
)
CROSSED = (  # an object of one programme under the address of another
    "GET /programmes/{%(programme)s}/people/{m%(pair)s}",
    *OBJECTS,
    "POST /programmes/{%(programme)s}/exclusions/{m%(pair)s}/remove",
)
FACTS = {"side": "junior", "role_title": "Baru", "manager_state": "none", "above_state": "unknown", "capacity": "1"}
SECRET = re.compile(r"kanari|Peran[A-C]|Fungsi[A-C]|Lokasi[A-C]|Panel[AC]", re.IGNORECASE)
OBJECT = re.compile(r"\{(?!P\}|Q\})\w+\}")


_nothing: dict[tuple[str, str], str] = {}


def tried(world: World, reader: str, request: str):
    method, address = request.split()
    data = FACTS if address.endswith("/facts") else {"kind": "useful", "level": "bold", "closes": "2099-01-01"}
    return world.get(reader, address) if method == "GET" else world.post(reader, address, data)


def refused(world: World, reader: str, request: str) -> None:
    """404 without a byte of the object, exactly as for an object that does not exist; or sent to sign in."""
    answer = tried(world, reader, request)
    assert outcome(answer) == ("in" if reader == "out" else "-"), f"{reader}: {request}"
    assert not SECRET.search(world.told(reader, answer)), f"{reader}: {request}"
    # The same address with the last id replaced by one that nobody has.
    method, address = request.split()
    *_, last = OBJECT.finditer(address)
    empty = f"{method} {address[: last.start()]}{NOBODY}{address[last.end() :]}"
    if (reader, empty) not in _nothing:
        _nothing[reader, empty] = plain(tried(world, reader, empty))
    same = plain(answer).replace(world.at(address), world.at(empty.split()[1]))
    assert same == _nothing[reader, empty], f"{reader}: {request} can be told from what does not exist"


def nobody_but(world: World, request: str, allowed) -> None:
    before = world.rows()
    for reader in READERS:
        if reader not in allowed:
            refused(world, reader, request)
    assert world.rows() == before, request
    for reader in allowed:
        assert tried(world, reader, request).status_code < 400, f"{reader}: {request}"
        world.restore()


@pytest.mark.parametrize("request_", ROOM)
@pytest.mark.parametrize("name", PAIR)
def test_a_room_is_open_to_its_two_and_does_not_exist_for_anybody_else(world, name, request_):
    nobody_but(world, request_ % name, PAIR[name])


def test_no_admin_opens_a_room_or_a_quotation(world):
    for reader in ("admin", "chief", "far", "player", "curator", "contact"):
        for request in ("GET /pairs/{A}", "GET /pairs/{A}/sessions/1", "GET /citations/{cA}"):
            refused(world, reader, request)


@pytest.mark.parametrize("request_", OF_PROGRAMMES)
@pytest.mark.parametrize(("programme", "pair"), [("P", "A"), ("Q", "C")])
def test_what_belongs_to_a_programme_is_its_admins(world, programme, pair, request_):
    request = request_ % {"programme": programme, "pair": pair}
    allowed = RUN_BY[programme]
    if OBJECT.search(request):
        nobody_but(world, request, allowed)
    else:
        for reader in set(READERS) - {*allowed, "out"}:
            answer = tried(world, reader, request)
            assert answer.status_code == 404 and not SECRET.search(world.told(reader, answer))


@pytest.mark.parametrize("request_", CROSSED)
@pytest.mark.parametrize(("programme", "pair"), [("P", "C"), ("Q", "A")])
def test_an_object_under_the_address_of_another_programme_does_not_exist(world, programme, pair, request_):
    nobody_but(world, request_ % {"programme": programme, "pair": pair}, ())


READ_BY = {
    "sA": ("senior", "mentor", "admin", "chief", "contact"),
    "mA": ("senior", "mentor", "admin", "chief", "contact"),
    "sB": ("other", "admin", "chief", "contact"),
    "mB": ("other", "admin", "chief", "contact"),
    "player": ("player", "admin", "chief", "contact"),
    "free": ("admin", "chief", "contact"),
    "sC": (),  # read through its own programme only, which is Q
}


@pytest.mark.parametrize("name", READ_BY)
def test_a_person_is_read_by_themselves_a_running_partner_the_admin_and_the_contact(world, name):
    nobody_but(world, PERSONS[0] % name, READ_BY[name])


def test_a_partner_is_no_partner_once_the_pair_has_ended(world):
    assert world.get("senior", "/programmes/{P}/people/{mA}").status_code == 200
    with world.inside():
        pairing.end_pair(world.ids["A"], builders.NOW)
    refused(world, "senior", "GET /programmes/{P}/people/{mA}")
    room = world.get("senior", "/pairs/{A}/sessions/1")
    assert room.status_code == 200 and "kanarisetA" in room.text, "what they had stays readable for the two"
    for request in (f"POST /pairs/{{A}}/sessions/1/{what}" for what in ("suggestions", "courage", "held")):
        assert tried(world, "senior", request).status_code == 404, "and nothing new comes"


def test_numbers_of_sessions_that_are_not_there(world):
    for number in (0, 7, 99, NOBODY):
        for reader in ("senior", "mentor"):
            assert world.get(reader, f"/pairs/{{A}}/sessions/{number}").status_code == 404
            for what in ("suggestions", "courage", "held"):
                assert world.post(reader, f"/pairs/{{A}}/sessions/{number}/{what}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/pairs/{id}",
        "/pairs/{A}/sessions/{id}",
        "/citations/{id}",
        "/programmes/{id}",
        "/programmes/{P}/people/{id}",
        "/programmes/{P}/pairs/{id}/end",
        "/programmes/{P}/people/{id}/facts",
        "/programmes/{id}/notice",
        "/programmes/{id}/forms/intake-senior",
        "/programmes/{P}/forms/{id}",
        "/programmes/{P}/forms/intake-senior/pages/{id}",
        "/knowledge/documents/{id}",
    ],
)
@pytest.mark.parametrize(
    "odd", ["0", "-1", "1.0", "1e3", "٣", "9" * 10, "9" * 30, "1%20OR%201=1", "1'--", "..%2f..%2fetc"]
)
def test_ids_that_are_no_ids(world, address, odd):
    for reader in ("senior", "chief"):
        assert world.get(reader, address.replace("{id}", odd)).status_code == 404


@pytest.mark.parametrize(
    ("senior", "junior"),
    [("sC", "mA"), ("free", "mC"), ("sC", "mC"), ("unpaired", "free"), ("free", "free"), ("usA", "umA"), ("C", "A")],
)
def test_people_of_another_programme_or_side_cannot_be_paired_by_their_ids(world, senior, junior):
    ids = {"senior": f"{{{senior}}}", "junior": f"{{{junior}}}"}
    if (senior, junior) in {("usA", "umA"), ("C", "A")}:  # ids of other tables, which may be somebody's by chance
        ids = {"senior": str(NOBODY), "junior": str(10**30)}
    before = world.rows()
    for reader in ("admin", "chief"):
        answer = world.post(reader, "/programmes/{P}/pairs/new", ids)
        assert answer.status_code == 422 and "kanariC" not in answer.text
        shown = world.get(reader, "/programmes/{P}/pairs/new?senior=" + ids["senior"] + "&junior=" + ids["junior"])
        assert shown.status_code == 200 and "kanariC" not in shown.text
    assert world.rows() == before


def test_nobody_of_another_programme_or_of_ones_own_side_goes_on_a_list(world):
    before = world.rows()
    for person in ("{sC}", "{mB}", "{mC}", "{mA}", str(NOBODY), str(10**30), "x", ""):
        answer = world.post("mentor", "/programmes/{P}/exclusions", {"person": person})
        assert answer.status_code == 422 and "kanariC" not in answer.text, person
    assert world.post("other", "/programmes/{P}/exclusions/{free}/remove").status_code == 303
    assert world.rows() == before, "another's list stays as it is"


def test_a_panel_seat_is_about_somebody_of_this_programme(world):
    before = world.rows()
    for about in ("{usC}", "{umC}", str(NOBODY), "0", "x"):
        data = {"name": "Panel", "email": "baru@contoh.example", "about": about}
        answer = world.post("admin", "/programmes/{P}/panels/new", data)
        assert answer.status_code == 422 and "kanariC" not in answer.text, about
    assert world.rows() == before


def test_a_form_of_another_side_or_programme_takes_no_answer(world):
    before = world.rows()
    sent = {"worth_time": "x", "own_choice": "yes", "programme_id": "{Q}", "user_id": "{umC}"}
    for reader in ("senior", "other", "admin", "chief", "far", "contact", "stranger"):
        for programme in ("P", "Q"):
            address = f"/programmes/{{{programme}}}/forms/intake-junior/pages/own_part"
            assert world.post(reader, address, sent).status_code == 404
    assert world.post("mentor", "/programmes/{Q}/forms/intake-junior/pages/own_part", sent).status_code == 404
    assert world.rows() == before
    world.post("mentor", "/programmes/{P}/forms/intake-junior/pages/own_part", sent)
    mine = [row for row in world.rows()["survey_draft"] if row not in before["survey_draft"]]
    assert len(mine) == 1 and world.people["mentor"] in mine[0], "ids in the form change whose form it is not at all"


@pytest.mark.parametrize("kind", ["used", "useful", "not_for_us", "inappropriate", ""])
def test_a_mark_leaves_the_partners_pages_byte_for_byte_as_they_were(world, kind):
    pages = [
        ("mentor", "/"),
        ("mentor", "/pairs/{A}/sessions"),
        ("mentor", "/pairs/{A}/sessions/1"),
        ("mentor", "/pairs/{A}/sessions/2"),
        ("mentor", "/pairs/{A}/sessions/1/progress"),
        ("mentor", "/citations/{cA}"),
        ("mentor", "/programmes/{P}/people/{sA}"),
        ("mentor", "/account"),
        ("admin", "/programmes/{P}"),
        ("admin", "/programmes/{P}/people/{sA}"),
        ("contact", "/programmes/{P}/people/{sA}"),
        ("other", "/pairs/{B}/sessions/1"),
    ]

    def seen() -> list[tuple[int, str, dict[str, str]]]:
        answers = [world.get(*page) for page in pages]
        return [(one.status_code, plain(one), dict(one.headers)) for one in answers]

    before = seen()
    own = plain(world.get("senior", "/pairs/{A}/sessions/1"))
    for topic in ("{tA}", "{fA}"):
        assert world.post("senior", f"/topics/{topic}/mark", {"kind": kind}).status_code == 303
    assert seen() == before, "status, headers with the size, and every byte"
    assert (plain(world.get("senior", "/pairs/{A}/sessions/1")) == own) == (kind == ""), "their own page shows it"


def test_a_flag_shows_the_item_and_neither_pair_nor_person(world):
    page = world.get("curator", "/knowledge/flagged")
    assert "kanarisetA" in page.text
    for name in (
        "kanariAsenior",
        "kanariAjunior",
        "@kanari.example",
        "PeranA",
        "FungsiA",
        "LokasiA",
        "/pairs/",
        "/topics/",
    ):
        assert name not in page.text
    # A flag from the other side, of the other topic: the page does not tell which side it was.
    world.post("mentor", "/topics/{fA}/mark", {"kind": ""})
    world.post("senior", "/topics/{fA}/mark", {"kind": "inappropriate"})
    assert plain(world.get("curator", "/knowledge/flagged")) == plain(page)


def test_what_next_leads_only_home(world):
    for target in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil"):
        answer = world.post("senior", "/pairs/{A}/sessions/1/held", {"next": target})
        assert answer.headers["Location"] == world.at("/pairs/{A}/sessions")
        assert world.post("senior", "/language", {"language": "id", "next": target}).headers["Location"] == "/"
        world.restore()


def test_the_guards_read_the_truth_not_the_address(world):
    """The rows behind the ids above are there: what is refused is refused although it exists."""
    with world.inside():
        assert all(pairs.pair(world.ids[name]) is not None for name in PAIR)
        assert people.correction_programme(world.ids["kC"]) == world.ids["Q"]
        assert rooms.citation(world.ids["cC"]) is not None
