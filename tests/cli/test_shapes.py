"""What commands print for scripts: the JSON of issue 2, alone on standard output, every quotation exactly the file's slice."""

import hashlib
import json

import pytest

from tests.cli.conftest import Remote
from tests.cli.console import Console, end, text_of

HIT = {"document", "heading", "path", "language", "score", "text", "start", "end"}
SET = {"pair", "session", "language", "writer", "topics", "missing", "receipt"}
TOPIC = {"title", "reasons", "why", "activity", "prompts", "questions", "citations"}
CITATION = {"document", "heading", "path", "version", "quote", "start", "end"}
FIGURES = {"ndcg@10", "recall@1", "recall@5", "recall@10", "mrr"}


def texts(value) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def test_a_search_gives_passages_best_first(built: Console):
    found = end(built.start("knowledge", "search", "rekap kehadiran otomatis", "--json")).json
    assert isinstance(found, list) and 1 <= len(found) <= 10
    for hit in found:
        assert set(hit) == HIT
        assert hit["text"] == text_of(built.knowledge, hit["path"])[hit["start"] : hit["end"]] != ""
        assert isinstance(hit["score"], float) and hit["language"] in {"id", "en"}
    scores = [hit["score"] for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert (found[0]["document"], found[0]["path"]) == ("automation-small-id", "id/automation-small.md")


def test_limit_and_language_are_kept(built: Console):
    found = built.run("knowledge", "search", "dashboard", "--limit", "3", "--language", "en", "--json").json
    assert len(found) == 3 and {hit["language"] for hit in found} == {"en"}


def test_a_windows_file_with_a_mark_and_an_emoji_is_cited_exactly(built: Console):
    found = built.run("knowledge", "search", "formulir serah terima gudang kolom keterangan", "--json").json[0]
    raw = (built.knowledge / "catatan.txt").read_bytes()
    assert (found["document"], found["path"], found["language"]) == ("catatan", "catatan.txt", "id")
    assert found["text"] == raw.decode("utf-8-sig")[found["start"] : found["end"]]
    assert "\r\n" in found["text"] and "🙂" in found["text"] and found["heading"] == "1. Formulir serah terima"


def test_a_search_for_people_shows_the_same(built: Console):
    said = built.run("knowledge", "search", "rekap kehadiran", "--limit", "2")
    assert said.code == 0 and "automation-small-id > " in said.out


def test_a_suggestion_has_the_fixed_shape(built: Console):
    said = end(built.start("suggest", "1", "--json"))
    shown = said.json
    assert set(shown) == SET and said.err == ""
    assert (shown["pair"], shown["session"], shown["language"], shown["writer"]) == (1, 2, "id", "guided")
    assert 3 <= len(shown["topics"]) <= 5 and isinstance(shown["missing"], list)
    for topic in shown["topics"]:
        assert set(topic) == TOPIC and set(topic["questions"]) == {"senior", "junior", "both"}
        assert topic["title"] and topic["why"] and isinstance(topic["activity"], str) and topic["activity"]
        assert texts(topic["reasons"]) and texts(topic["prompts"]) and len(topic["prompts"]) == 2
        assert all(texts(topic["questions"][side]) and topic["questions"][side] for side in topic["questions"])
        assert topic["citations"]
        for one in topic["citations"]:
            assert set(one) == CITATION
            raw = (built.knowledge / one["path"]).read_bytes()
            assert one["quote"] == raw.decode("utf-8-sig")[one["start"] : one["end"]] and len(one["quote"]) >= 12
            assert one["version"] == hashlib.sha256(raw).hexdigest()[:12]
            assert f"id: {one['document']}" in raw.decode() and one["heading"] in raw.decode()
    receipt = shown["receipt"]
    assert receipt["writer"] == "guided" and receipt["model"] is None and receipt["fallback"] is None
    assert len(receipt["fields"]) == len(set(receipt["fields"])) > 0


def test_a_dry_run_saves_nothing_and_save_does(console: Console):
    first = console.run("suggest", "1", "--session", "3", "--json").json
    assert first["session"] == 3
    assert console.rows("select count(*) from suggestion_set") == [(0,)]
    kept = console.run("suggest", "1", "--session", "3", "--save", "--json").json
    assert [topic["title"] for topic in kept["topics"]] == [topic["title"] for topic in first["topics"]]
    assert console.rows("select pair_id, session, writer from suggestion_set") == [(1, 3, "guided")]
    titles = [title for (title,) in console.rows("select title from suggested_topic order by position")]
    assert titles == [topic["title"] for topic in kept["topics"]]
    again = console.run("suggest", "1", "--session", "3", "--json").json
    assert not set(titles) & {topic["title"] for topic in again["topics"]}, "what was kept does not come twice"


def test_a_suggestion_for_people_shows_the_same(built: Console):
    said = built.run("suggest", "2", "--writer", "guided")
    assert said.code == 0 and said.out.startswith("Pair 2, session 1, guided") and "“" in said.out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_is_utf8_whatever_the_terminal_speaks(built: Console, encoding: str):
    said = end(built.start("knowledge", "search", "papan pengumuman gudang", "--json", PYTHONIOENCODING=encoding))
    found = said.json
    assert "🧾" in found[0]["text"]


def test_figures_of_retrieval_over_given_files(built: Console, tmp_path):
    passages, questions = tmp_path / "p.jsonl", tmp_path / "q.jsonl"
    rows = [
        {"id": "a", "text": "Gunung Rinjani menjulang di Pulau Lombok, setinggi tiga ribu meter lebih."},
        {"id": "b", "text": "Bank sentral menahan suku bunga acuan pada rapat bulan ini."},
        {"id": "c", "text": "Pemain bulu tangkis itu menang dua gim langsung di Jakarta."},
    ]
    asked = [
        {"question": "Di pulau apa Gunung Rinjani berada?", "relevant": ["a"]},
        {"question": "Siapa yang menahan suku bunga?", "relevant": ["b"]},
    ]
    passages.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8-sig")
    questions.write_text("\n".join(map(json.dumps, asked)) + "\n\n", encoding="utf-8")
    words = ("eval", "retrieval", "--passages", str(passages), "--questions", str(questions))
    figures = built.run(*words, "--json").json
    assert set(figures) == {"fused", "bm25", "dense"}
    assert all(set(row) == FIGURES for row in figures.values())
    assert figures["fused"] == {"ndcg@10": 1.0, "recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr": 1.0}
    table = built.run(*words)
    assert table.code == 0 and "fused" in table.out and "nDCG@10 1.000" in table.out


@pytest.mark.slow
def test_figures_of_suggestions(remote: Remote):
    """Over vectors of hashed words: the figures that do not depend on how good a search is."""
    report = remote.console.run("eval", "suggestions", "--pairs", "20", "--json").json
    assert report["writer"] == "guided" and report["sets"] == 120 and isinstance(report["passed"], bool)
    for name in ("verbatim", "attributed", "language", "question form", "not repeated"):
        assert report["figures"][name]["share"] == 1.0 and report["figures"][name]["of"] >= 120, name
