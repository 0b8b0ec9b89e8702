"""The job behind a wish: one open request, its states, a killed worker, an index that is not ready, consent, and marks."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service import clock, ports
from service.db import db
from service.jobs import registry
from service.knowledge.ports import Library
from service.knowledge.values import IndexStatus
from service.sessions import actions as sessions
from service.suggestions import actions, queries, tasks
from service.suggestions.actions import Desk
from service.suggestions.models import SuggestedTopic, SuggestionRequest, SuggestionSet
from tests import builders
from tests.fakes import FakeOpenAI, drip, good
from tests.libraries import FolderLibrary, folder_library
from tests.suggestions.modelled import of_units, wired

WORKER = """
import sys
from pathlib import Path
from service.app import create_app
from service.knowledge.ports import Library
from service.settings import Settings
from service.suggestions import tasks
from service.suggestions.actions import Desk
from tests import builders
from tests.suggestions.modelled import PROMPTS
from tests.libraries import folder_library
from service.wiring import chat_model_of

settings = Settings(data=Path(sys.argv[1]), database_url=sys.argv[4] or None, secret_key="x" * 32, model="fake", openai_base_url=sys.argv[2], _env_file=None)
library = folder_library()
desk = Desk(library, chat_model_of(settings, "fake"), PROMPTS.render, 60.0)
app = create_app(settings, {**builders.outside(), Library: library, Desk: desk})
with app.app_context():
    tasks.suggest(int(sys.argv[3]))
"""


NAMES = ("Ratna Maheswari", "Dimas Rekaputra"), ("Hendro Prakoso", "Ayu Larasita")


def duo(card=None, names=NAMES[0], *, senior=None, junior=None, **both):
    """A pair whose names are no words of the guides; `senior` and `junior` go into one intake, the rest into both."""
    card = card or builders.programme()
    members = (
        builders.intake(builders.participant(card, side, name=name), **{**both, **(own or {})})
        for side, name, own in zip(("senior", "junior"), names, (senior, junior), strict=True)
    )
    return builders.join(card, *members)


def row(request_id: int) -> SuggestionRequest:
    db.session.rollback()
    return db.session.get_one(SuggestionRequest, request_id)


def counted(table: type) -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count()).select_from(table)).one()


def ask(pair, number: int = 2, **more) -> int:
    """Leave a wish without anybody to look after it yet."""
    request_id = actions.ask(pair.id, number, pair.senior.user_id, clock.now(), **more)
    db.session.info.pop("dua_arah.pending_jobs", None)
    db.session.commit()
    return request_id


def plugged(app, more) -> None:
    """The outside world with something in it changed."""
    ports.plug(app, {**app.extensions["dua_arah.ports"], **more})


@contextmanager
def desk(app, *scripts, **more):
    """The app's desk with a model at the other end of a socket."""
    with wired(*scripts, **more) as one:
        plugged(app, {Desk: one.desk})
        yield one.fake


def test_a_wish_is_fulfilled_by_its_job(here):
    pair = duo()
    request_id = actions.ask(pair.id, 2, pair.senior.user_id, clock.now(), focus="rekap lembur")
    assert queries.open_request(pair.id, 2).step == "queued"
    db.session.commit()  # the queue of the tests runs at once
    done = row(request_id)
    assert (done.step, done.open_key, done.fault, done.lease, done.leased_until) == ("done", None, None, None, None)
    assert done.attempts == 1 and done.ended_at is not None
    (shown,) = queries.sets(pair.id, 2, pair.senior.id)
    assert shown.id == done.set_id and shown.writer == "guided" and 3 <= len(shown.topics) <= 5
    assert shown.receipt["fallback"] is None and shown.receipt["passages"]
    assert queries.sets(pair.id, 2, pair.junior.id)[0].id == shown.id, "senior and mentor see the same set"


