"""Invented pairs over six sessions with the guided writer and the shipped folder: the bars of quality.md, counted anew."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.suggestions.actions import Desk
from service.suggestions.evaluation import Figure, courses, figures, invented, likeness, passed, play
from service.suggestions.evaluation.breakdown import by_language, by_reason, by_stage, by_writer, gini, use
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.values import Stage
from tests.libraries import FolderLibrary, folder_library

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = 20


def played(people, library=None):
    library = library or folder_library()
    run, _ = play(people, Desk(library), library.text_of, "guided", NOW)
    return run


def missed(run):
    return {name: (one.good, one.of) for name, one in figures(run).items() if not one.reached}


@pytest.fixture(scope="module")
def run():
    return played(invented()[:FIRST])


def test_every_bar_is_reached(run):
    assert missed(run) == {}, run.shortfalls
    assert passed(run) and run.writer == "guided" and len(run.sets) == FIRST * 6


@pytest.mark.slow
def test_every_bar_is_reached_by_the_others_too():
    others = played(invented()[FIRST:])
    assert missed(others) == {}, others.shortfalls
    assert likeness(others, same_field=True).compared >= 20


@pytest.mark.parametrize(
    "name",
    [
        "verbatim",
        "attributed",
        "language",
        "register",
        "question form",
        "specific",
        "not repeated",
        "pairs 5 of 6 sessions",
        "ten minutes",
        "why in words",
        "GROW 3 of 4",
        "ends in an action",
        "two pairs differ",
    ],
)
def test_the_figure_was_counted_on_something(run, name):
    figure = figures(run)[name]
    assert figure.of >= FIRST and figure.share == 1.0


def test_pairs_get_topics_of_their_own(run):
    """A small folder makes for like choices; but most of a set is the pair's own."""
    alike = likeness(run)
    assert alike.compared == 540 and alike.overlap <= 0.5 and alike.same <= 0.15


def test_slices_add_up_to_the_whole(run):
    topics = len(run.topics)
    for slices in (by_stage(run), by_language(run), by_writer(run)):
        assert sum(one.topics for one in slices) == topics
        assert all(one.figures["verbatim"].of > 0 for one in slices)
    assert [one.sets for one in by_stage(run)] == [FIRST] * 6
    assert [one.name for one in by_reason(run)] == ["practice", "generations", "humility", "reality", "relevance"]
    assert all(one.sets == 2 * FIRST for one in by_reason(run)), "the first session and its own"


def test_what_of_the_folder_is_used(run):
    for one in use(run):
        assert 0 < one.used <= one.documents and 0 < one.units_used <= one.units
        assert sum(count for _, count in one.counts) == sum(
            len(each.topics) for each in run.sets if each.language == one.language
        )


@pytest.mark.parametrize(("values", "found"), [([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([], 0.0), ([0, 0], 0.0)])
def test_gini(values, found):
    assert gini(values) == pytest.approx(found)


def test_the_invented_pairs_are_plainly_different():
    people = invented()
    assert len(people) == 60
    for count in (20, 40, 60):
        assert sum(one.language == "id" for one in people[:count]) == count / 2
    assert len({(one.senior.function, one.junior.function) for one in people}) == 60
    wishes = {(one.senior.goals, tuple(one.senior.skills), tuple(one.junior.skills)) for one in people}
    assert len(wishes) >= 55, "the stories are told of the same wishes in both languages"
    assert [one.number for one in people] == list(range(1, 61))
    stage = Stage(2, "practice", "", ("practice",))
    assert pairs(stage)[0].senior.skills == {"automation": 1, "data_work": 2, "dashboards": 1}


def test_what_they_chose_is_what_the_intake_offers():
    from service.suggestions.guided import phrases  # noqa: PLC0415 - the tables are long

    for one in invented():
        assert set(one.senior.goals) <= set(phrases.SENIOR_GOALS["id"]), one.number
        assert set(one.junior.goals) <= set(phrases.JUNIOR_GOALS["id"]), one.number
        assert {*one.senior.skills, *one.junior.skills} <= set(phrases.SKILLS["id"]), one.number


def spoil(monkeypatch, change):
    """Let every topic be changed after the gate, as a fault in it would; the figures must see it."""
    honest = courses.suggest

    def spoiled(brief, desk, choice):
        outcome = honest(brief, desk, choice)
        return replace(outcome, topics=tuple(change(topic) for topic in outcome.topics))

    monkeypatch.setattr(courses, "suggest", spoiled)
    return played([invented()[0], replace(invented()[1], number=2)])


def altered(topic):
    return replace(topic, citations=tuple(replace(one, quote=one.quote[:-1] + "!") for one in topic.citations))


def misattributed(topic):
    return replace(topic, citations=tuple(replace(one, heading="Judul lain") for one in topic.citations))


def of_another_document(topic):
    return replace(topic, citations=tuple(replace(one, document="lain-id") for one in topic.citations))


def closed(topic):
    return replace(
        topic, senior=tuple(replace(one, text="Apakah Anda setuju dengan rekap ini?") for one in topic.senior)
    )


def general(topic):
    return replace(topic, senior=tuple(replace(one, text="Apa yang Anda pelajari hari ini?") for one in topic.senior))


def english(topic):
    return replace(topic, why="This is what the leader and the mentor have both asked for.")


def familiar(topic):
    return replace(
        topic, openers=tuple(f"Apa yang Anda lihat {number} kali?" for number, _ in enumerate(topic.openers))
    )


def rated(topic):
    return replace(topic, why=f"{topic.why} Nilai pemimpin 1 dari 4.")


def hurried(topic):
    return replace(topic, activity=topic.activity[1:])


def without_will(topic):
    return replace(topic, both=tuple(replace(one, grow="R") for one in topic.both))


def of_one_stage(topic):
    sides = {
        side: tuple(replace(one, grow="R") for one in getattr(topic, side)) for side in ("senior", "junior", "both")
    }
    return replace(topic, **sides)


def repeated(topic):
    return replace(
        topic, junior=tuple(replace(one, text="Baris rekap mana yang Anda periksa?") for one in topic.junior)
    )


def of_one_unit(topic):
    return replace(topic, unit="first-meeting-id#1")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (altered, "verbatim"),
        (misattributed, "attributed"),
        (of_another_document, "attributed"),
        (closed, "question form"),
        (general, "specific"),
        (english, "language"),
        (familiar, "register"),
        (rated, "why in words"),
        (hurried, "ten minutes"),
        (without_will, "ends in an action"),
        (of_one_stage, "GROW 3 of 4"),
        (repeated, "not repeated"),
        (of_one_unit, "not repeated"),
    ],
)
def test_a_fault_behind_the_gate_is_seen(monkeypatch, change, name):
    run = spoil(monkeypatch, change)
    assert not figures(run)[name].reached
    assert not passed(run)
    assert any(line.startswith(name) for line in run.shortfalls)


def test_two_like_pairs_are_seen():
    one = invented()[0]
    run = played([one])
    twice = replace(run, sets=(*run.sets, *(replace(each, pair=2) for each in run.sets)))
    assert figures(twice)["two pairs differ"].good == 0
    assert likeness(twice).overlap == likeness(twice).same == 1.0


def test_an_empty_folder_is_honest(tmp_path):
    run = played(invented()[:2], FolderLibrary(tmp_path))
    assert run.topics == [] and figures(run)["honest when short"].share == 1.0
    assert not figures(run)["pairs 5 of 6 sessions"].reached and not passed(run)


def test_a_figure_on_nothing_is_not_reached():
    assert not Figure(0, 0).reached
    assert Figure(5, 6, 5 / 6).reached
