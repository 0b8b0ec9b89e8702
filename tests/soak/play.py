"""The soak itself: sets the stage, lets everybody play for some minutes, waits until it is quiet, and closes the books."""

import platform
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from tests.soak.browser import Browser, Interrupted
from tests.soak.faults import Saboteur
from tests.soak.outside import MisbehavingModel, Post
from tests.soak.participants import NUMBER, PHONE, Guest, Pace, Participant
from tests.soak.people import Names
from tests.soak.record import Journal, Record
from tests.soak.staff import Admin, Curator, persons
from tests.soak.stage import Stage, furnished, staged, until
from tests.soak.watch import EVERY, Logs, Watcher

PAIRS = 30
PLAYERS = 8
THINK = 3.0
WORKERS = 2
_INDEX = 600.0
_QUIET = 480.0
_JOIN = 200.0
_SAY = 60.0
_EVERY = {"wish": 5.0, "person": 240.0, "pair": 90.0, "read-again": 60.0}
Say = Callable[[str], None]


class Cast:
    """Everybody who plays, each in a thread of their own, until `stop`."""

    def __init__(self, stage: Stage, journal: Journal, post: Post, people: dict[str, Any], seed: int) -> None:
        self._stage, self._journal, self._post, self._people = stage, journal, post, people
        self._seed = seed
        self.stop = threading.Event()
        self.pace = Pace(journal, _EVERY, THINK, self.stop)
        self._turns = threading.Lock()
        self._deck: deque[dict[str, Any]] = deque()
        self._shuffler = random.Random(seed)
        self._names = Names(seed + 1000)
        self.curator = Curator(stage, journal, self.pace, seed)
        self._threads: list[threading.Thread] = []

    def start(self, players: int) -> None:
        self._go("curator", self.curator.work)
        self._go("admin", self._as_admin)
        for number in range(players):
            self._go(f"player-{number + 1}", lambda number=number: self._as_participant(number))

    def end(self) -> None:
        """Let everybody finish what they are at."""
        self.stop.set()
        ends = time.monotonic() + _JOIN
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))

    def plant(self, minutes: float) -> None:
        saboteur = Saboteur(self._stage, self._journal, self.stop)
        self._go("saboteur", lambda: saboteur.work(minutes * 60))

    def _go(self, name: str, play: Callable[[], None]) -> None:
        def played() -> None:
            while not self.stop.is_set():
                try:
                    play()
                except Interrupted:
                    self.stop.wait(5)
                except Exception as error:  # noqa: BLE001 - one player's mishap is written down and the play goes on
                    self._journal.mishap(name.rstrip("-0123456789"), f"{type(error).__name__}: {error}")
                    self.stop.wait(5)
                if name == "saboteur":
                    return

        thread = threading.Thread(target=played, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _next(self) -> dict[str, Any]:
        with self._turns:
            if not self._deck:
                self._deck.extend(persons(self._people, self._shuffler))
            return self._deck.popleft()

    def _guest(self, who: str, email: str, number: int, chance: random.Random) -> Guest:
        address = f"10.77.{number // 250}.{number % 250 + 1}"
        browser = Browser(self._stage.url, self._journal, who, address, chance.choice(["id", "en"]), self.stop.is_set)
        return Guest(browser, self._journal, self._post, self.pace, chance, email)

    def _as_participant(self, number: int) -> None:
        person = self._next()
        chance = random.Random(f"{self._seed} {person['email']} {self._journal.now():.0f}")
        guest = self._guest("participant", person["email"], self._people["people"].index(person), chance)
        try:
            Participant(guest, person, self._people["programme"]).visit()
        finally:
            guest.browser.close()
        self.pace.pause(chance, 1 + number % 2)

    def _as_admin(self) -> None:
        chance = self._shuffler
        admin = chance.choice(self._people["admins"])
        guest = self._guest("admin", admin["email"], 500, chance)
        try:
            Admin(guest, self._people["programme"], self._names).visit()
        finally:
            guest.browser.close()


def soak(record: Record, folder: Path, *, seed: int, say: Say) -> None:
    """Play `record.minutes` in `folder`, and write down what happened; everything that was started is ended."""
    record.machine = _machine()
    journal = Journal(record)
    with ExitStack() as ends:
        model = ends.enter_context(MisbehavingModel(journal, seed, record.model_seconds))
        post = ends.enter_context(Post(journal, seed))
        stage = ends.enter_context(
            staged(
                folder,
                many=record.mode == "many",
                model=model.address,
                mail_port=post.port,
                model_seconds=record.model_seconds,
                processes=2,
            )
        )
        say("furnishing the database …")
        people = furnished(stage, PAIRS)
        names = [word for one in (*people["people"], *people["admins"]) for word in one["name"].lower().split()]
        model.ban([*names, PHONE, NUMBER])
        stage.start_web()
        for number in range(WORKERS if stage.many else 0):
            stage.python(f"worker-{number + 1}", "worker").start()
        watcher = Watcher(stage, journal, Logs(stage, journal, names))
        until(lambda: watcher.books.index().startswith("serving"), _INDEX, "the index serves")
        say(f"playing {record.minutes:g} minutes at {stage.url}, in {folder.name}")
        journal.begin()
        _play(record, journal, stage, post, people, watcher, seed=seed, say=say)


def _play(
    record: Record,
    journal: Journal,
    stage: Stage,
    post: Post,
    people: dict[str, Any],
    watcher: Watcher,
    *,
    seed: int,
    say: Say,
) -> None:
    cast = Cast(stage, journal, post, people, seed)
    over = threading.Event()
    looking = threading.Thread(target=watcher.work, args=(over,), name="watcher", daemon=True)
    looking.start()
    try:
        cast.start(PLAYERS)
        cast.plant(record.minutes)
        _wait(record, journal, say)
        record.played = journal.now()
        cast.end()
    finally:
        record.played = record.played or journal.now()
        cast.stop.set()
        over.set()
    looking.join(_JOIN)
    say("everybody has gone; waiting until nothing is left to do …")
    cast.curator.tidy()
    _calm(watcher)
    record.wishes = watcher.books.wishes(journal)
    record.books = watcher.books.at_the_end()
    stage.end()
    watcher._logs.read()


def _wait(record: Record, journal: Journal, say: Say) -> None:
    told = 0.0
    while (now := journal.now()) < record.minutes * 60:
        time.sleep(min(1.0, record.minutes * 60 - now))
        if now - told >= _SAY:
            told = now
            last = record.samples[-1] if record.samples else None
            failed = sum(1 for one in record.answers if one.status >= 500 or not one.status)
            memory = sum(one.rss for one in last.processes) if last else 0.0
            say(
                f"{now / 60:5.1f} min: {len(record.answers)} answers, {failed} failed, {record.did['wish']} wishes, "
                f"{last.open_wishes if last else '?'} open, {memory:.0f} MB, {len(record.faults)} faults planted"
            )


def _calm(watcher: Watcher) -> None:
    """Until three looks in a row find nothing waiting and every guide served, or patience ends; the last look is kept."""
    ends = time.monotonic() + _QUIET
    quiet = 0
    while quiet < 3 and time.monotonic() < ends:
        time.sleep(EVERY)
        sample = watcher.look()
        left = (sample.queue, sample.open_wishes, sample.mails, sample.index, sample.ready)
        quiet = quiet + 1 if left == (0, 0, 0, "serving", 200) and not watcher.books.stale() else 0


def _machine() -> dict[str, Any]:
    return {
        "cores": psutil.cpu_count(),
        "memory_mb": round(psutil.virtual_memory().total / 2**20),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }
