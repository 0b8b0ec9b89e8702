"""Forms change something only with their own token and from our own pages; looking at a page changes nothing."""

import pytest

from tests.security.audience import ROWS, SHUT, Row
from tests.security.pages import sweep
from tests.security.world import READERS, World

FORMS = [row for row in ROWS if row.method == "POST"]
CHANGES_NOTHING = {
    "/sign-in/code": "a wrong code; tests/accounts sends right ones",
    "/sign-in/link/unknown": "no such link; tests/accounts has real ones",
    "/demo/{demo}": "this is no demo",
    "/sign-in/oidc": "this installation signs in by mail; tests/accounts/test_oidc.py has one that does not",
    "/programmes/{P}/notice": "it was accepted already; see below",
    "/programmes/{P}/intake/open": "it is open already; see below",
    "/knowledge/upload": "no file is sent here; tests/curation sends some, and nothing is kept before it is saved",
    "/knowledge/index/cancel": "nothing is being built here; tests/curation stops a build",
    "/knowledge/preview": "it only shows what a text would look like; tests/curation looks at the folder",
}


def authorised(row: Row) -> list[str]:
    """Up to two readers who may send this form."""
    may = [reader for reader in READERS if row.expected[reader] not in SHUT | {"422"}]
    return may[:1] + may[1:][-1:]


def forged(world: World, row: Row, reader: str):
    """The same form in every way it must not be taken."""
    other = "stranger" if reader != "stranger" else "curator"
    token = world.tokens[reader]
    yield "no token", world.post(reader, row.address, row.form, token="")
    yield "wrong token", world.post(reader, row.address, row.form, token="wrong")
    yield "another's token", world.post(reader, row.address, row.form, token=world.tokens[other])
    yield "a token cut short", world.post(reader, row.address, row.form, token=token[:-1])
    yield "a token in the address", world.post(reader, f"{row.address}?csrf_token={token}", row.form, token="")
    for origin in ("https://evil.example", "null", "http://localhost.evil.example", "http://evil.example:8000"):
        yield origin, world.post(reader, row.address, row.form, headers={"Origin": origin})
    for site in ("cross-site", "same-site"):
        yield site, world.post(reader, row.address, row.form, headers={"Sec-Fetch-Site": site})


@pytest.mark.parametrize("row", [pytest.param(row, id=row.address) for row in FORMS])
def test_a_forged_form_is_refused_and_does_nothing(world, row):
    before = world.rows()
    for reader in authorised(row):
        for what, answer in forged(world, row, reader):
            assert answer.status_code == 400, f"{reader}: {what}"
            assert "Set-Cookie" not in answer.headers or world.tokens[reader] not in answer.headers["Set-Cookie"]
        assert world.rows() == before, reader
    # The proof that the forms above would have done something: the same one, in order, does.
    changed = False
    for reader in (one for one in READERS if row.expected[one] not in SHUT | {"410", "422"}):
        assert world.post(reader, row.address, row.form).status_code < 400, reader
        changed = changed or world.rows() != before
        world.restore()
    assert changed == (row.address not in CHANGES_NOTHING), CHANGES_NOTHING.get(row.address)


def test_the_forms_that_seem_to_change_nothing_are_looked_at(world):
    world.execute("UPDATE programme SET intake_opened_at = NULL")
    world.execute("UPDATE participation SET notice_accepted_at = NULL")
    for reader, address in (("admin", "/programmes/{P}/intake/open"), ("senior", "/programmes/{P}/notice")):
        before = world.rows()
        assert world.post(reader, address, token="").status_code == 400 and world.rows() == before
        assert world.post(reader, address).status_code == 303 and world.rows() != before


def test_looking_changes_nothing(world):
    """GET of every page by everybody who may, and by some who may not: not one row of any table differs."""
    before = world.rows()
    assert len(sweep(world)) > 120
    for row in ROWS:
        for reader in ("out", "stranger", "far"):
            world.get(reader, row.address)
    assert world.rows() == before


def test_asking_for_the_head_or_the_options_changes_nothing(world):
    before = world.rows()
    for number, row in enumerate(ROWS):
        reader = next((one for one in READERS if row.expected[one] not in SHUT), "chief")
        for method in ("HEAD", "OPTIONS", ("PUT", "PATCH", "DELETE", "TRACE")[number % 4]):
            answer = world.send(method, reader, row.address)
            assert answer.status_code in {200, 301, 302, 303, 400, 404, 405, 410} or row.address == "/readyz", row.name
    assert world.rows() == before


def test_a_form_sent_as_something_else_is_no_way_round_the_token(world):
    before = world.rows()
    for address in ("/programmes/{P}/pairs/{A}/end", "/programmes/{P}/admins/new"):
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
            answer = world.send("POST", "admin", address, data=b'{"csrf_token": "x"}', content_type=kind)
            assert answer.status_code == 400
        override = {"X-HTTP-Method-Override": "POST", "X-CSRFToken": "wrong"}
        assert world.get("admin", address, headers=override).status_code == 200
        assert world.get("admin", f"{address}?_method=POST&csrf_token={world.tokens['admin']}").status_code == 200
    assert world.rows() == before


def test_every_answer_carries_the_policy(world):
    shut = {page: world.get(*page) for page in (("senior", "/programmes/{P}"), ("out", "/pairs/{A}"))}
    refused = {("senior", "400"): world.post("senior", "/language", token="")}
    for (_reader, address), answer in {**sweep(world), **shut, **refused}.items():
        headers = answer.headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'", address
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'", address
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        if not address.startswith("/static"):
            assert headers["Cache-Control"] == "no-store", address
