"""What an operator types: version, doctor, first admin, sign-in links, the demo, and the database's schema."""

import re
from importlib.metadata import version

import pytest
from sqlalchemy import create_engine

from service import schema
from tests.cli.console import Console
from tests.fakes import SCRIPTS, FakeOpenAI

PARTS = {"settings", "folder", "database", "index", "embedder", "model", "mail"}


def test_it_says_its_version_and_what_it_can_do(built: Console):
    assert built.run("--version").out.strip() == f"dua-arah, version {version('dua-arah')}"
    said = built.run("--help")
    assert said.code == 0
    for command in ("admin", "db", "demo", "doctor", "eval", "knowledge", "run", "sign-in-link", "suggest"):
        assert re.search(rf"^  {command} ", said.out, re.MULTILINE), command


def test_doctor_finds_a_good_installation_good(built: Console):
    (built.knowledge / "catatan.txt").rename(
        built.knowledge.parent / "catatan.aside"
    )  # a plain text is fine, but no guide
    try:
        found = built.run("doctor", "--json").json
    finally:
        (built.knowledge.parent / "catatan.aside").rename(built.knowledge / "catatan.txt")
    assert {one["part"] for one in found} == PARTS
    assert all(set(one) == {"part", "good", "text"} and one["text"] for one in found)
    assert [one for one in found if not one["good"]] == []


def test_doctor_says_how_to_mend_each_part(console: Console):
    path = console.knowledge / "id" / "data-tidy.md"
    path.write_text(path.read_text().replace("reasons: [", "reasons: [marah, ", 1))
    away = {
        "DUA_ARAH_MODEL": "fake",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "DUA_ARAH_EMBEDDER": "openai:x",
        "DUA_ARAH_MAIL": "smtp",
        "DUA_ARAH_SMTP_HOST": "127.0.0.1",
        "DUA_ARAH_SMTP_PORT": "9",
        "DUA_ARAH_MODEL_TIMEOUT": "3",
    }
    said = console.run("doctor", **away)
    assert said.code == 1 and "Traceback" not in said.err
    bad = {line.split()[1].rstrip(":"): line for line in said.out.splitlines() if line.startswith("BAD")}
    assert set(bad) == {"folder", "embedder", "model", "mail"}
    assert "knowledge check" in bad["folder"] and "DUA_ARAH_EMBEDDER" in bad["embedder"]
    assert "OPENAI_BASE_URL" in bad["model"] and "DUA_ARAH_SMTP_HOST" in bad["mail"]


def test_doctor_on_a_machine_with_nothing_yet(empty: Console):
    found = {
        line.split()[1].rstrip(":"): line
        for line in empty.run("doctor", DUA_ARAH_KNOWLEDGE="/nowhere").out.splitlines()
        if line.startswith("BAD")
    }
    assert "db upgrade" in found["database"] and "DUA_ARAH_KNOWLEDGE" in found["folder"]
    assert empty.run("db", "upgrade").code == 0
    said = empty.run("doctor")
    assert "knowledge sync" in next(line for line in said.out.splitlines() if "index" in line.split()[1])


def test_doctor_where_nothing_can_be_written(empty: Console, tmp_path):
    (tmp_path / "file").write_text("")
    said = empty.run("doctor", DUA_ARAH_DATA=str(tmp_path / "file" / "data"))
    assert said.code == 1 and "BAD data: " in said.out and "Traceback" not in said.err
    said = empty.run("doctor", DUA_ARAH_DATABASE_URL="sqlite:////nowhere/at/all.sqlite3")
    assert said.code == 1 and "BAD database: " in said.out and "Traceback" not in said.err


@pytest.mark.parametrize(("script", "good"), [("good", True), ("unauthorized", False), ("no-model", False)])
def test_doctor_asks_the_model_something_that_says_nothing_of_anybody(built: Console, script: str, good):
    with FakeOpenAI(SCRIPTS[script]()) as fake:
        said = built.run("doctor", DUA_ARAH_MODEL="fake", OPENAI_BASE_URL=fake.address, OPENAI_API_KEY="sk-secret-key")
        assert len(fake.chats) == 1 and b"Ratna" not in fake.sent and b"Keuangan" not in fake.sent
    line = next(line for line in said.out.splitlines() if " model: " in line)
    assert line.startswith("ok" if good else "BAD") and "sk-secret-key" not in said.out + said.err
    if not good:
        assert "OPENAI_API_KEY" in line


def test_the_first_admin_and_a_way_in(empty: Console):
    said = empty.run("admin", "Wulan@Contoh.example")
    assert said.code == 0 and "sign-in-link" in said.out
    assert empty.run("admin", "wulan@contoh.example").code == 0, "twice is once"
    assert empty.rows("select email from user") == [("wulan@contoh.example",)]
    assert empty.rows("select role, programme_id from role_grant") == [("admin", None)]
    said = empty.run("sign-in-link", "wulan@contoh.example", DUA_ARAH_PUBLIC_URL="https://mentor.contoh.example")
    assert said.code == 0 and said.out.startswith("https://mentor.contoh.example/") and len(said.out.split()) == 1
    token = said.out.strip().rsplit("/", 1)[-1].rsplit("=", 1)[-1]
    assert len(token) >= 20
    assert token.encode() not in (empty.data / "dua-arah.sqlite3").read_bytes(), "only its hash is kept"


def test_the_demo_fills_an_empty_database_once_and_no_other(empty: Console):
    first = empty.run("demo")
    assert first.code == 0 and [line[:7] for line in first.out.splitlines()] == ["pair 1:", "pair 2:"]
    people = empty.rows("select count(*) from user")
    assert empty.run("demo").out == first.out and empty.rows("select count(*) from user") == people
    assert empty.run("demo", "--if-empty").code == 0


def test_the_demo_keeps_out_of_a_real_database(empty: Console):
    assert empty.run("admin", "wulan@contoh.example").code == 0
    assert "an empty one" in empty.run("demo").sentence
    assert empty.run("demo", "--if-empty").code == 0
    assert empty.rows("select count(*) from user") == [(1,)]


def test_the_schema_is_what_the_models_say(console: Console, empty: Console):
    for one in (empty, console):
        before = one.rows("select count(*) from suggestion_set") if one is console else None
        for _ in range(2):
            said = one.run("db", "upgrade")
            assert said.code == 0 and "up to date" in said.out, said.err
        engine = create_engine(f"sqlite:///{one.data / 'dua-arah.sqlite3'}")
        try:
            assert schema.is_current(engine)
            schema.check(engine)  # raises where a table differs
        finally:
            engine.dispose()
        assert before is None or one.rows("select count(*) from suggestion_set") == before
    assert len(console.run("suggest", "1", "--json").json["topics"]) >= 3
