"""What a model costs a programme is in its books, holds it back when the day's tokens are used, and a kept answer costs nothing."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from service import clock, ports
from service.db import db
from service.suggestions import actions, queries, tasks
from service.suggestions.actions import Desk, KeptAnswers, remembering
from service.suggestions.actions.remembering import MOST
from service.suggestions.model import answer_key
from service.suggestions.models import ModelAnswer, ModelUsage, SuggestionSet
from service.suggestions.ports import RenderedPrompt
from service.suggestions.values import Spent, Tariff
from tests import builders
from tests.fakes import good, says, status
from tests.suggestions.modelled import brief, of_units, wired

DAY = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)


def willing(card=None, name="Ratna Maheswari"):
    card = card or builders.programme()
    return builders.join(
        card,
        builders.intake(builders.participant(card, "senior", name=name), use_model=True),
        builders.intake(builders.participant(card, "junior", name=f"Dimas {name.split()[1]}"), use_model=True),
    )


@pytest.fixture
def wish(here):
    """Fulfil wishes of a pair with a model at a scripted server; gives the server."""
    opened = []

    def start(*scripts, **desk):
        context = wired(*scripts, people=())
        one = context.__enter__()
        opened.append(context)
        ports.plug(here, {**here.extensions["dua_arah.ports"], Desk: replace(one.desk, **desk)})
        return one.fake

    yield start
    for context in opened:
        context.__exit__(None, None, None)


def fulfil(pair, session: int = 2, writer: str = "auto"):
    request_id = actions.ask(pair.id, session, pair.senior.user_id, clock.now(), writer)
    db.session.info.pop("dua_arah.pending_jobs", None)
    db.session.commit()
    tasks.suggest(request_id)
    db.session.rollback()
    return queries.sets(pair.id, session, pair.senior.id)[0]


def books(programme_id: int) -> list[tuple[int, int, int, int]]:
    db.session.rollback()
    rows = db.session.scalars(
        select(ModelUsage).where(ModelUsage.programme_id == programme_id).order_by(ModelUsage.day)
    )
    return [(row.calls, row.tokens_in, row.tokens_out, row.faults) for row in rows]


def test_a_set_stands_in_the_books_of_its_programme_and_no_other(wish):
    fake = wish(good(of_units))
    pair, other = willing(), willing(builders.programme("Lain"), "Hendra Prakoso")
    shown = fulfil(pair)
    ((calls, tokens_in, tokens_out, faults),) = books(pair.programme_id)
    assert (calls, faults) == (len(fake.chats), 0) == (1, 0)
    assert (tokens_in, tokens_out) == (shown.receipt["tokens_in"], shown.receipt["tokens_out"]) and tokens_out > 0
    assert books(other.programme_id) == []


def test_repairs_and_faults_count_too(wish):
    wish(says("nonsense"), status(500), status(500))
    pair = willing()
    assert fulfil(pair).writer == "guided"
    ((calls, tokens_in, _, faults),) = books(pair.programme_id)
    assert (calls, faults) == (2, 2) and tokens_in > 0


def test_a_guided_set_stands_in_no_books(wish):
    wish(good(of_units))
    pair = willing()
    fulfil(pair, writer="guided")
    assert books(pair.programme_id) == []


def test_the_books_and_the_set_are_one_transaction(wish):
    """Whoever loses the set loses the line in the books with it, and the other way round."""
    wish(good(of_units))
    pair = willing()
    db.session.commit()
    outcome = actions.suggest(queries.brief(pair.id, 2), ports.port(Desk), "model")
    actions.save(outcome, DAY)
    db.session.rollback()
    assert books(pair.programme_id) == [] and not db.session.scalar(select(func.count()).select_from(SuggestionSet))
    actions.save(outcome, DAY)
    db.session.commit()
    assert len(books(pair.programme_id)) == 1


def test_a_set_that_came_too_late_cost_the_same(here):
    pair = willing()
    request_id = actions.ask(pair.id, 2, pair.senior.user_id, DAY)
    lost = actions.claim(request_id, DAY)
    later = DAY + timedelta(hours=1)
    assert actions.claim(request_id, later) is not None
    outcome = actions.suggest(queries.brief(pair.id, 2), ports.port(Desk))
    assert actions.finish(lost, replace(outcome, spent=Spent(1, 10, 5, 0)), later) is None
    db.session.info.pop("dua_arah.pending_jobs", None)
    db.session.commit()
    assert books(pair.programme_id) == [(1, 10, 5, 0)]


def test_days_are_apart_and_the_newest_comes_first(here):
    pair = willing()
    for days, tokens in ((0, 100), (1, 7), (1, 3), (40, 9)):
        actions.count(pair.id, Spent(1, tokens, 1, 0), DAY + timedelta(days=days - 40))
    shown = queries.usage(pair.programme_id, DAY)
    assert [(one.day, one.spent) for one in shown] == [(DAY.date(), Spent(1, 9, 1, 0))], (
        "older than a month is not shown"
    )
    shown = queries.usage(pair.programme_id, DAY - timedelta(days=30))
    assert [one.spent for one in shown][-2:] == [Spent(2, 10, 2, 0), Spent(1, 100, 1, 0)]


def test_two_sets_at_the_same_moment_both_count(app):
    with app.app_context():
        pair = willing()
        db.session.commit()
        pair_id, programme_id = pair.id, pair.programme_id
    gate, faults = threading.Barrier(4), []

    def add() -> None:
        with app.app_context():
            gate.wait()
            try:
                for _ in range(5):
                    actions.count(pair_id, Spent(1, 10, 1, 0), DAY)
                    db.session.commit()
            except Exception as error:  # noqa: BLE001 - told below
                faults.append(error)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    with app.app_context():
        assert books(programme_id) == [(20, 200, 20, 0)]


def test_with_the_days_tokens_used_the_guides_serve_and_say_why(wish):
    fake = wish(good(of_units), tariff=Tariff(tokens_a_day=10))
    pair = willing()
    assert fulfil(pair).writer == "model", "10 are left at that moment"
    held = fulfil(pair, 3)
    assert (held.writer, held.receipt["fallback"], held.receipt["model"]) == ("guided", "budget", None)
    assert len(held.topics) >= 3 and len(fake.chats) == 1
    asked_for = fulfil(pair, 4, writer="model")
    assert asked_for.receipt["fallback"] == "budget", "asked for by name too: a set, and the reason"
    other = willing(builders.programme("Lain"), "Hendra Prakoso")
    assert fulfil(other).writer == "model", "another programme has its own"
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert fulfil(pair, 5).writer == "model", "and tomorrow is another day"


def test_who_did_not_say_yes_is_not_told_of_a_budget(wish):
    wish(good(of_units), tariff=Tariff(tokens_a_day=1))
    card = builders.programme()
    pair = builders.join(
        card, *(builders.intake(builders.participant(card, side), use_model=False) for side in ("senior", "junior"))
    )
    actions.count(pair.id, Spent(1, 5, 5, 0), clock.now())
    db.session.commit()
    assert fulfil(pair).receipt["fallback"] is None


@pytest.mark.parametrize(("limit", "left"), [(0, None), (100, 88), (12, 0), (5, 0)])
def test_what_is_left_of_a_day(here, limit, left):
    pair = willing()
    actions.count(pair.id, Spent(1, 10, 2, 0), DAY)
    assert queries.tokens_left(pair.programme_id, DAY, limit) == left
    assert actions.held(pair.id, Tariff(tokens_a_day=limit), DAY) == ("budget" if left == 0 else None)


@pytest.mark.parametrize(
    ("tariff", "cost"),
    [
        (Tariff(), None),
        (Tariff(price_in=2.0), None),
        (Tariff(price_in=2.0, price_out=8.0), 2.8),
        (Tariff(0, 0.0, 0.0), 0.0),
    ],
)
def test_cost_is_told_only_where_both_prices_are_known(tariff, cost):
    assert tariff.cost(Spent(3, 1_000_000, 100_000, 0)) == (None if cost is None else pytest.approx(cost))


# Answers that are kept.


def test_a_wish_after_a_crash_is_served_from_what_was_kept(wish, monkeypatch):
    fake = wish(good(of_units), answers=KeptAnswers())
    pair = willing()
    request_id = actions.ask(pair.id, 2, pair.senior.user_id, clock.now())
    db.session.info.pop("dua_arah.pending_jobs", None)
    db.session.commit()
    honest = actions.finish

    def faint(*_arguments):
        raise MemoryError

    monkeypatch.setattr(actions, "finish", faint)
    with pytest.raises(MemoryError):
        tasks.suggest(request_id)
    db.session.rollback()
    monkeypatch.setattr(actions, "finish", honest)
    with clock.frozen(clock.now() + timedelta(minutes=4)):
        tasks.suggest(request_id)
    (shown,) = queries.sets(pair.id, 2, pair.senior.id)
    assert shown.writer == "model" and len(fake.chats) == 1
    assert (shown.receipt["tokens_in"], shown.receipt["tokens_out"]) == (0, 0)
    assert books(pair.programme_id) == [], "the second time nothing was asked"


def test_something_else_is_asked_for_anew(wish):
    """Past titles are in the brief, so that the key is another one."""
    fake = wish(good(of_units), answers=KeptAnswers())
    pair = willing()
    first, second = fulfil(pair), fulfil(pair)
    assert second.id != first.id and len(fake.chats) == 2
    assert not {one.topic.title for one in first.topics} & {one.topic.title for one in second.topics}


PROMPT = RenderedPrompt("topics.id", "a" * 64, "s", "u")


def key(asked, *, model="m", prompt=PROMPT, generation=1, findings=(), passages=()) -> str:
    return answer_key(asked, passages, model, prompt, findings, generation)


def test_the_key_is_the_whole_state_and_no_pair():
    asked = brief()
    assert key(asked) == key(replace(asked, pair_id=99))
    assert key(replace(asked, past_units=frozenset("abcdef"))) == key(replace(asked, past_units=frozenset("fedcba")))
    others = [
        key(replace(asked, past_titles=("Judul lama",))),
        key(replace(asked, focus="rekap")),
        key(replace(asked, session=3)),
        key(replace(asked, language="en")),
        key(replace(asked, set_aside=frozenset({"x"}))),
        key(asked, model="n"),
        key(asked, prompt=replace(PROMPT, hash="b" * 64)),
        key(asked, generation=2),
    ]
    assert len({key(asked), *others}) == len(others) + 1


def test_what_is_kept_is_bounded_and_the_oldest_goes(here, monkeypatch):
    monkeypatch.setattr(remembering, "MOST", 5)
    answers = KeptAnswers()
    assert MOST > 5 and answers.recall("0" * 64) is None
    for number in range(8):
        answers.remember(f"{number:064}", {"topics": [], "number": number})
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ModelAnswer)) == 5
    assert answers.recall(f"{2:064}") is None and answers.recall(f"{3:064}") == {"topics": [], "number": 3}
    answers.remember(f"{7:064}", {"topics": []})
    assert answers.recall(f"{7:064}")["number"] == 7, "what is there stays"


def test_an_answer_of_another_shape_is_asked_for_anew(wish):
    class Old:
        def recall(self, _key):
            return {"ideas": []}

        def remember(self, _key, _body):
            pass

    fake = wish(good(of_units), answers=Old())
    assert fulfil(willing()).writer == "model" and len(fake.chats) == 1
