"""An installation of several processes as compose.yaml starts it, without containers: PostgreSQL, `chroma run`, web, workers.

Everything listens on loopback, lives in one folder and ends with the ``with`` block.
"""

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg

from tests.chroma_server import ChromaServer
from tests.journeys.server import command, environment, free_port

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_LINK = re.compile(r"^\s+(?P<label>.+?)\s+(?P<url>http://127\.0\.0\.1:\d+/demo/\S+)$")
_PATIENCE = 120.0


def until(question: Callable[[], Any], seconds: float = _PATIENCE, every: float = 0.2) -> Any:
    """Ask until the answer is true; what it was."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, f"still not so after {seconds} s"
        time.sleep(every)
    return answer


@dataclass
class Process:
    """One of our processes, and the file its words go to."""

    running: subprocess.Popen[bytes]
    said: Path

    def lines(self) -> list[str]:
        return self.said.read_text(encoding="utf-8", errors="replace").splitlines()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.running.kill()
        self.running.wait(10)

    def end(self) -> int:
        """Ask it to end, and wait until it has."""
        self.running.send_signal(signal.SIGINT)
        return self.running.wait(60)


@dataclass
class Stack:
    """What runs, and how to reach it."""

    folder: Path
    database: str
    chroma: ChromaServer
    more: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    @property
    def knowledge(self) -> Path:
        return self.folder / "knowledge"

    def settings(self, **more: str) -> dict[str, str]:
        own = {
            "DUA_ARAH_DATABASE_URL": self.database,
            "DUA_ARAH_CHROMA_URL": self.chroma.address,
            "DUA_ARAH_KNOWLEDGE": str(self.knowledge),
            "DUA_ARAH_SECRET_KEY": "s" * 40,
            "DUA_ARAH_MAIL": "file",
        }
        return environment(self.folder / "data", **own, **self.more, **more)

    def run(self, *words: str) -> str:
        """A command to its end; what it printed."""
        done = subprocess.run(
            command(*words),
            check=False,
            env=self.settings(),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            cwd=self.folder,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *words: str, **more: str) -> Process:
        said = self.folder / f"{words[0]}-{len(self.processes)}.log"
        with said.open("wb") as stream:
            running = subprocess.Popen(
                command(*words), env=self.settings(**more), stdout=stream, stderr=subprocess.STDOUT, cwd=self.folder
            )
        self.processes.append(Process(running, said))
        return self.processes[-1]

    def web(self, **more: str) -> "Web":
        port = free_port()
        return Web(self.start("run", DUA_ARAH_PORT=str(port), **more), f"http://127.0.0.1:{port}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Asks the database itself."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def end(self) -> None:
        for process in self.processes:
            if process.running.poll() is None:
                process.running.terminate()
        for process in self.processes:
            try:
                process.running.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@dataclass
class Web:
    """A web process and where it listens."""

    process: Process
    url: str

    def ready(self) -> "Web":
        def answers() -> bool:
            assert self.process.running.poll() is None, "\n".join(self.process.lines()[-40:])
            try:
                return httpx.get(f"{self.url}/sign-in", timeout=5, trust_env=False).status_code == 200
            except httpx.HTTPError:
                return False

        until(answers)
        return self

    def link(self, word: str) -> str:
        """A demo link that this server printed."""
        found = [match for line in self.process.lines() if (match := _LINK.match(line))]
        return next(match["url"] for match in found if word in match["label"].lower())


class Person:
    """Somebody with a browser that knows no JavaScript; the cookie holds at every web process."""

    def __init__(self) -> None:
        self.client = httpx.Client(
            timeout=30, follow_redirects=True, trust_env=False, headers={"Accept-Language": "en"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()

    def get(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.text

    def post(self, url: str, form_page: str, **fields: str) -> str:
        """Send a form; its token comes from the page it stands on."""
        token = _TOKEN.search(self.get(form_page))
        assert token, form_page
        answer = self.client.post(url, data={"csrf_token": token[1], **fields}, headers={"Origin": url_origin(url)})
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.text

    def sign_in(self, link: str) -> Self:
        self.post(link, link)
        return self


def url_origin(url: str) -> str:
    return "/".join(url.split("/")[:3])


@contextmanager
def stack(folder: Path, database: str, **settings: str) -> Iterator[Stack]:
    """PostgreSQL is there already; Chroma is started here. The folder gets a knowledge folder by whoever uses it."""
    with ChromaServer(folder / "chroma") as chroma:
        made = Stack(folder, database, chroma, settings)
        try:
            yield made
        finally:
            made.end()
