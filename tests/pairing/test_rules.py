"""The hard rules on plain values: no database, milliseconds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pairing import rules
from service.pairing.rules import UNAVAILABLE, Facts, Person, check
from service.surveys.values import SLOTS

SENIOR = Person(1, "Ratna", 9, True, ("id", "en"), frozenset({"mon-am"}), "Asia/Jakarta", 1, 0)
JUNIOR = Person(2, "Dimas", 3, True, ("id",), frozenset({"mon-am"}), "Asia/Jakarta", 1, 0)
FACTS = Facts(lines={1: None, 2: 20, 20: None}, panels=frozenset(), grade_gap=2, minutes=45)


def names(senior=SENIOR, junior=JUNIOR, facts=FACTS, *, private=False):
    return [refusal.rule for refusal in check(senior, junior, facts, private_cause=private).refusals]


def test_a_possible_pair_is_possible():
    answer = check(SENIOR, JUNIOR, FACTS, private_cause=False)
    assert answer.possible and answer.language == "id"


@pytest.mark.parametrize(
    ("senior", "junior", "facts", "rule"),
    [
        ({"user_id": 2}, {}, {"lines": {2: None}}, "same_person"),
        ({"grade": None}, {}, {}, "unknown_grade"),
        ({}, {"grade": None}, {}, "unknown_grade"),
        ({"grade": 4}, {}, {}, "grade_gap"),
        ({"grade": 2}, {}, {}, "grade_gap"),
        ({}, {}, {"lines": {2: None}}, "unknown_line_manager"),
        ({}, {}, {"lines": {1: None}}, "unknown_line_manager"),
        ({}, {}, {"lines": {1: None, 2: 20}}, "unknown_upper_line"),
        ({}, {}, {"lines": {1: None, 2: 1}}, "reporting_line"),
        ({}, {}, {"lines": {1: 2, 2: None}}, "reporting_line"),
        ({}, {}, {"lines": {1: None, 2: 20, 20: 1}}, "reporting_line"),
        ({}, {}, {"lines": {1: None, 2: 20, 20: 21, 21: 1}}, "reporting_line"),
        ({}, {}, {"panels": frozenset({(1, 2)})}, "panel"),
        ({}, {}, {"panels": frozenset({(2, 1)})}, "panel"),
        ({}, {}, {"paired_before": True}, "paired_before"),
        ({"running": 1}, {}, {}, "capacity"),
        ({}, {"running": 2, "capacity": 2}, {}, "capacity"),
        ({"intake_done": False, "languages": (), "slots": frozenset()}, {}, {}, "intake_missing"),
        ({"languages": ("en",)}, {}, {}, "no_common_language"),
        ({}, {}, {"languages": ("en",)}, "no_common_language"),
        ({"slots": frozenset({"mon-pm"})}, {}, {}, "no_common_slot"),
        ({"slots": frozenset({"tue-am"})}, {}, {}, "no_common_slot"),
    ],
)
def test_each_rule_refuses_alone_and_says_so_in_both_languages(senior, junior, facts, rule):
    people = replace(SENIOR, **senior), replace(JUNIOR, **junior)
    assert names(*people, replace(FACTS, **facts)) == [rule]
    refusal = check(*people, replace(FACTS, **facts), private_cause=False).refusals[0]
    indonesian, english = refusal.text("id"), refusal.text("en")
    assert indonesian != english and "{" not in indonesian + english and indonesian.endswith(".")


def test_every_rule_is_listed_and_covered():
    listed = {rule.__name__ for rule in rules.RULES}
    covered = {case[3] for case in _cases()}
    assert listed == covered


def _cases():
    mark = test_each_rule_refuses_alone_and_says_so_in_both_languages.pytestmark[0]
    return mark.args[1]


def test_a_gap_of_exactly_the_programmes_is_enough():
    assert names(replace(SENIOR, grade=5)) == []
    assert names(replace(SENIOR, grade=5), facts=replace(FACTS, grade_gap=3)) == ["grade_gap"]


def test_a_circle_in_the_reporting_lines_ends():
    assert names(facts=replace(FACTS, lines={1: None, 2: 20, 20: 21, 21: 20})) == []


def test_a_private_cause_is_told_alone_in_its_one_sentence():
    answer = check(SENIOR, JUNIOR, FACTS, private_cause=True)
    assert answer.refusals == (UNAVAILABLE,)
    assert UNAVAILABLE.text("id") == "Pasangan ini tidak tersedia pada putaran ini."
    assert UNAVAILABLE.text("en") == "This pair is not available in this round."


def test_a_known_cause_hides_a_private_one():
    known = replace(SENIOR, running=1)
    assert check(known, JUNIOR, FACTS, private_cause=True) == check(known, JUNIOR, FACTS, private_cause=False)


@pytest.mark.parametrize(
    ("zone", "slot", "common"),
    [
        ("Asia/Makassar", "mon-am", True),  # 08-12 WITA is 07-11 WIB
        ("Asia/Jayapura", "mon-am", True),  # 06-10 WIB
        ("Asia/Jayapura", "mon-pm", True),  # 13-17 WIT is 11-15 WIB, one hour before noon
        ("Asia/Makassar", "mon-pm", False),  # 12-16 WIB begins when the morning ends
        ("Asia/Jayapura", "tue-am", False),
    ],
)
def test_slots_are_compared_across_time_zones(zone, slot, common):
    other = replace(JUNIOR, timezone=zone, slots=frozenset({slot}))
    assert rules.common_slot(SENIOR, other, 45) is common


def test_an_overlap_shorter_than_a_session_is_none():
    other = replace(JUNIOR, timezone="Asia/Jayapura", slots=frozenset({"mon-pm"}))
    assert not rules.common_slot(SENIOR, other, 61)


def test_indonesian_if_possible():
    both = replace(JUNIOR, languages=("en", "id"))
    assert check(SENIOR, both, FACTS, private_cause=False).language == "id"
    assert check(SENIOR, replace(JUNIOR, languages=("en",)), FACTS, private_cause=False).language == "en"


slots = st.frozensets(st.sampled_from(SLOTS))
zones = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])


@given(slots, slots, zones, zones)
def test_having_time_in_common_does_not_depend_on_who_is_asked(one, other, here, there):
    left, right = replace(SENIOR, slots=one, timezone=here), replace(JUNIOR, slots=other, timezone=there)
    assert rules.common_slot(left, right, 45) == rules.common_slot(right, left, 45)
    if here == there:
        assert rules.common_slot(left, right, 45) == bool(one & other)
