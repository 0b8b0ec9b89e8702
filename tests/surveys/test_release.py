"""What is released of a wave, attacked: no person, and no group under five, however the answers fell."""

import random
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.surveys.rules.figures import Figure, Measure, Parent, SideRelease
from service.surveys.rules.release import release
from tests.surveys.attackers import exposed, histograms, sheets, solved, told_apart, unions

AGREE = Measure("q", "ordered", (0, 1, 2, 3, 4), frozenset({0, 1}), frozenset({3, 4}))
WITH_NA = Measure("q", "ordered", (0, 1, 2, "na", 3, 4), frozenset({0, 1}), frozenset({3, 4}))
SKIPPED = Measure("q", "ordered", (0, 1, None, 2, 3), frozenset({0, 1}), frozenset({2, 3}))
FOUR = Measure("q", "ordered", (0, 1, 2, 3), frozenset({0, 1}), frozenset({2, 3}))
THREE = Measure("q", "ordered", (0, 1, 2), frozenset({0}), frozenset({2}))
YES_NO = Measure("q", "ordered", (False, True), frozenset({False}), frozenset({True}))
TWO_OPTIONS = Measure("q", "nominal", ("a", "b"))
THREE_OPTIONS = Measure("q", "nominal", ("a", "b", "c"))
FIVE_OPTIONS = Measure("q", "nominal", ("a", "b", "c", "d", "e"))


def side(measures: list[Measure], given_sheets: list[Any]) -> SideRelease:
    return release({"senior": measures}, {"senior": given_sheets}, closed=True).sides["senior"]


def figure(measure: Measure, world: tuple[int, ...]) -> Figure | None:
    """What is shown of a question that is answered so often with each of its keys."""
    return side([measure], sheets(world, [{"q": key} for key in measure.keys])).figures.get("q")


@pytest.mark.parametrize("people", range(5, 13))
@pytest.mark.parametrize(
    "measure",
    [YES_NO, THREE, FOUR, AGREE, WITH_NA, SKIPPED, TWO_OPTIONS, THREE_OPTIONS, FIVE_OPTIONS],
    ids=["yes_no", "three", "four", "agree", "with_na", "skipped", "two_options", "three_options", "five_options"],
)
def test_no_outcome_gives_anybody_away(people, measure):
    cells = len(measure.keys)
    for worlds in told_apart(histograms(people, cells), lambda world: figure(measure, world)):
        assert exposed(worlds, unions(cells)) == [], figure(measure, worlds[0])


@pytest.mark.parametrize("people", range(13, 31))
@pytest.mark.parametrize("measure", [YES_NO, THREE, THREE_OPTIONS], ids=["yes_no", "three", "three_options"])
def test_nor_does_one_of_a_larger_side(people, measure):
    cells = len(measure.keys)
    for worlds in told_apart(histograms(people, cells), lambda world: figure(measure, world)):
        assert exposed(worlds, unions(cells)) == [], figure(measure, worlds[0])


CONDITIONS = {
    "yes": (YES_NO, (True,)),
    "no": (YES_NO, (False,)),
    "upper": (THREE, (1, 2)),
    "middle": (THREE, (1,)),
    "an option": (THREE_OPTIONS, ("b",)),
    "not an option": (THREE_OPTIONS, ("a", "c")),
}


@pytest.mark.parametrize("people", range(5, 13))
@pytest.mark.parametrize(
    ("condition", "child"), [*((one, THREE) for one in CONDITIONS), ("yes", YES_NO), ("yes", THREE_OPTIONS)]
)
def test_nor_does_a_question_that_only_some_were_asked(people, condition, child):
    """The cells are each answer that opens nothing, and each pair of answers: the attacker knows which question opens which."""
    parent, opening = CONDITIONS[condition]
    then = Measure("r", child.kind, child.keys, child.lower, child.upper, conditional=True, parent=Parent("q", opening))
    answers = [{"q": key} for key in parent.keys if key not in opening]
    answers += [{"q": key, "r": below} for key in opening for below in child.keys]

    def told(world):
        shown = side([parent, then], sheets(world, answers)).figures
        return shown["q"], shown["r"]

    groups = [
        tuple(at for at, answer in enumerate(answers) if answer.get(item) in chosen and item in answer)
        for item, keys in (("q", parent.keys), ("r", child.keys))
        for size in range(1, len(keys) + 1)
        for chosen in combinations(keys, size)
        if not (item == "q" and size == len(keys))
    ]
    for worlds in told_apart(histograms(people, len(answers)), told):
        assert exposed(worlds, groups) == [], told(worlds[0])


