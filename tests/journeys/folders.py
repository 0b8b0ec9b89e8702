"""The data folders the journeys begin with: made once a run, whichever worker comes first, and copied for every server."""

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.server import RunningServer, command, environment, serving

_READY = "The index is ready"


def demo_folder(place: Path) -> Path:
    """The demo with its index ready, and nothing asked yet."""
    return _made(place / "demo", _make_demo)


def furnished_folder(place: Path) -> Path:
    """The demo with two sets of suggestions for pair 1, so that no page is empty where it need not be."""
    demo_folder(place)
    return _made(place / "furnished", _make_furnished)


@contextmanager
def serving_copy(folder: Path, data: Path, **settings: str) -> Iterator[RunningServer]:
    """A server on a copy of `folder` of its own."""
    shutil.copytree(folder, data)
    with serving(data, demo=False, **settings) as running:
        yield running


def _made(folder: Path, make: object) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            assert callable(make)
            make(unfinished)
            unfinished.rename(folder)
    return folder


def _make_demo(folder: Path) -> None:
    with serving(folder) as running:
        running.wait_for(_READY)


def _make_furnished(folder: Path) -> None:
    shutil.copytree(folder.with_name("demo"), folder)
    for _once in range(2):
        _dua_arah(folder, "suggest", "1", "--session", "2", "--writer", "guided", "--save")


def _dua_arah(folder: Path, *words: str) -> None:
    subprocess.run(command(*words), env=environment(folder), check=True, capture_output=True, timeout=180)
