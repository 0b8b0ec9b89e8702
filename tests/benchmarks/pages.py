"""Pages of the real server on loopback, under a few browsers at once, against the plainest page that it has for the same reader."""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.browser import Browser
from tests.benchmarks.figures import Figure, percentile
from tests.journeys.server import RunningServer, command, environment, free_port, serving

BAR = 0.5
_CONNECTIONS = 4
PEOPLE = 20
_START_SECONDS = 30


@dataclass
class Page:
    """A page to fetch; `taken` gathers the seconds of its requests, `rates` the requests a second of its rounds."""

    name: str
    path: str
    cookie: str
    marker: str
    port: int
    taken: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    rounds, seconds = (2, 1.0) if quick else (9, 2.5)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        say("a demo with a set for pair 1, and twenty people on the list")
        for words in (("demo", "--if-empty"), ("suggest", "1", "--save")):
            _run(command(*words), data)
        _run([sys.executable, "-m", "tests.benchmarks.people", str(PEOPLE)], data)
        with serving(data, DUA_ARAH_LOG_LEVEL="WARNING") as server, _hello() as port:
            server.wait_for("The index is ready.")
            pages = _pages(server, port)
            say(f"{rounds} rounds of {seconds} s a page, {_CONNECTIONS} connections")
            for number in range(rounds):
                for page in pages if number % 2 else reversed(pages):
                    _load(page, seconds)
    bare, *others, hello = pages
    return [*(_figure(page, bare) for page in others), _beside(bare), _beside(hello)]


def _run(words: list[str], data: Path) -> None:
    subprocess.run(words, env=environment(data), check=True, stdout=subprocess.DEVNULL, timeout=300)


def _pages(server: RunningServer, hello: int) -> list[Page]:
    mentor, leader, admin = (Browser(server.link(word)) for word in ("mentor:", "senior:", "admin:"))
    port = int(server.url.rsplit(":", 1)[1])
    mentor.get(f"{server.url}/pairs/1")
    room = mentor.url.removeprefix(server.url)
    form = "/programmes/1/forms/intake-senior/pages/behaviours_now"
    return [
        Page("the help page", "/help", mentor.cookie, "<main", port),
        Page("the pair's room, with a set", room, mentor.cookie, "<blockquote", port),
        Page("a page of the intake", form, leader.cookie, "<fieldset", port),
        Page(f"the admin's list of {PEOPLE} people", "/programmes/1", admin.cookie, "Orang 19", port),
        Page("WSGI hello, same gunicorn settings", "/", "", "hello", hello),
    ]


@contextmanager
def _hello() -> Iterator[int]:
    port = free_port()
    words = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8", "--workers", "1"]
    process = subprocess.Popen(
        [*words, "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "tests.benchmarks.hello:app"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _load(page: Page, seconds: float) -> None:
    plan = {
        "port": page.port,
        "path": page.path,
        "cookie": page.cookie,
        "marker": page.marker,
        "connections": _CONNECTIONS,
        "seconds": seconds,
        "warm": 0.3,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    )
    answer = json.loads(done.stdout)
    assert not answer["faults"], answer["faults"]
    page.taken.extend(answer["taken"])
    page.rates.append(len(answer["taken"]) / seconds)


def _figure(page: Page, bare: Page) -> Figure:
    return Figure(
        page.name,
        median(page.rates),
        "/s",
        median(bare.rates),
        median(one / other for one, other in zip(page.rates, bare.rates, strict=True)),
        BAR,
        "least",
        rounds=len(page.rates),
        note=f"p95 {_p95(page):.0f} ms; reference: {bare.name}, p95 {_p95(bare):.0f} ms",
    )


def _beside(page: Page) -> Figure:
    return Figure(page.name, median(page.rates), "/s", rounds=len(page.rates), note=f"p95 {_p95(page):.0f} ms")


def _p95(page: Page) -> float:
    return percentile(page.taken, 0.95) * 1000
