"""Installations to copy and to bring back: where each keeps its rows, and how they compare whatever the database."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Engine, MetaData, create_engine, select

from service.db import engine_options
from service.settings import Settings
from tests.cli.console import ROOT, Console, Said

KEY = "x" * 32
DERIVED = ("alembic_version", "huey_")
QUERIES = (
    "rekap lembur bulanan",
    "merapikan data penjualan",
    "papan pengumuman gudang",
    "membaca dasbor",
    "pertemuan pertama yang aman",
    "informasi yang disaring bawahan",
    "draf pertama dengan asisten",
    "formulir serah terima shift",
    "otomasi kecil untuk pekerjaan berulang",
    "kolom keterangan kosong",
    "overtime summary",
    "tidy rows and columns",
    "reading a dashboard together",
    "what reaches the top is filtered",
    "first draft by an assistant",
    "small automation at work",
    "a first meeting without fear",
    "questions a leader may ask",
    "pertanyaan refleksi untuk mentor",
    "nothing in the folder about submarines",
)
_ASK = """
import json, sys
from service.cli.base import open_app, ready_library
from service.knowledge import queries
with open_app():
    library = ready_library()
    print(json.dumps([queries.search(library, text, limit=5) for text in json.loads(sys.argv[1])]))
"""


@dataclass
class Installation:
    """A data folder, a knowledge folder, and perhaps a PostgreSQL database."""

    root: Path
    url: str | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def console(self) -> Console:
        self.knowledge.parent.mkdir(parents=True, exist_ok=True)
        own = {"DUA_ARAH_SECRET_KEY": KEY, **self.settings}
        return Console(
            self.root / "data", self.knowledge, {**own, **({"DUA_ARAH_DATABASE_URL": self.url} if self.url else {})}
        )

    @property
    def knowledge(self) -> Path:
        return self.root / "knowledge"

    @property
    def app_settings(self) -> Settings:
        return Settings(
            data=self.root / "data", knowledge=self.knowledge, database_url=self.url, secret_key=KEY, _env_file=None
        )

    def run(self, *words: str) -> Said:
        return self.console.run(*words)

    def engine(self) -> Engine:
        return create_engine(**engine_options(self.app_settings.database, 1))

    def rows(self) -> dict[str, list[list[Any]]]:
        """Every row of every table that is not derived, in a form that does not tell the database."""
        engine = self.engine()
        try:
            with engine.connect() as connection:
                tables = MetaData()
                tables.reflect(connection)
                kept = [table for table in tables.sorted_tables if not table.name.startswith(DERIVED)]
                found = {}
                for table in kept:
                    columns = sorted(table.columns, key=lambda column: column.name)
                    rows = connection.execute(select(*columns))
                    found[table.name] = sorted(([_plain(value) for value in row] for row in rows), key=repr)
                assert not any(
                    isinstance(column.type, JSON) and column.primary_key for t in kept for column in t.columns
                )
                return found
        finally:
            engine.dispose()

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.knowledge).as_posix(): path.read_bytes()
            for path in sorted(self.knowledge.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self.knowledge).parts)
        }

    def answers(self, queries: Sequence[str] = QUERIES) -> Any:
        """What the real library finds, asked in one process."""
        done = subprocess.run(
            [sys.executable, "-c", _ASK, json.dumps(queries)],
            env={**self.console.environment(), "PYTHONPATH": str(ROOT)},
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