def test_a_second_wish_while_one_is_open_is_the_same(here):
    pair = duo()
    first = ask(pair)
    assert ask(pair) == first
    assert ask(pair, 3) != first, "another session is another wish"
    tasks.suggest(first)
    assert ask(pair) != first, "and once it is fulfilled, a new one may follow"


def test_a_double_click_is_one_request(here, visit):
    pair = duo()
    guest = visit(pair.senior.user_id)
    page = f"/pairs/{pair.id}/sessions/2"
    ask(pair)
    for _ in range(2):
        assert guest.post(f"{page}/suggestions", {"focus": ""}).status_code == 303
    assert counted(SuggestionRequest) == 1


def test_two_clicks_at_the_same_moment_are_one_request(app):
    with app.app_context():
        pair = duo()
        db.session.commit()
    gate, ids, faults = threading.Barrier(6), [], []

    def click() -> None:
        with app.app_context():
            gate.wait()
            try:
                ids.append(actions.ask(pair.id, 2, pair.senior.user_id, clock.now()))
                db.session.info.pop("dua_arah.pending_jobs", None)
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - told below
                faults.append(error)

    clicks = [threading.Thread(target=click) for _ in range(6)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert faults == [] and len(ids) == 6 and len(set(ids)) == 1
    with app.app_context():
        assert counted(SuggestionRequest) == 1


def test_nobody_takes_what_somebody_works_on(here):
    request_id = ask(duo())
    now = clock.now()
    first = actions.claim(request_id, now)
    db.session.commit()
    assert first is not None and row(request_id).step == "reading"
    assert actions.claim(request_id, now + actions.requests.LEASE - timedelta(seconds=1)) is None
    assert actions.sweep(now) == 0


def test_a_slow_models_deadline_lies_inside_the_lease(here):
    request_id = ask(duo())
    now = clock.now()
    claimed = actions.claim(request_id, now)
    assert claimed is not None and actions.advance(claimed, "writing", now, seconds=600)
    db.session.commit()
    assert actions.claim(request_id, now + timedelta(seconds=600)) is None
    assert actions.sweep(now + timedelta(seconds=600)) == 0


def test_a_late_finisher_changes_nothing(here):
    """Somebody who lost the lease (a machine asleep, say) comes back: the set is the other's, and it is one."""
    pair = duo()
    request_id = ask(pair)
    now = clock.now()
    lost = actions.claim(request_id, now)
    later = now + actions.requests.LEASE + timedelta(seconds=1)
    taken = actions.claim(request_id, later)
    db.session.commit()
    assert lost is not None and taken is not None
    outcome = actions.suggest(queries.brief(pair.id, 2), Desk(folder_library()))
    assert not actions.advance(lost, "writing", later)
    assert actions.finish(lost, outcome, later) is None
    actions.fail(lost, "no-model", later)
    actions.release(lost, "waiting")
    db.session.commit()
    assert row(request_id).step == "reading", "nor does it end or give back what is another's"
    assert actions.finish(taken, outcome, later) is not None
    assert actions.finish(taken, outcome, later) is None
    db.session.commit()
    assert counted(SuggestionSet) == 1


def test_what_never_ends_well_is_given_up(here):
    request_id = ask(duo())
    now = clock.now()
    for attempt in range(actions.requests.MAX_ATTEMPTS):
        assert actions.claim(request_id, now + attempt * timedelta(minutes=4)) is not None
    assert actions.claim(request_id, now + timedelta(hours=1)) is None
    db.session.commit()
    ended = row(request_id)
    assert (ended.fault, ended.step, ended.open_key) == ("gave-up", "failed", None)


def test_a_crash_in_the_work_is_taken_up_again(here, monkeypatch):
    request_id = ask(duo())
    honest = actions.suggest

    def faint(*_arguments, **_more):
        raise MemoryError

    monkeypatch.setattr(actions, "suggest", faint)
    with pytest.raises(MemoryError):
        tasks.suggest(request_id)
    db.session.rollback()
    assert row(request_id).open_key is not None
    monkeypatch.setattr(actions, "suggest", honest)
    with clock.frozen(clock.now() + timedelta(minutes=4)):
        tasks.sweep()
    assert row(request_id).step == "done" and counted(SuggestionSet) == 1


def test_a_killed_worker_leaves_a_wish_that_is_fulfilled_once(here, settings, database_url):
    pair = duo(use_model=True)
    request_id = ask(pair)
    with FakeOpenAI(drip(0.2)) as fake:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(settings.data), fake.address, str(request_id), database_url or ""],
            cwd=Path(__file__).parents[2],
        )
        try:
            while not fake.chats:
                assert worker.poll() is None
                fake.stopping.wait(0.05)
            fake.stopping.wait(0.3)
            working = row(request_id)
            assert working.step == "writing" and working.lease is not None
            actions.ask(pair.id, 3, pair.senior.user_id, clock.now())  # nobody waits for a lock while a model writes
            db.session.info.pop("dua_arah.pending_jobs", None)
            db.session.commit()
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
    assert counted(SuggestionSet) == 0
    tasks.sweep()
    assert row(request_id).step == "writing", "the lease still stands"
    db.session.rollback()
    with clock.frozen(clock.now() + timedelta(minutes=4)), desk(here, good(of_units)) as fake:
        tasks.sweep()
        tasks.sweep()
        tasks.suggest(request_id)
        assert len(fake.chats) == 1
    done = row(request_id)
    assert (done.step, done.attempts) == ("done", 2)
    sets = queries.sets(pair.id, 2, pair.senior.id)
    assert [one.id for one in sets] == [done.set_id] and sets[0].writer == "model"