@pytest.mark.parametrize("people", range(5, 13))
@pytest.mark.parametrize(("options", "least", "most"), [(2, 1, 2), (3, 1, 3), (3, 1, 2), (3, 2, 2), (4, 1, 1)])
def test_nor_do_answers_of_which_several_may_be_chosen(people, options, least, most):
    measure = Measure("q", "several", tuple("abcd"[:options]), least=least, most=most)
    chosen = [frozenset(some) for size in range(least, most + 1) for some in combinations(measure.keys, size)]
    answers = [{"q": sorted(some)} for some in chosen]
    groups = [tuple(at for at, some in enumerate(chosen) if key in some) for key in measure.keys]
    worlds = list(histograms(people, len(answers)))
    for alike in told_apart(worlds, lambda world: side([measure], sheets(world, answers)).figures["q"]):
        assert exposed(alike, groups) == [], side([measure], sheets(alike[0], answers)).figures["q"]


def exact_figures(shown: SideRelease, people: list[int]) -> list[dict[tuple[int, Any], int]]:
    rows = [row for one in shown.figures.values() for row in one.rows if row.low == row.high]
    return [{(person, key): 1 for person in people for key in row.keys} for row in rows]


@pytest.mark.parametrize("juniors", range(3, 8))
def test_equations_over_both_sides_find_nobody(juniors):
    """Both sides' figures together; the same attacker does find somebody once an overall figure is added, or a cell told exactly."""
    seniors = 12 - juniors
    for split in range(seniors + 1):
        answers = {
            "senior": [{"q": at < split} for at in range(seniors)],
            "junior": [{"q": at % 2 == 0} for at in range(juniors)],
        }
        shown = release({"senior": [YES_NO], "junior": [YES_NO]}, answers, closed=True)
        people = {"senior": list(range(seniors)), "junior": list(range(seniors, 12))}
        figures = [row for name, one in shown.sides.items() for row in exact_figures(one, people[name])]
        assert solved(figures, 12, (False, True)) == []
    overall = {(person, True): 1 for person in range(12)}
    one_side = {(person, True): 1 for person in range(12 - juniors)}
    assert bool(solved([overall, one_side], 12, (False, True))) is (juniors < 5)
    assert solved([{(0, True): 1}], 12, (False, True))


def test_nothing_is_shown_before_the_close():
    shown = release({"senior": [YES_NO]}, {"senior": [{"q": True}] * 20}, closed=False)
    assert not shown.closed and shown.sides == {}


def test_a_side_under_five_shows_nothing_and_there_is_no_figure_over_both():
    shown = release(
        {"senior": [YES_NO], "junior": [YES_NO]},
        {"senior": [{"q": True}] * 4, "junior": [{"q": True}] * 10},
        closed=True,
    )
    assert set(shown.sides) == {"senior", "junior"}
    assert shown.sides["senior"].withheld and shown.sides["senior"].answered == 4
    assert not shown.sides["junior"].withheld


@pytest.mark.parametrize("people", range(5, 8))
def test_under_eight_there_is_only_a_word(people):
    for world in histograms(people, 5):
        shown = figure(AGREE, world)
        assert shown is not None and shown.rows == () and shown.word in {"upper", "balanced", "lower"}


def test_the_word_says_which_end_has_more():
    assert figure(AGREE, (0, 0, 3, 2, 0)).word == "upper"
    assert figure(AGREE, (2, 1, 2, 0, 1)).word == "lower"
    assert figure(AGREE, (1, 1, 2, 2, 0)).word == "balanced"
    assert figure(YES_NO, (2, 4)).word == "balanced_or_upper" == figure(YES_NO, (3, 3)).word
    assert figure(YES_NO, (4, 2)).word == "lower"
    assert figure(YES_NO, (2, 5)).word == "upper"
    assert (figure(THREE_OPTIONS, (1, 4, 1)).word, figure(THREE_OPTIONS, (1, 4, 1)).mostly) == ("mostly", "b")
    assert figure(THREE_OPTIONS, (2, 3, 1)).word == "spread"


def test_counts_at_the_edges_are_bands():
    for dissenters in (0, 1, 2):
        rows = figure(YES_NO, (dissenters, 10 - dissenters)).rows
        assert [(row.low, row.high) for row in rows] == [(0, 2), (8, 10)]


def test_small_cells_are_counted_with_their_neighbours():
    rows = figure(AGREE, (1, 2, 4, 6, 7)).rows
    assert [(row.keys, row.low, row.high) for row in rows] == [((0, 1, 2), 7, 7), ((3,), 6, 6), ((4,), 7, 7)]
    assert [(row.keys, row.low) for row in figure(AGREE, (6, 5, 5, 3, 1)).rows] == [
        ((0,), 6),
        ((1,), 5),
        ((2, 3, 4), 9),
    ]
    rows = figure(FIVE_OPTIONS, (9, 2, 6, 3, 0)).rows
    assert [(row.keys, row.low) for row in rows] == [(("a",), 9), (("b", "c", "d", "e"), 11)]
    rows = figure(FIVE_OPTIONS, (1, 3, 20, 0, 3)).rows
    assert [(row.keys, row.low, row.high) for row in rows] == [(("a", "b"), 3, 4), (("c",), 19, 21), (("d", "e"), 3, 4)]


