import fcntl
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from langchain_chroma import Chroma

from service.adapters.embedders import Offered
from service.adapters.index_lock import ProcessLock, lock_path, server_running
from service.adapters.library import HybridLibrary
from service.adapters.retriever import LibraryRetriever
from service.knowledge import queries, tasks
from service.knowledge.ports import LibraryBusy
from service.knowledge.values import PAIR, Need
from tests import embedders

HOLDER = """
import sys, time
from pathlib import Path
from service.adapters.index_lock import ProcessLock, lock_path
lock = ProcessLock(lock_path(Path(sys.argv[1])))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def here(app):
    with app.app_context():
        yield app


@pytest.fixture
def library(here, folder, embedder):
    tasks.sync(folder, embedder)
    return HybridLibrary(Offered(embedder))


@pytest.fixture
def embedded_library(here, folder, embedder, settings):
    tasks.sync(folder, embedder)
    library = HybridLibrary(Offered(embedder), settings.data)
    library.open()
    yield library
    library.close()


def places(library, text, language="id", **more):
    (found,) = library.find([Need(text, language, **more)])
    return [(hit.passage.language, hit.passage.heading) for hit in found.hits]


def test_it_finds_by_words_and_by_meaning(library):
    (found,) = library.find([Need("Batas rumus rekap lembur", "id", limit=3)])
    assert found.hits[0].passage.document == "rekap-id"
    assert found.degraded == ()
    assert set(found.hits[0].legs) == {"bm25", "dense"}
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_one_answer_for_each_need_in_their_order(library):
    found = library.find([Need("rekap lembur", "id"), Need("", "id"), Need("cara rapat", "id")])
    assert [bool(one.hits) for one in found] == [True, False, True]
    assert found[2].hits[0].passage.heading == "2. Memahami cara rapat"


@pytest.mark.parametrize(
    ("need", "wanted"),
    [
        ({"language": "en"}, lambda p: p.language == "en"),
        ({"language": "id", "stage": 3}, lambda p: not p.stages or 3 in p.stages),
        ({"language": "id", "kinds": ("topic",)}, lambda p: p.kind == "topic"),
        ({"language": "id", "audience": "junior"}, lambda p: not p.audience or "junior" in p.audience),
    ],
)
def test_filters_hold_in_both_legs(library, need, wanted):
    (found,) = library.find([Need("rekap lembur rumus overtime summary", limit=20, **need)])
    assert found.hits
    assert all(wanted(hit.passage) for hit in found.hits)


def test_a_filter_that_lets_nothing_through_finds_nothing(library):
    (found,) = library.find([Need("rekap lembur", "id", stage=6, kinds=("topic",))])
    assert found.hits == ()
    assert found.supported is False


def test_a_question_in_the_other_language_finds_the_twin(library):
    assert places(library, "Aturan yang salah mana yang diulang?", "en")[0] == ("en", "Limits")


def test_in_any_language_a_passage_and_its_twin_stand_once_in_the_asked_language(library):
    found = places(library, "Batas rumus rekap lembur apa yang ada?", any_language=True, limit=20)
    assert ("id", "Batas") in found
    assert ("en", "Limits") not in found
    found = places(library, "What are the limits of the formula in the overtime summary?", any_language=True, limit=20)
    assert ("en", "Limits") in found
    assert ("id", "Batas") not in found


def test_units_come_with_their_questions(library):
    units = library.units("id", 2)
    assert [unit.heading for unit in units] == ["Rekap lembur dengan rumus"]
    assert library.unit(units[0].passage.id) == units[0]
    assert library.unit("unknown") is None
    assert library.units("en", 3)[0].twin == library.units("id", 3)[0].twin


def test_without_an_index_it_says_so(here, embedder):
    library = HybridLibrary(Offered(embedder))
    assert library.status().state == "empty"
    (found,) = library.find([Need("apa", "id")])
    assert (found.hits, found.supported) == ((), False)
    assert library.units("id", 1) == []


def test_when_the_embedder_is_away_bm25_serves_and_says_so(library):
    away = HybridLibrary(Offered(embedders.away()))
    (found,) = away.find([Need("rekap lembur", "id")])
    assert found.hits[0].passage.document == "rekap-id"
    assert found.degraded == ("dense",)
    assert set(found.hits[0].legs) == {"bm25"}


def test_when_bm25_fails_the_embedder_serves_and_says_so(library, monkeypatch):
    def fail(*_arguments):
        message = "down"
        raise ValueError(message)

    library.find([Need("x", "id")])
    monkeypatch.setattr(library._serving.search._lexical, "scores", fail)
    (found,) = library.find([Need("rekap lembur", "id")])
    assert found.hits[0].passage.document == "rekap-id"
    assert found.degraded == ("bm25",)


def test_another_embedder_than_the_index_has_is_not_mixed_in(library):
    other = HybridLibrary(Offered(embedders.words(version="2")))
    (found,) = other.find([Need("rekap lembur", "id")])
    assert found.degraded == ("dense",)
    assert other.status().state == "degraded"
    assert "another embedder" in other.status().message


def test_a_new_generation_serves_after_a_refresh(library, folder, embedder):
    assert ("id", "Pompa") not in places(library, "pompa air di kebun")
    (folder / "pompa.md").write_text("# Pompa\n\nPompa air di kebun menyala setiap pagi.")
    tasks.sync(folder, embedder)
    library.refresh()
    assert places(library, "pompa air di kebun")[0] == ("id", "Pompa")


def test_it_is_a_langchain_retriever(library):
    retriever = LibraryRetriever(library=library, language="id", limit=2)
    documents = retriever.invoke("Batas rumus rekap lembur")
    assert [document.metadata["document"] for document in documents] == ["rekap-id", "rekap-id"]
    assert documents[0].page_content
    assert {"path", "version", "start", "end", "score"} <= set(documents[0].metadata)


def test_many_threads_may_ask_at_once(library):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(library._serving.search.find(Need("rekap lembur", "id"))))
        for _ in range(8)
    ]
    library.find([Need("x", "id")])
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({tuple(hit.passage.id for hit in one.hits) for one in found}) == 1


def test_the_embedded_collection_outlives_the_process(embedded_library, embedder, settings, monkeypatch):
    embedded_library.refresh()
    before = places(embedded_library, "rekap lembur rumus")
    embedded_library.close()
    again = HybridLibrary(Offered(embedder), settings.data)
    filled = []
    monkeypatch.setattr("langchain_chroma.Chroma.add_texts", lambda *_a, **_k: filled.append(1))
    again.refresh()
    assert places(again, "rekap lembur rumus") == before
    assert again.status().state == "ready"
    assert filled == []
    again.close()


@pytest.mark.parametrize("damage", ["gone", "empty", "header", "truncated", "vectors"])
def test_a_damaged_collection_is_made_again_without_embedding(embedded_library, embedder, settings, damage):
    embedded_library.refresh()
    before = places(embedded_library, "rekap lembur rumus")
    embedded_library.close()
    break_store(settings.data / "chroma", damage)
    known = len(embedders.embedded(embedder))
    again = HybridLibrary(Offered(embedder), settings.data)
    again.refresh()
    assert again.status().state == "ready"
    assert places(again, "rekap lembur rumus") == before
    assert len(embedders.embedded(embedder)) == known
    again.close()


def break_store(root: Path, damage: str) -> None:
    (store,) = (path for path in root.iterdir() if path.name.startswith("store-"))
    database = store / "chroma.sqlite3"
    if damage == "gone":
        subprocess.run(["rm", "-rf", str(store)], check=True)
    elif damage == "empty":
        for path in [path for path in store.rglob("*") if path.is_file()]:
            path.unlink()
    elif damage == "header":
        database.write_bytes(b"\0" * 100 + database.read_bytes()[100:])
    elif damage == "truncated":
        database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    else:
        for path in [path for path in store.rglob("*.bin") if path.is_file()]:
            path.write_bytes(b"\0" * path.stat().st_size)


def edited(folder, embedder, library):
    """One more sentence in one of many documents; what Chroma was given for it."""
    given = []
    (folder / "pompa-07.md").write_text(
        "# Pompa 7\n\nPompa nomor 7 kini menyala setiap sore hari. Airnya jernih sekali."
    )
    tasks.sync(folder, embedder)
    real = Chroma.add_texts

    def count(store, texts, *arguments, **more):
        given.extend(texts)
        return real(store, texts, *arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("langchain_chroma.Chroma.add_texts", count)
        library.refresh()
    return given


@pytest.fixture
def many(here, folder, embedder, settings):
    for number in range(20):
        text = f"# Pompa {number}\n\nPompa nomor {number} menyala setiap pagi. Pipa nomor {number} diganti tahun lalu."
        (folder / f"pompa-{number:02}.md").write_text(text)
    tasks.sync(folder, embedder)
    library = HybridLibrary(Offered(embedder), settings.data)
    library.open()
    library.refresh()
    yield library
    library.close()


def test_one_edited_document_of_many_changes_the_collection_and_does_not_fill_it_anew(many, folder, embedder, settings):
    stale = many._serving.search
    given = edited(folder, embedder, many)
    assert 0 < len(given) <= 3
    assert all("sore" in text or "jernih" in text for text in given)
    assert places(many, "pompa nomor 7 menyala sore hari")[0] == ("id", "Pompa 7")
    assert many.status().state == "ready"
    found = stale.find(Need("pompa nomor 9", "id"))
    assert found.degraded == (), "who still serves the generation before passes over what is new"
    many.close()
    again = HybridLibrary(Offered(embedder), settings.data)
    filled = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("langchain_chroma.Chroma.add_texts", lambda *_a, **_k: filled.append(1))
        again.refresh()
    assert again.status().state == "ready"
    assert filled == [], "the changed collection is whole, under its own name"
    again.close()


def test_a_change_of_the_collection_that_was_cut_short_is_made_good(many, folder, embedder, settings):
    def die(*_arguments):
        raise KeyboardInterrupt

    (folder / "pompa-07.md").write_text("# Pompa 7\n\nPompa nomor 7 kini menyala setiap sore hari.")
    tasks.sync(folder, embedder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.adapters.chroma_embedded.put", die)
        with pytest.raises(KeyboardInterrupt):
            many.refresh()
    many.close()
    again = HybridLibrary(Offered(embedder), settings.data)
    again.refresh()
    assert again.status().state == "ready"
    assert places(again, "pompa nomor 7 menyala sore hari")[0] == ("id", "Pompa 7")
    assert len(again._shelf._client.list_collections()) == 1, "what was left half-way is thrown away"
    again.close()


def test_bm25_serves_while_the_collection_is_made(embedded_library, monkeypatch):
    seen = []
    real = embedded_library._shelf.collection

    def look(*arguments, **more):
        (found,) = embedded_library.find([Need("rekap lembur", "id")])
        seen.append((found.degraded, bool(found.hits)))
        return real(*arguments, **more)

    monkeypatch.setattr(embedded_library._shelf, "collection", look)
    embedded_library.refresh()
    assert seen == [(("dense",), True)]
    (found,) = embedded_library.find([Need("rekap lembur", "id")])
    assert found.degraded == ()


def test_a_second_server_is_refused_with_what_to_do(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert holder.stdout.readline() == "held\n"
        assert server_running(tmp_path)
        with pytest.raises(LibraryBusy, match="DUA_ARAH_DATA") as caught:
            ProcessLock(lock_path(tmp_path)).acquire(seconds=0.3)
        assert str(holder.pid) in str(caught.value)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert not server_running(tmp_path)
    lock = ProcessLock(lock_path(tmp_path))
    lock.acquire(seconds=1)
    lock.release()


def test_a_command_works_beside_the_server(embedded_library, embedder):
    embedded_library.refresh()
    beside = HybridLibrary(Offered(embedder))
    assert places(beside, "rekap lembur rumus") == places(embedded_library, "rekap lembur rumus")


def test_reading_the_manifest_leaves_no_transaction_open(library):
    assert queries.generation("serving") is not None
    library.find([Need("rekap lembur", "id")])
    library.status()


def test_commands_that_look_at_once_do_not_take_each_other_for_a_server(tmp_path):
    lock_path(tmp_path).parent.mkdir(parents=True)
    with lock_path(tmp_path).open("a+") as other_command:
        fcntl.flock(other_command, fcntl.LOCK_SH | fcntl.LOCK_NB)
        assert not server_running(tmp_path)


@pytest.fixture
def addressed(here, folder, embedder):
    """The folder, with a brief for sponsors and a lesson for mentors beside its guide."""
    for place, audience in (("briefs", "sponsor"), ("lessons", "junior")):
        path = folder / place / "id" / "surat.md"
        path.parent.mkdir(parents=True)
        head = f"id: surat-{audience}\ntitle: Surat\nlanguage: id\naudience: [{audience}]\nkind: article"
        path.write_text(f"---\n{head}\n---\n# Surat\n\nRekap lembur zamrud dibaca satu kali oleh penerima surat ini.\n")
    tasks.sync(folder, embedder)
    return HybridLibrary(Offered(embedder))


@pytest.mark.parametrize(
    ("audience", "found"),
    [
        (None, {"surat-sponsor", "surat-junior"}),  # whoever curates
        ("sponsor", {"surat-sponsor"}),
        ("junior", {"surat-junior"}),
        ("senior", set()),
        (PAIR, set()),  # a set is read by both: what is for one of them alone is not quoted in it
    ],
)
def test_what_is_for_somebody_else_is_not_found_by_either_leg(addressed, audience, found):
    (answer,) = addressed.find([Need("rekap lembur zamrud surat penerima", "id", audience=audience, limit=20)])
    assert {hit.passage.document for hit in answer.hits} & {"surat-sponsor", "surat-junior"} == found
    legs = {leg for hit in answer.hits if hit.passage.document in found for leg in hit.legs}
    assert legs == ({"bm25", "dense"} if found else set())