class Building(FolderLibrary):
    """An index in the making."""

    now = IndexStatus("building", 3, 64)

    def status(self):
        return self.now


@pytest.fixture
def building(app, monkeypatch):
    library = Building()
    monkeypatch.setattr(tasks, "_LOOK_AGAIN", 0.01)
    monkeypatch.setattr(tasks, "_PATIENCE", 0.05)
    plugged(app, {Library: library, Desk: Desk(library)})
    return library


@pytest.mark.parametrize("state", [IndexStatus("building", 3, 64), IndexStatus("empty")])
def test_a_wish_before_the_index_is_ready_waits_and_is_served(here, visit, building, state):
    building.now = state
    pair = duo()
    request_id = actions.ask(pair.id, 2, pair.senior.user_id, clock.now())
    db.session.commit()
    waiting = row(request_id)
    assert (waiting.step, waiting.lease, waiting.attempts) == ("waiting", None, 0)
    guest = visit(pair.senior.user_id)
    progress = guest.get(f"/pairs/{pair.id}/sessions/2/progress")
    assert progress.status_code == 200 and "HX-Refresh" not in progress.headers
    for _ in range(actions.requests.MAX_ATTEMPTS + 1):  # waiting is no attempt, however long it lasts
        tasks.sweep()
    assert row(request_id).step == "waiting" and counted(SuggestionSet) == 0
    building.now = IndexStatus("ready", 64, 64, 1)
    tasks.sweep()
    assert row(request_id).step == "done" and len(queries.sets(pair.id, 2, pair.senior.id)[0].topics) >= 3
    assert guest.get(f"/pairs/{pair.id}/sessions/2/progress").headers["HX-Refresh"] == "true"


def test_an_index_that_gets_ready_while_a_job_waits_is_used_at_once(here, building, monkeypatch):
    states = iter([IndexStatus("empty"), IndexStatus("building"), IndexStatus("building"), IndexStatus("degraded")])
    monkeypatch.setattr(building, "status", lambda: next(states))
    monkeypatch.setattr(tasks, "_PATIENCE", 60.0)
    request_id = ask(duo())
    tasks.suggest(request_id)
    assert row(request_id).step == "done" and next(states, None) is None


