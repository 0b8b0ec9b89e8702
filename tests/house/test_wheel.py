"""A wheel built from a clean copy of the tree brings all it needs, and runs in an empty environment in an empty folder."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest

from tests.house.tree import ROOT
from tests.journeys.server import free_port

BUNDLED = ("templates", "prompts", "knowledge")
VERSIONS = ("3.11", "3.12", "3.13")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
MO = "service/translations/id/LC_MESSAGES/messages.mo"
_MINUTES = 60


def ours() -> list[str]:
    """What a commit of the tree as it stands would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file())


def export(to: Path, only: tuple[str, ...] = ("",)) -> Path:
    for path in (one for one in ours() if one.startswith(only)):
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, to / path)
    return to


def pip(*words: str | Path, python: Path | None = None) -> subprocess.CompletedProcess[str]:
    """This environment's pip, for another environment where one is named: an empty one then needs none of its own."""
    for_python = ["--python", str(python)] if python else []
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *for_python, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20 * _MINUTES)


def build(tree: Path) -> subprocess.CompletedProcess[str]:
    return pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tree / "dist", tree)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    tree = export(tmp_path_factory.mktemp("tree"))
    built = build(tree)
    assert built.returncode == 0, built.stderr
    (path,) = (tree / "dist").iterdir()
    return path


def test_wheel_holds_the_service_its_bundle_and_nothing_else(wheel):
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.startswith("dua_arah-")}
    wanted = {path for path in ours() if path.startswith("service/")} | {MO}
    wanted |= {f"service/_bundle/{path}" for path in ours() if path.startswith(tuple(f"{one}/" for one in BUNDLED))}
    assert held == wanted
    assert len(wheel.read_bytes()) < 5_000_000, "something large has slipped in"


def test_image_is_built_from_the_same_wheel(wheel, tmp_path):
    """What .dockerignore lets through is enough for it, and holds no secret."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    let_through = tuple(line.removeprefix("!") for line in lines if line.startswith("!"))
    assert lines[0] == "*"
    assert not {"secrets", ".env", ".git", ".data"} & set(let_through)
    tree = export(tmp_path, let_through)
    built = build(tree)
    assert built.returncode == 0, built.stderr
    (path,) = (tree / "dist").iterdir()
    with ZipFile(wheel) as first, ZipFile(path) as second:
        assert {one: first.read(one) for one in first.namelist()} == {
            one: second.read(one) for one in second.namelist()
        }


def test_catalogue_does_not_tell_the_minute_of_the_build(wheel):
    with ZipFile(wheel) as archive, archive.open(MO) as compiled:
        told = GNUTranslations(compiled).info()["pot-creation-date"]
    assert told == "2026-01-01 00:00+0000"


def test_wheel_needs_what_the_lock_pins(wheel):
    """Each requirement of the wheel stands in the lock, so that installing both leaves nothing open."""
    with ZipFile(wheel) as archive:
        metadata = archive.read(
            next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        ).decode()
    needed = re.findall(r"^Requires-Dist: ([a-z0-9-]+)(?!.*extra ==)", metadata, re.MULTILINE)
    locked = re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert len(needed) > 20
    assert set(needed) <= set(locked)


@pytest.mark.parametrize("state", ["without a translation", "fuzzy", "gone"])
def test_no_wheel_without_translations(tmp_path, state):
    tree = export(tmp_path)
    catalogue = tree / "service/translations/id/LC_MESSAGES/messages.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    entries = {
        "without a translation": 'msgid "Sign in"\nmsgstr ""\n',
        "fuzzy": '#, fuzzy\nmsgid "Sign in"\nmsgstr "Masuk"\n',
    }
    if state == "gone":
        catalogue.unlink()
    else:
        catalogue.write_text(header + entries[state], encoding="utf-8")
    built = build(tree)
    assert built.returncode != 0
    assert "EmptyCatalogue" in built.stderr
    assert not (tree / "dist").exists() or not list((tree / "dist").iterdir())


def interpreter(version: str) -> Path | None:
    """A Python of this version: the running one, one on the PATH, or one of pyenv's."""
    if version == RUNNING:
        return Path(sys.executable)
    named = shutil.which(f"python{version}")
    installed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
    for found in filter(None, (named and Path(named), *reversed(installed))):
        asked = subprocess.run([found, "-c", "import venv"], capture_output=True, check=False, timeout=_MINUTES)
        if asked.returncode == 0:  # a shim of pyenv's answers for versions that are not there
            return found
    return None


