"""What is not brought back, and that then nothing is changed: damaged and foreign files, full databases, other folders."""

import hashlib
import json
import shutil
import stat
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from service import clock
from service.adapters.index_lock import ProcessLock, lock_path
from service.operations import actions
from service.operations.rules import names
from service.operations.rules.rows import Json, line, row
from service.schema import bring
from tests.cli.console import Warm
from tests.operations.installations import Installation

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def warm():
    yield
    Warm.end()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A little installation with one row and two files, and its backup."""
    made = Installation(tmp_path_factory.mktemp("small"))
    (made.root / "data").mkdir()
    (made.knowledge / "id").mkdir(parents=True)
    (made.knowledge / "id" / "satu.md").write_text("Satu")
    (made.knowledge / "dua.txt").write_text("Dua")
    engine = made.engine()
    with engine.begin() as connection:
        bring(connection)
        connection.execute(text("insert into installation (id, demo_at) values (7, null)"))
    actions.backup(engine, made.knowledge, made.root / "small.zip", NOW)
    engine.dispose()
    return made


@pytest.fixture
def kept(small, tmp_path) -> Path:
    """The backup, to be spoiled."""
    return Path(shutil.copy(small.root / "small.zip", tmp_path / "small.zip"))


@pytest.fixture
def target(tmp_path):
    return Installation(tmp_path / "target")


def restore(target: Installation, path: Path, *, force: bool = False):
    """In this process; the command's own tests are below."""
    (target.root / "data").mkdir(parents=True, exist_ok=True)
    engine = target.engine()
    try:
        return actions.restore(path, actions.Target(engine, target.knowledge, force), clock.now())
    finally:
        engine.dispose()


def tables(target: Installation) -> list[str]:
    engine = target.engine()
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def everything(folder: Path) -> dict[str, bytes | str | None]:
    """All there is below a folder, hidden or not."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else None
        for path in sorted(folder.rglob("*"))
    }


def rewrite(path: Path, change=None, members=None, kind=None) -> None:
    """The same backup with another manifest, or with other members."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(held["manifest.json"])
    if change:
        change(manifest)
    held["manifest.json"] = json.dumps(manifest).encode()
    held.update(members or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            if content is not None:
                entry = zipfile.ZipInfo(name)
                entry.external_attr = ((kind or {}).get(name, stat.S_IFREG) | 0o644) << 16
                archive.writestr(entry, content)


def with_file(manifest, name: str, content: bytes) -> dict[str, bytes]:
    manifest["files"].append({"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    return {f"knowledge/{name}": content}


def refused(target: Installation, path: Path, **options) -> str:
    """The sentence; and the proof that nothing was changed."""
    with pytest.raises((actions.BadArchive, actions.Refused)) as said:
        restore(target, path, **options)
    assert tables(target) == []
    assert not target.knowledge.exists() or not [
        name for name in everything(target.knowledge) if name.startswith(".restoring")
    ]
    assert "\n" not in str(said.value) and "Traceback" not in str(said.value)
    return str(said.value)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_file_that_was_cut_off(target, kept, share):
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * share)])
    assert "is no backup of Dua Arah, or was cut off" in refused(target, kept)


def test_every_damaged_byte_is_noticed(kept):
    """One byte changed, at places all over the file: told as damage, or harmless (a name's time, say) and everything is right."""
    whole = kept.read_bytes()
    told = 0
    for place in range(0, len(whole), 97):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            with actions.archive.ArchiveReader(kept) as archive:
                archive.check()
                assert archive.manifest.rows == 1
        except actions.BadArchive:
            told += 1
    assert told > len(whole) / 97 * 0.5


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04", b"\x1f\x8b" + bytes(100)])
def test_a_file_that_is_no_zip(target, kept, content):
    kept.write_bytes(content)
    assert "is no backup of Dua Arah" in refused(target, kept)


def test_a_zip_of_somebody_else(target, kept):
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("manifest.json", '{"product": "something else"}')
    assert refused(target, kept).endswith("is no backup of Dua Arah")
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    assert "has no manifest that can be read" in refused(target, kept)


@pytest.mark.parametrize("manifest", ["[]", '"x"', "{", "{}", '{"product": "dua-arah backup", "format": 1}'])
def test_a_manifest_that_is_none(target, kept, manifest):
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("manifest.json", manifest)
    refused(target, kept)


def test_a_backup_of_a_later_version(target, kept):
    rewrite(kept, lambda manifest: manifest.update(revision="999", app="9.9"))
    assert refused(target, kept).endswith("was made by a newer version of Dua Arah (9.9): install that one first")
    rewrite(kept, lambda manifest: manifest.update(format=2))
    assert "in a form that this one does not know" in refused(target, kept)


