"""The folder changes: what is removed is gone, what changed is embedded and nothing else, what is broken stops nothing."""

import pytest

from tests.cli.conftest import Remote
from tests.cli.console import Console, end, text_of


def test_a_removed_file_leaves_no_passage(console: Console):
    before = console.served()
    for path in ("id/automation-small.md", "en/automation-small.md"):
        assert before[path] > 3
        (console.knowledge / path).unlink()
    found = console.run("knowledge", "search", "rekap kehadiran otomatis", "--json").json  # it reads the folder first
    assert found and not [hit for hit in found if "automation-small" in hit["path"]]
    assert console.served() == {path: count for path, count in before.items() if "automation-small" not in path}
    left = "select count(*) from knowledge_passage p join knowledge_version v on v.id = p.version_id where v.path like"
    assert console.rows(f"{left} '%automation-small.md'") == [(0,)]
    shown = console.run("suggest", "1", "--json").json
    assert not [one for topic in shown["topics"] for one in topic["citations"] if "automation-small" in one["path"]]


def test_one_changed_file_embeds_only_its_own_new_texts(embedding: Remote):
    path = embedding.console.knowledge / "id" / "data-tidy.md"
    text = path.read_text(encoding="utf-8")
    heading = "\n## Catatan gudang yang baru\n\nPalet bernomor ganda dicatat terpisah di lembar zamrud.\n"
    path.write_text(text.replace("\n## ", f"{heading}\n## ", 1), encoding="utf-8")
    said = embedding.console.run("knowledge", "sync")
    assert said.code == 0, said.err
    sent = [text for text in embedding.embedded if text != "a"]  # what a new embedder is asked for its dimensions
    assert 1 <= len(sent) <= 3 and all("zamrud" in one for one in sent), sent
    found = embedding.console.run("knowledge", "search", "palet lembar zamrud", "--json").json[0]
    assert found["path"] == "id/data-tidy.md" and "zamrud" in found["text"]
    assert found["text"] == text_of(embedding.console.knowledge, found["path"])[found["start"] : found["end"]]
    before = len(embedding.embedded)
    assert embedding.console.run("knowledge", "sync").code == 0
    assert set(embedding.embedded[before:]) <= {"a"}, "nothing changed, nothing embedded"


BROKEN = {
    "an unknown value": ("reasons: [", "reasons: [marah, "),
    "not YAML": ("reasons: [", "reasons: [[, "),
    "no end": ("\n---\n", "\n--\n"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_guide_is_told_with_file_line_and_remedy_and_the_rest_serves(console: Console, fault: str):
    path = console.knowledge / "id" / "data-tidy.md"
    old, new = BROKEN[fault]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = console.served()
    checked = console.run("knowledge", "check", "--json")
    assert checked.code == 1 and "Traceback" not in checked.err
    told = console.run("knowledge", "sync")
    assert told.code == 0 and "Traceback" not in told.err
    lines = [line for line in told.err.splitlines() if line.startswith("id/data-tidy.md:")]
    assert lines and all(line.split(":")[1].isdigit() and len(line.split(":", 2)[2]) > 20 for line in lines), told.err
    assert lines[0] in checked.out
    after = console.served()
    assert {path: count for path, count in after.items() if path != "id/data-tidy.md"} == {
        path: count for path, count in before.items() if path != "id/data-tidy.md"
    }
    assert len(console.run("suggest", "1", "--json").json["topics"]) >= 3


def test_a_file_that_is_no_text_stops_nothing(console: Console):
    (console.knowledge / "lain.md").write_bytes(b"Kata \xff\xfe biner\n\x00\x01")
    told = console.run("knowledge", "sync")
    assert told.code == 0 and "lain.md:1" in told.err
    assert "lain.md" not in console.served() and len(console.served()) == 13


@pytest.mark.parametrize("text", [None, "Resep soto ayam\n\nRebus ayam dengan serai, lalu suwir dagingnya.\n"])
def test_a_folder_that_has_nothing_is_said_so(empty: Console, text):
    if text is not None:
        (empty.knowledge / "resep.txt").write_text(text, encoding="utf-8")
    assert empty.run("demo").code == 0
    shown = empty.run("suggest", "1", "--json").json
    assert shown["topics"] == [] and shown["missing"] and all(isinstance(one, str) for one in shown["missing"])
    assert shown["receipt"]["passages"] == []
    told = empty.run("suggest", "1")
    assert told.code == 0 and "The folder has nothing on: " in told.out
    if text is None:
        assert empty.run("knowledge", "search", "rekap", "--json").json == []


def test_an_index_that_is_not_there_is_built_first(empty: Console, built: Console):
    (empty.knowledge / "catatan.txt").write_bytes((built.knowledge / "catatan.txt").read_bytes())
    found = empty.run("knowledge", "search", "papan pengumuman", "--json").json  # nor is there a database
    assert found[0]["path"] == "catatan.txt"


def test_two_commands_at_once_both_serve(empty: Console, built: Console):
    """Each builds or waits for the other; neither fails because of it."""
    (empty.knowledge / "catatan.txt").write_bytes((built.knowledge / "catatan.txt").read_bytes())
    assert empty.run("db", "upgrade").code == 0
    both = [empty.start("knowledge", "search", "papan pengumuman", "--json") for _ in range(3)]
    for said in map(end, both):
        assert said.json[0]["path"] == "catatan.txt"
