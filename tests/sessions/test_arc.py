import pytest

from service.accounts.actions import change_preferences
from service.sessions import actions, queries, rules
from service.surveys.values import LANGUAGES
from tests import builders

REASONS = {"practice", "generations", "humility", "reality", "relevance"}


def test_the_arc_is_the_products():
    arc = queries.arc()
    assert [stage.number for stage in arc] == [1, 2, 3, 4, 5, 6]
    assert set(arc[0].reasons) == REASONS
    assert [stage.reasons for stage in arc[1:]] == [
        ("practice",),
        ("generations",),
        ("humility",),
        ("reality",),
        ("relevance",),
    ]
    for stage in arc:
        for language in LANGUAGES:
            assert stage.name.into(language) and stage.purpose.into(language)
    assert len({stage.key for stage in arc}) == 6


def test_a_longer_programme_stays_on_the_last_stage():
    assert rules.stage_of(9, queries.arc()).key == "relevance"
    with pytest.raises(ValueError, match="from 1"):
        rules.stage_of(0, queries.arc())


def test_a_pair_gets_as_many_sessions_as_its_programme(here):
    pair = builders.pair(builders.programme(sessions=4))
    assert [one.number for one in queries.sessions(pair.id)] == [1, 2, 3, 4]
    actions.begin(pair.id, 4)
    assert len(queries.sessions(pair.id)) == 4, "laying out twice is once"
    assert queries.stage(pair.id, 2).key == "practice"
    assert queries.stage(pair.id, 5) is None


def test_the_arc_moves_on_when_a_session_was_held(here):
    pair = builders.pair()
    assert queries.current_session(pair.id).number == 1
    assert actions.mark_held(pair.id, 1, builders.NOW)
    assert queries.current_session(pair.id).number == 2
    assert not actions.mark_held(pair.id, 1, builders.NOW), "the other side says it too"
    assert not actions.mark_held(pair.id, 4, builders.NOW), "no gaps"
    assert queries.current_session(pair.id).number == 2
    for number in range(2, 7):
        assert actions.mark_held(pair.id, number, builders.NOW)
    assert queries.current_session(pair.id).number == 6
    assert queries.current_session(pair.id).held


@pytest.mark.parametrize("side", ["senior", "junior"])
def test_either_side_marks_a_session_held(here, visit, side):
    pair = builders.pair()
    visitor = visit(getattr(pair, side).user_id)
    page = visitor.get(f"/pairs/{pair.id}/sessions")
    assert "Lapangan" in page.text and f"/pairs/{pair.id}/sessions/1/held" in page.text
    answer = visitor.post(f"/pairs/{pair.id}/sessions/1/held")
    assert answer.headers["Location"] == f"/pairs/{pair.id}/sessions"
    assert queries.current_session(pair.id).number == 2
    assert f"/pairs/{pair.id}/sessions/2/held" in visitor.get(f"/pairs/{pair.id}/sessions").text


def test_the_page_is_in_the_readers_language(here, visit):
    pair = builders.pair()
    path = f"/pairs/{pair.id}/sessions"
    assert "Lapangan" in visit(pair.senior.user_id).get(path).text
    change_preferences(pair.junior.user_id, locale="en")
    assert "The floor" in visit(pair.junior.user_id).get(path).text


def test_others_find_nothing(here, visit):
    pair, other = builders.pair(), builders.pair()
    boss = builders.admin()
    for who in (other.senior.user_id, other.junior.user_id, boss.id):
        visitor = visit(who)
        assert visitor.get(f"/pairs/{pair.id}/sessions").status_code == 404
        assert visitor.post(f"/pairs/{pair.id}/sessions/1/held").status_code == 404
    assert visit().get(f"/pairs/{pair.id}/sessions").status_code == 303
    assert visit(pair.senior.user_id).get("/pairs/999/sessions").status_code == 404
    assert visit(pair.senior.user_id).post(f"/pairs/{pair.id}/sessions/99/held").status_code == 404
    assert queries.current_session(pair.id).number == 1
