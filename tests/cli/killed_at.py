"""Kills a sync at each of its steps: before and after every commit, and before every batch that is embedded.

Run as a program with a root folder that holds `data` (an index) and `knowledge` (a folder that has changed since). For each point a
copy of `data` is made, a child process syncs it and is killed there with SIGKILL, and one line of JSON says what was left.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.app import create_app
from service.db import db
from service.knowledge import tasks
from service.knowledge.values import Need
from service.settings import Settings
from tests import embedders


class Fuse:
    """Counts steps and kills this process at one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.step = at, 0

    def __call__(self) -> None:
        self.step += 1
        if self.step == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def sync(data: Path, folder: Path, fuse: Fuse) -> None:
    honest = Session.commit

    def commit(session: Session) -> None:
        fuse()
        honest(session)
        fuse()

    Session.commit = commit  # type: ignore[method-assign]
    app = create_app(Settings(data=data, secret_key="x" * 32, _env_file=None), {})
    with app.app_context():
        tasks.sync(folder, embedders.words(before=lambda _texts: fuse()))


def searched(data: Path, words: str) -> list[str]:
    """What a command would find, with the manifest as it lies there."""
    app = create_app(Settings(data=data, secret_key="x" * 32, _env_file=None), {})
    with app.app_context():
        (found,) = HybridLibrary(Offered(embedders.words())).find([Need(words, "id", any_language=True, limit=3)])
        db.engine.dispose()
        return [hit.passage.text for hit in found.hits]


def in_child(work) -> tuple[int, list[str]]:
    """Do something in a process of its own; how it ended (minus the signal) and what it gave."""
    receive, send = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(receive)
        code = 1
        try:
            os.write(send, json.dumps(work() or []).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(send)
    with os.fdopen(receive, "rb") as stream:
        given = stream.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code, json.loads(given) if given else []


def state(data: Path) -> dict[str, object]:
    connection = sqlite3.connect(data / "dua-arah.sqlite3")
    try:
        (sound,) = connection.execute("pragma integrity_check").fetchone()
        serving = connection.execute("select id, passages from knowledge_generation where state = 'serving'").fetchall()
        counted = connection.execute(
            "select count(*) from knowledge_passage p join knowledge_generation_document d on d.version_id = p.version_id "
            "join knowledge_generation g on g.id = d.generation_id where g.state = 'serving'"
        ).fetchone()[0]
    finally:
        connection.close()
    return {"sound": sound, "serving": serving, "counted": counted}


def main(root: Path, old: str, new: str) -> None:
    for point in range(1, 200):
        data = root / f"at-{point}"
        shutil.copytree(root / "data", data)
        code, _ = in_child(lambda data=data, point=point: sync(data, root / "knowledge", Fuse(point)))
        line = {"point": point, "code": code, **state(data)}
        if code == -signal.SIGKILL:
            line["found"] = in_child(lambda data=data: searched(data, f"{old} {new}"))[1]
            line["again"], _ = in_child(lambda data=data: sync(data, root / "knowledge", Fuse(0)))
            line["after"] = {**state(data), "found": in_child(lambda data=data: searched(data, new))[1]}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        shutil.rmtree(data)
        if code != -signal.SIGKILL:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
