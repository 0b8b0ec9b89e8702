import pytest

from service import clock
from service.accounts import actions as accounts
from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.db import db
from service.knowledge import queries, tasks
from service.knowledge.actions import index, wishes
from service.knowledge.models import Generation
from service.knowledge.ports import Embedders
from tests import builders, embedders

PATHS = ("/knowledge/index", "/knowledge/index/rebuild/anew", "/knowledge/index/embedder/other")


@pytest.fixture
def other():
    return embedders.words(name="openai:other")


@pytest.fixture
def offered(embedder, other):
    return Offered(embedder, other)


@pytest.fixture
def library(offered):
    return HybridLibrary(offered)


@pytest.fixture
def outside(outside, offered):
    return {**outside, Embedders: offered}


@pytest.fixture
def curator(here, visit):
    person = builders.user("Curator", locale="en")
    accounts.grant(person.id, "curator", None, clock.now())
    return visit(person.id)


@pytest.fixture
def indexed(here, folder, offered, library):
    tasks.follow(folder, offered)
    library.refresh()
    db.session.commit()


@pytest.fixture
def idle(here):
    """Nobody runs the jobs: what is asked for waits."""
    here.extensions.pop("dua_arah.jobs")


def test_the_pages_do_not_exist_for_others(here, visit):
    guest = visit(builders.user("Somebody").id)
    for path in PATHS:
        assert guest.get(path).status_code == 404
    for path in (*PATHS[1:], "/knowledge/index/cancel"):
        assert guest.post(path).status_code == 404


def test_an_index_that_is_not_there_yet(curator):
    page = curator.get("/knowledge/index")
    assert page.status_code == 200
    assert "No generation yet" in page.text
    assert "Rebuild the collection" not in page.text
    assert curator.get("/knowledge/index/rebuild/rebuild").status_code == 303


def test_the_generations_and_the_embedders(curator, indexed):
    page = curator.get("/knowledge/index")
    assert "The index is up to date." in page.text
    for words in (
        "words</bdi> (built in)",
        "other</bdi> (embedding server)",
        "the folder has changed",
        "<td>2</td>",
        "<td>10</td>",
    ):
        assert words in page.text
    assert "/knowledge/index/embedder/openai:other" in page.text
    assert "embedder/words" not in page.text


def test_the_embedder_is_changed_after_a_yes_that_names_the_cost(curator, indexed, other, library):
    asked = curator.get("/knowledge/index/embedder/openai:other")
    assert f"{len(embedders.embedded(embedder_of(library)))} texts are to be embedded at most." in asked.text
    assert "How long it takes will be known once it has been done." in asked.text
    assert "go to that server" in asked.text
    answer = curator.post("/knowledge/index/embedder/openai:other")
    assert answer.status_code == 303
    assert queries.generation("serving").embedder == "openai:other"
    page = curator.get("/knowledge/index")
    assert "another embedder" in page.text
    assert "/knowledge/index/embedder/words" in page.text
    assert curator.get("/knowledge/index/embedder/nobody").status_code == 404
    back = curator.get("/knowledge/index/embedder/words")
    assert "By the pace of the last time this takes about" in back.text


def embedder_of(library):
    return library._serving.search.embedder


def test_a_switch_that_failed_says_why_and_is_tried_again_or_taken_back(curator, indexed, other):
    other.embeddings.before = away
    curator.post("/knowledge/index/embedder/openai:other")
    page = curator.get("/knowledge/index")
    assert "The chosen embedder could not be used" in page.text
    assert "nobody is there" in page.text
    assert "Try again" in page.text
    assert queries.generation("serving").embedder == "words"
    other.embeddings.before = None
    curator.post("/knowledge/index/embedder/openai:other")
    assert queries.generation("serving").embedder == "openai:other"
    assert "could not be used" not in curator.get("/knowledge/index").text


def test_a_switch_that_failed_is_taken_back(curator, indexed, other):
    other.embeddings.before = away
    curator.post("/knowledge/index/embedder/openai:other")
    assert "Keep the present embedder" in curator.get("/knowledge/index").text
    assert curator.post("/knowledge/index/cancel").status_code == 303
    page = curator.get("/knowledge/index")
    assert "Given up. The index that served goes on serving." in page.text
    assert "Keep the present embedder" not in page.text
    assert queries.chosen_embedder() == "words"


def away(_texts):
    message = "nobody is there"
    raise embedders.EmbedderUnavailable(message)


@pytest.mark.parametrize(
    ("kind", "words"), [("rebuild", "Nothing is embedded"), ("anew", "texts are to be embedded at most")]
)
def test_the_index_is_made_again_after_a_yes(curator, indexed, kind, words):
    before = queries.generation("serving").id
    assert words in curator.get(f"/knowledge/index/rebuild/{kind}").text
    assert queries.generation("serving").id == before
    assert curator.post(f"/knowledge/index/rebuild/{kind}").status_code == 303
    assert queries.generation("serving").id > before
    assert queries.generations()[0].cause == kind
    assert curator.get("/knowledge/index/rebuild/other").status_code == 404


def test_one_thing_at_a_time(curator, indexed, idle):
    curator.post("/knowledge/index/rebuild/rebuild")
    page = curator.get("/knowledge/index")
    assert "A request to make the index again waits" in page.text
    assert "Give it up" in page.text
    assert "Embed everything anew" not in page.text
    curator.post("/knowledge/index/rebuild/anew")
    assert not queries.requested("anew")
    curator.post("/knowledge/index/cancel")
    assert not queries.requested("rebuild")
    curator.post("/knowledge/index/cancel")
    assert "There was nothing to give up any more." in curator.get("/knowledge/index").text


def test_a_build_under_way_is_given_up(curator, indexed, offered, idle):
    index.request_sync(clock.now(), "anew")
    row = db.session.get_one(Generation, queries.generation("serving").id)
    fields = ("embedder", "embedder_version", "splitter", "documents", "passages", "owner", "beat_at", "created_at")
    building = Generation(
        **{name: getattr(row, name) for name in fields}, state="building", cause="anew", done=3, total=10
    )
    db.session.add(building)
    db.session.commit()
    page = curator.get("/knowledge/index")
    assert "3 of 10" in page.text
    assert "Give it up" in page.text
    curator.post("/knowledge/index/cancel")
    db.session.expire_all()
    assert db.session.get_one(Generation, building.id).state == "cancelled"
    assert "Given up on request." in curator.get("/knowledge/index").text
    assert wishes.plan(offered).cause is None


def test_in_indonesian(here, visit, indexed):
    person = builders.user("Kurator", locale="id")
    accounts.grant(person.id, "admin", None, clock.now())
    for path in ("/knowledge/index", "/knowledge/index/rebuild/rebuild", "/knowledge/index/embedder/openai:other"):
        page = visit(person.id, "id").get(path)
        assert page.status_code == 200
        assert "Indeks panduan" in page.text


def test_the_job_does_what_the_page_asked_for(indexed, idle, offered):
    """What a request leaves is found by whichever process keeps the index, without the page's own call."""
    index.request_sync(clock.now(), "rebuild")
    db.session.commit()
    assert tasks.stirred()
    tasks.watch()
    assert queries.generations()[0].cause == "rebuild"
