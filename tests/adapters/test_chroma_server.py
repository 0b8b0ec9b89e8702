import threading

import pytest

from service import leases
from service.adapters import chroma_http, chroma_server
from service.adapters.chroma_http import PunctualClient
from service.adapters.chroma_server import stale
from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.app import create_app
from service.db import db
from service.doctor import examine
from service.knowledge import tasks
from service.schema import upgrade
from service.settings import Settings
from service.wiring import embedders_of, library_of, real_ports
from tests.chroma_server import ask, collections, eventually, headings


def test_a_reader_serves_what_a_keeper_filled(library_at, running, embedder):
    keeper, reader = library_at(running, keeper=True), library_at(running)
    keeper.refresh()
    reader.refresh()
    alone = HybridLibrary(Offered(embedder))
    for library in (keeper, reader):
        assert library.status().state == "ready"
        found = ask(library)
        assert found.degraded == ()
        assert set(found.hits[0].legs) == {"bm25", "dense"}
        assert headings(found) == headings(ask(alone))


def test_a_reader_fills_nothing_and_says_so(library_at, running, prefix):
    reader = library_at(running)
    reader.refresh()
    reader.attend()
    assert ask(reader).degraded == ("dense",)
    assert reader.status().state == "degraded"
    assert "not on the Chroma server" in reader.status().message
    assert collections(running, prefix) == []
    library_at(running, keeper=True).refresh()
    reader.attend()
    assert ask(reader).degraded == ()
    assert reader.status().state == "ready"


def test_the_first_question_finds_the_collection_by_itself(library_at, running):
    library_at(running, keeper=True).refresh()
    assert ask(library_at(running)).degraded == ()


def test_pages_never_call_the_server(library_at, wire):
    library = library_at(wire, keeper=True)
    assert library.status().state == "degraded"
    assert library.units("id", 2)
    assert library.unit("unknown") is None
    assert wire.heard == 0
    library.refresh()
    heard = wire.heard
    assert library.status().state == "ready"
    assert heard
    assert wire.heard == heard


def test_only_one_keeper_fills_at_a_time(library_at, running, prefix):
    assert leases.take(f"chroma.{prefix}", "another process", 60)
    keeper = library_at(running, keeper=True)
    keeper.refresh()
    keeper.attend()
    assert collections(running, prefix) == []
    assert "Another process is filling" in keeper.status().message
    leases.release(f"chroma.{prefix}", "another process")
    keeper.attend()
    assert keeper.status().state == "ready"
    assert leases.take(f"chroma.{prefix}", "another process", 60)  # given back


