"""There and back: from either database into either, to an empty machine, with the same rows, pages and answers."""

import json
import stat
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from service import clock
from service.accounts.models import User
from service.app import create_app
from service.db import db
from service.knowledge.models import DocumentVersion, PassageRow, VectorRow
from service.notifications.models import OutboxMail
from service.operations import actions
from service.people.models import Programme, ReportingLine
from service.schema import bring
from tests import builders, postgres
from tests.cli.console import Warm, some_guides
from tests.operations.installations import QUERIES, Installation
from tests.security.world import TOKEN as FORM_TOKEN
from tests.visitors import Visitor

NOW = datetime(2026, 11, 24, 3, 4, 5, 678901, tzinfo=UTC)
ODD = "emoji 🧾, 'kutip', \"ganda\", \\, \u2028 baris\n\ttab, aksen é, العربية, \x01\x7f"


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    yield
    Warm.end()


def _odd_rows(installation: Installation) -> None:
    """What tables may hold and a copy could lose."""
    app = create_app(installation.app_settings, builders.outside())
    with app.app_context():
        db.session.add(
            Programme(name=ODD, languages=["id", {"x": ODD}, None, 1.5, 2**60], starts_on=date(1, 1, 1), created_at=NOW)
        )
        mail = {"key": "odd", "to_email": "o@contoh.example", "locale": "id", "template": "sign_in", "state": "sent"}
        odd = {"bytes": "b", "json": {"json": None}, "": [], "moment": "no moment"}
        db.session.add(OutboxMail(**mail, context=odd, created_at=datetime.max.replace(tzinfo=UTC), next_try_at=NOW))
        version = DocumentVersion(
            path="odd",
            document="odd",
            sha256="0" * 64,
            splitter="1",
            title=ODD,
            language="id",
            kind="prose",
            status="gone",
        )
        version.raw, version.created_at = ODD * 100_000, NOW  # some 7 MB in one row
        db.session.add(version)
        db.session.flush()
        passage = {"version_id": version.id, "key": "odd", "heading": "", "kind": "prose", "start": 0, "end": 1}
        for position, unit in enumerate((None, {"a": None})):  # None in a JSON column is JSON's null here
            db.session.add(PassageRow(**passage, position=position, tags={}, unit=unit, lexical="", views=[]))
        db.session.flush()
        missing = "update knowledge_passage set unit = null where key = 'odd' and position = 1"
        db.session.execute(text(missing))
        everything = bytes(range(256)) * 6
        db.session.add(VectorRow(text_hash="odd", embedder="odd", embedder_version="odd", vector=everything))
        db.session.add(VectorRow(text_hash="none", embedder="odd", embedder_version="odd", vector=b""))
        db.session.commit()
        db.engine.dispose()


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Installation:
    """The demo with an index, a set, and odd rows, on SQLite."""
    made = Installation(tmp_path_factory.mktemp("first"))
    made.knowledge.parent.mkdir(exist_ok=True)
    some_guides(made.knowledge)
    (made.knowledge / "catatan 🧾.txt").write_text("Papan pengumuman gudang dibaca lebih sering daripada pesan grup.\n")
    (made.knowledge / "gambar.png").write_bytes(bytes(range(256)))
    (made.knowledge / ".shipped.json").write_text("{}")
    for words in (["demo"], ["knowledge", "sync"], ["suggest", "1", "--save", "--json"]):
        said = made.run(*words)
        assert said.code == 0, said.err
    _odd_rows(made)
    return made


