"""The rules a soak is judged by: each reads the record and says what it found, so that each can be tried on made-up records.

A rule is fulfilled, broken, or (where the soak was too short for it) not judged.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tests.soak.record import BROKEN, Answer, Record, Wish

MEGABYTES_AN_HOUR = 24.0
MEGABYTES_AT_ALL = 12.0
"""Less than this over the judged span is the allocator's noise, whatever slope it makes."""
LONG = 20 * 60.0
FILLING = 0.1
"""In a shorter span than that a process still fills its arenas and caches, for half an hour or so: a tenth of it is no leak yet."""
FILES_AT_ALL = 6
THREADS_AT_ALL = 4
PLAYED_AT_LEAST = 10 * 60.0
JUDGED_AT_LEAST = 8 * 60.0
WARM_AT_MOST = 20 * 60.0
WARM_EACH = 5 * 60.0
REBORN_AFTER = 60.0
QUEUE_SLACK = 60.0
LEASE = 180.0
SWEEP = 75.0
_SHOWN = 4


@dataclass(frozen=True)
class Finding:
    """What a rule says; `good` is None where there was too little to judge."""

    rule: str
    good: bool | None
    text: str


@dataclass(frozen=True)
class Series:
    """One figure of one process after the warm-up, from `at[0]` to `at[-1]` (s)."""

    name: str
    at: np.ndarray
    values: np.ndarray

    @property
    def span(self) -> float:
        return float(self.at[-1] - self.at[0])

    @property
    def slope(self) -> float:
        """The median of the slopes between all pairs of points (Theil and Sen), per second; one outlier moves nothing."""
        left, right = np.triu_indices(len(self.at), 1)
        return float(np.median((self.values[right] - self.values[left]) / (self.at[right] - self.at[left])))

    @property
    def growth(self) -> float:
        """The last quarter's median less the first quarter's."""
        quarter = max(1, len(self.values) // 4)
        return float(np.median(self.values[-quarter:]) - np.median(self.values[:quarter]))


def verdict(record: Record) -> list[Finding]:
    """All rules, in the order they are read in."""
    return [finding for rule in RULES for finding in rule(record)]


def warm_up(record: Record) -> float:
    """When memory is looked at from on: half of the play, and at most twenty minutes; allocator and caches fill for that long."""
    return min(record.played / 2, WARM_AT_MOST)


def series(record: Record, what: str) -> list[Series]:
    """The process of each part that can be followed longest: one that was killed begins anew, and warms up by itself."""
    began = warm_up(record)
    firsts: dict[tuple[str, int], float] = {}
    points: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for sample in record.samples:
        for one in sample.processes:
            first = firsts.setdefault((one.part, one.pid), sample.at)
            warm = began if first < REBORN_AFTER else max(began, first + WARM_EACH)
            if warm <= sample.at <= record.played:
                points[one.part, one.pid].append((sample.at, float(getattr(one, what))))
    longest: dict[str, list[tuple[float, float]]] = {}
    for (part, _pid), found in points.items():
        if len(found) > len(longest.get(part, [])):
            longest[part] = found
    return [
        Series(part, *(np.array(column) for column in zip(*found, strict=True)))
        for part, found in sorted(longest.items())
        if len(found) > 1
    ]


def noise(one: Series) -> float:
    """How many megabytes a process may grow in the judged span, whatever slope that makes."""
    return MEGABYTES_AT_ALL if one.span >= LONG else max(MEGABYTES_AT_ALL, FILLING * float(np.median(one.values)))


def memory(record: Record) -> Iterator[Finding]:
    """No process grows: its robust slope after the warm-up stays under the bound, or what it grew is noise."""
    yield from _judged(
        record,
        "memory",
        "rss",
        lambda one: one.slope * 3600 > MEGABYTES_AN_HOUR and one.slope * one.span > noise(one),
        lambda one: (
            f"{one.slope * 3600:+.1f} MB an hour (at most {MEGABYTES_AN_HOUR:g}), which is {one.slope * one.span:+.1f} MB in "
            f"{one.span / 60:.0f} minutes (up to {noise(one):.0f} is noise), at {one.values[-1]:.0f} MB"
        ),
    )


def files(record: Record) -> Iterator[Finding]:
    """No process keeps opening files."""
    yield from _judged(
        record,
        "open files",
        "files",
        lambda one: one.growth > FILES_AT_ALL,
        lambda one: f"{one.growth:+.0f} (at most {FILES_AT_ALL}), at {one.values[-1]:.0f}",
    )


def threads(record: Record) -> Iterator[Finding]:
    """No process keeps starting threads."""
    yield from _judged(
        record,
        "threads",
        "threads",
        lambda one: one.growth > THREADS_AT_ALL,
        lambda one: f"{one.growth:+.0f} (at most {THREADS_AT_ALL}), at {one.values[-1]:.0f}",
    )


def _judged(
    record: Record, rule: str, what: str, grows: Callable[[Series], bool], words: Callable[[Series], str]
) -> Iterator[Finding]:
    found = series(record, what)
    if not found:
        yield Finding(rule, good=False, text="no process was ever seen")
    for one in found:
        short = one.span < JUDGED_AT_LEAST
        said = f"{one.name}: {words(one)}"
        if short:
            said += f"; not judged, {one.span / 60:.1f} of {JUDGED_AT_LEAST / 60:g} minutes after the warm-up"
        yield Finding(rule, None if short else not grows(one), said)


def drained(record: Record) -> Iterator[Finding]:
    """Once nobody plays any more, nothing waits."""
    last = record.samples[-1] if record.samples else None
    left = (last.queue, last.open_wishes, last.mails) if last else (None, None, None)
    text = "at the end {} jobs, {} wishes and {} mails waited".format(*left)
    yield Finding("queue", left == (0, 0, 0), text)
    good = last is not None and last.ready == 200 and last.index == "serving"
    yield Finding(
        "ready", good, f"at the end /readyz said {last.ready if last else None}, index {last.index if last else None}"
    )


def deadline(record: Record, wish: Wish) -> float:
    """How many seconds a wish may take: the model's, the queue's, and each planted fault's with the lease it left behind."""
    allowed = record.model_seconds + QUEUE_SLACK
    until = wish.ended if wish.ended is not None else float("inf")
    for fault in sorted(record.faults, key=lambda one: one.began):
        mended = fault.mended if fault.mended is not None else record.played
        if fault.began <= until and mended >= wish.asked:
            allowed += max(0.0, mended - max(fault.began, wish.asked)) + LEASE + SWEEP
    return allowed


def wishes(record: Record) -> Iterator[Finding]:
    """Every wish ends in a set, in time."""
    none = [wish for wish in record.wishes if wish.set_id is None or wish.ended is None]
    text = f"{len(record.wishes) - len(none)} of {len(record.wishes)} ended in a set"
    text += "".join(f"; wish {wish.number}: {wish.fault or 'still open'}" for wish in none[:_SHOWN])
    yield Finding("wishes", not none and bool(record.wishes), text)
    ended = [(wish, wish.ended - wish.asked) for wish in record.wishes if wish.ended is not None]
    late = [(wish, took) for wish, took in ended if took > deadline(record, wish)]
    calm = [took for wish, took in ended if not record.planted(wish.asked, wish.asked + took)]
    text = f"{len(ended) - len(late)} of {len(ended)} in time"
    if calm:
        text += f"; without a planted fault the slowest took {max(calm):.0f} s (at most {record.model_seconds + QUEUE_SLACK:.0f})"
    text += "".join(f"; wish {wish.number} took {took:.0f} s" for wish, took in late[:_SHOWN])
    yield Finding("wishes in time", not late and bool(ended), text)


def unexpected(record: Record) -> list[Answer]:
    """Failures of ours that no planted fault explains: a 500 never is."""
    return [
        one
        for one in record.answers
        if (one.status >= 500 or one.status == BROKEN)
        and not (one.status in {503, BROKEN} and record.planted(one.at - one.seconds, one.at))
    ]


def excused(record: Record) -> int:
    """How many failures fall into planted faults."""
    failed = sum(1 for one in record.answers if one.status >= 500 or one.status == BROKEN)
    return failed - len(unexpected(record))


def failures(record: Record) -> Iterator[Finding]:
    """No answer fails by itself, and none is one a player had no reason to expect."""
    found = unexpected(record)
    text = f"{len(found)} of {len(record.answers)} answers, and {excused(record)} during planted faults"
    yield Finding("failures", not found and bool(record.answers), text + _examples(found))
    astray = [one for one in record.answers if 400 <= one.status < 500 and not one.wanted]
    yield Finding("refusals", not astray, f"{len(astray)} answers refused an honest player" + _examples(astray))


def _examples(answers: list[Answer]) -> str:
    return "".join(f"; {one.at:.0f} s {one.status or one.why} {one.method} {one.place}" for one in answers[:_SHOWN])


def logs(record: Record) -> Iterator[Finding]:
    """No traceback and no error in a log but where a fault was planted, and nobody's name anywhere."""
    bad = [line for line in record.lines if line.kind != "name" and not record.planted(line.at, line.at)]
    excused_lines = sum(1 for line in record.lines if line.kind != "name") - len(bad)
    text = f"{len(bad)} tracebacks or errors, and {excused_lines} during planted faults"
    text += "".join(f"; {line.at:.0f} s {line.part}: {line.text[:120]}" for line in bad[:_SHOWN])
    yield Finding("logs", not bad, text)
    named = [line for line in record.lines if line.kind == "name"]
    yield Finding(
        "names in logs",
        not named,
        f"{len(named)} lines" + "".join(f"; {line.part}: {line.text[:120]}" for line in named[:_SHOWN]),
    )
    yield Finding(
        "names at the model", not record.told_model, f"{len(record.told_model)} times" + _first(record.told_model)
    )


def _first(words: list[str]) -> str:
    return f": {', '.join(sorted(set(words))[:_SHOWN])}" if words else ""


def once(record: Record) -> Iterator[Finding]:
    """Every effect happens once: a set for each wish, each mail, one form a person."""
    doubled = [name for name, times in record.mails.items() if times > 1]
    kills = sum(1 for fault in record.faults if "killed" in fault.name)
    text = f"{sum(record.mails.values())} mails, {len(doubled)} of them twice"
    # A worker killed between the mail server's yes and our note of it sends again, with the same Message-ID.
    yield Finding(
        "mails once", len(doubled) <= kills and bool(record.mails), f"{text} (at most one for each of {kills} kills)"
    )
    sets, fulfilled = record.books.get("sets", -1), record.books.get("fulfilled", -2)
    yield Finding("sets once", sets == fulfilled, f"{sets} sets, {fulfilled} wishes that ended in one of their own")
    twice = record.books.get("doubled")
    yield Finding("rows once", twice == {}, f"rows there are two of: {twice or 'none'}")


def folder(record: Record) -> Iterator[Finding]:
    """What serves at the end is what lies in the folder, and the commands beside the server did their work."""
    stale = record.books.get("stale")
    yield Finding(
        "guides", stale == [], f"guides that are not served as they are: {', '.join(stale) if stale else stale}"
    )
    bad = [one for one in record.mishaps if not record.planted(one.at - QUEUE_SLACK, one.at)]
    said = "".join(f"; {one.at:.0f} s {one.kind}: {one.text[:120]}" for one in bad[:_SHOWN])
    yield Finding("mishaps", not bad, f"{len(bad)}, and {len(record.mishaps) - len(bad)} during planted faults{said}")


NEEDED = (
    "sign-in:code",
    "sign-in:link",
    "sign-out",
    "wish",
    "mark",
    "citation",
    "language",
    "form:valid",
    "form:invalid",
    "handed-in",
    "admin:facts",
    "admin:people",
    "guide:edited",
    "guide:added",
    "model:good",
)


def played(record: Record) -> Iterator[Finding]:
    """The soak did what it says: a quiet one proves nothing."""
    missing = [what for what in NEEDED if not record.did[what]]
    rate = len(record.answers) / record.played if record.played else 0.0
    spoilt = sum(times for what, times in record.did.items() if what.startswith("model:") and what != "model:good")
    if not spoilt:
        missing.append("a model that misbehaves")
    if record.mode == "many" and not record.faults:
        missing.append("a planted fault")
    short = record.played < PLAYED_AT_LEAST
    text = f"{rate:.1f} answers a second, {len(record.wishes)} wishes, {spoilt} bad answers of the model, {len(record.faults)} planted faults"
    good = bool(record.answers) if short else not missing
    yield Finding(
        "played",
        None if short and good and missing else good,
        text + (f"; never: {', '.join(missing)}" if missing else ""),
    )


RULES: tuple[Callable[[Record], Iterator[Finding]], ...] = (
    played,
    memory,
    files,
    threads,
    drained,
    wishes,
    failures,
    logs,
    once,
    folder,
)
