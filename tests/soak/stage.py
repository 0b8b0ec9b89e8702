"""The installation that is soaked: a copy of the checkout, so that work on it goes on beside, and its processes on loopback.

Each process leads a group of its own and is ended with it, however the soak ends.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

from tests import postgres
from tests.fake_answers import MODEL
from tests.journeys.server import environment, free_port

ROOT = Path(__file__).parents[2]
_COPIED = ("service", "templates", "prompts", "knowledge", "tests")
_START = 180.0
_END = 40.0
_COMMAND = 180.0


def until(question: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something is so; raises ``TimeoutError``."""
    ends = time.monotonic() + seconds
    while not question():
        if time.monotonic() > ends:
            message = f"{what}: not within {seconds:.0f} s"
            raise TimeoutError(message)
        time.sleep(0.25)


@dataclass
class Part:
    """One program of the installation, which may be ended and started again; its words go to one file."""

    name: str
    words: list[str]
    folder: Path
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as stream:
            self.running = subprocess.Popen(
                self.words,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def end(self) -> None:
        """Ask it to end; make it, where it does not."""
        if self.running is None:
            return
        self._send(signal.SIGTERM, group=False)
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(_END)
        self._send(signal.SIGKILL, group=True)
        self.running.wait(10)
        self.running = None

    def kill(self) -> None:
        """End it as a power cut would."""
        self._send(signal.SIGKILL, group=True)
        if self.running is not None:
            self.running.wait(10)

    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def processes(self) -> list[psutil.Process]:
        """Itself first, then its children, the oldest first."""
        if self.running is None:
            return []
        try:
            itself = psutil.Process(self.running.pid)
            return [itself, *sorted(itself.children(recursive=True), key=lambda one: one.create_time())]
        except psutil.NoSuchProcess:
            return []

    def _send(self, number: signal.Signals, *, group: bool) -> None:
        if self.running is None:
            return
        try:
            if group:
                os.killpg(self.running.pid, number)
            elif self.running.poll() is None:
                self.running.send_signal(number)
        except ProcessLookupError:
            pass


@dataclass
class Stage:
    """Where everything is: the folder, the parts by name, the web's address and the database's."""

    folder: Path
    settings: dict[str, str]
    port: int
    database: str | None = None
    chroma: str | None = None
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def many(self) -> bool:
        return self.database is not None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def knowledge(self) -> Path:
        return self.folder / "knowledge"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def code(self) -> Path:
        return self.folder / "code"

    def environment(self) -> dict[str, str]:
        own = {"DUA_ARAH_KNOWLEDGE": str(self.knowledge), "DUA_ARAH_PORT": str(self.port), **self.settings}
        return {**environment(self.data, **own), "PYTHONPATH": str(self.code), "ANONYMIZED_TELEMETRY": "False"}

    def run(
        self, *words: str, module: str = "service.cli", seconds: float = _COMMAND
    ) -> subprocess.CompletedProcess[str]:
        """A command beside the server, to its end; raises ``subprocess.TimeoutExpired``."""
        return subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment(),
            cwd=self.code,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def python(self, name: str, *words: str) -> Part:
        return self.add(name, [sys.executable, "-m", "service.cli", *words])

    def add(self, name: str, words: list[str]) -> Part:
        log = self.folder / "logs" / f"{name}.log"
        self.parts[name] = Part(name, words, self.code, self.environment(), log)
        return self.parts[name]

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/sign-in", timeout=10, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def chroma_answers(self) -> bool:
        try:
            return httpx.get(f"{self.chroma}/api/v2/heartbeat", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def start_web(self) -> None:
        web = self.python("web", "run")
        web.start()

        def serves() -> bool:
            if not web.alive():
                message = f"the web server ended: {web.log.read_text(errors='replace')[-2000:]}"
                raise RuntimeError(message)
            return self.answers()

        until(serves, _START, "the web server answers")

    def start_chroma(self) -> None:
        """The Rust server, with the settings of compose.yaml."""
        port = free_port()
        self.chroma = f"http://127.0.0.1:{port}"
        self.settings["DUA_ARAH_CHROMA_URL"] = self.chroma
        plan = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
        own = {"port": port, "listen_address": "127.0.0.1", "persist_path": str(self.folder / "chroma")}
        settings = self.folder / "chroma.yaml"
        settings.write_text(yaml.safe_dump({**yaml.safe_load(plan["configs"]["chroma"]["content"]), **own}))
        self.add("chroma", [str(Path(sys.executable).with_name("chroma")), "run", str(settings)]).start()
        until(self.chroma_answers, _START, "Chroma answers")

    def end(self) -> None:
        for part in reversed(self.parts.values()):
            part.end()


def furnished(stage: Stage, pairs: int) -> dict[str, Any]:
    """Make the database and its people; who they are, see ``people``."""
    said = stage.run(str(pairs), module="tests.soak.people")
    if said.returncode != 0:
        raise RuntimeError(said.stdout + said.stderr)
    people: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])  # above it: what migrations log
    return people


def _copy(folder: Path) -> None:
    for name in ("logs", "data", "code", "knowledge", "chroma"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("logs", "data"):
        (folder / name).mkdir(parents=True)
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / "code" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")


@contextmanager
def staged(
    folder: Path, *, many: bool, model: str, mail_port: int, model_seconds: float, processes: int
) -> Iterator[Stage]:
    """A stage with its database (and Chroma), and nothing started yet; ends everything that was started on it."""
    _copy(folder)
    settings = {
        "DUA_ARAH_MODEL": MODEL,
        "DUA_ARAH_MODEL_TIMEOUT": f"{model_seconds:g}",
        "OPENAI_BASE_URL": model,
        "OPENAI_API_KEY": "soak",
        "DUA_ARAH_MAIL": "smtp",
        "DUA_ARAH_SMTP_HOST": "127.0.0.1",
        "DUA_ARAH_SMTP_PORT": str(mail_port),
        "DUA_ARAH_SMTP_TLS": "none",
        "DUA_ARAH_PROXIES": "1",  # every player comes from an address of their own
        "DUA_ARAH_LOG_FORMAT": "json",
        "DUA_ARAH_SECRET_KEY": "soak" * 10,
    }
    with ExitStack() as ends:
        stage = Stage(folder, settings, free_port())
        if many:
            server = ends.enter_context(postgres.running())
            if server is None:
                message = "PostgreSQL is not installed (Debian's postgresql); --embedded needs none"
                raise RuntimeError(message)
            stage.database = ends.enter_context(postgres.database(server))
            settings |= {"DUA_ARAH_DATABASE_URL": stage.database, "DUA_ARAH_PROCESSES": str(processes)}
        ends.callback(stage.end)
        if many:
            stage.start_chroma()
        yield stage
