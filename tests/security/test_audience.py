"""Every page for every reader, against the table; and the table against itself: a guard taken away turns a cell red."""

import pytest

from service.web import access
from tests.security.audience import ROWS, Row, outcome
from tests.security.world import READERS, World

OPEN = {"static", "web.help_page", "web.language", "accounts.sign_in", "accounts.enter_code", "accounts.open_link"}
OPEN |= {"accounts.sign_out"}
ASKED_AGAIN = {
    "accounts.profile": "shows nothing but the reader's own settings, and asks who that is",
    "accounts.sign_out_everywhere": "the same",
}
"""Pages whose view turns everybody away by itself, so that the guard's absence alone shows in no cell."""


def endpoint(world: World, row: Row) -> str:
    matched, _ = world.app.url_map.bind("localhost").match(world.at(row.address), row.method)
    return str(matched)


def walked(world: World, row: Row, readers=READERS) -> dict[str, str]:
    """What each reader gets; the world is put back after each form."""
    seen = {}
    for reader in readers:
        if row.method == "GET":
            seen[reader] = outcome(world.get(reader, row.address))
        else:
            seen[reader] = outcome(world.post(reader, row.address, row.form))
            world.restore()
    return seen


def named(rows):
    return [pytest.param(row, id=row.name) for row in rows]


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


@pytest.mark.parametrize("row", named(ROWS))
def test_every_cell(world, row):
    assert walked(world, row) == row.expected


@pytest.mark.parametrize("row", named(ROWS))
def test_the_guard_alone_keeps_everybody_out_who_is_not_let_in(world, row, monkeypatch):
    """The views are replaced by an open door, so that it is the declared table that decides."""
    name = endpoint(world, row)
    monkeypatch.setitem(world.app.view_functions, name, lambda **_: "open")
    for reader, expected in walked(world, row).items():
        shut = row.expected[reader] in {"in", "-"} and name not in OPEN and (name, reader) != ("", "")
        if name == "accounts.sign_out_everywhere":
            shut = reader == "out"
        assert expected == (row.expected[reader] if shut else "200"), (reader, expected)


@pytest.mark.parametrize("row", named(row for row in ROWS))
def test_without_its_guard_a_page_turns_the_walk_red(world, row, monkeypatch):
    name = endpoint(world, row)
    if name in OPEN:
        assert access.table()[name] is access.everyone
        return
    assert access.table()[name] is not access.everyone
    monkeypatch.setitem(access._table, name, access.everyone)
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    red = {reader: seen for reader, seen in walked(world, row).items() if seen != row.expected[reader]}
    world.app.config["PROPAGATE_EXCEPTIONS"] = None
    assert bool(red) == (name not in ASKED_AGAIN), red or f"{name} asks again by itself: write that down"


@pytest.mark.parametrize("row", named(row for row in ROWS if row.method == "GET"))
def test_a_guard_that_lets_nobody_in_turns_the_walk_red(world, row, monkeypatch):
    name = endpoint(world, row)

    def nobody(**_arguments: object) -> None:
        access.abort(404)

    monkeypatch.setitem(access._table, name, nobody)
    allowed = [reader for reader in READERS if row.expected[reader] not in {"-", "in"}]
    assert allowed or name == "accounts.demo"
    assert set(walked(world, row, allowed).values()) <= {"-"}