def test_an_index_that_could_not_be_built_does_not_keep_anybody_waiting(here, building):
    building.now = IndexStatus("empty", message="the embedder is away")
    request_id = ask(duo())
    tasks.suggest(request_id)
    assert row(request_id).step == "done"


@pytest.mark.parametrize(("senior", "junior"), [(True, False), (False, True), (False, False)])
def test_one_no_is_enough_for_not_one_byte_to_leave(here, senior, junior):
    pair = duo(senior={"use_model": senior}, junior={"use_model": junior})
    with desk(here, good(of_units)) as fake:
        first, second = ask(pair), ask(pair, 3, writer="model")
        tasks.suggest(first)
        tasks.suggest(second)
        assert fake.requests == []
    assert queries.sets(pair.id, 2, pair.senior.id)[0].writer == "guided"
    assert (row(second).step, row(second).fault) == ("failed", "no-consent")


def test_a_consent_taken_back_counts_for_the_next_set(here):
    pair = duo(use_model=True)
    with desk(here, good(of_units)) as fake:
        tasks.suggest(ask(pair))
        assert len(fake.chats) == 1
        builders.intake(pair.junior, use_model=False)
        db.session.commit()
        tasks.suggest(ask(pair, 3))
        assert len(fake.chats) == 1
    assert queries.sets(pair.id, 2, pair.senior.id)[0].writer == "model"
    assert queries.sets(pair.id, 3, pair.senior.id)[0].writer == "guided"


CANARIES = ("Zubaidah", "Tjokropranoto", "zubaidah.t@kantor.example", "0812-3456-7890", "+62 857 1111 2222")
NIK = "3275014502990007"


def test_nothing_personal_leaves_from_the_rooms_themselves(here):
    """The roster, the admin's facts and the intakes as they lie in the database."""
    planted = f"Laporan Zubaidah Tjokropranoto soal stok; {', '.join(CANARIES[2:])}, {NIK}"
    card = builders.programme()
    who = builders.user("Zubaidah Tjokropranoto", "zubaidah.t@kantor.example")
    senior = builders.participant(
        card, "senior", who=who, function=f"Keuangan ({planted})"[:120], role_title=planted[:120]
    )
    junior = builders.participant(card, "junior", name="Galih Tjokropranoto", function=f"Gudang ({planted})"[:120])
    pair = builders.join(
        card,
        builders.intake(senior, use_model=True, focus=planted[:200]),
        builders.intake(junior, use_model=True, focus=planted[:200], worth_time=planted),
    )
    with desk(here, good(of_units)) as fake:
        tasks.suggest(ask(pair, focus=planted))
        sent = fake.sent.lower()
        assert len(fake.chats) >= 1
    assert b"[orang]" in sent and b"[telepon]" in sent and b"[nomor identitas]" in sent
    assert [one for one in (*CANARIES, NIK, "galih") if one.lower().encode() in sent] == []
    stored = json.dumps([row.body for row in db.session.scalars(select(SuggestedTopic))])
    assert [one for one in (*CANARIES, NIK) if one in stored] == []


def units(pair, number: int, who) -> list[str | None]:
    shown = queries.sets(pair.id, number, who.id)[0]
    return [one.topic.unit for one in shown.topics]


