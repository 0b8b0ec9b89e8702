"""Reading an instrument: what is written for one side or both, and a broken file that says where, what, and what to do."""

from pathlib import Path

import pytest

from service.surveys import queries
from service.surveys.kinds.load import load, load_text
from service.surveys.values import SIDES, InstrumentUnavailableError

GOOD = """\
key: probe
version: 1
kind: confidential
minutes: 3
title: {id: Uji, en: Probe}
intro: {id: Uji saja., en: Only a probe.}
pages:
  - key: one
    title: {id: Satu, en: One}
    why: {id: Karena., en: Because.}
    sees: form_answers
    items:
      - id: colour
        kind: choice
        text: {id: Warna, en: Colour}
        options:
          - {key: red, text: {id: merah, en: red}}
          - {key: blue, text: {id: biru, en: blue}}
      - id: shade
        kind: scale
        text: {id: Terang, en: Shade}
        when: {item: colour, is: red}
        points:
          - {id: gelap, en: dark}
          - {id: terang, en: light}
      - id: words
        kind: long_text
        required: false
        text: {id: Kata, en: Words}
"""


def probe(tmp_path: Path, text: str, name: str = "probe.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_good_probe_loads(tmp_path):
    found, problems = probe(tmp_path, GOOD)
    assert problems == ()
    assert found.sides == SIDES
    form = found.by_side["senior"]
    assert [one.id for one in form.items()] == ["colour", "shade", "words"]
    assert [one.id for one in form.asked_on(form.pages[0], {"colour": "blue"})] == ["colour", "words"]


def test_texts_items_and_pages_may_be_for_one_side():
    text = GOOD.replace(
        "text: {id: Warna, en: Colour}", "text: {senior: {id: Rona, en: Hue}, junior: {id: Warna, en: Colour}}"
    )
    text = text.replace("minutes: 3", "minutes: {senior: 3, junior: 2}").replace(
        "kind: long_text", "kind: long_text\n        side: junior"
    )
    text += """\
  - key: two
    side: senior
    title: {id: Dua, en: Two}
    why: {id: Karena., en: Because.}
    sees: profile
    items:
      - {id: more, kind: yes_no, text: {id: Lagi, en: More}}
"""
    found, problems = load_text(text, "probe.yaml")
    assert problems == ()
    senior, junior = found.by_side["senior"], found.by_side["junior"]
    assert [one.id for one in senior.items()] == ["colour", "shade", "more"]
    assert [one.id for one in junior.items()] == ["colour", "shade", "words"]
    assert (next(senior.items()).text.id, next(junior.items()).text.id) == ("Rona", "Warna")
    assert (senior.minutes, junior.minutes) == (3, 2)
    assert [page.key for page in senior.pages] == ["one", "two"] and [page.key for page in junior.pages] == ["one"]
    assert (senior.side, junior.side) == SIDES


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("key: probe", "key: other", 1, "the file is `probe.yaml`"),
        ("version: 1\n", "", 1, "has no `version:`"),
        ("version: 1", "version: eins", 2, "`version` is `eins`"),
        ("kind: confidential", "kind: secret", 3, "`confidential`, `anonymous`"),
        ("{id: Uji, en: Probe}", "{id: Uji}", 5, "has no `en:`"),
        ("{id: Uji, en: Probe}", '{id: Uji, en: ""}', 5, "is empty"),
        ("sees: form_answers", "sees: everybody", 11, "visibility table"),
        ("kind: choice", "kind: choise", 14, "`kind` is `choise`"),
        ("id: shade", "id: colour", 19, "used twice"),
        ("id: shade", "id: 9 lives", 19, "Use a letter"),
        ("key: blue", "key: red", 18, "twice"),
        ("is: red", "is: green", 22, "`is` names `green`"),
        ("item: colour, is", "item: words, is", 22, "Move it before `shade`"),
        ("          - {id: gelap, en: dark}\n", "", 24, "2 to 11 points"),
        ("required: false", "required: maybe", 28, "Write true or false"),
        ("kind: long_text", "kind: long_text\n        colour: red", 28, "unknown `colour:`"),
        ("minutes: 3", "minutes: 3\nretired: [words]", 5, "retired"),
        ("pages:", "pages: []\nunused:", 7, "is empty"),
        ("intro: {id: Uji saja.", "intro: {id: Uji: saja.", 6, "not valid YAML"),
        ("minutes: 3", "minutes: 3\nsides: [boss]", 5, "`senior`, `junior`"),
        ("minutes: 3", "minutes: 3\nsides: []", 5, "is empty"),
        ("minutes: 3", "minutes: 3\nlinked_to: diary", 5, "`intake`"),
        ("kind: confidential\nminutes: 3", "kind: anonymous\nlinked_to: intake\nminutes: 3", 4, "is linked to nothing"),
        ("minutes: 3", "minutes: {senior: 3}", 4, "has no `junior:`"),
        ("text: {id: Warna, en: Colour}", "text: {senior: {id: Warna, en: Colour}}", 15, "has no `junior:`"),
        (
            "text: {id: Warna, en: Colour}",
            "text: {senior: {id: Warna, en: Colour}, junior: {id: Warna}}",
            15,
            "for the junior",
        ),
        ("kind: long_text", "kind: long_text\n        side: boss", 28, "`side` is `boss`"),
        ("kind: long_text", "kind: long_text\n        reason: money", 28, "`reason` of item `words` is `money`"),
        ("kind: long_text", "kind: long_text\n        comment: true", 28, "one without the other"),
        ("kind: long_text", "kind: long_text\n        permission: colour", 28, "one without the other"),
        ("kind: long_text", "kind: long_text\n        comment: true\n        permission: colour", 26, "names `colour`"),
        ("kind: long_text", "kind: long_text\n        comment: true\n        permission: ghost", 26, "names `ghost`"),
        ("kind: scale", "kind: scale\n        comment: true", 21, "unknown `comment:`"),
        ("kind: scale", "kind: scale\n        measures: mood", 21, "`measures` of item `shade` is `mood`"),
        (
            "kind: scale",
            "kind: scale\n        not_applicable: {id: lain}",
            21,
            "`not_applicable` of item `shade` has no `en:`",
        ),
        ("kind: scale", "kind: scale\n        provenance: {source: own}", 21, "has no `adapted:`"),
        (
            "kind: scale",
            "kind: scale\n        provenance: {source: own, adapted: false, translation: guessed}",
            21,
            "`translation` in `provenance` of item `shade` is `guessed`",
        ),
    ],
)
def test_a_broken_one_names_file_line_and_remedy(tmp_path, old, new, line, says):
    assert old in GOOD
    form, problems = probe(tmp_path, GOOD.replace(old, new, 1))
    assert form is None
    told = [str(problem) for problem in problems]
    assert any(f"probe.yaml, line {line}:" in one and says in one for one in told), told
    assert all(problem.remedy for problem in problems)


