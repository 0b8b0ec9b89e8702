"""Measurements are kept, compared and shown: what a console prints, and one HTML file that needs nothing else."""

import json
import re

import html5lib
import pytest

from tests.cli.conftest import Remote
from tests.cli.console import Console

SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def checked(path):
    """A report as a tree: valid, alone, without a script, every plot named, every link inside."""
    text = path.read_text(encoding="utf-8")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=True).parse(text)
    nodes = list(tree.iter())
    assert not [node for node in nodes if str(node.tag).endswith("}script")]
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text)
    ids = {node.get("id") for node in nodes}
    assert all(node.get("href", "#")[1:] in ids for node in nodes if node.tag == f"{XHTML}a")
    assert all(node.get("aria-label") for node in nodes if node.tag == f"{SVG}svg")
    return tree, text


@pytest.fixture(scope="module")
def kept(remote: Remote, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    run, page = folder / "run.json", folder / "page.html"
    said = remote.console.run("eval", "suggestions", "--pairs", "2", "--save", str(run), "--report", str(page))
    assert said.code == 0, said.err
    return folder, said.out


def test_the_console_and_the_report_tell_the_same(kept):
    folder, out = kept
    tree, text = checked(folder / "page.html")
    assert "AGAINST THE BARS" in out and "verbatim" in out
    for heading in ("Against the bars", "By reason", "By stage", "By language", "What of the folder is used"):
        assert f">{heading}</h2>" in text
    assert len(list(tree.iter(f"{SVG}svg"))) >= 4
    run = json.loads((folder / "run.json").read_text())
    assert run["kind"] == "suggestions" and len(run["sets"]) == 12


def test_two_runs_are_compared(kept, built: Console, tmp_path):
    folder, _ = kept
    run = json.loads((folder / "run.json").read_text())
    for one in run["sets"]:
        one["topics"] = one["topics"][1:]
    run["sets"][0]["topics"][0]["title"] = "<b>Lain & baru</b>"
    (tmp_path / "other.json").write_text(json.dumps(run))
    words = ("eval", "compare", str(folder / "run.json"), str(tmp_path / "other.json"))
    said = built.run(*words, "--report", str(tmp_path / "compared.html"))
    changed = re.search(r"(\d+) of 12 sets changed", said.out)
    assert said.code == 0 and changed and int(changed[1]) >= 8, said.err
    _, text = checked(tmp_path / "compared.html")
    assert "&lt;b&gt;Lain &amp; baru&lt;/b&gt;" in text and "<b>Lain" not in text
    change = built.run(*words, "--json").json["topics a set"]
    assert change["change"] < 0 and change["units"] == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"kind": "retrieval"}', '{"kind": "suggestions", "sets": 3}'])
def test_what_is_no_run_is_refused(kept, built: Console, tmp_path, content):
    (tmp_path / "no.json").write_text(content)
    assert "no.json" in built.run("eval", "compare", str(kept[0] / "run.json"), str(tmp_path / "no.json")).sentence


def test_retrieval_is_kept_shown_and_not_compared_with_suggestions(kept, built: Console, tmp_path):
    passages, questions = tmp_path / "p.jsonl", tmp_path / "q.jsonl"
    passages.write_text(
        '{"id": "a", "text": "Rekap lembur disusun setiap bulan."}\n{"id": "b", "text": "Kurir mengantar paket."}'
    )
    questions.write_text('{"question": "Kapan rekap lembur disusun?", "relevant": ["a"]}')
    run = tmp_path / "r.json"
    words = ("eval", "retrieval", "--passages", str(passages), "--questions", str(questions))
    said = built.run(*words, "--save", str(run), "--report", str(tmp_path / "r.html"))
    assert said.code == 0 and "nDCG@10 1.000" in said.out, said.err
    checked(tmp_path / "r.html")
    again = built.run("eval", "compare", str(run), str(run))
    assert again.code == 0 and "No figure changed clearly." in again.out
    assert "one kind" in built.run("eval", "compare", str(run), str(kept[0] / "run.json")).sentence


def test_the_labelled_questions(built: Console, tmp_path):
    said = built.run("eval", "questions", "--report", str(tmp_path / "q.html"))
    assert said.code == 0 and "Cohen's kappa" in said.out, said.err
    checked(tmp_path / "q.html")
    plain = built.run("eval", "questions", "--json").json
    assert plain["agreement"]["safe"]["of"] == plain["questions"] >= 100
    assert set(plain["gate"]) == {"all", "id", "en"}


@pytest.mark.slow
def test_quality_prints_both_tables_and_ends_as_they_do(remote: Remote, tmp_path):
    counts = tmp_path / "measured.json"
    counts.write_text('{"sockets": {"good": 3, "of": 4}}')
    words = ("eval", "quality", "--pairs", "2", "--measured", str(counts), "--report", str(tmp_path / "quality.html"))
    said = remote.console.run(*words)
    assert said.code == 1, "3 of 4 is a missed bar"
    assert "SUGGESTIONS" in said.out and "RETRIEVAL" in said.out and "not measured here" in said.out
    _, text = checked(tmp_path / "quality.html")
    assert "3 of 4" in text and "FacQA valid" in text


def test_stories_are_told_in_both_languages(remote: Remote, tmp_path):
    said = remote.console.run("eval", "stories", "--out", str(tmp_path / "stories"))
    assert said.code == 0, said.err
    names = {path.name for path in (tmp_path / "stories").iterdir()}
    assert names == {f"{story}.{language}.md" for story in ("bank", "factory", "hospital") for language in ("id", "en")}
    text = (tmp_path / "stories" / "factory.id.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^## Sesi \d: ", text, re.MULTILINE)) == 6 and "{sapaan}" not in text
    assert len(re.findall(r"^### ", text, re.MULTILINE)) >= 6


def test_a_judge_is_asked_on_purpose_only(built: Console):
    assert "DUA_ARAH_MODEL" in built.run("eval", "suggestions", "--pairs", "2", "--judge", "3").sentence


def test_where_nothing_can_be_written(kept, built: Console):
    run = str(kept[0] / "run.json")
    assert "cannot be written" in built.run("eval", "compare", run, run, "--report", "/proc/no/page.html").sentence
