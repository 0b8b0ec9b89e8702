"""Lays the guides that travel in a wheel out in a folder the organisation may edit, and at an upgrade renews what nobody touched.

A record in that folder says which content each guide had when we laid it. What lies there with that content is ours to renew or to
remove; what has another content, or is gone, is the organisation's decision and stays. A folder without a record that holds
anything is the organisation's own, and nothing is ever laid there.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import structlog

from service.knowledge.actions.files import alone, replace

_log = structlog.get_logger(__name__)
_RECORD = ".shipped.json"
_LOCK = ".shipped.lock"
_FOREIGN = ""  # recorded for a path of ours where something of theirs lay first: never ours to renew


@dataclass(frozen=True, slots=True)
class Laid:
    """How the shipped guides stand in the folder: paths inside it, with `/`.

    `copied`, `renewed` and `removed` is what was done just now. `edited` and `deleted` are the organisation's decisions, kept as
    they are; of the edited ones `behind` have been shipped in a newer version since. `own`: the folder is the organisation's own.
    `fault` says in a few words why the guides could not be laid; empty where they could.
    """

    copied: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    own: bool = False
    fault: str = ""


@dataclass(slots=True)
class Plan:
    """What is to be done, and what the record says afterwards: SHA-256 by path."""

    copy: list[str] = field(default_factory=list)
    renew: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    record: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether any file is to be touched."""
        return bool(self.copy or self.renew or self.remove)


@dataclass(frozen=True, slots=True)
class Record:
    """What we laid in a folder: the digest of all that was shipped then, and each guide's SHA-256 by path."""

    shipped: str = ""
    guides: Mapping[str, str] = field(default_factory=dict)


def plan(shipped: Mapping[str, str], laid: Mapping[str, str], present: Mapping[str, str]) -> Plan:
    """Compare what is shipped, what we laid, and what lies there now; each is SHA-256 by path, a missing path is no file."""
    made = Plan()
    for path in sorted({*shipped, *laid}):
        new, was, now = shipped.get(path), laid.get(path), present.get(path)
        if new is None:
            _plan_withdrawn(made, path, was, now)
        elif now == new or (now is None and was is None):
            made.record[path] = new
            if now is None:
                made.copy.append(path)
        elif now is None:
            made.deleted.append(path)
            made.record[path] = was or _FOREIGN
        elif now == was:
            made.renew.append(path)
            made.record[path] = new
        else:
            made.edited.append(path)
            made.record[path] = was or _FOREIGN
            if was != new:
                made.behind.append(path)
    return made


def _plan_withdrawn(made: Plan, path: str, was: str | None, now: str | None) -> None:
    """A guide that is shipped no more: ours to remove where untouched, theirs from now on where edited."""
    if now is not None and now == was:
        made.remove.append(path)
    elif now is not None:
        made.edited.append(path)
        made.record[path] = was or _FOREIGN


def lay_out(bundle: Path, folder: Path) -> Laid:
    """Bring the guides of `bundle` into `folder`, where that is ours to do. Safe at any moment and in several processes at once."""
    try:
        shipped = {path: _sha256(bundle / path) for path in _inside(bundle)}
        record = _recorded(folder)
        if record is None and _holds_something(folder):
            return Laid(own=True)
        made = _compare(shipped, folder, record)
        if record is None or made.changes or record != Record(_digest(shipped), made.record):
            folder.mkdir(parents=True, exist_ok=True)
            with alone(folder / _LOCK, "another process has been laying them out for too long"):
                record = _recorded(folder)
                made = _compare(shipped, folder, record)
                _carry_out(made, bundle, folder)
                _write_record(folder, Record(_digest(shipped), made.record))
            if record is None or record.shipped != _digest(shipped):
                _tell(made)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        _log.warning("guides_not_laid", reason=reason)
        return Laid(fault=reason)
    return Laid(
        copied=tuple(made.copy),
        renewed=tuple(made.renew),
        removed=tuple(made.remove),
        edited=tuple(made.edited),
        behind=tuple(made.behind),
        deleted=tuple(made.deleted),
    )


def _compare(shipped: Mapping[str, str], folder: Path, record: Record | None) -> Plan:
    laid = record.guides if record else {}
    lying = {path: _lying(folder, path) for path in {*shipped, *laid}}
    return plan(shipped, laid, {path: found for path, found in lying.items() if found is not None})


def _carry_out(made: Plan, bundle: Path, folder: Path) -> None:
    """The folder is marked as ours first, and the record is completed last: cut off anywhere, the next start ends the work."""
    if not (folder / _RECORD).exists():
        _write_record(folder, Record())
    for path in (*made.copy, *made.renew):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        replace(target, (bundle / path).read_bytes())
    for path in made.remove:
        target = folder / path
        target.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that still holds something stays
            for parent in list(PurePosixPath(path).parents)[:-1]:
                (folder / parent).rmdir()


def _tell(made: Plan) -> None:
    _log.info("guides_laid", copied=len(made.copy), renewed=made.renew, removed=made.remove)
    if made.edited or made.deleted:  # passed over, which somebody should know
        _log.warning("guides_kept", edited=made.edited, newer_shipped=made.behind, deleted=made.deleted)


def _recorded(folder: Path) -> Record | None:
    """What we laid here; None where we never did. Raises ``ValueError`` for a record that cannot be read."""
    try:
        kept = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        guides = {str(path): str(sha256) for path, sha256 in kept["guides"].items() if _stays_inside(str(path))}
        return Record(str(kept["shipped"]), guides)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{_RECORD} in the knowledge folder is damaged: remove it, and the guides stay as they are"
        raise ValueError(message) from error


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts


def _write_record(folder: Path, record: Record) -> None:
    text = json.dumps({"shipped": record.shipped, "guides": dict(record.guides)}, indent=1)
    replace(folder / _RECORD, text.encode())


def _inside(root: Path) -> Iterator[str]:
    """The files below a folder that are not hidden."""
    for base, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield Path(base, name).relative_to(root).as_posix()


def _holds_something(folder: Path) -> bool:
    return next(_inside(folder), None) is not None


def _lying(folder: Path, path: str) -> str | None:
    """The hash of what lies at a path, None for nothing; a link, or anything behind one, is theirs and has no hash of ours."""
    at = folder
    for part in PurePosixPath(path).parts:
        at /= part
        try:
            mode = at.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(mode):
            return "a link"
    try:
        return _sha256(at) if stat.S_ISREG(mode) else "no file"
    except FileNotFoundError:  # gone meanwhile: another process lays out, or somebody deletes
        return None


def _digest(shipped: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(shipped), sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
