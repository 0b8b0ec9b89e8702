"""Change files of the knowledge folder for somebody: whole or not at all, never over a text they have not seen, every text kept.

The files are the truth, so that git and editors work beside the pages; a lock in the folder makes our own writers follow each
other, and the hash of the text somebody started from tells when anybody else was faster.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import literal, or_, select

from service.db import db, turn
from service.knowledge.actions.files import alone, replace
from service.knowledge.actions.folder import usable_path
from service.knowledge.models import DocumentVersion, Revision
from service.knowledge.values import LIMIT_MB

_LOCK = ".curation.lock"
_UNWRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies at a path: its text, and the hash of its bytes."""

    text: str
    sha256: str


class BadPath(Exception):
    """Not the name of a file that the folder would read."""


class FolderUnwritable(Exception):
    """The folder cannot be written to (read-only, full, or held by another process for too long); nothing has changed."""


class TooLong(Exception):
    """The text is longer than the folder reads."""


class Conflict(Exception):
    """Somebody else changed the file meanwhile. `current` is what lies there now, None where it is gone."""

    def __init__(self, current: Lying | None) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes a file, in which way (web, upload, restore, delete), and what they note about it."""

    user_id: int | None
    way: str
    note: str = ""


def lying(folder: Path, path: str) -> Lying | None:
    """What lies at a path now; None where there is no file. Raises ``BadPath``."""
    content = _content(_target(folder, path))
    return None if content is None else Lying(_text(content), hashlib.sha256(content).hexdigest())


def save(folder: Path, path: str, text: str, base: str | None, author: Author, now: datetime) -> int:
    """Put a text at a path; the revision's id. `base` is the hash of the text it was made from, None for a new file.

    Commits. Raises ``BadPath``, ``TooLong``, ``Conflict``, ``FolderUnwritable``.
    """
    content = _lines_as_usual(text).encode("utf-8")
    if len(content) > LIMIT_MB * 1024 * 1024:
        raise TooLong
    return _change(folder, path, content, base, author, now)


def remove(folder: Path, path: str, base: str | None, author: Author, now: datetime) -> int:
    """Take a file away; its texts stay among the revisions. Commits. Raises ``BadPath``, ``Conflict``, ``FolderUnwritable``."""
    return _change(folder, path, None, base, author, now)


def _change(folder: Path, path: str, content: bytes | None, base: str | None, author: Author, now: datetime) -> int:
    """Note the new revision, write, commit: cut off before the commit, the next sync notes the file as changed outside."""
    target = _target(folder, path)
    with _alone(folder):
        present = _content(target)
        found = None if present is None else hashlib.sha256(present).hexdigest()
        if found != base:
            raise Conflict(None if present is None or found is None else Lying(_text(present), found))
        if present is not None:
            _keep_unknown(path, present, str(found), now)
        row = Revision(
            path=path,
            sha256="" if content is None else hashlib.sha256(content).hexdigest(),
            raw=None if content is None else content.decode("utf-8"),
            author_id=author.user_id,
            note=author.note,
            way=author.way,
            made_at=now,
        )
        db.session.add(row)
        db.session.flush()
        try:
            _put(folder, target, content)
        except OSError as error:
            db.session.rollback()
            if error.errno in _UNWRITABLE:
                raise FolderUnwritable from error
            raise
        db.session.commit()
    return row.id


def _keep_unknown(path: str, present: bytes, sha256: str, now: datetime) -> None:
    """A text that came past these pages and has not been indexed yet is kept before it is written over."""
    turn("knowledge.revisions")
    known = (
        select(literal(1)).where(Revision.path == path, Revision.sha256 == sha256).exists(),
        select(literal(1)).where(DocumentVersion.path == path, DocumentVersion.sha256 == sha256).exists(),
    )
    if not db.session.scalar(select(or_(*known))):
        row = Revision(path=path, sha256=sha256, raw=_text(present), author_id=None, note="", way="folder", made_at=now)
        db.session.add(row)


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace").replace("\0", "\ufffd")


def _target(folder: Path, path: str) -> Path:
    if not usable_path(path):
        raise BadPath(path)
    root = folder.resolve()
    target = root / path
    if target.parent.resolve() != target.parent or not target.parent.is_relative_to(root):
        raise BadPath(path)  # a link on the way
    return target


def _content(target: Path) -> bytes | None:
    try:
        descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadPath(target.name) from error
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(LIMIT_MB * 1024 * 1024 + 1)


def _put(folder: Path, target: Path, content: bytes | None) -> None:
    """Whoever reads meanwhile sees the old file or the new one, whole."""
    if content is None:
        target.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that still holds something stays
            target.parent.rmdir() if target.parent != folder.resolve() else None
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, content)


def _lines_as_usual(text: str) -> str:
    """Browsers send CRLF; a guide has LF and ends in one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time over all processes on this folder. Raises ``FolderUnwritable`` where the lock is not to be had."""
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(alone(folder / _LOCK, "another process has been writing for too long"))
        except OSError as error:
            raise FolderUnwritable from error
        yield
