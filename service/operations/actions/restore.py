"""Brings a backup back into an empty database, of either kind, and an empty folder: all of it or nothing.

The file is read and checked whole before anything is touched. Then one transaction makes the schema the backup was taken from,
fills it, counts, and brings it to this version's schema; the folder's files lie ready before that transaction is committed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Engine,
    Integer,
    SmallInteger,
    Table,
    func,
    insert,
    inspect,
    literal,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from service.db import Base
from service.jobs.queries import workers_on
from service.operations.actions import folder as folders
from service.operations.actions.archive import ArchiveReader, BadArchive
from service.operations.actions.backup import ALEMBIC, QUEUE, tables_of
from service.operations.rules.rows import Json
from service.operations.values import Manifest, TableEntry
from service.schema import bring, knows

_AT_ONCE = 200
_SHOWN = 3
_WHOLE = (Integer, BigInteger, SmallInteger)


class Refused(Exception):
    """The backup is not brought back there; nothing was changed, and the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup goes; `force` lets files of the folder that are not in the backup be moved aside."""

    engine: Engine
    folder: Path
    force: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was brought back, and where the folder's former files are now, if there were any."""

    manifest: Manifest
    aside: Path | None


def restore(path: Path, target: Target, now: datetime) -> Report:
    """Bring the backup at `path` back. Raises ``BadArchive`` or ``Refused``, and then nothing is changed."""
    with ArchiveReader(path) as archive:
        archive.check()
        manifest = archive.manifest
        if not knows(manifest.revision):
            message = f"{path} was made by a newer version of Dua Arah ({manifest.app}): install that one first"
            raise BadArchive(message)
        other = folders.others(target.folder, manifest.files)
        _refuse_other_files(target, folders.are_guides(other))
        try:
            with target.engine.begin() as connection:
                _wait_for_nobody(connection)
                _refuse_running(connection, now)
                _clear(connection, {table.name for table in manifest.tables})
                _load(connection, archive)
                # Should the commit fail, the folder is as in the backup already, and a second try finds nothing other in it.
                aside = folders.stage(archive, target.folder).place(other, now)
        except (OSError, folders.OutsideFolder) as error:
            message = f"the folder {target.folder} could not be filled: {getattr(error, 'strerror', None) or error}"
            raise Refused(message) from error
        return Report(manifest, aside)


def _wait_for_nobody(connection: Connection) -> None:
    """A long copy is no hanging client."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local idle_in_transaction_session_timeout = 0")


def _refuse_other_files(target: Target, other: Sequence[str]) -> None:
    if other and not target.force:
        shown = ", ".join(other[:_SHOWN]) + (" …" if len(other) > _SHOWN else "")
        message = (
            f"the folder {target.folder} holds files that are not as in the backup ({shown}): "
            "set DUA_ARAH_KNOWLEDGE to another folder, or add --force to have them moved aside"
        )
        raise Refused(message)


def _refuse_running(connection: Connection, now: datetime) -> None:
    if workers_on(connection, now):
        message = "a server or worker runs on this database: stop it, wait a minute, and try again"
        raise Refused(message)


def _clear(connection: Connection, ours: set[str]) -> None:
    """Take empty tables of ours away, for the backup's own schema. Raises ``Refused`` where anything is kept there."""
    ours = ours | set(Base.metadata.tables)
    present = inspect(connection).get_table_names()
    foreign = [name for name in present if name not in ours and name != ALEMBIC and not name.startswith(QUEUE)]
    tables = tables_of(connection)
    held = [
        table.name for table in tables if connection.execute(select(literal(1)).select_from(table).limit(1)).first()
    ]
    if foreign or held:
        message = f"the database is not empty ({(foreign or held)[0]} is there): a backup comes back into an empty one"
        raise Refused(message)
    for table in reversed(tables):
        table.drop(connection)
    if ALEMBIC in present:
        connection.exec_driver_sql(f"drop table {ALEMBIC}")


def _load(connection: Connection, archive: ArchiveReader) -> None:
    manifest = archive.manifest
    bring(connection, manifest.revision)
    tables = tables_of(connection)
    entries = {entry.name: entry for entry in manifest.tables}
    if {table.name: set(table.columns.keys()) for table in tables} != {
        entry.name: set(entry.columns) for entry in manifest.tables
    }:
        message = "the backup is damaged: its tables are not those of its schema"
        raise BadArchive(message)
    for table in tables:
        _fill(connection, table, entries[table.name], archive)
    if connection.dialect.name == "postgresql":
        for table in tables:
            _advance_counters(connection, table)
    bring(connection)


def _fill(connection: Connection, table: Table, entry: TableEntry, archive: ArchiveReader) -> None:
    for column in table.columns:
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True)
    lines = _rows(archive, entry, connection.dialect.name)
    try:
        while batch := list(islice(lines, _AT_ONCE)):
            connection.execute(insert(table), batch)
    except SQLAlchemyError as error:
        message = (
            f"the rows of {entry.name} do not fit into this database ({type(error).__name__}); nothing was changed"
        )
        raise Refused(message) from error
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if count != entry.rows:
        message = f"{entry.name} has {count} rows instead of {entry.rows}; nothing was changed"
        raise Refused(message)


def _rows(archive: ArchiveReader, entry: TableEntry, dialect: str) -> Iterator[dict[str, Any]]:
    for number, values in enumerate(archive.table(entry), 1):
        row = dict(zip(entry.columns, values, strict=True))
        for name, value in row.items():
            if isinstance(value, Json):
                row[name] = JSON.NULL if value.value is None else value.value
            elif isinstance(value, datetime) and dialect == "sqlite":
                row[name] = value.astimezone(UTC).replace(tzinfo=None)
            elif isinstance(value, str) and "\0" in value and dialect == "postgresql":
                message = f"row {number} of {entry.name} holds a NUL character ({name}), which PostgreSQL cannot keep"
                raise Refused(message)
        yield row


def _advance_counters(connection: Connection, table: Table) -> None:
    """Rows came with their numbers; the next one must follow them."""
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for column in table.primary_key.columns:
        if not isinstance(column.type, _WHOLE):
            continue
        counter = connection.execute(select(func.pg_get_serial_sequence(quoted, column.name))).scalar_one()
        if counter:
            highest = func.max(column)
            connection.execute(
                select(func.setval(counter, func.coalesce(highest, 1), highest.is_not(None))).select_from(table)
            )
