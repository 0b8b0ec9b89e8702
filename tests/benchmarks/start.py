"""How long from the start of the process to its first page, and what web and worker hold in memory."""

import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil

from tests.benchmarks.browser import Browser
from tests.benchmarks.figures import Figure
from tests.chroma_server import ChromaServer
from tests.journeys.server import RunningServer, command, environment, free_port, serving

BAR = 3.0
_LONGEST = 60.0
_LOOK = 0.01


def figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    rounds = 2 if quick else 7
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with serving(data) as server:
            server.wait_for("The index is ready.")
            Browser(server.link("mentor:"))
        say(f"{rounds} starts")
        taken = [_first_page(data) for _ in range(rounds + 1)][1:]
        say("memory")
        return [
            Figure(
                "start of the process to its first page",
                median(taken),
                "s",
                bar=BAR,
                rounds=rounds,
                note=f"demo, index there, slowest {max(taken):.2f} s",
            ),
            *_memory(data, Path(folder)),
        ]


def _first_page(data: Path) -> float:
    """Seconds until the sign-in page is answered."""
    port = free_port()
    env = environment(data, DUA_ARAH_PORT=str(port))
    began = time.perf_counter()
    process = subprocess.Popen(command("run"), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < _LONGEST:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=_LONGEST) as answer:
                    assert answer.status == 200
                    return time.perf_counter() - began
            except OSError:
                time.sleep(_LOOK)
        message = "the server did not start"
        raise TimeoutError(message)
    finally:
        process.terminate()
        process.wait(30)


def _memory(data: Path, folder: Path) -> list[Figure]:
    with serving(data) as server:
        server.wait_for("The index is ready.")
        _use(server)
        alone = _resident(server.process.pid)
    with ChromaServer(folder / "chroma") as chroma:
        settings = {"DUA_ARAH_CHROMA_URL": chroma.address}
        with serving(folder / "many", **settings) as web, _worker(folder / "many", settings) as worker:
            web.wait_for("The index is ready.")
            _use(web)
            apart, behind = _resident(web.process.pid), _resident(worker)
    return [
        Figure("memory, one process with everything inside", alone, "MB", note="resident, gunicorn's master included"),
        Figure("memory, web with a Chroma server", apart, "MB", note="resident, gunicorn's master included"),
        Figure("memory, worker with a Chroma server", behind, "MB", note="resident"),
    ]


@contextmanager
def _worker(data: Path, settings: dict[str, str]) -> Iterator[int]:
    process = subprocess.Popen(
        command("worker"), env=environment(data, **settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _use(server: RunningServer) -> None:
    """Open the mentor's room, ask for topics and wait for them, so that what is loaded at first use is loaded."""
    browser = Browser(server.link("mentor:"))
    page = browser.get(f"{server.url}/pairs/1")
    room = browser.url
    browser.post(f"{room}/suggestions", page)
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        if "<blockquote" in browser.get(room):
            return
        time.sleep(0.5)
    message = "no set was made"
    raise TimeoutError(message)


def _resident(pid: int) -> float:
    """MB of a process and its children."""
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 2**20
