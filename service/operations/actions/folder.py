"""The knowledge folder in a backup: which files go in, and how they come back without ever leaving the folder.

Files are first laid in a hidden folder inside (the indexer reads none), then moved to their places one by one, because the folder
may be a volume that cannot itself be replaced. What was there and is not the same is moved aside, never deleted.
"""

import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from service.operations.actions.archive import ArchiveReader
from service.operations.rules import names
from service.operations.values import FileEntry

_BLOCK = 1024 * 1024


class OutsideFolder(Exception):
    """A file would be written through a link that leads out of the folder; the message is one sentence."""


def paths(folder: Path, left_out: list[str]) -> Iterator[str]:
    """Regular files inside, by path with `/`; links, hidden folders and names that are no UTF-8 are left out, links with a word."""
    for base, folders, found in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(found):
            path = Path(base, name)
            inside = path.relative_to(folder).as_posix()
            if names.is_inside(inside) and _is_regular(path):
                yield inside
            elif not name.startswith(".") and not name.endswith(".lock"):
                left_out.append(inside.encode("utf-8", "backslashreplace").decode())


def opened(path: Path) -> IO[bytes]:
    """A regular file; a link put there meanwhile is refused with ``OSError``."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def others(folder: Path, entries: Sequence[FileEntry]) -> list[str]:
    """Files in the folder that the backup does not have, or has with another content."""
    kept = {entry.path: entry.sha256 for entry in entries}
    return [inside for inside in paths(folder, []) if kept.get(inside) != _sha256(folder / inside)]


def are_guides(inside: Sequence[str]) -> list[str]:
    """Those that people put there: a hidden file is a program's."""
    return [path for path in inside if not path.rsplit("/", 1)[-1].startswith(".")]


@dataclass(frozen=True, slots=True)
class Staged:
    """Files of a backup that lie ready inside the folder."""

    folder: Path
    stage: Path
    entries: Sequence[FileEntry]

    def place(self, aside: Sequence[str], now: datetime) -> Path | None:
        """Move what is other out of the way and everything to its place; where the former files are now, if any."""
        old = self.folder / f".before-restore-{now:%Y%m%d-%H%M%S}"
        try:
            for inside in aside:
                _move(self.folder / inside, old / inside)
            for entry in self.entries:
                _move(self.stage / entry.path, self.folder / entry.path)
        finally:
            self.remove()
        return old if aside else None

    def remove(self) -> None:
        """Forget what lies ready."""
        shutil.rmtree(self.stage, ignore_errors=True)


def stage(archive: ArchiveReader, folder: Path) -> Staged:
    """Lay the backup's files ready inside the folder, which is made where it is missing. Raises ``OSError``, ``OutsideFolder``."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = archive.manifest.files
    for entry in entries:
        _refuse_links(folder, entry.path)
    staged = Staged(folder, folder / f".restoring-{secrets.token_hex(4)}", entries)
    try:
        staged.stage.mkdir(mode=0o700)
        for entry in entries:
            target = staged.stage / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            archive.copy(entry, target)
    except BaseException:
        staged.remove()
        raise
    return staged


def _refuse_links(folder: Path, inside: str) -> None:
    """Every folder on the way must be one itself, or not be there yet; a link in the file's own place is replaced by the file."""
    way = folder
    for part in inside.split("/")[:-1]:
        way = way / part
        if way.is_symlink() or (way.exists() and not way.is_dir()):
            message = f"{way} is no folder: move it away first"
            raise OutsideFolder(message)


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    path.replace(to)


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _sha256(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with opened(path) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
