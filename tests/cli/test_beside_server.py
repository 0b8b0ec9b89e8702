"""Commands beside a running server: it alone indexes, they all work, and a second server is refused with what to do."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.console import Console, end
from tests.journeys.server import RunningServer, free_port, serving

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Beside:
    console: Console
    server: RunningServer

    @property
    def worker(self) -> int:
        """The process that holds the index."""
        return int((self.console.data / "chroma" / "lock").read_text())

    def until(self, true, seconds: float = 60) -> None:
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, "\n".join(self.server.lines[-30:])
            time.sleep(0.1)


@pytest.fixture(scope="module")
def beside(built: Console, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    console = built.copy(tmp_path_factory.mktemp("beside"))
    with serving(console.data, demo=False, DUA_ARAH_KNOWLEDGE=str(console.knowledge)) as server:
        server.wait_for("The index is ready.")
        yield Beside(console, server)


def test_commands_work_beside_it(beside: Beside):
    console = beside.console
    found = console.run("knowledge", "search", "papan pengumuman gudang", "--json").json
    assert found[0]["path"] == "catatan.txt"
    shown = console.run("suggest", "1", "--save", "--json").json
    assert len(shown["topics"]) >= 3
    assert console.rows("select count(*) from suggestion_set") == [(1,)]
    told = console.run("sign-in-link", "ratna.maheswari@nusarekaan.example")
    assert told.code == 0 and told.out.startswith("http")
    assert console.run("doctor").code in {0, 1}


def test_a_sync_is_done_by_the_server_within_seconds(beside: Beside):
    console = beside.console
    before = set(console.served())
    (console.knowledge / "baru.txt").write_text(
        "Palet bernomor ganda dicatat terpisah di lembar zamrud oleh petugas.\n"
    )
    (console.knowledge / "en" / "data-tidy.md").unlink()
    said = console.run("knowledge", "sync")
    assert said.code == 0 and "The index serves" in said.out
    assert set(console.served()) == before - {"en/data-tidy.md"} | {"baru.txt"}
    owners = console.rows("select owner from knowledge_generation where state = 'serving'")
    assert f":{beside.worker}:" in owners[0][0], "the server built it, not the command"
    beside.until(lambda: any("index_built" in line for line in beside.server.lines))
    assert console.run("knowledge", "search", "lembar zamrud", "--json").json[0]["path"] == "baru.txt"


def test_a_second_server_is_refused_with_what_to_do(beside: Beside):
    second = end(beside.console.start("run", DUA_ARAH_PORT=str(free_port())))
    assert second.code not in {0, None}
    told = second.out + second.err
    assert "in use by another dua-arah server" in told and f"process {beside.worker}" in told
    assert "Stop that server first" in told and "DUA_ARAH_DATA" in told and "Traceback" not in told
    with urlopen(f"{beside.server.url}/sign-in", timeout=10) as answer:
        assert answer.status == 200, "and the first one serves on"


def test_a_killed_worker_comes_back_and_serves(beside: Beside):
    old = beside.worker
    os.kill(old, signal.SIGKILL)
    beside.until(lambda: beside.worker != old)

    def answers() -> bool:
        try:
            with urlopen(f"{beside.server.url}/sign-in", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    beside.until(answers)
    assert beside.console.run("knowledge", "search", "papan pengumuman", "--json").json


def still(process: int) -> None:
    """Return when every thread of a process that was sent SIGSTOP has stopped."""
    ends = time.monotonic() + 30
    states = Path(f"/proc/{process}/task")
    while any((one / "stat").read_text().rpartition(")")[2].split()[0] != "T" for one in states.iterdir()):
        assert time.monotonic() < ends, "a thread goes on"
        time.sleep(0.01)


def test_a_command_that_waits_for_a_server_goes_on_alone_when_it_ends(built: Console, tmp_path: Path):
    console = built.copy(tmp_path)
    (console.knowledge / "baru.txt").write_text(
        "Palet bernomor ganda dicatat terpisah di lembar zamrud oleh petugas.\n"
    )
    asked = "select count(*) from knowledge_sync_request where done_at is null"
    with serving(console.data, demo=False, DUA_ARAH_KNOWLEDGE=str(tmp_path / "nothing")) as server:
        server.wait_for("The index is ready.")
        holder = sqlite3.connect(console.data / "dua-arah.sqlite3", isolation_level=None)
        worker = int((console.data / "chroma" / "lock").read_text())
        holder.execute("BEGIN IMMEDIATE")  # not in the middle of a write of its own
        os.kill(worker, signal.SIGSTOP)  # it takes no request
        still(worker)  # a thread still running could take the lock that is let go next
        holder.execute("ROLLBACK")
        waiting = console.start("knowledge", "sync")
        try:
            ends = time.monotonic() + 60
            while holder.execute(asked).fetchone() == (0,) and time.monotonic() < ends:
                time.sleep(0.05)
            assert waiting.poll() is None, end(waiting)
        finally:
            holder.close()
            server.process.kill()
            os.kill(worker, signal.SIGKILL)
    said = end(waiting)
    assert said.code == 0, said.err
    assert "baru.txt" in console.served()
