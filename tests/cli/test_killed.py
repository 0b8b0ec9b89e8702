"""``kill -9`` while indexing: the last generation goes on serving, and a later sync completes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from service.app import create_app
from service.db import Base, db
from service.knowledge import tasks
from service.settings import Settings
from tests import embedders, guides
from tests.cli.conftest import Remote
from tests.fakes import Exchange, embeddings

ROOT = Path(__file__).parents[2]
OLD, NEW = "dua puluh baris", "empat puluh lembar zamrud"


def long_text(parts: int) -> str:
    """A document that gives a passage for each of its parts, so that it takes several batches to embed."""
    told = "Petugas nomor {n} mencatat palet zamrud {m} di rak {n} dan memeriksa lembar absen gudang bersama mentor. "
    written = [f"{n}. Bagian nomor {n}\n\n{told.format(n=n, m=n * 7) * 12}\n" for n in range(1, parts + 1)]
    return "Catatan gudang\n\n" + "\n".join(written)


def changed(folder: Path) -> None:
    """One text changed, one file gone, and enough new text for several batches."""
    path = folder / "guides" / "id" / "rekap.md"
    path.write_text(path.read_text().replace(f"Data rekaan cukup {OLD}.", f"Data rekaan cukup {NEW}."))
    (folder / "guides" / "en" / "rekap.md").unlink()
    (folder / "baru.txt").write_text(long_text(12))


@pytest.mark.slow
def test_at_every_step_of_a_sync(tmp_path: Path):
    folder = guides.write(tmp_path / "knowledge")
    (tmp_path / "data").mkdir()
    app = create_app(Settings(data=tmp_path / "data", secret_key="x" * 32, _env_file=None), {})
    with app.app_context():
        Base.metadata.create_all(db.engine)
        tasks.sync(folder, embedders.words())
        db.engine.dispose()
    changed(folder)
    command = [sys.executable, "-m", "tests.cli.killed_at", str(tmp_path), OLD, NEW]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    *killed, last = lines
    assert last["code"] == 0 and len(killed) >= 20, done.stderr[-3000:]
    # Three generations: what was; that without the file that is gone, at once; what the folder holds now.
    first, lesser, whole = 1, 2, 3
    kept: Counter[int] = Counter()
    for line in killed:
        assert line["code"] == -signal.SIGKILL and line["sound"] == "ok", line
        ((generation, passages),) = line["serving"]
        assert line["counted"] == passages, line
        before, after = any(OLD in one for one in line["found"]), any(NEW in one for one in line["found"])
        assert (before, after) == ((False, True) if generation == whole else (True, False)), line
        kept[generation] += 1
        assert line["again"] == 0 and line["after"]["sound"] == "ok", line
        assert any(NEW in one for one in line["after"]["found"]) and line["after"]["counted"] == last["counted"], line
    assert kept[first] + kept[lesser] >= 10 and kept[whole] >= 2
    assert kept[first] and kept[lesser] and set(kept) == {first, lesser, whole}


@pytest.mark.slow
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_the_command_itself(embedding: Remote, batch: int):
    """Killed while it waits for its first, second or third batch of vectors."""
    console, fake = embedding.console, embedding.fake
    (console.knowledge / "baru.txt").write_text(long_text(44))
    (console.knowledge / "catatan.txt").unlink()
    before = console.served()
    asked, answered = 0, []

    def stuck(exchange: Exchange, request) -> None:
        nonlocal asked
        whole = len(request.json["input"]) > 1  # a batch; the one before it asks for the dimensions
        asked += whole
        if asked < batch or not whole:
            answered.extend(request.json["input"] if whole else [])
            embeddings(exchange, request)
        else:
            fake.stopping.wait(60)

    fake.embeddings_follow_script = True
    fake.script(stuck)
    process = console.start("knowledge", "sync")
    ends = time.monotonic() + 60
    while asked < batch and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.05)
    assert asked == batch and process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    fake.embeddings_follow_script = False
    gone = {"catatan.txt": before.pop("catatan.txt")}
    assert gone["catatan.txt"] and console.served() == before, "what is gone is gone at once, the rest serves on"
    assert console.rows("select count(*) from knowledge_generation where state = 'building'") == [(1,)]
    sent = len(embedding.embedded)
    found = console.run("knowledge", "search", "papan pengumuman gudang palet zamrud", "--json")
    assert found.code == 0, found.err
    after = console.served()
    assert "catatan.txt" not in after and after["baru.txt"] >= 44
    again = embedding.embedded[sent:]
    assert len(answered) == (batch - 1) * 16
    assert not set(answered) & set(again), "what was embedded before the kill is not embedded again"
    assert any("palet zamrud" in text for text in again)