PARENT = Measure("p", "ordered", (False, True), frozenset({False}), frozenset({True}))
CHILD = Measure(
    "c", "ordered", (0, 1, 2), frozenset({0}), frozenset({2}), conditional=True, parent=Parent("p", (True,))
)


@pytest.mark.parametrize(
    ("yes", "base"),
    [(10, (8, 10)), (9, (8, 10)), (8, (8, 10)), (7, (6, 7)), (5, (5, 5)), (4, None), (3, None), (0, None)],
)
def test_how_many_were_asked_is_told_only_as_far_as_the_question_before_tells_it(yes, base):
    answers = [{"p": True, "c": 1}] * yes + [{"p": False}] * (10 - yes)
    shown = side([PARENT, CHILD], answers).figures["c"]
    assert (shown.why == "base") if base is None else ((shown.base_low, shown.base_high) == base)


def test_who_was_asked_and_skipped_counts_as_an_answer_and_who_was_not_asked_does_not():
    child = Measure("c", "ordered", (0, None, 1), conditional=True, parent=Parent("p", (True,)))
    shown = side([PARENT, child], [{"p": True}] * 6 + [{"p": True, "c": 1}] * 5 + [{"p": False}] * 6).figures["c"]
    assert [(row.keys, row.low, row.high) for row in shown.rows] == [((0, None), 6, 6), ((1,), 5, 5)]


def test_a_question_whose_condition_hangs_on_two_answers_is_not_shown():
    both = Measure("c", "ordered", (0, 1), conditional=True)
    assert side([PARENT, both], [{"p": True, "c": 1}] * 20).figures["c"].why == "base"


COMMENT = Measure("t", "text", permission="may")
MAY = Measure("may", "ordered", (False, True), conditional=True)


def test_comments_need_ten_answers_and_their_authors_permission():
    answers: list[dict[str, Any]] = [{"t": "Rapat lebih singkat.", "may": True}, {"t": "rahasia", "may": False}]
    answers += [{"t": " Data dulu. ", "may": True}, {"t": "tanpa izin"}, {"t": "  ", "may": True}]
    few = side([COMMENT, MAY], answers + [{}] * 4).figures
    assert few["t"].why == "comments" and few["t"].comments == ()
    enough = side([COMMENT, MAY], answers + [{}] * 5).figures
    assert enough["t"].comments == ("Data dulu.", "Rapat lebih singkat.")
    assert "may" not in enough


def test_a_text_without_a_permission_is_never_shown():
    shown = side([Measure("t", "text")], [{"t": f"teks {at}"} for at in range(30)]).figures["t"]
    assert (shown.comments, shown.rows, shown.why) == ((), (), "text")


WORLDS = st.integers(2, 6).flatmap(lambda cells: st.lists(st.integers(0, 40), min_size=cells, max_size=cells))


@settings(deadline=None)
@given(WORLDS.filter(lambda counts: sum(counts) >= 8), st.sampled_from(["ordered", "nominal"]))
def test_rows_are_true_and_tell_no_small_count(counts, kind):
    """Each row's band holds the real count; every exact count has five people and leaves five; every answer stands in one row."""
    measure = Measure("q", kind, tuple(range(len(counts))))
    shown = figure(measure, tuple(counts))
    people = sum(counts)
    assert shown.base_low == shown.base_high == people
    for row in shown.rows:
        assert row.low <= sum(counts[key] for key in row.keys) <= row.high
        assert row.low < row.high or 5 <= row.low <= people - 5 or set(row.keys) == set(measure.keys)
    if shown.rows:
        assert sorted(key for row in shown.rows for key in row.keys) == list(measure.keys)


@settings(deadline=None)
@given(WORLDS.filter(lambda counts: sum(counts) >= 8), st.sampled_from(["ordered", "nominal"]))
def test_adding_and_subtracting_rows_pins_no_small_count_down(counts, kind):
    measure = Measure("q", kind, tuple(range(len(counts))))
    people, rows = sum(counts), figure(measure, tuple(counts)).rows
    for row in rows:
        others = [one for one in rows if one is not row]
        low = max(row.low, people - sum(one.high for one in others))
        high = min(row.high, people - sum(one.low for one in others))
        assert low < high or 5 <= low <= people - 5 or not others


ANSWER = st.fixed_dictionaries({"q": st.integers(0, 4), "p": st.booleans()}, optional={"t": st.text(max_size=5)})


@settings(deadline=None)
@given(st.lists(ANSWER, max_size=30), st.randoms())
def test_the_order_of_the_sheets_changes_nothing(answers, chance: random.Random):
    measures = [AGREE, PARENT, Measure("t", "text", permission="p")]
    shuffled = list(answers)
    chance.shuffle(shuffled)
    assert side(measures, answers) == side(measures, shuffled)


def test_yes_is_not_the_first_point_of_a_scale():
    """An answer that no key of the question is (of another edition, say) is not counted as one that looks alike."""
    assert side([THREE], [{"q": 1}] * 9 + [{"q": True}]).figures["q"].why == "base"
