import time

import pytest
from sqlalchemy import func, select

from service import clock
from service.adapters.embedders import InUse, Offered
from service.adapters.library import HybridLibrary
from service.db import db
from service.knowledge import queries, tasks
from service.knowledge.actions import index, wishes
from service.knowledge.models import Generation, VectorRow
from service.knowledge.ports import EmbedderUnavailable
from service.knowledge.values import Need
from tests import embedders

ENGLISH, INDONESIAN = "guides/en/rekap.md", "guides/id/rekap.md"
WITHDRAWN = ("id: rekap-en\n", "id: rekap-en\nstatus: withdrawn\n")


def change(folder, path, before, after):
    file = folder / path
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def paths():
    return {entry.passage.path for entry in queries.entries(queries.generation("serving").id)}


def newest():
    return queries.generations()[0]


def chosen(offered, name):
    wishes.choose(offered, name, clock.now())
    db.session.commit()


def ask_again(kind):
    index.request_sync(clock.now(), kind)
    db.session.commit()


@pytest.fixture
def restless(monkeypatch):
    """A build looks after every batch of one text whether it is disturbed."""
    monkeypatch.setattr(tasks, "_LOOK", -1.0)
    monkeypatch.setattr(tasks, "_BATCH", 1)


def once(doing):
    """Something an embedder does at its first batch and never again."""
    done = []

    def before(_texts):
        if not done:
            done.append(1)
            doing()

    return before


def test_another_embedder_is_built_beside_the_one_that_answers(here, folder, embedder):
    seen = []

    def look(_texts):
        (found,) = library.find([Need("rekap lembur rumus", "id")])
        seen.append((found.degraded, queries.generation("serving").embedder))
        db.session.rollback()

    other = embedders.words(name="other", before=look)
    offered = Offered(embedder, other)
    library = HybridLibrary(offered)
    tasks.follow(folder, offered, started=library.refresh)
    library.refresh()
    chosen(offered, "other")
    report = tasks.follow(folder, offered, started=library.refresh)
    assert set(seen) == {((), "words")}
    assert (report.fault, report.embedded) == ("", len(embedders.embedded(other)))
    library.refresh()
    assert library.status().state == "ready"
    asked = len(embedders.embedded(embedder))
    (found,) = library.find([Need("rekap lembur rumus", "id")])
    assert (found.degraded, found.hits[0].passage.document) == ((), "rekap-id")
    assert InUse(offered).name == "other"
    assert len(embedders.embedded(embedder)) == asked
    assert (newest().state, newest().cause, newest().documents) == ("serving", "switch", 2)
    assert set(db.session.scalars(select(VectorRow.embedder))) == {"other"}


def test_a_switch_that_fails_leaves_what_serves_which_follows_the_folder(here, folder, embedder):
    offered = Offered(embedder, embedders.away("remote"))
    tasks.follow(folder, offered)
    chosen(offered, "remote")
    change(folder, INDONESIAN, "dua puluh baris", "tiga puluh baris")
    report = tasks.follow(folder, offered)
    assert report.fault == "away"
    serving = queries.generation("serving")
    assert serving.embedder == "words"
    assert any("tiga puluh baris" in entry.passage.text for entry in queries.entries(serving.id))
    assert (newest().state, newest().cause, newest().message) == ("failed", "switch", "away")
    assert tasks.follow(folder, offered).fault == "away"  # tried again
    assert wishes.cancel(offered, clock.now())
    db.session.commit()
    assert tasks.follow(folder, offered).fault == ""
    assert queries.generation("serving") == serving
    assert wishes.chosen(offered).name == "words"


def test_only_what_the_settings_offer_can_be_chosen(here, embedder):
    with pytest.raises(wishes.NotOffered):
        wishes.choose(Offered(embedder), "remote", clock.now())
    assert queries.chosen_embedder() is None


def test_a_choice_that_is_no_longer_offered_gives_way_to_the_settings(here, folder, embedder):
    other = embedders.words(name="other")
    both = Offered(embedder, other)
    chosen(both, "other")
    tasks.follow(folder, both)
    assert queries.generation("serving").embedder == "other"
    left = Offered(embedder)
    library = HybridLibrary(left)
    (found,) = library.find([Need("rekap lembur", "id")])
    assert found.hits and found.degraded == ("dense",)
    assert library.status().state == "degraded"
    db.session.rollback()
    tasks.follow(folder, left)
    library.refresh()
    assert library.status().state == "ready"
    assert queries.generation("serving").embedder == "words"