OUTSIDE = (
    "../x.md",
    "/etc/x.md",
    "a/../../x.md",
    "a/./b.md",
    "a//b.md",
    "a\\b.md",
    "C:x.md",
    ".hidden/x.md",
    "a/",
    "x.lock",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_file_that_would_lie_outside(target, kept, tmp_path, name):
    members = {}
    rewrite(kept, lambda manifest: members.update(with_file(manifest, name, b"kanari")))
    rewrite(kept, members=members)
    said = refused(target, kept)
    assert "is damaged" in said
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == b"kanari"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_member_that_is_no_file(target, kept, kind):
    rewrite(kept, kind={"knowledge/dua.txt": kind})
    assert "is no file" in refused(target, kept)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"knowledge/more.md": b"x"}, "holds other members"),
        ({"knowledge/dua.txt": None}, "holds other members"),
        ({"tables/user.jsonl": None}, "holds other members"),
        ({"knowledge/dua.txt": b"Other"}, "is not as it was written"),
        ({"tables/installation.jsonl": b"[8,null]\n"}, "is not as it was written"),
    ],
)
def test_members_that_are_not_as_the_manifest_says(target, kept, members, words):
    rewrite(kept, members=members)
    assert words in refused(target, kept)


def lying(content: bytes, **fields):
    """A manifest that vouches for what should not be in a table."""

    def change(manifest):
        (table,) = [one for one in manifest["tables"] if one["name"] == "installation"]
        table.update(sha256=hashlib.sha256(content).hexdigest(), **fields)

    return change


@pytest.mark.parametrize(
    ("content", "fields", "words"),
    [
        (b"[7,null]\n", {"rows": 2}, "has 1 rows instead of 2"),
        (b"[7]\n", {}, "cannot be read"),
        (b"{}\n", {}, "cannot be read"),
        (b'[7,{"moment":"yesterday"}]\n', {}, "cannot be read"),
        (b'[7,{"code":"x"}]\n', {}, "cannot be read"),
        (b"[7,null]\n[7,null]\n", {"rows": 2}, "do not fit into this database"),
        (b'[null,"kanari"]\n', {}, "do not fit into this database"),
        (b"[7,null]\n", {"columns": ["id", "other"]}, "are not those of its schema"),
        (b"[7,null]\n", {"name": "installations"}, "holds other members"),
    ],
)
def test_rows_that_are_none(target, kept, content, fields, words):
    rewrite(kept, lying(content, **fields), {"tables/installation.jsonl": content})
    said = refused(target, kept)
    assert words in said and "kanari" not in said


def test_a_table_that_no_schema_of_ours_has(target, kept):
    def change(manifest):
        manifest["tables"].append(
            {"name": "more", "columns": ["id"], "rows": 0, "sha256": hashlib.sha256(b"").hexdigest()}
        )

    rewrite(kept, change, {"tables/more.jsonl": b""})
    assert "are not those of its schema" in refused(target, kept)


def test_a_database_with_anything_in_it(target, kept, small):
    restore(target, kept)
    before, files = target.rows(), everything(target.knowledge)
    with pytest.raises(actions.Refused, match="the database is not empty"):
        restore(target, kept)
    assert (target.rows(), everything(target.knowledge)) == (before, files)


def test_a_database_of_something_else(target, kept, postgres_url):
    target.url = postgres_url
    engine = target.engine()
    with engine.begin() as connection:
        connection.execute(text("create table theirs (id integer)"))
    with pytest.raises(actions.Refused, match="not empty \\(theirs is there\\)"):
        restore(target, kept)
    assert tables(target) == ["theirs"]
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_was_only_prepared(target, kept, small, kind, request):
    """`dua-arah db upgrade` ran there, as it does before anything in compose: its empty tables give way."""
    target.url = request.getfixturevalue("postgres_url") if kind == "postgresql" else None
    (target.root / "data").mkdir(parents=True)
    engine = target.engine()
    with engine.begin() as connection:
        bring(connection)
    engine.dispose()
    restore(target, kept)
    assert target.rows() == small.rows()


def test_a_worker_that_runs_there(target, kept, postgres_url):
    target.url = postgres_url
    engine = target.engine()
    with engine.begin() as connection:
        bring(connection)
        beat = text("insert into worker_beat (owner, beat_at) values ('x', :at)")
        connection.execute(beat, {"at": clock.now() - timedelta(seconds=10)})
    with pytest.raises(actions.Refused, match="a server or worker runs on this database"):
        restore(target, kept)
    engine.dispose()