def test_keepers_at_once_fill_once(app, library_at, running, monkeypatch):
    filled = []
    real = chroma_server.put
    monkeypatch.setattr(chroma_server, "put", lambda store, batch: (filled.append(len(batch)), real(store, batch)))
    keepers = [library_at(running, keeper=True) for _ in range(4)]

    def work(keeper):
        with app.app_context():
            keeper.refresh()

    threads = [threading.Thread(target=work, args=(keeper,)) for keeper in keepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for keeper in keepers:
        eventually(lambda keeper=keeper: keeper.attend() or keeper.status().state == "ready")
    assert len(filled) == 1


def test_the_generation_before_stays_and_older_ones_go(library_at, running, prefix, folder, embedder):
    client = PunctualClient(running.address, 10.0)
    foreign = [f"{prefix}x-g1-{'0' * 16}", f"{prefix}-g0-g1-{'0' * 16}", f"{prefix}-notes"]
    for name in foreign:
        client.create_collection(name, embedding_function=None)
    client.close()
    keeper = library_at(running, keeper=True)
    names = []
    for number in range(3):
        (folder / "pompa.md").write_text(f"# Pompa\n\nPompa air di kebun menyala {number} kali setiap pagi.")
        tasks.sync(folder, embedder)
        keeper.refresh()
        names.append(keeper._shelf._full(f"g{keeper.status().generation}", []))
    assert collections(running, prefix) == sorted([*foreign, *names[1:]])


@pytest.mark.parametrize(
    ("names", "gone"),
    [
        (["a-g5-{}", "a-g4-{}", "a-g3-{}", "a-g1-{}"], ["a-g3-{}", "a-g1-{}"]),
        (["a-g5-{}", "a-g2-{}", "a-g1-{}"], ["a-g1-{}"]),
        (["a-g5-{}", "a-g6-{}", "a-g7-{}"], []),
        (["a-b-g1-{}", "a-g4-{}", "a-g1-g2-{}", "ba-g1-{}", "a-g1-notes", "a-g5-{}"], []),
        ([], []),
    ],
)
def test_what_is_stale(names, gone):
    tail = "0123456789abcdef"
    assert stale("a", 5, [name.format(tail) for name in names]) == [name.format(tail) for name in gone]


def test_every_process_sees_a_new_generation(library_at, running, folder, embedder, monkeypatch):
    keeper, reader = library_at(running, keeper=True), library_at(running)
    keeper.refresh()
    reader.attend()
    first = reader.status().generation
    (folder / "pompa.md").write_text("# Pompa\n\nPompa air di kebun menyala setiap pagi.")
    tasks.sync(folder, embedder)
    reader.attend()  # nobody has filled the new collection yet: the one before serves, whole
    assert (reader.status().state, reader.status().generation) == ("ready", first)
    assert ask(reader).degraded == ()
    keeper.attend()
    reader.attend()
    found = ask(reader, "pompa air di kebun")
    assert found.hits[0].passage.heading == "Pompa"
    assert found.degraded == ()
    assert reader._next is None


def test_a_reader_does_not_wait_for_ever_for_the_new_collection(library_at, running, folder, embedder, monkeypatch):
    keeper, reader = library_at(running, keeper=True), library_at(running)
    keeper.refresh()
    reader.refresh()
    (folder / "pompa.md").write_text("# Pompa\n\nPompa air di kebun menyala setiap pagi.")
    tasks.sync(folder, embedder)
    monkeypatch.setattr("service.adapters.library._PATIENCE", -1.0)
    reader.attend()
    found = ask(reader, "pompa air di kebun")
    assert found.hits[0].passage.heading == "Pompa"
    assert found.degraded == ("dense",)


def test_an_embedded_library_follows_the_manifest_too(indexed, folder, embedder):
    library = HybridLibrary(Offered(embedder))
    library.attend()
    (folder / "pompa.md").write_text("# Pompa\n\nPompa air di kebun menyala setiap pagi.")
    tasks.sync(folder, embedder)
    library.attend()
    assert ask(library, "pompa air di kebun").hits[0].passage.heading == "Pompa"
    serving = library._serving
    library.attend()
    assert library._serving is serving


def test_no_transaction_is_open_while_the_server_is_called(anytime, library_at, running, monkeypatch):
    open_then = []
    real = chroma_http._Session.request

    def request(session, method, url, **given):
        open_then.append(db.engine.pool.checkedout())
        return real(session, method, url, **given)

    monkeypatch.setattr(chroma_http._Session, "request", request)
    keeper, reader = library_at(running, keeper=True), library_at(running)
    db.session.rollback()
    keeper.refresh()
    reader.attend()
    keeper.attend()
    ask(reader)
    assert len(open_then) > 10
    assert set(open_then) == {0}


def test_processes_that_share_a_server_take_no_lock(indexed, settings, running, prefix, embedder):
    shared = settings.model_copy(update={"chroma_url": running.address, "chroma_collection": prefix})
    real_ports(shared, server=True)
    assert not (settings.data / "chroma").exists()
    library = library_of(shared, Offered(embedder), server=True, keeper=True)
    library.refresh()
    assert library.status().state == "ready"
    assert len(collections(running, prefix)) == 1
    library.close()
    assert ask(library_of(shared, Offered(embedder), server=False)).degraded == ()


@pytest.mark.sqlite
def test_the_doctor_looks_at_the_server(tmp_path, folder, server_alone, prefix):
    shared = Settings(
        data=tmp_path / "installation",
        knowledge=folder,
        chroma_url=server_alone.address,
        chroma_collection=prefix,
        secret_key="x" * 32,
        _env_file=None,
    )
    shared.data.mkdir()

    def finding():
        (found,) = [found for found in examine(shared) if found.part == "chroma"]
        return found

    embedders = embedders_of(shared)
    app = create_app(shared, {})
    with app.app_context():
        upgrade(db.engine)
        assert finding().good  # nothing to hold yet
        tasks.sync(folder, embedders.available[0])
        assert not finding().good
        assert "not on the Chroma server" in finding().text
        library = library_of(shared, embedders, server=True, keeper=True)
        library.refresh()
        library.close()
        assert finding().good
        server_alone.kill()
        assert not finding().good
        assert "cannot be reached" in finding().text
        db.engine.dispose()
