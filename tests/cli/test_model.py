"""The model writer from the command line: who may be served by it, and what leaves when it is."""

import pytest

from tests.cli.console import Console
from tests.fakes import FakeOpenAI, good, status
from tests.suggestions.modelled import of_units

ROSTER = ("Ratna", "Maheswari", "Dimas", "Rekaputra", "Hendro", "Prakoso", "nusarekaan.example")


def with_model(fake: FakeOpenAI, name: str = "fake") -> dict[str, str]:
    """`name` tells the answers of one test from those another one has had kept."""
    return {"DUA_ARAH_MODEL": name, "OPENAI_BASE_URL": fake.address, "OPENAI_API_KEY": "sk-canary-key"}


@pytest.mark.parametrize("writer", ["auto", "model"])
def test_a_pair_that_said_yes_is_served_by_the_model(built: Console, writer: str):
    with FakeOpenAI(good(of_units)) as fake:
        shown = built.run("suggest", "1", "--writer", writer, "--json", **with_model(fake, writer)).json
        assert len(fake.chats) == 1
        assert [name for name in ROSTER if name.lower().encode() in fake.sent.lower()] == []
    assert shown["writer"] == shown["receipt"]["writer"] == "model" and len(shown["topics"]) >= 3
    receipt = shown["receipt"]
    assert (receipt["model"], receipt["prompt"], receipt["fallback"]) == (writer, "topics.id", None)
    assert receipt["prompt_hash"] and receipt["tokens_in"] > 0
    for topic in shown["topics"]:
        for one in topic["citations"]:
            text = (built.knowledge / one["path"]).read_bytes().decode("utf-8-sig")
            assert text[one["start"] : one["end"]] == one["quote"]


def test_a_pair_that_said_no_is_refused_aloud_and_served_quietly(built: Console):
    with FakeOpenAI(good(of_units)) as fake:
        told = built.run("suggest", "2", "--writer", "model", "--json", **with_model(fake)).sentence
        assert "both members" in told
        shown = built.run("suggest", "2", "--writer", "auto", "--json", **with_model(fake)).json
        assert fake.requests == []
    assert shown["writer"] == "guided" and shown["receipt"]["model"] is None and shown["topics"]


def test_a_model_that_fails_still_ends_in_a_labelled_set(built: Console):
    with FakeOpenAI(status(500)) as fake:
        said = built.run("suggest", "1", "--json", **with_model(fake, "failing"))
    assert said.json["writer"] == "guided" and said.json["receipt"]["fallback"] == "server_error"
    assert len(said.json["topics"]) >= 3 and "sk-canary-key" not in said.out + said.err


def test_a_dry_run_repeated_costs_nothing(built: Console):
    with FakeOpenAI(good(of_units)) as fake:
        first, second = (built.run("suggest", "1", "--json", **with_model(fake, "twice")).json for _ in range(2))
        assert len(fake.chats) == 1
    assert first["topics"] == second["topics"] and first["receipt"]["tokens_in"] > second["receipt"]["tokens_in"] == 0
