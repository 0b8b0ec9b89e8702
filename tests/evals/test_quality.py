"""The tables of quality.md: a figure beside each bar, and never one that nobody measured."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.knowledge.rules.measured import LEGS, METRICS, Asked, RetrievalRun
from service.suggestions.actions import Desk
from service.suggestions.evaluation import invented, play
from service.suggestions.evaluation.labelled import load, study
from service.suggestions.evaluation.quality import (
    TESTED,
    BadMeasured,
    Measured,
    read_measured,
    retrieval_rows,
    suggestion_rows,
)
from tests.evals.measured import BOUND, ROOT, counted
from tests.libraries import folder_library


@pytest.fixture(scope="module")
def run():
    library = folder_library()
    found, _ = play(invented()[:2], Desk(library), library.text_of, "guided", datetime(2026, 11, 24, tzinfo=UTC))
    return found


@pytest.fixture(scope="module")
def labelled():
    return study(load())


def test_what_only_tests_measure_is_said_not_to_be_measured(run, labelled):
    rows = {row.figure: row for row in suggestion_rows(run, labelled, {})}
    for words, _bar in TESTED.values():
        assert rows[words].reached == "" and rows[words].passed is None
    assert rows["quotations verbatim in the cited passage"].passed is True
    assert rows["of them unsafe, refused by the gate"].bar == ""


def test_what_they_measured_is_told(run, labelled):
    counts = {"injections": Measured(good=120, of=120), "faults": Measured(good=11, of=12, words="12 tests")}
    rows = {row.figure: row for row in suggestion_rows(run, labelled, counts)}
    told = rows[TESTED["injections"][0]]
    assert told.passed is True and told.reached == "120 of 120 (96.9% to 100.0%)"
    few = {row.figure: row for row in suggestion_rows(run, labelled, {"injections": Measured(good=59, of=59)})}
    assert few[TESTED["injections"][0]].passed is False
    assert rows[TESTED["faults"][0]].passed is False and "12 tests" in rows[TESTED["faults"][0]].reached


def test_a_missed_bar_is_told(run, labelled):
    topics = tuple(replace(one, checks={**one.checks, "verbatim": (0, 1)}) for one in run.sets[0].topics)
    spoiled = replace(run, sets=(replace(run.sets[0], topics=topics), *run.sets[1:]))
    row = suggestion_rows(spoiled, labelled, {})[0]
    assert row.passed is False and "verbatim" in row.figure


def retrieval(fused, *, cross=1.0, caught=10, refused=0, part="test"):
    right = {"fused": fused, "bm25": 0.86, "dense": 0.80}
    rows = [
        Asked(
            f"q{number}",
            "id",
            "cross",
            part,
            True,
            number >= refused,
            1.0,
            {leg: dict.fromkeys(METRICS, right[leg]) for leg in LEGS},
        )
        for number in range(20)
    ]
    rows = [replace(one, legs={**one.legs, "fused": {**one.legs["fused"], "recall@5": cross}}) for one in rows]
    rows += [
        Asked("same", "id", "same", part, True, True, 1.0, rows[0].legs),
        *(Asked(f"x{number}", "id", "none", part, False, number >= caught, 0.0, {}) for number in range(10)),
    ]
    return RetrievalRun("2026-11-24", "own", "words", tuple(rows))


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({"fused": 0.9}, {"own questions"}),
        ({"fused": 0.865}, {"own questions", "FacQA valid, nDCG@10 of the fused search"}),
        (
            {"fused": 0.85},
            {
                "own questions",
                "FacQA valid, nDCG@10 of the fused search",
                "FacQA valid, not below the better leg of the same run",
            },
        ),
        ({"fused": 0.9, "cross": 0.8}, {"own questions", "across languages, recall@5 (part test)"}),
        ({"fused": 0.9, "caught": 7}, {"own questions", "unanswerable caught (part test)"}),
        ({"fused": 0.9, "refused": 2}, {"own questions", "answerable refused (part test)"}),
    ],
)
def test_each_bar_of_retrieval_can_be_missed(change, missed):
    made = retrieval(**change)
    held = replace(made, asked=(*made.asked, replace(made.asked[0], part="tune")))
    rows = retrieval_rows(held, made)
    assert {row.figure for row in rows if row.passed is False} == missed
    assert all(row.reached for row in rows)


def test_retrieval_that_was_not_measured_says_so():
    assert all(row.passed is None and row.reached == "" for row in retrieval_rows(None, None))


def test_counts_are_read_strictly(tmp_path):
    file = tmp_path / "measured.json"
    file.write_text(json.dumps({"injections": {"good": 1, "of": 2}}))
    assert read_measured(file)["injections"].of == 2
    for content in ("{", '{"injections": {"good": -1, "of": 2}}', '{"injections": 3}'):
        file.write_text(content)
        with pytest.raises(BadMeasured, match=r"measured\.json"):
            read_measured(file)
    with pytest.raises(BadMeasured, match="cannot be read"):
        read_measured(tmp_path / "nowhere.json")


REPORT = b"""<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>
<testcase name="c"><skipped/></testcase><testcase name="d"><error/></testcase></testsuite></testsuites>"""


def test_a_skipped_test_counts_for_nothing_and_a_failed_one_against():
    assert counted(REPORT, ("tests/a/test_b.py",)) == {"good": 1, "of": 3, "words": "tests of test_b.py"}


def test_every_row_has_tests_that_are_there():
    assert set(BOUND) | {"injections", "canaries"} == set(TESTED)
    assert [file for files in BOUND.values() for file in files if not (ROOT / file).exists()] == []
