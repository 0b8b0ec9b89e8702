"""A real server for the browser journeys: the `dua-arah` command on a free port, with the demo in a folder of its own."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

_LINK = re.compile(r"^\s+(?P<label>.+?)\s+(?P<url>http://127\.0\.0\.1:\d+/demo/\S+)$")
_START_SECONDS = 60


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "service.cli", *words]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The caller's environment without any setting of ours or of a model's, and our own on top."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DUA_ARAH_", "OPENAI_", "LANG_", "LANGSMITH"))
    }
    return {**kept, "DUA_ARAH_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningServer:
    """Where it serves, the demo's one-click links by label, and all it printed."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    links: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def link(self, word: str) -> str:
        """The link whose label contains `word`."""
        return next(url for label, url in self.links.items() if word in label.lower())

    def wait_for(self, text: str, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while not any(text in line for line in self.lines):
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError(f"{text!r} was not printed:\n" + "\n".join(self.lines[-40:]))
            time.sleep(0.1)


@contextmanager
def serving(data: Path, *, demo: bool = True, **settings: str) -> Iterator[RunningServer]:
    port = free_port()
    env = environment(data, DUA_ARAH_PORT=str(port), **settings)
    if demo:
        subprocess.run(command("demo", "--if-empty"), env=env, check=True, capture_output=True, timeout=120)
    process = subprocess.Popen(
        command("run"), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    running = RunningServer(f"http://127.0.0.1:{port}", data, process)
    reader = threading.Thread(target=_read, args=(running,), daemon=True)
    reader.start()
    try:
        _wait_until_it_answers(running)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        reader.join(5)


def _read(running: RunningServer) -> None:
    assert running.process.stdout is not None
    for raw in running.process.stdout:
        line = raw.rstrip("\n")
        running.lines.append(line)
        match = _LINK.match(line)
        if match:
            running.links[match["label"]] = match["url"]
    running.process.stdout.close()


def _wait_until_it_answers(running: RunningServer) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if running.process.poll() is not None:
            break
        try:
            with urlopen(f"{running.url}/sign-in", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start:\n" + "\n".join(running.lines[-60:]))