@pytest.fixture(scope="module")
def kept(first, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "dua-arah.zip"
    said = first.run("backup", str(path))
    assert said.code == 0, said.err
    assert "The secret key is not in it: keep a copy of DUA_ARAH_SECRET_KEY elsewhere." in said.out
    return path


@pytest.fixture(scope="module")
def answered(first):
    found = first.answers()
    assert len(QUERIES) == 20 and sum(bool(hits) for hits in found) >= 19
    return found


@pytest.fixture
def empty(tmp_path):
    return Installation(tmp_path / "empty machine")


def restored(installation: Installation, path) -> Installation:
    said = installation.run("restore", str(path))
    assert said.code == 0, said.err
    assert said.out.startswith("Restored ")
    return installation


def assert_same(one: Installation, other: Installation) -> None:
    there, here = one.rows(), other.rows()
    assert {name: len(rows) for name, rows in here.items()} == {name: len(rows) for name, rows in there.items()}
    for name, rows in there.items():
        assert here[name] == rows, name
    assert other.files() == one.files()
    assert (other.knowledge / ".shipped.json").read_text() == "{}"


def test_sqlite_to_sqlite_on_an_empty_machine(first, kept, empty, answered):
    restored(empty, kept)
    assert_same(first, empty)
    assert empty.answers() == answered
    said = empty.run("knowledge", "sync")
    assert said.code == 0, said.err
    assert empty.rows()["knowledge_generation"] == first.rows()["knowledge_generation"], "nothing was indexed anew"
    again = empty.run("knowledge", "search", QUERIES[0], "--limit", "5", "--json").json
    assert again == first.run("knowledge", "search", QUERIES[0], "--limit", "5", "--json").json


@pytest.mark.slow
def test_sqlite_to_postgresql_and_on_from_there(first, kept, empty, postgres_server, tmp_path, answered):
    """An installation grows: its SQLite backup goes into PostgreSQL, from there into another, and back to a file."""
    with postgres.database(postgres_server) as url, postgres.database(postgres_server) as other_url:
        grown = restored(Installation(tmp_path / "grown", url), kept)
        assert_same(first, grown)
        assert grown.answers() == answered
        said = grown.run("admin", "baru@contoh.example")
        assert said.code == 0, "the counters stand behind the rows that came: " + said.err

        said = grown.run("backup", str(tmp_path / "grown.zip"))
        assert said.code == 0, said.err
        moved = restored(Installation(tmp_path / "moved", other_url), tmp_path / "grown.zip")
        assert_same(grown, moved)
        back = restored(empty, tmp_path / "grown.zip")
        assert_same(grown, back)
        assert back.answers() == moved.answers() == answered


def pages(installation: Installation) -> list[str]:
    """Pages of the demo's first leader: home, the pair's room with its set, and what is quoted there."""
    app = create_app(installation.app_settings, builders.outside())
    with app.app_context():
        user = db.session.scalars(select(User).where(User.name == "Ratna Maheswari")).one()
    visitor = Visitor(app).sign_in(user.id)
    found = []
    for path in ("/", "/pairs/1/sessions", "/citations/1"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        found.append(FORM_TOKEN.sub("", answer.text))
    with app.app_context():
        db.engine.dispose()
    return found


def test_pages_of_the_demo_are_the_same(first, kept, empty):
    restored(empty, kept)
    with clock.frozen(NOW):
        assert pages(empty) == pages(first)


def test_somebody_who_is_signed_in_stays_so_where_the_key_is_the_same(first, empty, tmp_path):
    app = create_app(first.app_settings, builders.outside())
    visitor = Visitor(app).sign_in(1)
    cookie = visitor.client.get_cookie("dua-arah").value
    assert first.run("backup", str(tmp_path / "now.zip")).code == 0
    restored(empty, tmp_path / "now.zip")
    statuses = {}
    for key in ("x" * 32, "y" * 32):
        settings = empty.app_settings.model_copy(update={"secret_key": type(empty.app_settings.secret_key)(key)})
        there = create_app(settings, builders.outside())
        client = there.test_client(use_cookies=False)
        statuses[key] = client.get("/account", headers={"Cookie": f"dua-arah={cookie}"}).status_code
        with there.app_context():
            db.engine.dispose()
    assert list(statuses.values()) == [200, 303], "with another key the cookie is worth nothing"


def test_a_backup_is_one_moment_while_others_write(app, settings, tmp_path):
    """Every transaction writes one row into each of two tables; in every backup they are as many."""
    stop = threading.Event()

    def write():
        while not stop.is_set():
            with app.app_context():
                row = Programme(name="x", languages=[], created_at=NOW)
                db.session.add(row)
                db.session.flush()
                db.session.add(ReportingLine(programme_id=row.id, user_id=1, manager_id=None))
                db.session.commit()

    with app.app_context():
        if not settings.on_postgresql:
            db.session.execute(text("create table alembic_version (version_num varchar(32))"))
        else:
            db.session.execute(text("create table if not exists alembic_version (version_num varchar(32))"))
        db.session.execute(text("insert into alembic_version values ('001')"))
        db.session.commit()
        engine = db.engine
    thread = threading.Thread(target=write)
    thread.start()
    try:
        counts = []
        for number in range(6):
            manifest, _size = actions.backup(engine, tmp_path / "no-folder", tmp_path / f"{number}.zip", NOW)
            by_name = {table.name: table.rows for table in manifest.tables}
            counts.append((by_name["programme"], by_name["reporting_line"]))
    finally:
        stop.set()
        thread.join()
        with app.app_context():
            db.session.execute(text("drop table alembic_version"))
            db.session.commit()
    assert all(programmes == lines for programmes, lines in counts)
    assert counts[-1][0] > counts[0][0], "somebody did write meanwhile"


def test_what_is_in_the_file_and_what_is_not(first, kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with zipfile.ZipFile(kept) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        whole = b"".join(archive.read(name) for name in names)
        user = archive.read("tables/user.jsonl").decode().splitlines()
    assert names[-1] == "manifest.json"
    assert not [name for name in names if "alembic" in name or "huey" in name or "chroma" in name]
    assert "knowledge/gambar.png" in names and "knowledge/.shipped.json" in names
    assert "tables/knowledge_vector.jsonl" in names, "so that nothing is embedded again"
    assert b"x" * 32 not in whole, "the key"
    assert (manifest["format"], manifest["product"], manifest["database"]) == (1, "dua-arah backup", "sqlite")
    (table,) = [one for one in manifest["tables"] if one["name"] == "user"]
    assert table["rows"] == len(user) == len(first.rows()["user"])
    assert dict(zip(table["columns"], json.loads(user[0]), strict=True))["created_at"].keys() == {"moment"}


def test_a_backup_changes_nothing_and_needs_no_newest_schema(tmp_path, first):
    """An upgrade begins with a backup by the new version, of a database that it has not touched."""
    old, new = Installation(tmp_path / "old"), Installation(tmp_path / "new")
    (tmp_path / "old" / "data").mkdir(parents=True)
    old.knowledge.mkdir()
    engine = old.engine()
    with engine.begin() as connection:
        bring(connection, "001")
        connection.execute(text("insert into installation (demo_at) values ('2026-11-24 03:04:05.678901')"))
    before = old.rows()
    said = old.run("backup", str(tmp_path / "old.zip"))
    assert said.code == 0, said.err
    assert old.rows() == before and "job_count" not in before
    restored(new, tmp_path / "old.zip")
    engine.dispose()
    after = new.rows()
    assert after["installation"] == before["installation"]
    assert set(after) == set(first.rows()), "brought to the newest schema"
    assert new.run("doctor", "--json").out.count("newest schema") == 1


@pytest.mark.slow
def test_a_large_table_is_never_whole_in_memory(tmp_path):
    size, count = 4096, 8000
    one, other = Installation(tmp_path / "one"), Installation(tmp_path / "other")
    for made in (one, other):
        (made.root / "data").mkdir(parents=True)
    engine = one.engine()
    with engine.begin() as connection:
        bring(connection)
        connection.execute(
            VectorRow.__table__.insert(),
            [
                {
                    "text_hash": f"{n}",
                    "embedder": "e",
                    "embedder_version": "v",
                    "vector": n.to_bytes(4) * (size // 4),
                    "purpose": "index",
                }
                for n in range(count)
            ],
        )
    target = other.engine()
    tracemalloc.start()
    try:
        actions.backup(engine, one.knowledge, tmp_path / "large.zip", NOW)
        actions.restore(tmp_path / "large.zip", actions.Target(target, other.knowledge), NOW)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        engine.dispose()
        target.dispose()
    assert peak < size * count / 3, peak
    assert len(other.rows()["knowledge_vector"]) == count


def test_links_are_left_out_and_told(first, tmp_path):
    made = Installation(tmp_path / "linked")
    (made.root / "data").mkdir(parents=True)
    made.knowledge.mkdir()
    (tmp_path / "secret").write_text("kanari")
    (made.knowledge / "link.md").symlink_to(tmp_path / "secret")
    (made.knowledge / ".git").mkdir()
    (made.knowledge / ".git" / "config").write_text("kanari")
    assert made.run("db", "upgrade").code == 0
    said = made.run("backup", str(tmp_path / "linked.zip"))
    assert "Left out, because it is no plain file: link.md" in said.out
    with zipfile.ZipFile(tmp_path / "linked.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("knowledge/")]


def test_a_file_is_replaced_only_where_that_is_asked_for(first, tmp_path):
    path = tmp_path / "kept.zip"
    path.write_text("older")
    assert "exists" in first.run("backup", str(path)).sentence
    assert path.read_text() == "older"
    assert first.run("backup", str(path), "--force").code == 0
    assert zipfile.is_zipfile(path) and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["kept.zip"], "nothing unfinished is left"


@pytest.mark.parametrize("place", ["no-such-folder/kept.zip", "."])
def test_a_place_that_takes_no_file(first, tmp_path, place):
    assert "cannot be written" in first.run("backup", str(tmp_path / place)).sentence


def test_an_installation_without_a_database_has_nothing_to_keep(empty, tmp_path):
    said = empty.run("backup", str(tmp_path / "kept.zip"))
    assert said.sentence.startswith("there is nothing to keep: ")
    assert not (empty.root / "data").exists() and not (tmp_path / "kept.zip").exists()


def test_a_database_without_tables_leaves_the_older_file(tmp_path, postgres_url):
    made = Installation(tmp_path / "bare", postgres_url)
    path = tmp_path / "kept.zip"
    path.write_text("older")
    assert made.run("backup", str(path), "--force").sentence.startswith("there is nothing to keep: ")
    assert path.read_text() == "older" and sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == [
        "kept.zip"
    ]
