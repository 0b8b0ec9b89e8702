"""Every page for every reader, against the table; and the walk against itself: a guard taken away turns cells red."""

import pytest

from service.web import access
from tests.security.audience import ROWS, SHUT, Row, outcome
from tests.security.world import READERS, World

FOR_EVERYBODY = {
    "static",
    "web.help_page",
    "web.language",
    "accounts.sign_in",
    "accounts.enter_code",
    "accounts.open_link",
    "accounts.sign_out",
    "operations.healthz",
    "operations.readyz",
    "operations.metrics",
}
CLOSED = {"/demo/{demo}", "/metrics", "/sign-in/oidc", "/sign-in/oidc/callback"}
"""Addresses of other installations: a demo, one with figures, one with an identity provider (tests/accounts/test_oidc.py)."""
ASK_AGAIN = {
    "accounts.profile",
    "accounts.sign_out_everywhere",
    "people.home",
    "people.person",
    "people.notice",
    "people.correction",
    "cases.messages",
    "cases.talk",
    "cases.own",
    "cases.withdraw",
    "cases.case",
    "cases.done",
    "pairing.exclusions",
    "pairing.include",
    "surveys.start",
    "surveys.page",
    "surveys.keep",
    "surveys.check",
    "surveys.discard",
    "surveys.receipt",
    "waves.mine",
    "sessions.arc",
    "sessions.held",
    "suggestions.session_room",
    "suggestions.courage",
    "suggestions.mark",
}
"""Views that load what is the reader's own, and so turn strangers away a second time: without their guard nothing leaks."""


def endpoint(world: World, row: Row) -> str:
    matched, _ = world.app.url_map.bind("localhost").match(world.at(row.address), row.method)
    return str(matched)


def walked(world: World, row: Row, readers=READERS) -> dict[str, str]:
    """What each reader gets; the world is put back after every form that did something."""
    seen = {}
    for reader in readers:
        if row.method == "GET":
            seen[reader] = outcome(world.get(reader, row.address))
        else:
            seen[reader] = outcome(world.post(reader, row.address, row.form))
            if seen[reader] not in {*SHUT, "200"}:
                world.restore()
    return seen


def test_every_endpoint_and_method_has_its_line(world):
    served = {
        (rule.endpoint, method)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    written = {(endpoint(world, row), row.method) for row in ROWS}
    assert served - written == set(), "write down who may open these, in audience.py"
    assert written - served == set()
    assert {name for name, _ in served} == set(access.table()), "declared in web.access, and nothing else is"


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
def test_every_cell(world, row):
    assert walked(world, row) == row.expected


def test_the_declared_guard_decides_and_without_it_every_shut_cell_is_red(world, monkeypatch):
    """The views are an open door here: what keeps a reader out is the guard alone, and nothing once it is gone."""
    everybody = set()
    for name, row in {endpoint(world, row): row for row in ROWS}.items():
        expected = {reader: cell if cell in SHUT else "200" for reader, cell in row.expected.items()}
        with monkeypatch.context() as patch:
            patch.setitem(world.app.view_functions, name, lambda **_: "open")
            if name in FOR_EVERYBODY:
                everybody.add(name)
                assert access.table()[name] is access.everyone, row.name
                assert set(walked(world, row).values()) == {"200"}, row.name
                continue
            assert walked(world, row) == expected, row.name
            patch.setitem(access._table, name, access.everyone)
            red = {reader for reader, seen in walked(world, row, row.shut).items() if seen != expected[reader]}
            assert red == set(row.shut), row.name
    assert everybody == FOR_EVERYBODY


def test_without_its_guard_a_page_turns_the_walk_red_or_asks_again_by_itself(world, monkeypatch):
    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    world.app.logger.disabled = True
    unmoved, moved = set(), set()
    for row in ROWS:
        name = endpoint(world, row)
        if name in FOR_EVERYBODY or name in moved:
            continue
        with monkeypatch.context() as patch:
            patch.setitem(access._table, name, access.everyone)
            red = walked(world, row, row.shut) != {reader: row.expected[reader] for reader in row.shut}
        (moved if red else unmoved).add(name)
    world.app.logger.disabled = False
    assert unmoved - moved == ASK_AGAIN
    assert len(moved) >= 25


def test_a_guard_that_lets_nobody_in_turns_the_walk_red(world, monkeypatch):
    def nobody(**_arguments: object) -> None:
        access.abort(404)

    for row in ROWS:
        with monkeypatch.context() as patch:
            patch.setitem(access._table, endpoint(world, row), nobody)
            allowed = [reader for reader in READERS if reader not in row.shut][:1]
            assert allowed or row.address in CLOSED
            assert set(walked(world, row, allowed).values()) <= {"-"}, row.name
