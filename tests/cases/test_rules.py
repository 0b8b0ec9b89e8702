"""Working days, and the order in which the neutral contact meets what was sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cases import rules
from service.cases.values import CaseCard, Waiting

MONDAY = date(2026, 11, 23)


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("sent", "due"),
    [(0, 2), (1, 3), (2, 4), (3, 7), (4, 8), (5, 8), (6, 8)],
    ids=["Mon-Wed", "Tue-Thu", "Wed-Fri", "Thu-Mon", "Fri-Tue", "Sat-Tue", "Sun-Tue"],
)
def test_two_working_days_after_the_day_it_was_sent(sent, due):
    assert rules.due_on(day(sent)) == day(due)


@pytest.mark.parametrize(("today", "left"), [(3, 2), (4, 1), (5, 1), (6, 1), (7, 0), (8, -1), (60, -1)])
def test_days_left_of_what_was_sent_on_a_thursday(today, left):
    assert rules.due_on(day(3)) == day(7)
    assert rules.days_left(day(today), day(7)) == left


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_due_day_is_a_working_day_and_two_are_left_on_the_first(sent):
    due = rules.due_on(sent)
    assert due.weekday() < 5 and 2 <= (due - sent).days <= 4
    assert rules.days_left(sent, due) == 2 and rules.days_left(due, due) == 0
    assert rules.days_left(due + timedelta(days=1), due) == -1


def test_withdrawn_is_stronger_than_done_and_done_than_answered():
    at = datetime(2026, 11, 24, tzinfo=UTC)
    assert rules.state(None, None, None) == "waiting"
    assert rules.state(at, None, None) == "answered"
    assert rules.state(None, at, None) == rules.state(at, at, None) == "done"
    assert rules.state(at, at, at) == rules.state(None, None, at) == "withdrawn"


def waiting(id, state, sent):
    at = datetime(2026, 11, sent, tzinfo=UTC)
    return Waiting(CaseCard(id, 1, 1, id, (1,), state, at, rules.due_on(at.date()), None), "Orang", 0)


def test_what_waits_longest_comes_first_then_the_newest_of_each_kind():
    listed = [
        waiting(1, "done", 3),
        waiting(2, "waiting", 5),
        waiting(3, "answered", 1),
        waiting(4, "withdrawn", 9),
        waiting(5, "waiting", 2),
        waiting(6, "done", 8),
        waiting(7, "answered", 4),
    ]
    assert [one.card.id for one in rules.arranged(listed)] == [5, 2, 7, 3, 6, 1, 4]