class Empty:
    """An environment with the lock and the wheel in it and nothing else, and an empty folder to run in."""

    def __init__(self, python: Path, at: Path) -> None:
        self.folder = at / "folder"
        self.folder.mkdir()
        self.home = at / "home"
        self.home.mkdir()
        self.bin = at / "venv" / "bin"
        subprocess.run([python, "-m", "venv", "--without-pip", at / "venv"], check=True, timeout=2 * _MINUTES)

    def install(self, wheel: Path) -> None:
        python = self.bin / "python"
        lock = ROOT / "requirements.lock"
        # Byte code is made for what is used: of these packages that is a small part.
        quick = ("install", "--quiet", "--no-compile", "--no-deps")
        for words in ((*quick, "--require-hashes", "-r", lock), (*quick, wheel), ("check",)):
            done = pip(*words, python=python)
            assert done.returncode == 0, done.stdout + done.stderr

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home), **more}

    def run(self, *words: str) -> str:
        command = [self.bin / "dua-arah", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment(), capture_output=True, check=False, timeout=5 * _MINUTES
        )
        assert done.returncode == 0, (words, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode()

    def serve(self) -> Iterator[str]:
        """The address of a running server."""
        port = free_port()
        log = (self.folder / "log").open("w+")
        process = subprocess.Popen(
            [self.bin / "dua-arah", "run"],
            cwd=self.folder,
            env=self.environment(DUA_ARAH_PORT=str(port)),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + 2 * _MINUTES
            while process.poll() is None and time.monotonic() < until:
                try:
                    urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).close()
                    break
                except URLError:
                    time.sleep(0.2)
            else:
                log.seek(0)
                pytest.fail(f"no page came:\n{log.read()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_MINUTES)
            log.close()


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_wheel_runs_in_an_empty_environment(wheel, version, tmp_path):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    empty = Empty(python, tmp_path)
    empty.install(wheel)
    assert "pair 1:" in empty.run("demo")
    shown = json.loads(empty.run("suggest", "1", "--json"))
    assert shown["topics"] and all(topic["citations"] for topic in shown["topics"])
    findings = {one["part"]: one for one in json.loads(empty.run("doctor", "--json"))}
    assert findings["guides"]["text"] == "as shipped"
    assert [part for part, one in findings.items() if not one["good"]] == []
    assert (empty.folder / ".data" / "knowledge" / "guides" / "id" / "asking-well.md").is_file()
    for address in empty.serve():
        page = answer(f"{address}/sign-in", {"Accept-Language": "id"})
        assert '<html lang="id"' in page
        assert "Masuk" in page and "Sign in" not in page
        assert "--" in answer(f"{address}/static/css/app.css")


def answer(address: str, headers: dict[str, str] | None = None) -> str:
    with urlopen(Request(address, headers=headers or {}), timeout=30) as response:
        assert response.status == 200
        return str(response.read().decode())


def test_knowledge_that_is_named_is_used_and_filled_only_while_empty(wheel, tmp_path):
    """The wheel's own settings, without its dependencies: unpacked before the packages of this environment."""
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "packages")
    program = (
        "from service.settings import load_settings; from service.wiring import lay_out_guides; "
        "s = load_settings(); laid = lay_out_guides(s); print(s.knowledge, len(laid.copied), laid.own, sep='|')"
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "panduan.md").write_text("Panduan kami.\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUA_ARAH_")}
    path = {"PYTHONPATH": str(tmp_path / "packages")}

    def said(**settings: str) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={**kept, **path, **settings},
            check=True,
            capture_output=True,
            text=True,
            timeout=_MINUTES,
        ).stdout.splitlines()[-1]  # the log stands before it

    guides = sum(path.startswith("knowledge/") for path in ours())
    assert said() == f".data/knowledge|{guides}|False"
    assert said(DUA_ARAH_DATA="d") == f"d/knowledge|{guides}|False"
    assert said(DUA_ARAH_KNOWLEDGE="k") == f"k|{guides}|False"
    assert said(DUA_ARAH_KNOWLEDGE="k") == "k|0|False"
    assert said(DUA_ARAH_KNOWLEDGE="own") == "own|0|True"
