"""How an installation stands, as figures, and what a backup says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["gauge", "counter"]
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the service: whether it serves, and one word that says why not (or how: `degraded` still serves)."""

    name: str
    good: bool
    word: str = "ok"


@dataclass(frozen=True, slots=True)
class Readings:
    """What the database says at one moment; ages are in seconds, None where nothing waits."""

    workers: int
    queue: int
    wish_age: float | None
    mail_age: float | None


@dataclass(frozen=True, slots=True)
class Family:
    """A metric with its samples: (labels, value). Names and units as Prometheus has them."""

    name: str
    kind: Kind
    help: str
    samples: tuple[tuple[Labels, float], ...]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table in a backup: the columns in the order of each line, how many lines, and the SHA-256 of the member."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the knowledge folder in a backup: its path inside the folder, with `/`, its size and its SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: by which version of ours it was made, from which schema, and every member with its checksum."""

    app: str
    revision: str
    database: str
    made_at: str
    tables: tuple[TableEntry, ...]
    files: tuple[FileEntry, ...]
    left_out: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows all tables hold together."""
        return sum(table.rows for table in self.tables)

    def as_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Manifest:
        """From plain values; raises ``KeyError``, ``TypeError`` or ``ValueError`` where they are no manifest."""
        return cls(
            app=str(fields["app"]),
            revision=str(fields["revision"]),
            database=str(fields["database"]),
            made_at=str(fields["made_at"]),
            tables=tuple(
                TableEntry(str(one["name"]), tuple(map(str, one["columns"])), int(one["rows"]), str(one["sha256"]))
                for one in fields["tables"]
            ),
            files=tuple(FileEntry(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in fields["files"]),
        )
