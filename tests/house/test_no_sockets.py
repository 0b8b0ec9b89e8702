"""No model configured, no socket opened: whatever the environment holds, nothing here talks to anybody.

Each command runs under an audit hook that writes down every connection and every name looked up, and with proxies and a model's
address that lead to a listener of ours, where native code (which the hook cannot see) would be caught.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.cli.console import Console, Said, some_guides
from tests.journeys.server import free_port

HOOKED = """
import os, runpy, sys

told = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
WATCHED = {"connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"}

def hook(event, arguments):
    if event.startswith("socket.") and event.removeprefix("socket.") in WATCHED:
        os.write(told, f"{event} {arguments[1:] if event == 'socket.connect' else arguments}\\n".encode())

sys.addaudithook(hook)
runpy.run_module("service.cli", run_name="__main__", alter_sys=True)
"""


@dataclass
class Listener:
    """Takes every connection and remembers that somebody came."""

    came: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    self.came.append(connection.recv(200))
                except OSError:
                    self.came.append(b"")

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@dataclass
class Hostile:
    """A machine whose environment would have everything sent somewhere."""

    console: Console
    listener: Listener
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        here = f"http://127.0.0.1:{self.listener.port}"
        own = {
            "OPENAI_API_KEY": "sk-hostile",
            "OPENAI_BASE_URL": f"{here}/v1",
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_TRACING_V2": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_ENDPOINT": here,
            "LANGCHAIN_ENDPOINT": here,
            "LANGCHAIN_API_KEY": "ls-hostile",
            "LANGSMITH_API_KEY": "ls-hostile",
            "HF_ENDPOINT": here,
            "HF_TOKEN": "hf-hostile",
            "OTEL_EXPORTER_OTLP_ENDPOINT": here,
            "CHROMA_OPEN_TELEMETRY__ENDPOINT": here,
            "SENTRY_DSN": f"http://key@127.0.0.1:{self.listener.port}/1",
        }
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), here)
        environment = {**self.console.environment(), **own, **proxies}
        environment.pop("ANONYMIZED_TELEMETRY", None)
        return environment

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", HOOKED, str(self.log), *words],
            env={**self.environment, **more},
            cwd=self.console.knowledge.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str, **more: str) -> Said:
        process = self.start(*words, **more)
        out, err = process.communicate(timeout=300)
        return Said(process.returncode, out, err)

    @property
    def told(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def silent(self) -> None:
        assert self.told == [] and self.listener.came == []


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """The demo and an index, both made under the hook."""
    root = tmp_path_factory.mktemp("hostile")
    listener = Listener()
    hostile = Hostile(Console(root / "data", some_guides(root / "knowledge")), listener, root / "sockets.log")
    (hostile.console.knowledge / "baru.txt").write_text("Palet bernomor ganda dicatat di lembar zamrud.\n")
    (root / "p.jsonl").write_text('{"id": "a", "text": "Rekap lembur disusun setiap bulan."}\n')
    (root / "q.jsonl").write_text('{"question": "Kapan rekap lembur disusun?", "relevant": ["a"]}\n')
    for words in (["demo"], ["knowledge", "sync"]):
        said = hostile.run(*words)
        assert said.code == 0, said.err
    yield hostile
    listener.close()


@pytest.mark.parametrize(
    "words",
    [
        ["suggest", "1", "--save", "--json"],
        ["knowledge", "search", "rekap lembur", "--json"],
        ["eval", "retrieval", "--passages", "p.jsonl", "--questions", "q.jsonl", "--json"],
        ["doctor"],
    ],
    ids=lambda words: words[0] if len(words) < 3 else " ".join(words[:2]),
)
def test_a_command_opens_no_socket(machine: Hostile, words: list[str]):
    said = machine.run(*words)
    assert said.code == 0 or words == ["doctor"], said.err
    machine.silent()


def test_a_set_is_the_guides_though_there_is_a_key(machine: Hostile):
    assert machine.run("suggest", "1", "--json").json["writer"] == "guided"
    said = machine.run("suggest", "1", "--writer", "model")
    assert said.code == 2 and "DUA_ARAH_MODEL" in said.err
    machine.silent()


def test_a_server_that_serves_opens_none_but_its_own(machine: Hostile):
    port = free_port()
    process = machine.start("run", DUA_ARAH_PORT=str(port))
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
    reader.start()
    try:
        ends = time.monotonic() + 120
        while not any("The index is ready." in line for line in lines):
            assert process.poll() is None and time.monotonic() < ends, lines
            time.sleep(0.1)
        opener = build_opener(ProxyHandler({}))
        for path in ("/sign-in", "/help", "/static/css/app.css"):
            with opener.open(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                assert answer.status == 200
    finally:
        process.terminate()
        process.wait(30)
        reader.join(5)
        process.stdout.close()
        process.stderr.close()
    assert [line for line in machine.told if "127.0.0.1" not in line.split("(", 1)[1].split(",")[0]] == []
    assert [line for line in machine.told if line.startswith(("socket.connect", "socket.send"))] == []
    assert machine.listener.came == []


def test_the_hook_and_the_listener_would_have_seen_it(machine: Hostile, tmp_path):
    """With a model configured the same command is seen by both, so the silence above means something."""
    seen = Hostile(machine.console, Listener(), tmp_path / "sockets.log")
    try:
        said = seen.run("suggest", "1", "--json", DUA_ARAH_MODEL="fake", DUA_ARAH_MODEL_TIMEOUT="6")
        assert said.json["receipt"]["fallback"] and said.json["topics"]
        assert any(line.startswith("socket.connect") for line in seen.told) and seen.listener.came
        assert all(f"{seen.listener.port}" in line for line in seen.told if line.startswith("socket.connect"))
    finally:
        seen.listener.close()
