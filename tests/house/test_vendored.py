"""Files from others are the copies that VENDORED.md says they are, each with its licence."""

import hashlib
import re

from tests.house.tree import SERVICE, files

VENDOR = SERVICE / "web" / "static" / "vendor"
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def rows():
    return ROW.findall((VENDOR / "VENDORED.md").read_text(encoding="utf-8"))


def test_checksums_fit():
    assert rows()
    for file, _source, version, _licence, checksum in rows():
        assert version.strip(), file
        assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == checksum, f"{file} was changed"


def test_licences_are_there():
    for file, _source, _version, licence, _checksum in rows():
        named = re.search(r"`([^`]+)`", licence)
        assert named, f"{file}: no licence file is named"
        assert (VENDOR / named[1]).read_text(encoding="utf-8").strip(), file


def test_no_file_is_unlisted():
    listed = {row[0] for row in rows()} | {re.search(r"`([^`]+)`", row[3])[1] for row in rows()} | {"VENDORED.md"}
    there = {path.relative_to(VENDOR).as_posix() for path in files(under=VENDOR)}
    assert there == listed