def test_a_rebuild_makes_a_generation_of_what_is_kept(here, folder, embedder):
    offered = Offered(embedder)
    tasks.follow(folder, offered)
    old, made = queries.generation("serving"), len(embedders.embedded(embedder))
    ask_again("rebuild")
    report = tasks.follow(folder, offered)
    assert report.embedded == 0 and len(embedders.embedded(embedder)) == made
    assert (newest().cause, newest().passages) == ("rebuild", old.passages)
    assert newest().id > old.id
    assert not queries.sync_requested()
    assert tasks.follow(folder, offered).generation is None


def test_a_rebuild_fills_the_embedded_collection_anew(here, folder, embedder, settings):
    offered = Offered(embedder)
    tasks.follow(folder, offered)
    library = HybridLibrary(offered, settings.data)
    library.open()
    library.refresh()
    before = library._serving.search.dense.store._collection.id
    ask_again("rebuild")
    tasks.follow(folder, offered, started=library.refresh)
    library.refresh()
    assert library._serving.search.dense.store._collection.id != before
    assert library.status().state == "ready"
    library.close()


def test_all_is_embedded_anew_and_nothing_made_before_is_left(here, folder, embedder):
    offered = Offered(embedder)
    tasks.follow(folder, offered)
    made = list(embedders.embedded(embedder))
    for time_ in (2, 3):
        ask_again("anew")
        report = tasks.follow(folder, offered)
        assert report.embedded == len(made)
        assert set(db.session.scalars(select(VectorRow.embedder_version))) == {f"1 #{time_}"}
    assert sorted(embedders.embedded(embedder)) == sorted(made * 3)
    before = len(embedders.embedded(embedder))
    change(folder, INDONESIAN, "dua puluh baris", "tiga puluh baris")
    tasks.follow(folder, offered)
    assert len(embedders.embedded(embedder)) - before == 2
    library = HybridLibrary(offered)
    library.refresh()
    assert library.status().state == "ready"
    assert offered.named("words", "1 #x") is offered.named("words", "2") is None


def test_a_build_that_was_asked_for_can_be_given_up(here, folder, embedder, restless):
    def give_up():
        assert wishes.cancel(offered, clock.now())
        db.session.commit()

    other = embedders.words(name="other", before=once(give_up))
    offered = Offered(embedder, other)
    tasks.follow(folder, offered)
    serving = queries.generation("serving")
    chosen(offered, "other")
    report = tasks.follow(folder, offered)
    assert "given up" in report.fault
    assert queries.generation("serving") == serving
    assert newest().state == "cancelled"
    assert len(embedders.embedded(other)) == 1
    assert tasks.follow(folder, offered).fault == ""
    assert len(embedders.embedded(other)) == 1


def test_following_the_folder_is_not_given_up(here, folder, embedder):
    said = []
    offered = Offered(embedder)
    embedder.embeddings.before = once(lambda: said.append(wishes.cancel(offered, clock.now())) or db.session.commit())
    tasks.follow(folder, offered)
    assert said == [False]
    assert newest().state == "serving"


def test_a_long_build_gives_way_to_the_folder_and_keeps_what_it_made(here, folder, embedder, restless):
    seen = []

    def later(_texts):
        if len(embedders.embedded(other)) == 2:
            change(folder, INDONESIAN, "dua puluh baris", "tiga puluh baris")
        serving = queries.generation("serving")
        seen.append(any("tiga puluh" in entry.passage.text for entry in queries.entries(serving.id)))
        db.session.rollback()

    other = embedders.words(name="other", before=later)
    offered = Offered(embedder, other)
    tasks.follow(folder, offered)
    chosen(offered, "other")
    tasks.follow(folder, offered)
    assert seen[0] is False and seen[-1] is True  # the edit served before the build went on
    assert len(embedders.embedded(other)) == len(set(embedders.embedded(other)))
    assert queries.generation("serving").embedder == "other"
    assert {build.state for build in queries.generations()} == {"serving", "retired"}


def test_a_first_index_that_gives_way_serves_the_folder_as_it_is_now(here, folder, embedder, restless):
    """Words alone serve it while it is built; what they were read from must not be taken for what is built in the end."""
    offered = Offered(embedder)
    library = HybridLibrary(offered)

    def later(_texts):
        if len(embedders.embedded(embedder)) == 2:
            change(folder, INDONESIAN, "dua puluh baris", "tiga puluh baris")
            (folder / ENGLISH).unlink()

    embedder.embeddings.before = later
    tasks.follow(folder, offered, started=library.refresh)
    library.refresh()
    (found,) = library.find([Need("data rekaan cukup tiga puluh baris", "id", limit=20, any_language=True)])
    assert any("tiga puluh baris" in hit.passage.text for hit in found.hits)
    assert {hit.passage.path for hit in found.hits} == {INDONESIAN}
    assert [build.state for build in queries.generations()] == ["serving"]
    assert db.session.scalar(select(func.count(Generation.id))) == 1


