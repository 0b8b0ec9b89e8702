"""A copy of everything that is not derived, taken beside a running server from one moment of the database.

Left out: the collection of vectors (it is rebuilt from rows that are in here), the queue (its rows are made again from wishes and
mails), and the keys, which must not lie beside what they protect.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, Engine, MetaData, Table, Text, cast, select

from service.db import reading
from service.operations.actions import folder as folders
from service.operations.actions.archive import ArchiveWriter
from service.operations.rules.rows import Json
from service.operations.values import FileEntry, Manifest, TableEntry
from service.schema import revision_of

_AT_ONCE = 200
ALEMBIC = "alembic_version"
QUEUE = "huey_"


class NothingToKeep(Exception):
    """The database has no schema yet; the message is one sentence."""


def backup(engine: Engine, folder: Path, path: Path, now: datetime) -> tuple[Manifest, int]:
    """Write a backup of the database and the folder to `path`, replacing what is there; returns what it holds and its bytes.

    Raises ``NothingToKeep``, ``OSError`` (no space, say) and SQLAlchemy's errors; `path` is then as it was.
    """
    with ArchiveWriter(path) as archive, _snapshot(engine) as connection:
        revision = revision_of(connection)
        if revision is None:
            message = "there is nothing to keep: this database has no tables yet"
            raise NothingToKeep(message)
        tables = [_table(archive, connection, table) for table in tables_of(connection)]
        left_out: list[str] = []
        files = tuple(_files(archive, folder, left_out))
        manifest = Manifest(
            app=version("dua-arah"),
            revision=revision,
            database=connection.dialect.name,
            made_at=now.isoformat(),
            tables=tuple(tables),
            files=files,
            left_out=tuple(left_out),
        )
        return manifest, archive.finish(manifest)


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are, those that others refer to first; neither the queue's nor Alembic's."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != ALEMBIC and not table.name.startswith(QUEUE)]


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads and sees one moment however long it takes."""
    with reading(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.exec_driver_sql("set local statement_timeout = 0")
            connection.exec_driver_sql("set local idle_in_transaction_session_timeout = 0")
        yield connection
        connection.rollback()


def _table(archive: ArchiveWriter, connection: Connection, table: Table) -> TableEntry:
    columns = list(table.columns)
    asked = select(*(_asked(column) for column in columns)).order_by(*table.primary_key.columns)
    held = [isinstance(column.type, JSON) for column in columns]
    found = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
    lines = (
        [
            Json(json.loads(value)) if is_json and value is not None else value
            for value, is_json in zip(row, held, strict=True)
        ]
        for row in found
    )
    return archive.table(table.name, [column.name for column in columns], lines)


def _asked(column: Column[Any]) -> ColumnElement[Any]:
    """JSON is asked for as its text: as a value, its null could not be told from the database's."""
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


def _files(archive: ArchiveWriter, folder: Path, left_out: list[str]) -> Iterator[FileEntry]:
    for inside in folders.paths(folder, left_out):
        try:
            with folders.opened(folder / inside) as stream:
                yield archive.file(inside, stream)
        except OSError:
            left_out.append(inside)
