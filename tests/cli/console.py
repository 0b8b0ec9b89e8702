"""The `dua-arah` command as a script uses it: a process of its own, an environment of its own, its answer in bytes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from tests.libraries import KNOWLEDGE

GUIDES = (
    "automation-small",
    "ai-first-drafts",
    "data-tidy",
    "dashboards-reading",
    "first-meeting",
    "filtered-information",
)
ROOT = Path(__file__).parents[2]
_OURS = ("DUA_ARAH_", "OPENAI_", "LANGCHAIN", "LANGSMITH", "HF_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_SECONDS = 120


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON, which must be alone there."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """What a refused command says: exit code 2, nothing on standard output, one sentence."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.out == "" and "Traceback" not in self.err
        lines = self.err.strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("Error: "), self.err
        return lines[0].removeprefix("Error: ")


class Warm:
    """See ``tests.cli.warm``: a hundred commands need not import Chroma a hundred times."""

    _one: ClassVar["Warm | None"] = None

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="dua-arah-warm-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.upper().startswith(_OURS)},
        )

    @classmethod
    def one(cls) -> "Warm":
        if cls._one is None:
            cls._one = cls()
        return cls._one

    @classmethod
    def end(cls) -> None:
        one, cls._one = cls._one, None
        if one is not None:
            one._process.communicate(timeout=10)
            one._folder.cleanup()

    def run(self, words: Sequence[str], environment: Mapping[str, str], folder: Path) -> Said:
        files = {name: str(Path(self._folder.name, name)) for name in ("out", "err")}
        job = {"words": words, "environment": environment, "folder": str(folder), **files}
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        out, err = (Path(file).read_bytes().decode() for file in files.values())
        return Said(code, out, err)


@dataclass
class Console:
    """Where commands run: a data folder, a knowledge folder, and settings on top."""

    data: Path
    knowledge: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OURS)}
        own = {"DUA_ARAH_DATA": str(self.data), "DUA_ARAH_KNOWLEDGE": str(self.knowledge)}
        return {**kept, **own, **self.settings, **more}

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", "service.cli", *words],
            env=self.environment(**more),
            cwd=self.knowledge.parent,  # a .env of the checkout is not ours
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, **more: str) -> Said:
        """The same in a process forked from one that has imported everything already: `start` for the whole way."""
        return Warm.one().run(words, self.environment(**more), self.knowledge.parent)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Asks the database itself."""
        connection = sqlite3.connect(self.data / "dua-arah.sqlite3")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def served(self) -> dict[str, int]:
        """How many passages the serving generation has of each path."""
        return dict(
            self.rows(
                "select v.path, count(*) from knowledge_generation g "
                "join knowledge_generation_document d on d.generation_id = g.id "
                "join knowledge_version v on v.id = d.version_id join knowledge_passage p on p.version_id = v.id "
                "where g.state = 'serving' group by v.path"
            )
        )

    def copy(self, to: Path, **settings: str) -> "Console":
        """The same data and folder once more, to be changed."""
        shutil.copytree(self.data, to / "data")
        shutil.copytree(self.knowledge, to / "knowledge")
        return Console(to / "data", to / "knowledge", {**self.settings, **settings})


def end(process: subprocess.Popen[bytes]) -> Said:
    out, err = process.communicate(timeout=_SECONDS)
    return Said(process.returncode, out.decode(), err.decode())


def some_guides(folder: Path) -> Path:
    """A part of the shipped guides, whose vectors travel with them, so that an index takes no time."""
    for language in ("id", "en"):
        (folder / language).mkdir(parents=True)
        for name in GUIDES:
            shutil.copy(KNOWLEDGE / "guides" / language / f"{name}.md", folder / language)
    return folder


def text_of(folder: Path, path: str) -> str:
    """A file as offsets count in it: utf-8-sig, no newline translated."""
    return (folder / path).read_bytes().decode("utf-8-sig")