def test_the_withdrawn_is_gone_before_the_new_is_embedded(here, folder, embedder):
    seen = []
    offered = Offered(embedder)
    library = HybridLibrary(offered)
    tasks.follow(folder, offered, started=library.refresh)
    library.refresh()

    def look(_texts):
        (found,) = library.find([Need("rekap lembur overtime summary", "en", limit=20, any_language=True)])
        seen.append({hit.passage.path for hit in found.hits} | paths())
        db.session.rollback()

    embedder.embeddings.before = look
    change(folder, ENGLISH, *WITHDRAWN)
    change(folder, INDONESIAN, "dua puluh baris", "tiga puluh baris")
    tasks.follow(folder, offered, started=library.refresh)
    assert seen and all(found == {INDONESIAN} for found in seen)
    assert [build.cause for build in queries.generations()] == ["folder", "withdrawn", "folder"]
    assert {card.path: card.status for card in queries.documents()} == {ENGLISH: "withdrawn", INDONESIAN: "published"}


@pytest.mark.parametrize("way", ["withdrawn", "deleted"])
def test_what_is_withdrawn_goes_even_while_the_embedder_is_away(here, folder, embedder, way):
    tasks.follow(folder, Offered(embedder))
    if way == "withdrawn":
        change(folder, ENGLISH, *WITHDRAWN)
    else:
        (folder / ENGLISH).unlink()
    (folder / "neu.md").write_text("# Baru\n\nSatu berkas baru dengan teks baru.")
    with pytest.raises(EmbedderUnavailable):
        tasks.follow(folder, Offered(embedders.away()))
    assert paths() == {INDONESIAN}
    db.session.rollback()
    tasks.follow(folder, Offered(embedder))
    assert paths() == {INDONESIAN, "neu.md"}


def test_a_withdrawal_alone_makes_one_generation(here, folder, embedder):
    offered = Offered(embedder)
    tasks.follow(folder, offered)
    change(folder, ENGLISH, *WITHDRAWN)
    tasks.follow(folder, offered)
    assert paths() == {INDONESIAN}
    assert [build.cause for build in queries.generations()] == ["folder", "folder"]


def test_a_reader_drops_the_withdrawn_before_its_collection_is_there(here, folder, embedder, settings):
    offered = Offered(embedder)
    tasks.follow(folder, offered)
    library = HybridLibrary(offered)
    library.refresh()
    assert library.unit(library.units("en", 2)[0].passage.id)
    change(folder, ENGLISH, *WITHDRAWN)
    tasks.follow(folder, offered)
    library._load()  # it knows of the generation, and has not looked for its collection yet
    assert library._next is not None and library._serving.up
    (found,) = library.find([Need("overtime summary rekap lembur", "en", limit=20, any_language=True)])
    assert found.degraded == () and {hit.passage.path for hit in found.hits} == {INDONESIAN}
    assert library.units("en", 2) == []


def test_the_history_keeps_twenty_generations_without_their_contents(here, folder, embedder):
    offered = Offered(embedder)
    tasks.follow(folder, offered)
    for _turn in range(queries.HISTORY + 2):
        ask_again("rebuild")
        tasks.follow(folder, offered)
    builds = queries.generations(limit=100)
    assert len(builds) == queries.HISTORY
    assert {(build.documents, build.passages) for build in builds} == {(2, 10)}
    assert db.session.scalar(select(func.count(Generation.id)).where(Generation.state == "serving")) == 1


def test_a_folder_that_is_still_changing_is_waited_for(here, folder, embedder, monkeypatch):
    monkeypatch.setattr(tasks, "_seen", None)
    monkeypatch.setattr(tasks, "_unsettled", None)
    tasks.watch()
    assert not tasks.stirred() and not tasks.settling()
    for number in range(3):
        (folder / f"tarik-{number}.md").write_text(f"# Berkas {number}\n\nTeks dari tarikan.")
        assert not tasks.stirred()
        assert tasks.settling()
    assert tasks.stirred()
    tasks.watch()
    assert not tasks.stirred() and not tasks.settling()
    monkeypatch.setattr(tasks, "_SETTLES", 0.0)  # one that never comes to rest is read as it is
    (folder / "tarik-3.md").write_text("# Berkas\n\nTeks lain.")
    tasks.stirred()
    time.sleep(0.01)
    (folder / "tarik-4.md").write_text("# Berkas\n\nTeks lain lagi.")
    assert tasks.stirred()


def test_the_watcher_comes_back_where_somebody_else_was_indexing(here, folder, embedder, monkeypatch):
    monkeypatch.setattr(tasks, "_seen", None)
    monkeypatch.setattr(tasks, "_unsettled", None)
    with tasks._indexing:
        tasks.watch()
    assert queries.generation("serving") is None
    tasks.stirred()
    assert tasks.stirred()
    tasks.watch()
    assert queries.generation("serving") is not None
