"""Several web processes, several workers, one PostgreSQL, one Chroma server, one folder: nobody notices that they are several."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.cli.console import some_guides
from tests.fakes import FakeOpenAI, drip
from tests.journeys.server import command
from tests.processes.stack import Person, Process, Stack, Web, stack, until

pytestmark = pytest.mark.slow
TOPIC = '<details class="topic"'
ROOM = "/pairs/1/sessions/1"
MARK = "Gudang utara menyalin rekap lembur itu setiap Selasa sore."
UNIT = "guides/id/automation-small.md"


@pytest.fixture(scope="module")
def postgres_database(postgres_server: str) -> Iterator[str]:
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def model() -> Iterator[FakeOpenAI]:
    """A model that never gets to the end of its answer: whoever asks it can be killed meanwhile."""
    with FakeOpenAI(drip(0.5)) as fake:
        yield fake


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, postgres_database: str, model: FakeOpenAI) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("many")
    settings = {"DUA_ARAH_MODEL": "fake", "OPENAI_BASE_URL": model.address, "DUA_ARAH_MODEL_TIMEOUT": "20"}
    with stack(folder, postgres_database, **settings) as made:
        some_guides(made.knowledge / "guides")
        yield made


@pytest.fixture(scope="module")
def webs(many: Stack) -> list[Web]:
    many.run("demo")
    return [web.ready() for web in (many.web(), many.web())]


@pytest.fixture(scope="module")
def workers(many: Stack, webs: list[Web]) -> list[Process]:
    started = [many.start("worker"), many.start("worker")]
    until(lambda: many.rows("select id from knowledge_generation where state = 'serving'"))
    return started


@pytest.fixture(scope="module")
def leader(webs: list[Web]) -> Iterator[Person]:
    with Person() as person:
        yield person.sign_in(webs[0].link("senior:"))


def test_migrations_that_start_together_take_turns(tmp_path: Path, many: Stack, postgres_url: str):
    fresh = Stack(tmp_path, postgres_url, many.chroma)
    started = [
        subprocess.Popen(command("db", "upgrade"), env=many.settings() | fresh.settings(), stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=120)[1].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert len(fresh.rows("select version_num from alembic_version")) == 1


def test_one_of_the_workers_indexes(many: Stack, workers: list[Process]):
    generations = many.rows("select state from knowledge_generation where state <> 'retired'")
    assert generations == [("serving",)]
    owners = many.rows("select owner from worker_beat")
    assert len(owners) == len(workers)


def test_a_wish_outlives_its_worker_and_is_read_at_the_other_door(
    many: Stack, webs: list[Web], workers: list[Process], leader: Person, model: FakeOpenAI
):
    """Asked for at the first web process; the worker that writes is killed; the other one writes; read at the second."""
    first, second = webs
    page = leader.get(first.url + ROOM)
    assert TOPIC not in page
    leader.post(f"{first.url}{ROOM}/suggestions", first.url + ROOM, focus="")
    until(lambda: model.chats and many.rows("select 1 from suggestion_request where step = 'writing'"))
    writing = next(one for one in workers if _writes(one, many))
    writing.kill()
    assert many.rows("select count(*) from suggestion_set") == [(0,)]
    workers.remove(writing)
    workers.append(many.start("worker"))

    until(lambda: many.rows("select 1 from suggestion_request where step = 'done'"), 420)
    assert many.rows("select count(*) from suggestion_set") == [(1,)]
    shown = leader.get(second.url + ROOM)
    assert TOPIC in shown
    quotes = many.rows("select quote from topic_citation")
    assert quotes and all(_escaped(quote) in shown for (quote,) in quotes)


def test_an_edited_guide_is_seen_at_both_doors(many: Stack, webs: list[Web], workers: list[Process]):
    before = many.rows("select id from knowledge_generation where state = 'serving'")
    path = many.knowledge / UNIT
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n") + f"\n\n## Catatan gudang\n\n{MARK}\n", encoding="utf-8")
    until(lambda: many.rows("select id from knowledge_generation where state = 'serving'") != before, 60)
    with Person() as curator:
        curator.sign_in(webs[0].link("admin"))
        for web in webs:
            assert MARK in curator.get(f"{web.url}/knowledge/documents/automation-small-id"), web.url
    found = many.run("knowledge", "search", "rekap lembur gudang utara Selasa sore", "--json")
    assert MARK in found


def test_a_withdrawn_guide_is_gone_at_both_doors(many: Stack, webs: list[Web], workers: list[Process]):
    """While everything is being embedded anew, which gives way: asked for at one door, done by a worker, seen at both."""
    question = "/knowledge/try?q=rekap+lembur+gudang+utara+Selasa+sore&language=id"
    path = many.knowledge / UNIT
    with Person() as curator:
        curator.sign_in(webs[0].link("admin"))
        for web in webs:
            assert UNIT in curator.get(web.url + question), web.url
        anew = f"{webs[1].url}/knowledge/index/rebuild/anew"
        curator.post(anew, anew)
        until(lambda: many.rows("select 1 from knowledge_generation where state = 'building' and cause = 'anew'"), 60)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("\nlanguage: id\n", "\nlanguage: id\nstatus: withdrawn\n", 1), encoding="utf-8")
        for web in webs:
            until(lambda web=web: UNIT not in curator.get(web.url + question), 60)
        until(lambda: many.rows("select 1 from knowledge_generation where state = 'serving' and cause = 'anew'"), 240)
        for web in webs:
            assert UNIT not in curator.get(web.url + question), web.url
    assert MARK not in many.run("knowledge", "search", "rekap lembur gudang utara Selasa sore", "--json")


def test_scheduled_work_runs_once(many: Stack, workers: list[Process]):
    """Two workers both ring at the minute; one of them works."""
    ran = "select runs, slot from job_count join job_turn using (name) where name = 'notifications.sweep'"
    until(lambda: many.rows(ran), 90)
    ((runs, slot),) = many.rows(ran)
    until(lambda: many.rows(ran)[0][1] != slot, 90)
    ((later, moved),) = many.rows(ran)
    assert later - runs == (moved - slot).total_seconds() / 60


def test_a_worker_ends_when_it_is_asked_to(many: Stack, workers: list[Process]):
    assert workers[0].end() == 0
    until(lambda: len(many.rows("select owner from worker_beat where beat_at > now() - interval '45 seconds'")) == 1)


def _writes(process: Process, many: Stack) -> bool:
    """Whether this worker holds the wish that is being written."""
    holders = many.rows("select worker from suggestion_request where step = 'writing'")
    return any(int(holder.split(":")[-2]) == process.running.pid for (holder,) in holders)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&#34;").replace("'", "&#39;").replace("<", "&lt;")
