"""Read the knowledge folder without trusting it: no links, nothing hidden, nothing outside, one bad file stops no other."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from service.knowledge.rules.guides import Guide, parse_guide
from service.knowledge.rules.lint import lint_guide, lint_repeats, lint_twins
from service.knowledge.rules.passages import Document, read_document
from service.knowledge.values import LIMIT_MB, Problem, other_language

_ENDINGS = (".md", ".txt")
_LONGEST_PATH = 600  # fits the manifest, and what PostgreSQL keeps in an index, whatever the script
_FENCE = b"---"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder: its path inside it, with `/`, and its bytes."""

    path: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The folder as it is now: (path, hash) of every usable file, and the documents not read before."""

    present: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def read(folder: Path, known: Collection[tuple[str, str]]) -> Reading:
    """Read the folder; files whose (path, hash) is `known` are not parsed again."""
    problems: list[Problem] = []
    present: list[tuple[str, str]] = []
    documents: list[Document] = []
    for file in files(folder, problems):
        if (file.path, file.sha256) in known:
            present.append((file.path, file.sha256))
            continue
        try:
            document = read_document(file.path, file.content)
        except UnicodeDecodeError as error:
            problems.append(Problem(file.path, file.content[: error.start].count(b"\n") + 1, "not-utf8"))
            continue
        if document.problems:
            problems.extend(document.problems)
        else:
            present.append((file.path, file.sha256))
            documents.append(document)
    return Reading(tuple(present), tuple(documents), tuple(problems))


def usable_path(path: str) -> bool:
    """Whether a text names a file inside the folder that would be read there: no way out, nothing hidden, an ending we know."""
    parts = PurePosixPath(path).parts
    return (
        0 < len(path) <= _LONGEST_PATH
        and path == PurePosixPath(path).as_posix()
        and not path.startswith("/")
        and path.isprintable()
        and "\\" not in path
        and all(not part.startswith(".") and part == part.strip() for part in parts)
        and PurePosixPath(path).suffix.lower() in _ENDINGS
    )


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Which files are there, how large and how old; cheap enough to look every minute."""
    root = folder.resolve()
    found: set[tuple[str, int, int]] = set()
    for path in _paths(root):
        with suppress(OSError):
            state = path.lstat()
            found.add((str(path), state.st_size, state.st_mtime_ns))
    return frozenset(found)


def check(folder: Path) -> list[Problem]:
    """Everything wrong in the folder: what keeps a file out of the index, and where a guide breaks the house's rules."""
    problems: list[Problem] = []
    guides: list[Guide] = []
    owners: dict[str, str] = {}
    judged: dict[tuple[str, str], _Judged] = {}
    for file in files(folder, problems):
        key = (file.path, file.sha256)
        one = judged[key] = _judged_before.get(key) or _judge(file)
        problems.extend(one.problems)
        if one.document is not None:
            owner = owners.setdefault(one.document, file.path)
            if owner != file.path:
                problems.append(Problem(file.path, 1, "id-twice", {"value": one.document, "other": owner}))
        if one.guide is not None:
            guides.append(one.guide)
    _judged_before.clear()
    _judged_before.update(judged)
    problems.extend(_twins(guides))
    problems.extend(lint_repeats(guides))
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


def check_draft(folder: Path, path: str, text: str) -> list[Problem]:
    """Everything wrong in a text that is to lie at a path: in itself, and against its other language as that lies there now."""
    one = _judge(File(path, text.encode("utf-8"), ""))
    found = list(one.problems)
    other = other_language(path)
    if one.guide is not None and other is not None:
        twin = (folder / other).read_text("utf-8-sig", errors="replace") if _is_file(folder / other) else None
        if twin is None:
            found.append(Problem(path, 1, "twin-missing", {"other": other}))
        else:
            found.extend(lint_twins(one.guide, parse_guide(other, twin)))
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is wrong in one file by itself, and what the others are held against."""

    document: str | None
    guide: Guide | None
    problems: tuple[Problem, ...]


_judged_before: dict[tuple[str, str], _Judged] = {}
"""The files of the last check by path and hash: of a large folder with one edited file, one is judged anew."""


def _judge(file: File) -> _Judged:
    try:
        document = read_document(file.path, file.content)
    except UnicodeDecodeError as error:
        line = file.content[: error.start].count(b"\n") + 1
        return _Judged(None, None, (Problem(file.path, line, "not-utf8"),))
    if not file.content.removeprefix(b"\xef\xbb\xbf").startswith(_FENCE):
        return _Judged(document.document, None, document.problems)
    guide = parse_guide(file.path, document.raw)
    return _Judged(document.document, guide, tuple(lint_guide(guide)))


def _twins(guides: list[Guide]) -> Iterator[Problem]:
    """A file in `…/id/` has a twin of the same name in `…/en/`, and the other way round."""
    by_path = {guide.file: guide for guide in guides}
    for guide in guides:
        other = other_language(guide.file)
        if other is None:
            continue
        if other in by_path:
            yield from lint_twins(guide, by_path[other])
        else:
            yield Problem(guide.file, 1, "twin-missing", {"other": other})


def files(folder: Path, problems: list[Problem]) -> Iterator[File]:
    """The readable Markdown and text files of a folder, by path; what cannot be read is added to `problems`."""
    root = folder.resolve()
    for path in sorted(_paths(root)):
        inside = path.relative_to(root).as_posix()
        shown = inside.encode("utf-8", "backslashreplace").decode()
        try:
            content = _content(path)
        except OSError:
            problems.append(Problem(shown[:_LONGEST_PATH], 1, "unreadable"))
            continue
        if content is None or shown != inside or len(shown) > _LONGEST_PATH:
            code, params = ("too-large", {"limit": LIMIT_MB}) if content is None else ("unreadable", {})
            problems.append(Problem(shown[:_LONGEST_PATH], 1, code, params))
            continue
        yield File(inside, content, hashlib.sha256(content).hexdigest())


def _paths(root: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(base, name)
            if not name.startswith(".") and path.suffix.lower() in _ENDINGS and _is_file(path):
                yield path


def _is_file(path: Path) -> bool:
    """Whether it is a regular file itself: no link, no pipe, and not gone meanwhile."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _content(path: Path) -> bytes | None:
    """The bytes of a regular file, or None where it is too large; a link put there meanwhile is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read(LIMIT_MB * 1024 * 1024 + 1)
    return None if len(content) > LIMIT_MB * 1024 * 1024 else content
