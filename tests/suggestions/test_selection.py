"""One question a side: the set covers GROW, and the shared one ends in an action where there is one."""

from dataclasses import replace

from service.knowledge.values import Question
from service.suggestions.rules.gate import accept, grow_covered
from service.suggestions.rules.selection import narrow
from tests.suggestions.planted import brief, draft, passages


def topic(senior, junior, both):
    (found,) = accept([draft("id")], passages("id"), brief("id")).topics
    sides = {"senior": senior, "junior": junior, "both": both}
    return replace(
        found,
        **{side: tuple(Question(f"{side} {letter}", letter) for letter in letters) for side, letters in sides.items()},
    )


def letters(topics):
    return ["".join(question.grow for question in one.questions) for one in topics]


def test_one_question_a_side_is_left():
    (found,) = narrow([topic("GRO", "GRO", "ROW")])
    assert [len(found.senior), len(found.junior), len(found.both)] == [1, 1, 1]


def test_the_shared_question_prefers_an_action():
    assert narrow([topic("R", "R", "GROW")])[0].both[0].grow == "W"
    assert narrow([topic("R", "R", "GRO")])[0].both[0].grow == "O"


def test_the_sides_take_what_the_set_has_least_of():
    assert letters(narrow([topic("GRO", "GRO", "ROW")])) == ["GRW"]
    assert letters(narrow([topic("GRO", "GRO", "ROW")] * 2)) == ["GRW", "OGW"]


def test_a_set_of_whole_units_covers_all_of_grow():
    assert grow_covered(narrow([topic("GRO", "GRO", "ROW")] * 3)) == set("GROW")


def test_nothing_stays_nothing():
    assert narrow([]) == ()
