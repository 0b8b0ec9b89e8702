"""What a soak writes down while it plays; the verdict and the plot are made from this alone.

Moments are seconds since the soak began, sizes are megabytes (2^20 bytes).
"""

import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

BROKEN = 0
"""The status of an answer that did not come: refused, reset, or too late."""


@dataclass(frozen=True)
class Reading:
    """One process at one moment."""

    part: str
    pid: int
    rss: float
    files: int
    threads: int


@dataclass(frozen=True)
class Sample:
    """Everything at one moment. What the database says is None where it could not be asked."""

    at: float
    processes: tuple[Reading, ...]
    queue: int | None = None
    open_wishes: int | None = None
    oldest_wish: float | None = None
    mails: int | None = None
    index: str | None = None
    database: float | None = None
    ready: int | None = None
    load: float = 0.0

    def total(self, part: str, what: str) -> float:
        """The sum over all processes of a part."""
        return sum(float(getattr(one, what)) for one in self.processes if one.part == part)


@dataclass(frozen=True)
class Answer:
    """One answer to a player: `place` is the address without its numbers, `wanted` whether the player had to expect it."""

    at: float
    who: str
    method: str
    place: str
    status: int
    seconds: float
    wanted: bool
    why: str = ""
    """What went wrong where no answer came."""


@dataclass
class Fault:
    """Something we broke on purpose; `mended` says when it was whole again, and time to recover is over."""

    name: str
    began: float
    mended: float | None = None

    def covers(self, begun: float, ended: float) -> bool:
        return begun <= (self.mended if self.mended is not None else float("inf")) and ended >= self.began


@dataclass(frozen=True)
class Wish:
    """A row of the requests: when it was asked for and ended, and how."""

    number: int
    asked: float
    ended: float | None
    fault: str | None
    set_id: int | None
    writer: str = ""


@dataclass(frozen=True)
class Line:
    """A log line that should not be there."""

    at: float
    part: str
    kind: str  # traceback, error, name
    text: str


@dataclass(frozen=True)
class Mishap:
    """Something a player saw that should not be: a command that failed, a guide that was not served."""

    at: float
    kind: str
    text: str


@dataclass
class Record:
    """All of it."""

    minutes: float
    mode: str = "many"
    model_seconds: float = 20.0
    played: float = 0.0
    """When the players stopped."""
    samples: list[Sample] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    """How often each thing was played: `wish`, `model:reset`, `guide:added` …"""
    told_model: list[str] = field(default_factory=list)
    """Names and numbers that reached the model."""
    mails: Counter[str] = field(default_factory=Counter)
    """How often each mail was taken, by its Message-ID."""
    books: dict[str, Any] = field(default_factory=dict)
    """What the database holds at the end: counts that tell doubled effects."""
    machine: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        counted = {"did": dict(sorted(self.did.items()))}  # asdict would make a Counter of a Counter's items
        data = asdict(replace(self, did=Counter(), mails=Counter())) | counted
        data["mails"] = {"taken": sum(self.mails.values()), "different": len(self.mails)}
        return data

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """The record that ``as_dict`` made, but for the mails, of which only numbers are kept."""
        record = cls(data["minutes"], data["mode"], data["model_seconds"], data["played"])
        record.samples = [
            Sample(**{**one, "processes": tuple(Reading(**reading) for reading in one["processes"])})
            for one in data["samples"]
        ]
        for name, kind in (
            ("answers", Answer),
            ("faults", Fault),
            ("wishes", Wish),
            ("lines", Line),
            ("mishaps", Mishap),
        ):
            setattr(record, name, [kind(**one) for one in data[name]])
        record.did = Counter(data["did"])
        record.told_model, record.books, record.machine = data["told_model"], data["books"], data["machine"]
        taken, different = data["mails"]["taken"], data["mails"]["different"]
        record.mails = Counter({str(number): 1 + (number < taken - different) for number in range(different)})
        return record

    def planted(self, begun: float, ended: float) -> bool:
        """Whether a planted fault falls into this span."""
        return any(fault.covers(begun, ended) for fault in self.faults)


class Journal:
    """The record while it is written, by many threads, and the clock of the soak."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.began = datetime.now(UTC)
        self._zero = time.monotonic()
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Set the clock to nought: the play begins."""
        self.began, self._zero = datetime.now(UTC), time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self._zero

    def since(self, moment: datetime) -> float:
        """A moment of the database's on the soak's clock."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return (aware - self.began) / timedelta(seconds=1)

    def did(self, what: str) -> None:
        with self._lock:
            self.record.did[what] += 1

    def answer(self, answer: Answer) -> None:
        with self._lock:
            self.record.answers.append(answer)

    def sample(self, sample: Sample) -> None:
        with self._lock:
            self.record.samples.append(sample)

    def line(self, line: Line) -> None:
        with self._lock:
            self.record.lines.append(line)

    def mishap(self, kind: str, text: str) -> None:
        with self._lock:
            self.record.mishaps.append(Mishap(self.now(), kind, text[:400]))

    def told(self, name: str) -> None:
        with self._lock:
            self.record.told_model.append(name)

    def mail(self, message_id: str) -> None:
        with self._lock:
            self.record.mails[message_id] += 1

    def fault(self, name: str) -> Fault:
        fault = Fault(name, self.now())
        with self._lock:
            self.record.faults.append(fault)
        return fault