def test_a_page_that_asks_one_side_nothing_is_named(tmp_path):
    only = "\n        side: senior"
    text = GOOD
    for kind in ("kind: choice", "kind: scale", "kind: long_text"):
        text = text.replace(kind, kind + only)
    [problem] = probe(tmp_path, text)[1]
    assert problem.line == 8 and "asks the junior nothing" in problem.message


def test_an_id_is_one_question_for_both_sides(tmp_path):
    text = GOOD.replace("kind: long_text", "kind: long_text\n        side: junior").replace("id: words", "id: colour")
    text = text.replace("kind: choice", "kind: choice\n        side: senior").replace(
        "when: {item: colour, is: red}", "required: true"
    )
    assert ["used twice" in problem.message for problem in probe(tmp_path, text)[1]] == [True]


def test_one_side_s_form_writes_its_texts_once(tmp_path):
    text = GOOD.replace("minutes: 3", "minutes: 3\nsides: [junior]")
    assert probe(tmp_path, text)[0].sides == ("junior",)
    twice = text.replace("text: {id: Warna, en: Colour}", "text: {senior: {id: a, en: a}, junior: {id: b, en: b}}")
    [problem] = probe(tmp_path, twice)[1]
    assert "the form has one" in problem.message


def test_a_mistake_is_told_once_though_both_sides_read_it(tmp_path):
    problems = probe(tmp_path, GOOD.replace("version: 1", "version: x"))[1]
    assert len(problems) == 1


def test_a_text_by_itself_is_read_like_a_file(tmp_path):
    found, problems = load_text(GOOD, "probe.yaml (edition 3)")
    assert problems == () and found == probe(tmp_path, GOOD)[0]
    assert str(load_text("key: [", "probe.yaml (edition 3)")[1][0]).startswith("probe.yaml (edition 3), line 1:")


def test_all_mistakes_are_told_at_once(tmp_path):
    _, problems = probe(tmp_path, GOOD.replace("version: 1", "version: x").replace("kind: choice", "kind: y"))
    assert {problem.line for problem in problems} >= {2, 14}


@pytest.mark.parametrize(
    "text", ["", "- 1", "nonsense", "key: [", "\0", "pages: {a: 1}", "pages:\n  - 3\n  - items: 4"]
)
def test_nonsense_is_a_problem_and_no_crash(tmp_path, text):
    form, problems = probe(tmp_path, text)
    assert form is None and problems


def test_a_file_in_another_encoding_is_a_problem(tmp_path):
    (tmp_path / "probe.yaml").write_bytes("key: é".encode("latin-1"))
    assert "UTF-8" in str(load(tmp_path / "probe.yaml")[1][0])


def test_a_broken_one_stops_nothing_else(tmp_path):
    (tmp_path / "probe.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(GOOD.replace("version: 1", "version: x"), encoding="utf-8")
    assert queries.instrument("probe", folder=tmp_path).key == "probe"
    assert [problem.file for problem in queries.problems(tmp_path)] == ["broken.yaml"] * len(queries.problems(tmp_path))
    with pytest.raises(InstrumentUnavailableError, match=r"broken\.yaml, line 2"):
        queries.instrument("broken", folder=tmp_path)
    with pytest.raises(InstrumentUnavailableError):
        queries.instrument("unknown", folder=tmp_path)
