"""A run is kept, read again and held against another: what changed is told, and how sure that is."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.knowledge.actions import evaluation as retrieval_runs
from service.knowledge.rules import measured
from service.knowledge.rules.intervals import wilson
from service.knowledge.rules.measured import Asked, RetrievalRun
from service.suggestions.actions import Desk
from service.suggestions.evaluation import BadRun, figures, invented, play, read_run
from service.suggestions.evaluation.changes import paired_change
from service.suggestions.evaluation.comparing import compare, parts
from tests.libraries import folder_library


@pytest.fixture(scope="module")
def run():
    library = folder_library()
    found, _ = play(invented()[:6], Desk(library), library.text_of, "guided", datetime(2026, 11, 24, tzinfo=UTC))
    return found


def kept(run):
    return json.dumps(run.to_json()).encode()


def test_a_kept_run_is_the_same_run(run):
    again = read_run(kept(run), "run.json")
    assert again == run and figures(again) == figures(run)


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"kind": "retrieval"}', b"\xff"])
def test_another_file_is_no_run(content):
    with pytest.raises(BadRun, match=r"run\.json"):
        read_run(content, "run.json")


def test_a_run_against_itself_has_no_change(run):
    found = compare(run, run)
    assert found.changed == () and found.sets == 36
    assert all(change.change == 0 and not change.clear for change in found.changes.values())
    assert {"verbatim", "topics a set", "words of why", "topics in common with another pair"} <= set(found.changes)


def worse(run):
    """Every set loses its last topic, and the first says its why at length."""
    sets = []
    for one in run.sets:
        first, *middle, _last = one.topics
        told = replace(first, why=f"{first.why} {first.why}", print=first.print[::-1] + "x")
        sets.append(replace(one, topics=(told, *middle)))
    return replace(run, sets=tuple(sets))


def test_a_change_is_seen_with_its_interval_and_its_sets(run):
    found = compare(run, worse(run))
    fewer, longer = found.changes["topics a set"], found.changes["words of why"]
    assert fewer.change == -1 and fewer.clear and fewer.low == fewer.high == -1
    assert longer.change > 0 and longer.clear and longer.low < longer.change < longer.high
    assert found.changes["verbatim"].change == 0
    assert len(found.changed) == 36
    first = found.changed[0]
    assert len(first.gone) == len(first.reworded) == 1 and first.new == ()


def test_only_common_sets_are_compared(run):
    fewer = replace(run, sets=tuple(one for one in run.sets if one.pair <= 5))
    found = compare(run, fewer)
    assert (found.sets, found.only_first, found.only_second) == (30, 6, 0)
    assert found.changes["verbatim"].units == 5


def test_a_pair_is_one_unit(run):
    assert {len(units) for units in parts(run).values()} == {6}


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(0, 120, 0.0, 0.03102), (120, 120, 0.96898, 1.0), (7, 10, 0.39678, 0.89221), (0, 0, 0.0, 1.0)],
)
def test_wilson_as_published(good, of, low, high):
    found = wilson(good, of)
    assert found == pytest.approx((low, high), abs=1e-4)


def test_chance_is_no_clear_change():
    before = {unit: (float(unit % 2), 1.0) for unit in range(40)}
    after = {unit: (float((unit // 2) % 2), 1.0) for unit in range(40)}
    found = paired_change(before, after)
    assert found.change == 0 and not found.clear and found.low < 0 < found.high
    assert paired_change(before, {99: (1.0, 1.0)}) is None
    few = paired_change({1: (1.0, 1.0)}, {1: (0.0, 1.0)})
    assert few.low is None and not few.clear and few.change == -1


def asked(name, *, right=1.0, answerable=True, margin=1.0, group="same"):
    legs = {leg: dict.fromkeys(measured.METRICS, right) for leg in measured.LEGS} if answerable else {}
    return Asked(name, "id", group, "test", answerable, margin > 0, margin, legs)


@pytest.fixture
def retrieval():
    return RetrievalRun(
        "2026-11-24T00:00:00",
        "own",
        "words",
        (
            asked("a"),
            asked("b", right=0.5, margin=0.2, group="cross"),
            asked("c", margin=-0.1),
            asked("x", answerable=False, margin=-1.0, group="none"),
            asked("y", answerable=False, margin=0.3, group="none"),
        ),
    )


def test_a_measurement_of_retrieval_is_kept_too(retrieval):
    content = json.dumps(retrieval.to_json()).encode()
    assert retrieval_runs.read_run(content, "r.json") == retrieval
    with pytest.raises(retrieval_runs.BadRun, match=r"r\.json"):
        retrieval_runs.read_run(b'{"kind": "suggestions"}', "r.json")


def test_its_figures_and_its_curve(retrieval):
    found = retrieval.figures()
    assert found["fused"]["mrr"] == pytest.approx(0.8333, abs=1e-4)
    assert found["fused cross"]["mrr"] == 0.5 and found["dense same"]["mrr"] == 1.0
    assert found["abstention"] == {"unanswerable": 0.5, "answerable": 0.3333}
    curve = retrieval.curve()
    assert curve[0] == (0.0, 0.0) and curve[-1] == (1.0, 1.0)
    assert (found["abstention"]["answerable"], 0.5) == pytest.approx((curve[2][0], curve[2][1]), abs=1e-4)
    assert curve == sorted(curve), "more refused, never fewer caught"
    assert retrieval.only("tune").asked == () and retrieval.parts_named == ["test"]