def test_a_server_that_runs_there(target, kept):
    lock = ProcessLock(lock_path(target.root / "data"))
    lock.acquire()
    try:
        assert "a server runs on" in target.run("restore", str(kept)).sentence
    finally:
        lock.release()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update user set name = 'a' || char(0) || 'b' where id = 3", "row 2 of user holds a NUL character (name)"),
        (
            "update user set timezone = replace(hex(zeroblob(400)), '0', 'x') where id = 3",
            "the rows of user do not fit",
        ),
    ],
)
def test_what_postgresql_cannot_keep_is_told_and_nothing_is_there(target, tmp_path, postgres_url, statement, words):
    loose = Installation(tmp_path / "loose")
    (loose.root / "data").mkdir(parents=True)
    engine = loose.engine()
    with engine.begin() as connection:
        bring(connection)
        for number in (1, 3):
            connection.exec_driver_sql(
                f"insert into user values ({number}, 'a{number}@x', 'A', 'id', 'Asia/Jakarta', null, '2026-11-24 00:00:00')"
            )
        connection.exec_driver_sql(statement)
    actions.backup(engine, loose.knowledge, tmp_path / "loose.zip", NOW)
    engine.dispose()
    target.url = postgres_url
    assert words in refused(target, tmp_path / "loose.zip")
    target.url = None
    restore(target, tmp_path / "loose.zip")
    assert target.rows()["user"] == loose.rows()["user"], "SQLite keeps it"


def test_a_folder_with_other_files(target, kept):
    target.knowledge.mkdir(parents=True)
    (target.knowledge / "dua.txt").write_text("Dua, disunting")
    (target.knowledge / "tiga.md").write_text("Tiga")
    before = everything(target.knowledge)
    said = refused(target, kept)
    assert "holds files that are not as in the backup (dua.txt, tiga.md)" in said and "--force" in said
    assert everything(target.knowledge) == before
    report = restore(target, kept, force=True)
    assert target.files() == {"dua.txt": b"Dua", "id/satu.md": b"Satu"}
    assert report.aside is not None
    assert (report.aside / "dua.txt").read_text() == "Dua, disunting" and (
        report.aside / "tiga.md"
    ).read_text() == "Tiga"


def test_a_folder_with_some_of_the_same_files(target, kept):
    target.knowledge.mkdir(parents=True)
    (target.knowledge / "dua.txt").write_text("Dua")
    (target.knowledge / ".shipped.json").write_text("a record of what was laid there before")
    report = restore(target, kept)
    assert target.files() == {"dua.txt": b"Dua", "id/satu.md": b"Satu"}
    assert not (target.knowledge / ".shipped.json").exists() and report.aside is not None


def test_a_link_in_the_folder_leads_nowhere(target, kept, tmp_path):
    """`id` is a link out of the folder: nothing is written through it."""
    (tmp_path / "elsewhere").mkdir()
    target.knowledge.mkdir(parents=True)
    (target.knowledge / "id").symlink_to(tmp_path / "elsewhere")
    assert "is no folder: move it away first" in refused(target, kept)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_made(target, kept):
    target.knowledge.parent.mkdir(parents=True, exist_ok=True)
    target.knowledge.write_text("a file")
    assert "could not be filled" in refused(target, kept)
    assert target.knowledge.read_text() == "a file"


def test_the_command_says_one_sentence_and_leaves_nothing(target, kept, tmp_path):
    assert target.run("restore", str(tmp_path / "none.zip")).sentence == f"there is no file {tmp_path / 'none.zip'}"
    kept.write_bytes(kept.read_bytes()[:1000])
    assert "cut off" in target.run("restore", str(kept)).sentence
    assert list((target.root / "data").iterdir()) == [], "the SQLite file is gone again"


def test_the_command_says_what_it_did(target, kept):
    said = target.run("restore", str(kept))
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert (
        lines[0].startswith("Restored ") and "1 rows and 2 files of the folder, as of 2026-11-24 03:00 UTC" in lines[0]
    )
    assert "put yours back as DUA_ARAH_SECRET_KEY, or everybody signs in anew" in lines[1]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [None, True, False, 0, -(2**63), 2**100, 1.5, 0.1, "", "\0\ud800 ✓"],
        [b"", bytes(range(256)), Json(None), Json({"json": 1}), Json([{"bytes": "x"}])],
        [datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC), NOW.date(), float("inf"), float("-inf")],
    ],
)
def test_values_come_back_as_they_were(values):
    written = line(values)
    assert "\n" not in written
    assert row(written, len(values)) == values
    assert [type(value) for value in row(written, len(values))] == [type(value) for value in values]


def test_a_moment_without_a_zone_is_one_of_ours():
    assert row(line([datetime(2026, 11, 24, 3, 0)]), 1) == [NOW]  # noqa: DTZ001 - as SQLite gives it


def test_a_value_of_an_unknown_kind_is_not_guessed_at():
    with pytest.raises(TypeError, match="no table of ours has a complex"):
        line([1j])


@pytest.mark.parametrize("name", ["a.md", "id/a b.md", "id/catatan 🧾.txt", ".shipped.json", "a/b/c/d.md"])
def test_names_that_may_lie_in_the_folder(name):
    assert names.is_inside(name)


@pytest.mark.parametrize("name", [*OUTSIDE, "", ".", "..", "a\0b", "a\nb", "x" * 1001, "\udc80.md"])
def test_names_that_may_not(name):
    assert not names.is_inside(name)