@pytest.mark.parametrize("kind", ["not_for_us", "inappropriate"])
@pytest.mark.parametrize("marker", ["senior", "junior"])
def test_what_is_marked_away_never_comes_again(here, visit, kind, marker):
    pair = duo()
    who, partner = getattr(pair, marker), getattr(pair, "junior" if marker == "senior" else "senior")
    tasks.suggest(ask(pair))
    shown = queries.sets(pair.id, 2, who.id)[0]
    chosen = shown.topics[0]
    partners_page = visit(partner.user_id)
    before = partners_page.get(f"/pairs/{pair.id}/sessions/2").text
    answer = visit(who.user_id).post(f"/topics/{chosen.id}/mark", {"kind": kind})
    assert answer.status_code == 303
    own = queries.sets(pair.id, 2, who.id)[0].topics[0]
    assert (own.mark, own.hidden) == (kind, kind == "inappropriate")
    assert queries.sets(pair.id, 2, partner.id)[0].topics[0].mark is None
    assert _plain(partners_page.get(f"/pairs/{pair.id}/sessions/2").text) == _plain(before)
    assert chosen.topic.unit in queries.brief(pair.id, 2).set_aside
    for number in (2, 2, 3, 4):
        tasks.suggest(ask(pair, number))
        assert chosen.topic.unit not in units(pair, number, who)


def _plain(page: str) -> list[str]:
    """A page without the form's tokens, which differ each time."""
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_a_mark_binds_its_pair_alone(here):
    card = builders.programme()
    one, other = (duo(card, names) for names in NAMES)
    tasks.suggest(ask(one))
    for shown in queries.sets(one.id, 2, one.senior.id)[0].topics:
        actions.mark(shown.id, one.senior.id, "not_for_us", clock.now())
    db.session.commit()
    assert len(queries.brief(one.id, 2).set_aside) >= 3
    assert queries.brief(other.id, 2).set_aside == frozenset()


def test_set_aside_holds_for_a_models_set_too(here):
    """A model that quotes the passage of a unit set aside is refused that topic."""
    pair = duo(use_model=True)
    with desk(here, good(of_units)):
        tasks.suggest(ask(pair))
        away = queries.sets(pair.id, 2, pair.senior.id)[0].topics
        for shown in away:
            actions.mark(shown.id, pair.junior.id, "inappropriate", clock.now())
        db.session.commit()
        tasks.suggest(ask(pair))
    assert not {shown.topic.unit for shown in away} & set(units(pair, 2, pair.senior))


def test_what_was_useful_weighs_and_a_mark_can_be_taken_back(here):
    pair = duo()
    tasks.suggest(ask(pair))
    shown = next(one for one in queries.sets(pair.id, 2, pair.senior.id)[0].topics if one.topic.skills)
    actions.mark(shown.id, pair.senior.id, "useful", clock.now())
    assert queries.brief(pair.id, 3).liked_skills == frozenset(shown.topic.skills)
    actions.mark(shown.id, pair.senior.id, None, clock.now())
    assert queries.brief(pair.id, 3).liked_skills == frozenset()
    assert queries.sets(pair.id, 2, pair.senior.id)[0].topics[0].mark is None


def test_no_question_comes_twice_over_the_sessions_of_a_pair(here):
    pair = duo()
    asked: list[str] = []
    for number in range(1, 7):
        tasks.suggest(ask(pair, number))
        sessions.mark_held(pair.id, number, clock.now())
        db.session.commit()
        shown = queries.sets(pair.id, number, pair.senior.id)[0]
        asked.extend(question.text for one in shown.topics for question in one.topic.questions)
    assert len(asked) == len(set(asked)) >= 6 * 3 * 2


def test_a_pair_that_is_gone_ends_the_wish(here):
    request_id = actions.ask(4711, 2, 1, clock.now())
    db.session.info.pop("dua_arah.pending_jobs", None)
    db.session.commit()
    tasks.suggest(request_id)
    assert (row(request_id).step, row(request_id).fault) == ("failed", "gone")
    tasks.suggest(99999)  # and a job for no request at all does nothing


def test_a_wish_taken_back_sends_no_job(here, monkeypatch):
    pair = duo()
    db.session.commit()
    monkeypatch.setitem(registry.functions, "suggestions.suggest", lambda _id: pytest.fail("it ran"))
    actions.ask(pair.id, 2, pair.senior.user_id, clock.now())
    db.session.rollback()
    db.session.commit()
    assert counted(SuggestionRequest) == 0
