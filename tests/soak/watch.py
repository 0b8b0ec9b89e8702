"""Looks at the soaked installation every few seconds: its processes, its database, its logs; and once more at the end, for good."""

import hashlib
import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from tests.soak.record import Journal, Line, Reading, Sample, Wish
from tests.soak.stage import Stage

MEGABYTE = 1024 * 1024
EVERY = 5.0
_ERRORS = {"error", "critical"}
_PLAIN_ERROR = re.compile(r"\[(?:error|critical)\s*\]|\[(?:ERROR|CRITICAL)\]")
_SERVED = (
    "select v.path, v.sha256 from knowledge_generation g "
    "join knowledge_generation_document d on d.generation_id = g.id "
    "join knowledge_version v on v.id = d.version_id where g.state = 'serving'"
)
_DOUBLED = {
    "sets of one wish": "select set_id from suggestion_request where set_id is not null group by set_id having count(*) > 1",
    "open wishes": "select pair_id, session from suggestion_request where open_key is not null group by 1, 2 having count(*) > 1",
    "marks": "select topic_id, participation_id from topic_mark group by 1, 2 having count(*) > 1",
    "pairs": "select senior_id, junior_id from pair where ended_at is null group by 1, 2 having count(*) > 1",
}


class Books:
    """Asks the database itself, by short connections of its own."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._file = stage.data / "dua-arah.sqlite3"
        self._jobs = stage.data / "jobs.sqlite3"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return list(connection.execute(query).fetchall())

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        if self._stage.database:
            with psycopg.connect(self._stage.database, autocommit=True, connect_timeout=5) as connection:
                connection.execute("set statement_timeout = '10s'")
                yield connection
        else:
            with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=10)) as connection:
                yield connection

    def queue(self) -> int:
        if self._stage.database:
            return int(self.rows("select count(*) from huey_task")[0][0])
        with closing(sqlite3.connect(f"file:{self._jobs}?mode=ro", uri=True, timeout=10)) as connection:
            return int(connection.execute("select count(*) from task").fetchone()[0])

    def megabytes(self) -> float:
        if self._stage.database:
            return float(self.rows("select pg_database_size(current_database())")[0][0]) / MEGABYTE
        return sum(path.stat().st_size for path in self._stage.data.glob("*.sqlite3*")) / MEGABYTE

    def index(self) -> str:
        """`serving`, `serving, building`, or `none`."""
        states = {str(state) for (state,) in self.rows("select state from knowledge_generation")}
        return ", ".join(state for state in ("serving", "building") if state in states) or "none"

    def stale(self) -> list[str]:
        """Files of the folder that do not serve as they lie there, and what serves without a file."""
        served = {str(path): str(sha) for path, sha in self.rows(_SERVED)}
        folder = self._stage.knowledge
        there = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.suffix in {".md", ".txt"}
        }
        return sorted(path for path in served.keys() | there.keys() if served.get(path) != there.get(path))

    def wishes(self, journal: Journal) -> list[Wish]:
        writers = dict(self.rows("select id, writer from suggestion_set"))
        found = self.rows("select id, asked_at, ended_at, fault, set_id from suggestion_request order by id")
        return [
            Wish(
                int(number),
                journal.since(moment(asked)),
                journal.since(moment(ended)) if ended is not None else None,
                fault,
                set_id,
                str(writers.get(set_id, "")),
            )
            for number, asked, ended, fault, set_id in found
        ]

    def at_the_end(self) -> dict[str, Any]:
        """Counts that tell a doubled effect, and which guides do not serve."""
        return {
            "sets": int(self.rows("select count(*) from suggestion_set")[0][0]),
            "fulfilled": int(self.rows("select count(distinct set_id) from suggestion_request")[0][0]),
            "doubled": {name: len(found) for name, query in _DOUBLED.items() if (found := self.rows(query))},
            "stale": self.stale(),
            "generations": len(self.rows("select id from knowledge_generation")),
        }


def moment(value: Any) -> datetime:
    """A stored moment: aware from PostgreSQL, a text in UTC from SQLite."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Logs:
    """Reads what is new in the logs, and keeps the lines that should not be there."""

    def __init__(self, stage: Stage, journal: Journal, names: list[str]) -> None:
        self._stage = stage
        self._journal = journal
        self._names = re.compile("|".join(re.escape(name) for name in names), re.IGNORECASE)
        self._read: dict[Path, int] = {}
        self._lock = threading.Lock()

    def read(self) -> None:
        with self._lock:
            for part in list(self._stage.parts.values()):
                self._read_one(part.name, part.log)

    def _read_one(self, part: str, log: Path) -> None:
        if not log.exists():
            return
        with log.open("rb") as stream:
            stream.seek(self._read.get(log, 0))
            new = stream.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read[log] = self._read.get(log, 0) + len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            for kind in self._kinds(line):
                self._journal.line(Line(self._journal.now(), part, kind, line[:1000]))

    def _kinds(self, line: str) -> Iterator[str]:
        if self._names.search(line):
            yield "name"
        if "Traceback (most recent call last)" in line:
            yield "traceback"
        elif _is_error(line):
            yield "error"


def _is_error(line: str) -> bool:
    if line.startswith("{"):
        try:
            return json.loads(line).get("level") in _ERRORS
        except ValueError:
            return False
    return bool(_PLAIN_ERROR.search(line))


class Watcher:
    """Takes a sample every few seconds until it is stopped."""

    def __init__(self, stage: Stage, journal: Journal, logs: Logs) -> None:
        self._stage = stage
        self._journal = journal
        self._logs = logs
        self.books = Books(stage)

    def work(self, stop: threading.Event) -> None:
        while not stop.wait(EVERY):
            self.look()

    def look(self) -> Sample:
        self._logs.read()
        asked: dict[str, Any] = {}
        try:
            asked = self._asked()
        except (psycopg.Error, sqlite3.Error) as error:
            self._journal.did(f"watch:{type(error).__name__}")
        sample = Sample(
            at=self._journal.now(),
            processes=tuple(self._processes()),
            ready=self._ready(),
            load=os.getloadavg()[0],
            **asked,
        )
        self._journal.sample(sample)
        return sample

    def _asked(self) -> dict[str, Any]:
        count, oldest = self.books.rows(
            "select count(*), min(asked_at) from suggestion_request where open_key is not null"
        )[0]
        waits = (self._journal.now() - self._journal.since(moment(oldest))) if oldest is not None else 0.0
        return {
            "queue": self.books.queue(),
            "open_wishes": int(count),
            "oldest_wish": max(0.0, waits),
            "mails": int(self.books.rows("select count(*) from outbox_mail where state = 'waiting'")[0][0]),
            "index": self.books.index(),
            "database": self.books.megabytes(),
        }

    def _processes(self) -> Iterator[Reading]:
        for part in list(self._stage.parts.values()):
            for number, process in enumerate(part.processes()):
                name = "web master" if part.name == "web" and number == 0 else part.name
                try:
                    with process.oneshot():
                        rss, files, threads = process.memory_info().rss, process.num_fds(), process.num_threads()
                except psutil.Error:
                    continue
                yield Reading(name, process.pid, rss / MEGABYTE, files, threads)

    def _ready(self) -> int | None:
        try:
            return httpx.get(f"{self._stage.url}/readyz", timeout=10, trust_env=False).status_code
        except httpx.HTTPError:
            return None
