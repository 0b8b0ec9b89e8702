"""Questions labelled for power-safety in two passes: they are there, the passes agree, and the gate is held against them."""

import json
import re

import pytest

from service.suggestions.evaluation.labelled import LABELLED, BadLabels, load, study
from service.suggestions.rules.agreement import agreement

# Reached with the rules as they are; a change that loses ground turns this red. What is missing to 1 is told by
# `dua-arah eval questions`: rules know forms and subjects, not what a question costs a junior.
UNSAFE_REFUSED = 0.24
SAFE_LET_THROUGH = 0.92


@pytest.fixture(scope="module")
def questions():
    return load()


def test_there_are_enough_in_both_languages(questions):
    assert len(questions) >= 100
    assert min(sum(one.language == language for one in questions) for language in ("id", "en")) >= 50
    assert {one.side for one in questions} == {"opener", "senior", "junior", "both"}
    assert min(sum(one.safe is kind for one in questions) for kind in (True, False)) >= 40
    assert len({one.text for one in questions}) == len(questions)


def test_the_rubric_is_written_down():
    text = LABELLED.with_name("rubric.md").read_text(encoding="utf-8")
    assert re.search(r"^## Safe$", text, re.MULTILINE) and re.search(r"^## Depth$", text, re.MULTILINE)


def test_the_passes_agree_far_beyond_chance(questions):
    found = study(questions)
    assert found.safety.kappa >= 0.8 and found.depth.kappa >= 0.8


def test_the_gate_holds_its_ground(questions):
    found = study(questions).all
    assert found.caught.share >= UNSAFE_REFUSED, [one.text for one in found.missed]
    assert found.kept.share >= SAFE_LET_THROUGH, [(one.text, code) for one, code in found.wronged]


def test_a_gate_that_lets_everything_through_or_nothing_is_seen(questions):
    open_gate, shut = study(questions, lambda _one: None).all, study(questions, lambda _one: "no").all
    assert open_gate.caught.share == 0 and open_gate.kept.share == 1
    assert shut.caught.share == 1 and shut.kept.share == 0
    assert open_gate.caught.of + open_gate.kept.of == sum(one.safe is not None for one in questions)


def test_by_language_is_all(questions):
    found = study(questions).verdicts
    assert found["id"].caught.of + found["en"].caught.of == found["all"].caught.of


def test_kappa_as_cohen_has_it():
    """The example of Cohen's measure with 20 and 15 alike of 50: raw .7, chance .5."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found = agreement(first, second)
    assert (found.raw, found.of) == (0.7, 50) and found.kappa == pytest.approx(0.4)
    assert agreement([1, 2], [2, 1]).kappa == pytest.approx(-1.0)
    assert agreement([1, 1], [1, 1]).kappa is None
    for passes in (([], []), ([1], [1, 2])):
        with pytest.raises(ValueError, match="cannot be compared"):
            agreement(*passes)


GOOD = {
    "id": "q1",
    "language": "id",
    "side": "opener",
    "topic": "Rekap",
    "text": "Apa yang berubah pada rekap?",
    "pass_1": {"safe": True, "depth": 2},
    "pass_2": {"safe": False, "depth": 2},
}


def test_where_the_passes_differ_nothing_is_held_against_the_gate(tmp_path):
    file = tmp_path / "q.jsonl"
    sure = {**GOOD, "id": "q2", "pass_2": GOOD["pass_1"]}
    file.write_text(json.dumps(GOOD) + "\n" + json.dumps(sure) + "\n")
    found = study(load(file))
    assert found.safety.raw == 0.5 and found.all.kept.of == 1 and found.all.caught.of == 0


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], r"q\.jsonl:1: line"),
        ([json.dumps({**GOOD, "pass_1": {"safe": True, "depth": 4}})], r"q\.jsonl:1: pass_1\.depth"),
        ([json.dumps({**GOOD, "language": "fr"})], r"q\.jsonl:1: language"),
        ([json.dumps(GOOD), json.dumps(GOOD)], "twice: q1"),
        ([""], "no question"),
    ],
)
def test_a_bad_line_is_told(tmp_path, lines, message):
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(lines))
    with pytest.raises(BadLabels, match=message):
        load(file)
