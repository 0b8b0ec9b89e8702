"""Bad input ends with exit code 2 and one sentence on standard error, never with a traceback or half an answer."""

import json
import os
import sqlite3

import pytest

from tests.cli.console import Console, end


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["suggest", "99", "--json"], "there is no pair 99"),
        (["suggest", "1", "--session", "99", "--json"], "there is no pair 1 with a session 99"),
        (["suggest", "0"], "PAIR"),
        (["suggest", "99999999999999999999999"], "PAIR"),
        (["suggest", "satu"], "not a valid integer"),
        (["suggest"], "PAIR"),
        (["suggest", "1", "--session", "0"], "--session"),
        (["suggest", "1", "--session", "2147483647"], "session 2147483647"),
        (["suggest", "1", "--writer", "magic"], "magic"),
        (["suggest", "1", "--writer", "model", "--json"], "DUA_ARAH_MODEL"),
        (["suggest", "1", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["knowledge", "nonsense"], "nonsense"),
        (["knowledge", "search", ""], "what to search for"),
        (["knowledge", "search", " \t\n"], "what to search for"),
        (["knowledge", "search", "rekap", "--limit", "0"], "--limit"),
        (["knowledge", "search", "rekap", "--language", "fr"], "fr"),
        (
            ["eval", "retrieval", "--passages", "/nowhere/p.jsonl", "--questions", "/nowhere/q.jsonl"],
            "/nowhere/p.jsonl",
        ),
        (["eval", "retrieval", "--passages", __file__], "together"),
        (["admin", "no address"], "no address is no e-mail address"),
        (["sign-in-link", "nobody@contoh.example"], "nobody@contoh.example"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(built: Console, words: list[str], part: str):
    assert part in built.run(*words).sentence


def test_the_same_from_a_shell(built: Console):
    assert end(built.start("suggest", "99", "--json")).sentence == "there is no pair 99"


GOOD = '{"id": "a", "text": "Rekap lembur"}\n'
ASKED = '{"question": "Apa itu rekap?", "relevant": ["a"]}\n'


@pytest.mark.parametrize(
    ("passages", "questions", "part"),
    [
        (GOOD + '{"id": "b", "text": \n', ASKED, "p.jsonl:2: this line is not JSON"),
        (GOOD, ASKED + "[1]\n", "q.jsonl:2: this line is not a JSON object"),
        (GOOD, '{"question": "Apa?", "relevant": ["z"]}\n', "q.jsonl:1: relevant must list ids"),
        (GOOD + '{"id": 7, "text": "x"}\n', ASKED, "p.jsonl:2: the field id must be a text"),
        ("", ASKED, "there is no passage"),
        (b"\xff\xfe\x00", ASKED, "cannot be read as UTF-8 text"),
    ],
)
def test_a_broken_line_is_told_with_its_file_and_number(built: Console, tmp_path, passages, questions, part):
    files = {"p.jsonl": passages, "q.jsonl": questions}
    for name, text in files.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    words = ["--passages", str(tmp_path / "p.jsonl"), "--questions", str(tmp_path / "q.jsonl")]
    assert part in built.run("eval", "retrieval", *words, "--json").sentence


def test_every_mistake_in_the_settings_is_listed_at_once(empty: Console):
    wrong = {
        "DUA_ARAH_PORT": "many",
        "DUA_ARAH_MAIL": "pigeon",
        "DUA_ARAH_EMBEDDER": "magic",
        "DUA_ARAH_PUBLIC_URL": "contoh.example",
        "DUA_ARAH_MODELL": "gpt",
    }
    for command in (["suggest", "1"], ["run"], ["doctor"]):
        said = empty.run(*command, **wrong)
        assert said.code == 2 and said.out == "" and "Traceback" not in said.err
        assert [name for name in wrong if f"{name}: " not in said.err] == []
    assert not empty.data.exists()


def test_a_data_folder_that_cannot_be_made_is_told(empty: Console, tmp_path):
    (tmp_path / "file").write_text("")
    told = empty.run("demo", DUA_ARAH_DATA=str(tmp_path / "file" / "data")).sentence
    assert "cannot be written" in told and "DUA_ARAH_DATA" in told
    assert "cannot be written" in empty.run("demo", DUA_ARAH_DATA=str(tmp_path / "file")).sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_folder_is_told(empty: Console):
    empty.data.mkdir()
    empty.data.chmod(0o500)
    assert "cannot be written" in empty.run("demo").sentence


@pytest.mark.parametrize("words", [["demo"], ["suggest", "1"], ["run"], ["db", "upgrade"]])
def test_a_database_that_cannot_be_opened_is_told(empty: Console, words: list[str]):
    told = empty.run(*words, DUA_ARAH_DATABASE_URL="sqlite:////nowhere/at/all.sqlite3").sentence
    assert "unable to open database file" in told and "/nowhere/at/all.sqlite3" in told


def test_a_file_that_is_no_database_is_told(empty: Console):
    empty.data.mkdir()
    (empty.data / "dua-arah.sqlite3").write_bytes(b"not a database at all, only some text\n" * 50)
    assert "file is not a database" in empty.run("demo").sentence


@pytest.mark.slow
def test_a_database_that_somebody_holds_is_told(console: Console):
    holder = sqlite3.connect(console.data / "dua-arah.sqlite3", isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        assert "database is locked" in console.run("admin", "a@contoh.example").sentence
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert console.run("admin", "a@contoh.example").code == 0


def test_a_knowledge_folder_that_is_not_there_keeps_what_serves(console: Console):
    before = console.served()
    told = console.run("knowledge", "sync", DUA_ARAH_KNOWLEDGE="/nowhere/guides").sentence
    assert "/nowhere/guides" in told and "DUA_ARAH_KNOWLEDGE" in told
    assert console.served() == before


def test_an_embedder_that_is_away_is_told(empty: Console, tmp_path):
    (tmp_path / "p.jsonl").write_text(GOOD)
    (tmp_path / "q.jsonl").write_text(ASKED)
    away = {"DUA_ARAH_EMBEDDER": "openai:x", "DUA_ARAH_EMBEDDER_BASE_URL": "http://127.0.0.1:9/v1"}
    words = ["--passages", str(tmp_path / "p.jsonl"), "--questions", str(tmp_path / "q.jsonl")]
    assert "no vectors" in empty.run("eval", "retrieval", *words, **away).sentence
    (empty.knowledge / "satu.txt").write_text("Rekap lembur disusun setiap bulan oleh mentor.\n")
    assert "could not be brought up to date" in empty.run("knowledge", "sync", **away).sentence


def test_a_search_in_broken_bytes_or_strange_letters_is_still_a_search(built: Console):
    for text in ("rekap \udcff\udcfe", "\u202erekap\u200b \U0001f9fe", "'; drop table user; --", "x" * 400, "…"):
        said = built.run("knowledge", "search", text, "--limit", "1", "--json")
        assert isinstance(json.loads(said.out), list) and said.code == 0, said.err
