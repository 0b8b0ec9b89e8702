"""Twenty invented pairs over six sessions with the guided writer and the shipped folder: the bars of quality.md, counted anew."""

from dataclasses import replace

import pytest

from service.suggestions.actions import Desk
from service.suggestions.evaluation import Figure, figures
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.values import Stage
from tests.libraries import FolderLibrary, folder_library

STAGE = Stage(2, "practice", "", ("practice",))


@pytest.fixture(scope="module")
def report():
    library = folder_library()
    return figures.evaluate(Desk(library), library.text_of)


def test_every_bar_is_reached(report):
    missed = {name: (one.good, one.of) for name, one in report.figures.items() if not one.reached}
    assert missed == {}, report.table()
    assert report.passed and report.writer == "guided" and report.counts["sets"] == 120


@pytest.mark.parametrize(
    "name",
    [
        "verbatim",
        "attributed",
        "language",
        "register",
        "question form",
        "not repeated",
        "pairs 5 of 6 sessions",
        "ten minutes",
        "why in words",
        "GROW 3 of 4",
        "ends in an action",
        "two pairs differ",
    ],
)
def test_the_figure_was_counted_on_something(report, name):
    figure = report.figures[name]
    assert figure.of >= 20 and figure.share == 1.0


def test_pairs_get_topics_of_their_own(report):
    """A small folder makes for like choices; but most of a set is the pair's own."""
    assert report.overlap <= 0.5
    assert report.same_topics <= 0.15


def test_the_report_as_json_and_as_a_table(report):
    plain = report.to_json()
    assert plain["passed"] is True and plain["figures"]["verbatim"]["share"] == 1.0
    assert all(name in report.table() for name in report.figures)


def test_the_invented_pairs_are_plainly_different():
    found = pairs(STAGE)
    assert [one.language for one in found] == ["id"] * 10 + ["en"] * 10
    assert len({(one.senior.function, one.junior.function) for one in found}) == 20
    wishes = {(one.senior.goals, tuple(one.senior.skills), tuple(one.junior.skills)) for one in found}
    assert len(wishes) == 20


def spoil(monkeypatch, change):
    """Let every topic be changed after the gate, as a fault in it would; the figures must see it."""
    honest = figures.suggest

    def spoiled(brief, desk, choice):
        outcome = honest(brief, desk, choice)
        return replace(outcome, topics=tuple(change(topic) for topic in outcome.topics))

    one, other = pairs(STAGE)[0], pairs(STAGE)[10]
    monkeypatch.setattr(figures, "suggest", spoiled)
    monkeypatch.setattr(
        figures,
        "pairs",
        lambda stage: [
            replace(one, stage=stage, session=stage.number),
            replace(other, stage=stage, session=stage.number, pair_id=2, language="id"),
        ],
    )
    monkeypatch.setattr(figures, "language_of", lambda _pair: "id")
    library = folder_library()
    return figures.evaluate(Desk(library), library.text_of)


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
    report = spoil(monkeypatch, change)
    assert not report.figures[name].reached
    assert not report.passed
    assert any(line.startswith(name) for line in report.shortfalls)


def test_an_empty_folder_is_honest(tmp_path):
    library = FolderLibrary(tmp_path)
    report = figures.evaluate(Desk(library), library.text_of)
    assert report.counts["topics"] == 0 and report.figures["honest when short"].share == 1.0
    assert not report.figures["pairs 5 of 6 sessions"].reached and not report.passed


def test_a_figure_on_nothing_is_not_reached():
    assert not Figure(0, 0).reached
    assert Figure(5, 6, 5 / 6).reached
