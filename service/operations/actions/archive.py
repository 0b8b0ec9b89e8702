"""The file of a backup: a ZIP with ``manifest.json``, ``tables/NAME.jsonl`` and ``knowledge/PATH``; nothing is trusted when read.

A ZIP because any machine opens it, its directory stands at the end (so a file that was cut off is told at once), and members
are read one by one. Every member is also checked by a SHA-256 that the manifest holds.
"""

import hashlib
import json
import os
import secrets
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn, Self

from service.operations.rules import names, rows
from service.operations.values import FileEntry, Manifest, TableEntry

FORMAT = 1
_PRODUCT = "dua-arah backup"
_MANIFEST = "manifest.json"
_TABLES = "tables/"
_KNOWLEDGE = "knowledge/"
_BLOCK = 1024 * 1024
_LARGEST_MANIFEST = 64 * 1024 * 1024
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError, TypeError)


class BadArchive(Exception):
    """The file cannot be restored from; the message is one sentence for whoever runs this."""


class ArchiveWriter:
    """Writes a backup beside its place and moves it there when it is whole; readable by this account only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")

    def __enter__(self) -> Self:
        descriptor = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._stream = os.fdopen(descriptor, "wb")
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stream.close()
            self._unfinished.unlink(missing_ok=True)

    def table(self, name: str, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> TableEntry:
        """Write a table's rows as they come."""
        digest, count = hashlib.sha256(), 0
        with self._member(f"{_TABLES}{name}.jsonl") as member:
            for values in lines:
                content = f"{rows.line(values)}\n".encode()
                digest.update(content)
                member.write(content)
                count += 1
        return TableEntry(name, tuple(columns), count, digest.hexdigest())

    def file(self, path: str, stream: IO[bytes]) -> FileEntry:
        """Write a file of the knowledge folder as it is read."""
        digest, size = hashlib.sha256(), 0
        with self._member(f"{_KNOWLEDGE}{path}") as member:
            while block := stream.read(_BLOCK):
                digest.update(block)
                member.write(block)
                size += len(block)
        return FileEntry(path, size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> int:
        """Write the manifest, make the file lasting and put it in its place; returns its size in bytes."""
        whole = {"product": _PRODUCT, "format": FORMAT, **manifest.as_dict()}
        with self._member(_MANIFEST) as member:
            member.write(json.dumps(whole, indent=1).encode())
        self._zip.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        size = self._unfinished.stat().st_size
        self._unfinished.replace(self._path)
        return size

    def _member(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (stat.S_IFREG | 0o600) << 16
        return self._zip.open(entry, "w", force_zip64=True)


class ArchiveReader:
    """Reads a backup; raises ``BadArchive`` for anything that is not as it was written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._zip = zipfile.ZipFile(self._path)
        except FileNotFoundError as error:
            message = f"there is no file {self._path}"
            raise BadArchive(message) from error
        except _FAULTS as error:
            message = f"{self._path} is no backup of Dua Arah, or was cut off"
            raise BadArchive(message) from error
        try:
            self.manifest = self._manifest()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(self, *_raised: object) -> None:
        self._zip.close()

    def check(self) -> None:
        """Read every member once and compare it with the manifest."""
        expected = [_MANIFEST]
        expected.extend(f"{_TABLES}{table.name}.jsonl" for table in self.manifest.tables)
        expected.extend(f"{_KNOWLEDGE}{file.path}" for file in self.manifest.files)
        if sorted(self._zip.namelist()) != sorted(expected):
            self._damaged("it holds other members than it says")
        for member in self._zip.infolist():
            kind = stat.S_IFMT(member.external_attr >> 16)
            if member.is_dir() or kind not in {0, stat.S_IFREG}:
                self._damaged(f"{member.filename!a} is no file")
        for file in self.manifest.files:
            if not names.is_inside(file.path):
                self._damaged(f"{file.path!a} would lie outside the folder")
            self._compare(f"{_KNOWLEDGE}{file.path}", file.sha256)
        for table in self.manifest.tables:
            count = self._compare(f"{_TABLES}{table.name}.jsonl", table.sha256)
            if count != table.rows:
                self._damaged(f"{table.name} has {count} rows instead of {table.rows}")

    def table(self, entry: TableEntry) -> Iterator[list[object]]:
        """The rows of a table, one at a time."""
        name = f"{_TABLES}{entry.name}.jsonl"
        try:
            with self._zip.open(name) as member:
                for content in member:
                    yield rows.row(content.decode(), len(entry.columns))
        except _FAULTS:
            self._damaged(f"{name!a} cannot be read")

    def copy(self, entry: FileEntry, to: Path) -> None:
        """Write a file of the folder to a place that does not exist yet. Raises ``OSError`` where that fails."""
        with to.open("xb") as stream:
            for block in self._blocks(f"{_KNOWLEDGE}{entry.path}"):
                stream.write(block)

    def _manifest(self) -> Manifest:
        fields = self._fields()
        if fields.get("product") != _PRODUCT:
            message = f"{self._path} is no backup of Dua Arah"
            raise BadArchive(message)
        if fields.get("format") != FORMAT:
            version = fields.get("app")
            message = f"{self._path} was made by another version of Dua Arah ({version!a}), in a form that this one does not know"
            raise BadArchive(message)
        try:
            return Manifest.of(fields)
        except (KeyError, TypeError, ValueError):
            self._damaged("its manifest is not whole")

    def _fields(self) -> dict[str, Any]:
        try:
            if self._zip.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
                self._damaged("its manifest is too large")
            found = json.loads(self._zip.read(_MANIFEST))
        except _FAULTS as error:
            message = f"{self._path} is no backup of Dua Arah, or is damaged: it has no manifest that can be read"
            raise BadArchive(message) from error
        return found if isinstance(found, dict) else {}

    def _compare(self, name: str, sha256: str) -> int:
        """Check a member's content; how many lines it has."""
        digest, count = hashlib.sha256(), 0
        for block in self._blocks(name):
            digest.update(block)
            count += block.count(b"\n")
        if digest.hexdigest() != sha256:
            self._damaged(f"{name!a} is not as it was written")
        return count

    def _blocks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while block := member.read(_BLOCK):
                    yield block
        except _FAULTS:
            self._damaged(f"{name!a} cannot be read")

    def _damaged(self, what: str) -> NoReturn:
        message = f"{self._path} is damaged: {what}"
        raise BadArchive(message)
