import threading
import time

import pytest

from service.adapters.chroma import StoreAway
from service.adapters.chroma_http import PunctualClient
from service.knowledge.values import Need
from tests import embedders
from tests.chroma_server import SECONDS, WORDS, ask, collection, eventually, headings

SLACK = 8.0  # for a busy machine, not for the server
FAULTS = ("hole", "drip", "reset", "huge", "nonsense", "error")
pytestmark = pytest.mark.sqlite  # the database has no part in it


def serves_by_words(library):
    """Whether the lexical leg serves alone, and says so; asked twice, in the time of one question."""
    begun = time.monotonic()
    for _ in range(2):
        found = ask(library)
        assert found.degraded == ("dense",)
        assert found.hits[0].passage.document == "rekap-id"
        assert set(found.hits[0].legs) == {"bm25"}
    assert time.monotonic() - begun < SECONDS + SLACK
    status = library.status()
    assert status.state == "degraded"
    assert "Chroma server" in status.message
    return True


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_goes_wrong_is_not_waited_for(library_at, wire, fault):
    library = library_at(wire, keeper=True)
    library.refresh()
    assert ask(library).degraded == ()
    wire.become(fault)
    assert serves_by_words(library)
    heard = wire.heard
    assert ask(library).degraded == ("dense",)
    assert wire.heard == heard  # nobody asks again until somebody has looked
    library.attend()
    assert serves_by_words(library)
    wire.become("pass")
    library.attend()
    assert ask(library).degraded == ()
    assert library.status().state == "ready"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_is_wrong_from_the_start(library_at, running, wire, fault):
    library_at(running, keeper=True).refresh()
    wire.become(fault)
    library = library_at(wire)
    assert serves_by_words(library)
    begun = time.monotonic()
    library.attend()
    assert time.monotonic() - begun < SECONDS + SLACK
    wire.become("pass")
    library.attend()
    assert ask(library).degraded == ()


def test_the_deadline_is_for_all_needs_together(library_at, wire):
    library = library_at(wire, keeper=True)
    library.refresh()
    wire.become("slow")
    begun = time.monotonic()
    found = library.find([Need(f"{WORDS} {number}", "id") for number in range(60)])
    assert time.monotonic() - begun < SECONDS + SLACK
    assert found[0].degraded == ()
    assert found[-1].degraded == ("dense",)
    assert all(one.hits for one in found)


def test_an_answer_without_end_is_not_read_to_the_end(wire):
    wire.become("huge")
    client = PunctualClient(wire.address, 30.0, limit=1_000_000)
    with pytest.raises(StoreAway, match="more than an answer can have"):
        client.list_collections()
    eventually(lambda: not wire.open, 5)
    client.close()


def test_what_is_given_up_is_closed(app, library_at, wire):
    library = library_at(wire, keeper=True)
    library.refresh()
    wire.become("hole")
    library._shelf.fault = ""

    def work():
        with app.app_context():
            ask(library)

    before = threading.active_count()
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + SLACK)
    assert not any(thread.is_alive() for thread in threads)
    eventually(lambda: not wire.open, 5)
    eventually(lambda: threading.active_count() <= before + 2, 5)


def test_a_server_that_is_not_there_yet(library_at, server_alone, embedder):
    server_alone.kill()
    library = library_at(server_alone, keeper=True)
    assert serves_by_words(library)
    library.refresh()
    assert serves_by_words(library)
    assert "cannot be reached" in library.status().message
    server_alone.start()
    library.attend()
    assert ask(library).degraded == ()


def test_a_server_that_starts_anew_is_found_again(library_at, server_alone, prefix):
    keeper, reader = library_at(server_alone, keeper=True), library_at(server_alone)
    keeper.refresh()
    reader.refresh()
    with collection(server_alone, prefix) as before:
        known = before.id
    server_alone.kill()
    for library in (keeper, reader):
        assert serves_by_words(library)
    server_alone.start()
    for library in (keeper, reader):
        library.attend()
        assert ask(library).degraded == ()
    with collection(server_alone, prefix) as after:
        assert after.id == known  # and nothing was filled again


def test_an_emptied_server_is_filled_without_embedding(library_at, server_alone, embedder):
    keeper, reader = library_at(server_alone, keeper=True), library_at(server_alone)
    keeper.refresh()
    reader.refresh()
    known = len(embedders.embedded(embedder))
    server_alone.kill()
    server_alone.empty()
    server_alone.start()
    for library in (keeper, reader):
        assert serves_by_words(library)
    reader.attend()
    assert serves_by_words(reader)
    keeper.attend()
    reader.attend()
    for library in (keeper, reader):
        assert ask(library).degraded == ()
        assert library.status().state == "ready"
    assert len(embedders.embedded(embedder)) == known


def drop(found):
    found._client.delete_collection(found.name)


def lose_some(found):
    found.delete(ids=found.get()["ids"][:3])


def one_too_many(found):
    found.add(ids=["99999.0"], embeddings=[[0.1] * embedders.DIMENSIONS], metadatas=[{"entry": 99999}])


def wrong_vectors(found):
    ids = found.get()["ids"]
    found.update(ids=ids, embeddings=[[1.0] + [0.0] * (embedders.DIMENSIONS - 1)] * len(ids))


def mixed_up(found):
    """Every vector is there, at another record."""
    held = found.get(include=["embeddings"])
    found.update(ids=held["ids"], embeddings=[*held["embeddings"][1:], held["embeddings"][0]])


@pytest.mark.parametrize("damage", [drop, lose_some, one_too_many, wrong_vectors, mixed_up])
def test_a_collection_that_somebody_changed_is_made_again(anytime, library_at, running, prefix, embedder, damage):
    keeper, reader = library_at(running, keeper=True), library_at(running)
    keeper.refresh()
    reader.refresh()
    before = headings(ask(reader))
    known = len(embedders.embedded(embedder))
    with collection(running, prefix) as found:
        damage(found)
    reader.attend()
    assert ask(reader).degraded == ("dense",)
    assert reader.status().state == "degraded"
    keeper.attend()
    reader.attend()
    for library in (keeper, reader):
        assert library.status().state == "ready"
        assert headings(ask(library)) == before
        assert ask(library).degraded == ()
    assert len(embedders.embedded(embedder)) == known


def test_records_of_another_corpus_do_not_break_a_question(library_at, running, prefix, embedder):
    library = library_at(running, keeper=True)
    library.refresh()
    with collection(running, prefix) as found:
        found.add(ids=["99999.0"], embeddings=embedder.queries([WORDS]), documents=["x"], metadatas=[{"entry": 99999}])
    answer = ask(library)
    assert answer.degraded == ()  # what it does not know it passes over
    assert "rekap-id" in {hit.passage.document for hit in answer.hits}
