"""The codebook is made from the instruments, says what is stored for every answer, and the page in the repository is that one."""

import subprocess
import sys

import pytest
import yaml

from service.surveys import queries
from service.surveys.kinds import codebook
from service.surveys.kinds.load import load_text
from service.surveys.values import Text
from tests.house.tree import ROOT

FILES = sorted((ROOT / "service" / "surveys" / "instruments").glob("*.yaml"))
PAGE = ROOT / "docs" / "codebook.md"
KEYS = [path.stem for path in FILES]


def made(*paths):
    command = [sys.executable, "-m", "service.surveys.kinds.codebook", *map(str, paths)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_page_in_the_repository_is_the_one_that_is_made():
    done = made(*FILES)
    assert done.returncode == 0, done.stderr
    assert done.stdout == PAGE.read_text(encoding="utf-8"), "run `make codebook`"


def test_a_broken_file_makes_no_codebook(tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("key: broken\nversion: x\n", encoding="utf-8")
    done = made(path)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "broken.yaml, line 2" in done.stderr


@pytest.mark.parametrize("key", KEYS)
def test_every_item_of_the_file_has_its_row(key):
    """Read from the file itself, past the loader."""
    data = yaml.safe_load((ROOT / "service" / "surveys" / "instruments" / f"{key}.yaml").read_text(encoding="utf-8"))
    raw = [item for page in data["pages"] for item in page.get("items", [])]
    options = {item["id"]: [option["key"] for option in item.get("options", [])] for item in raw}
    expected = [
        id_
        for item in raw
        for id_ in ([f"{item['id']}_{one}" for one in options[item["each_of"]]] if "each_of" in item else [item["id"]])
    ]
    rows = codebook.codebook(queries.questionnaire(key))
    assert list(dict.fromkeys(row.item for row in rows)) == expected, "each once, in the order of the file"
    for item in raw:
        mine = [row for row in rows if row.item == item["id"]]
        for row in mine:
            assert [code for code, _ in row.codes][: len(options[item["id"]])] == options[item["id"]]
            assert row.reason == item.get("reason")
            assert row.permission == item.get("permission")
            assert (row.provenance is not None) == ("provenance" in item)
            assert (row.condition is not None) == ("when" in item)


@pytest.mark.parametrize("key", KEYS)
def test_codes_are_what_is_stored(key):
    """What the form's own field would store for each of its choices is a code, and each code shows the words beside it."""
    questionnaire = queries.questionnaire(key)
    rows = {row.item: row for row in codebook.codebook(questionnaire)}
    for instrument in questionnaire.by_side.values():
        for item in instrument.items():
            codes = codebook.codes(item)
            assert codes == rows[item.id].codes
            if item.kind in {"choice", "scale", "yes_no"}:
                assert codes
                for code, words in codes:
                    assert item.store(item.fill(code)) == code
                    assert item.show(code, "id") == [words.id]
                    assert item.show(code, "en") == [words.en]


def test_sides_share_a_row_only_where_they_read_the_same():
    rows = codebook.codebook(queries.questionnaire("pulse-week-4"))
    assert [(row.item, row.sides) for row in rows] == [
        ("workload", ("senior",)),
        ("workload", ("junior",)),
        ("can_disagree", ("senior", "junior")),
        ("worry", ("senior",)),
        ("worry", ("junior",)),
        ("hard_clause", ("senior", "junior")),
    ]


def test_a_question_stands_as_it_is_read():
    [row] = [
        row
        for row in codebook.codebook(queries.questionnaire("closing-change"))
        if row.item == "behaviour_humility_then"
    ]
    assert row.question == Text(
        "Dalam sebulan sebelum program dimulai, seberapa sering Anda mengatakan “saya belum tahu” di depan staf?",
        "In the month before the programme, how often did you say “I do not know yet” in front of your staff?",
    )


PROBE = """\
key: probe
version: 1
kind: confidential
minutes: 1
title: &t {id: Uji, en: Probe}
intro: *t
pages:
  - key: one
    title: *t
    why: *t
    sees: form_answers
    items:
      - {id: colour, kind: several, text: *t, options: [{key: red, text: {id: merah, en: red}}]}
      - {id: shade, kind: scale, text: *t, points: [{id: gelap, en: dark}, {id: terang, en: light}]}
      - {id: sure, kind: yes_no, text: *t}
      - {id: words, kind: short_text, text: *t, when: WHEN}
"""


@pytest.mark.parametrize(
    ("when", "indonesian", "english"),
    [
        ("{item: colour, is: red}", "colour adalah “merah”", "colour is “red”"),
        ("{item: sure, is: 'no'}", "sure adalah “Tidak”", "sure is “No”"),
        ("{item: shade, at_least: 1}", "shade paling sedikit “terang”", "shade is at least “light”"),
        ("{item: shade, at_most: 0}", "shade paling banyak “gelap”", "shade is at most “dark”"),
        ("{not: {item: sure, answered: true}}", "bukan: (sure dijawab)", "not: (sure is answered)"),
        (
            "{all: [{item: colour, is: red}, {any: [{item: sure, is: 'yes'}, {item: shade, at_least: 1}]}]}",
            "colour adalah “merah” dan (sure adalah “Ya” atau shade paling sedikit “terang”)",
            "colour is “red” and (sure is “Yes” or shade is at least “light”)",
        ),
    ],
)
def test_a_condition_is_told_in_words(when, indonesian, english):
    found, problems = load_text(PROBE.replace("WHEN", when), "probe.yaml")
    assert problems == ()
    [condition] = [row.condition for row in codebook.codebook(found) if row.item == "words"]
    assert condition == Text(indonesian, english)


def test_the_table_holds_whatever_a_text_holds():
    text = PROBE.replace("WHEN", "{item: sure, is: 'yes'}").replace("{id: merah, en: red}", '{id: "a|b", en: "c|d"}')
    found, _ = load_text(text, "probe.yaml")
    rows = [line for line in codebook.markdown([found]).splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows} == {9}
