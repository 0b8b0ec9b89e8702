"""The verdict can fail: each rule holds on a calm record, and breaks when what it looks for is planted into it."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from tests.soak.__main__ import report
from tests.soak.record import Answer, Fault, Line, Mishap, Reading, Record, Sample, Wish
from tests.soak.verdict import (
    JUDGED_AT_LEAST,
    LEASE,
    NEEDED,
    Finding,
    series,
    verdict,
)

MINUTES = 30
PARTS = (("web", 11), ("web", 12), ("worker-1", 21), ("worker-2", 22), ("chroma", 31))


def sample(at: float, number: int) -> Sample:
    """As it is when nothing is wrong: figures that tremble, but stay."""
    tremble = (number * 7919) % 13
    readings = tuple(Reading(part, pid, 300 + tremble / 3, 60 + tremble % 4, 25 + tremble % 2) for part, pid in PARTS)
    return Sample(at, readings, 1, 1, 4.0, 0, "serving", 20.0, 200)


def calm(minutes: int = MINUTES) -> Record:
    """Half an hour in which a worker was killed once and everything else went well."""
    record = Record(minutes, played=minutes * 60.0)
    record.samples = [sample(5.0 * number, number) for number in range(minutes * 12)]
    record.samples.append(Sample(minutes * 60 + 20.0, (), 0, 0, 0.0, 0, "serving", 20.0, 200))
    record.answers = [
        Answer(float(at), "participant", "GET", "/", 200, 0.05, wanted=True) for at in range(MINUTES * 60)
    ]
    record.faults = [Fault("worker killed", 600.0, 630.0)]
    record.wishes = [Wish(number, 60.0 * number, 60.0 * number + 8, None, number) for number in range(1, 20)]
    record.did.update({*NEEDED, "model:reset"})
    record.mails.update(f"mail-{number}" for number in range(20))
    record.books = {"sets": 19, "fulfilled": 19, "doubled": {}, "stale": []}
    return record


def broken(record: Record) -> set[str]:
    return {finding.rule for finding in verdict(record) if finding.good is False}


def with_samples(record: Record, change: Callable[[Reading, float], Reading]) -> None:
    record.samples = [
        Sample(one.at, tuple(change(reading, one.at) for reading in one.processes), *list(vars(one).values())[2:])
        for one in record.samples
    ]


def leak(megabytes_an_hour: float, part: str = "worker-1") -> Callable[[Record], None]:
    def plant(record: Record) -> None:
        def grown(one: Reading, at: float) -> Reading:
            more = megabytes_an_hour * at / 3600 if one.part == part else 0.0
            return Reading(one.part, one.pid, one.rss + more, one.files, one.threads)

        with_samples(record, grown)

    return plant


def opens(files: float, threads: float) -> Callable[[Record], None]:
    """So many more every ten minutes, in one of the two web processes."""

    def plant(record: Record) -> None:
        def grown(one: Reading, at: float) -> Reading:
            times = at / 600 if one.pid == 11 else 0.0
            return Reading(
                one.part, one.pid, one.rss, one.files + round(files * times), one.threads + round(threads * times)
            )

        with_samples(record, grown)

    return plant


def last(**figures: object) -> Callable[[Record], None]:
    def plant(record: Record) -> None:
        record.samples[-1] = Sample(**{**vars(record.samples[-1]), **figures})

    return plant


def answered(status: int, at: float, *, wanted: bool = False) -> Callable[[Record], None]:
    return lambda record: record.answers.append(Answer(at, "admin", "GET", "/x", status, 0.1, wanted=wanted))


def wished(took: float | None, asked: float = 1200.0, set_id: int | None = 19, fault: str | None = None):
    ended = None if took is None else asked + took

    def plant(record: Record) -> None:
        record.wishes[-1] = Wish(19, asked, ended, fault, set_id)

    return plant


def booked(**books: object) -> Callable[[Record], None]:
    return lambda record: record.books.update(books)


def logged(kind: str, at: float = 1000.0) -> Callable[[Record], None]:
    return lambda record: record.lines.append(Line(at, "web", kind, "…"))


def forget(what: str) -> Callable[[Record], None]:
    return lambda record: record.did.pop(what)


def test_a_calm_record_breaks_no_rule():
    assert [finding for finding in verdict(calm()) if not finding.good] == []


PLANTED = [
    (leak(240), "memory"),
    (leak(240, "chroma"), "memory"),
    (opens(6, 0), "open files"),
    (opens(0, 4), "threads"),
    (last(queue=1), "queue"),
    (last(open_wishes=2), "queue"),
    (last(mails=None), "queue"),
    (last(ready=503), "ready"),
    (last(index="serving, building"), "ready"),
    (wished(None, set_id=None), "wishes"),
    (wished(9, set_id=None, fault="gave-up"), "wishes"),
    (wished(100), "wishes in time"),
    (wished(LEASE * 2 + 20, asked=500.0), "wishes in time"),
    (answered(500, 300), "failures"),
    (answered(500, 610), "failures"),
    (answered(503, 300), "failures"),
    (answered(0, 300), "failures"),
    (answered(404, 300), "refusals"),
    (logged("traceback"), "logs"),
    (logged("error"), "logs"),
    (logged("name", 610.0), "names in logs"),
    (lambda record: record.told_model.append("zuvavirinka"), "names at the model"),
    (lambda record: record.mails.update({"mail-1": 1, "mail-2": 1}), "mails once"),
    (lambda record: record.mails.clear(), "mails once"),
    (booked(sets=20), "sets once"),
    (booked(doubled={"marks": 1}), "rows once"),
    (booked(stale=["guides/id/x.md"]), "guides"),
    (lambda record: record.mishaps.append(Mishap(1000.0, "command", "…")), "mishaps"),
    (forget("citation"), "played"),
    (forget("model:reset"), "played"),
    (lambda record: record.faults.clear(), "played"),
]


@pytest.mark.parametrize(("plant", "rule"), PLANTED)
def test_what_is_planted_is_found_by_its_rule_alone(plant, rule):
    record = calm()
    plant(record)
    assert broken(record) == {rule}


EXCUSED = [
    leak(10),
    opens(1, 0),
    answered(503, 610),
    answered(0, 629),
    answered(404, 300, wanted=True),
    logged("error", 615.0),
    wished(LEASE, asked=590.0),
    lambda record: record.mails.update({"mail-1": 1}),
    lambda record: record.mishaps.append(Mishap(612.0, "command", "…")),
]


@pytest.mark.parametrize("plant", EXCUSED)
def test_what_a_planted_fault_explains_is_excused(plant):
    record = calm()
    plant(record)
    assert broken(record) == set()


def test_one_outlier_moves_no_slope():
    record = calm()
    place = len(record.samples) // 2
    high = deepcopy(record.samples[place])
    record.samples[place] = Sample(
        high.at,
        tuple(Reading(one.part, one.pid, 3000.0, 500, 200) for one in high.processes),
        *list(vars(high).values())[2:],
    )
    assert broken(record) == set()


def reborn(at: float, megabytes_an_hour: float) -> Callable[[Record], None]:
    """A worker that was killed at a moment, grew by 100 MB while it warmed up, and then by so much."""

    def plant(record: Record) -> None:
        def born(one: Reading, now: float) -> Reading:
            if one.part != "worker-2" or now < at:
                return one
            grown = min(100.0, (now - at) / 2) + megabytes_an_hour * (now - at) / 3600
            return Reading(one.part, 99, 200 + grown, one.files, one.threads)

        with_samples(record, born)

    return plant


@pytest.mark.parametrize(
    ("at", "rate", "expected"), [(700.0, 0, set()), (700.0, 240, {"memory"}), (1700.0, 600, set())]
)
def test_a_process_that_was_killed_warms_up_by_itself(at, rate, expected):
    """And where the one before it lived longer, that one is judged."""
    record = calm()
    reborn(at, rate)(record)
    assert broken(record) == expected


def test_a_short_soak_is_not_judged_by_what_needs_time():
    record = calm()
    record.played = JUDGED_AT_LEAST
    leak(600)(record)
    judged = {finding.rule: finding.good for finding in verdict(record)}
    assert judged["memory"] is None and judged["queue"] is True


def test_a_soak_that_saw_nothing_is_no_success():
    found = broken(Record(20.0))
    assert {"played", "memory", "queue", "wishes", "wishes in time", "failures", "mails once", "guides"} <= found


def test_what_was_kept_is_judged_as_it_was_seen():
    record = calm()
    leak(240)(record)
    record.mails.update({"mail-1": 1, "mail-2": 1})
    again = Record.read(json.loads(json.dumps(record.as_dict())))
    assert verdict(again) == verdict(record)


def test_a_long_soak_is_judged_more_sharply_than_a_short_one():
    """A process that takes 30 MB an hour: within the noise of a quarter of an hour, and found in an hour."""
    for minutes, expected in ((MINUTES, set()), (60, {"memory"})):
        record = calm(minutes)
        leak(30)(record)
        assert broken(record) == expected


def test_the_slope_is_in_units_a_second():
    record = calm()
    leak(36.0)(record)
    (worker,) = [one for one in series(record, "rss") if one.name == "worker-1"]
    assert worker.slope * 3600 == pytest.approx(36.0, abs=1.0)


def test_the_report_is_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    record = calm()
    leak(240)(record)
    findings = report(record, tmp_path)
    assert {finding.rule for finding in findings if finding.good is False} == {"memory"}
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith("BAD ")] == [told_line(findings)]
    assert (tmp_path / "soak.png").stat().st_size > 10_000
    assert '"rule": "memory"' in (tmp_path / "soak.json").read_text(encoding="utf-8")


def told_line(findings: list[Finding]) -> str:
    (bad,) = [finding for finding in findings if finding.good is False]
    return f"BAD {bad.rule}: {bad.text}"
