"""Look at a Word file as what it is, a ZIP archive from a stranger, before anything unpacks or parses it."""

from __future__ import annotations

import re
import stat
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from service.knowledge.ports import NotConverted
from service.knowledge.rules.uploads import MOST_UNPACKED

_MOST_ENTRIES = 2000
_CHUNK = 256 * 1024
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MARKUP = (".xml", ".rels")
_LOCKED = 0x1
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def inspect(content: bytes) -> None:
    """Raises `NotConverted` for an archive that is damaged, locked, larger than a document unpacked, or no document at all."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _declared(entries)
            total = 0
            for entry in entries:
                total += _actual(archive, entry, MOST_UNPACKED - total)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError, OSError) as error:
        raise NotConverted("damaged") from error


def _declared(entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise NotConverted("unpacks")
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise NotConverted("encrypted")
    if "[Content_Types].xml" not in names or len(set(names)) != len(names) or not all(map(_honest, entries)):
        raise NotConverted("mismatch")


def _honest(entry: ZipInfo) -> bool:
    """Whether an entry's name stays inside, as Word's do, and is a file's."""
    path = PurePosixPath(entry.filename)
    return (
        entry.orig_filename == entry.filename
        and entry.filename.isprintable()
        and not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in entry.filename
        and ":" not in entry.filename
        and not stat.S_ISLNK(entry.external_attr >> 16)
        and entry.compress_type in {ZIP_STORED, ZIP_DEFLATED}
    )


def _actual(archive: ZipFile, entry: ZipInfo, room: int) -> int:
    """Bytes of an entry as they come out, whatever it declares; kept in memory only while they are looked at."""
    size, kept = 0, bytearray()
    markup = entry.filename.lower().endswith(_MARKUP)
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise NotConverted("unpacks")
            if markup:
                kept += chunk
    if markup and _has_dtd(bytes(kept)):
        raise NotConverted("mismatch")  # Word writes none; entities would be declared in it
    return size


def _has_dtd(markup: bytes) -> bool:
    if markup.startswith(_BOMS) or b"\0" in markup[:64]:
        markup = markup.replace(b"\0", b"")
    return _DTD.search(markup) is not None
