import re

import pytest
from structlog.testing import capture_logs

from service.pairing import actions, queries
from service.people import actions as people
from service.people.values import Manager
from service.sessions.actions import PairArc
from service.sessions.queries import sessions
from tests import builders

PRIVATE = "Pasangan ini tidak tersedia pada putaran ini."


def plain(page):
    """The page without its token and its reference, which differ every time."""
    return re.sub(r'value="[^"]{40,}"|<code>[0-9a-f-]{8,36}</code>', "", page.text)


def url(card, senior, junior):
    return f"/programmes/{card.id}/pairs/new?senior={senior.id}&junior={junior.id}"


def test_a_pair_made_by_hand_has_a_language_and_sessions(here):
    card = builders.programme()
    senior, junior = builders.both(card, languages=["en", "id"])
    row = actions.make_pair(card, senior, junior, PairArc(), builders.NOW)
    found = queries.pair(row.id)
    assert (found.senior.id, found.junior.id, found.language, found.ended) == (senior.id, junior.id, "id", False)
    assert len(sessions(row.id)) == 6
    assert [one.id for one in queries.pairs_of_user(senior.user_id)] == [row.id]
    assert [one.id for one in queries.pairs_of_programme(card.id)] == [row.id]
    assert found.partner(senior.user_id).id == junior.id
    assert found.partner(999) is None


def test_an_unknown_pair_is_none(here):
    assert queries.pair(1) is None


def test_an_ended_pair_stays_and_is_not_made_again(here):
    card = builders.programme()
    pair = builders.pair(card)
    actions.end_pair(pair.id, builders.NOW)
    actions.end_pair(pair.id, builders.NOW)
    assert queries.pair(pair.id).ended
    with pytest.raises(actions.ImpossibleError) as refused:
        actions.make_pair(card, pair.senior, pair.junior, PairArc(), builders.NOW)
    assert [one.rule for one in refused.value.refusals] == ["paired_before"]


def test_paired_before_holds_across_programmes_and_sides(here):
    pair = builders.pair()
    next_round = builders.programme("Putaran berikut")
    senior = builders.intake(builders.participant(next_round, "senior", who=_user(pair.junior), grade=9))
    junior = builders.intake(builders.participant(next_round, "junior", who=_user(pair.senior), grade=2))
    assert [one.rule for one in queries.check(next_round, senior, junior).refusals] == ["paired_before"]


def _user(who):
    from service.accounts.queries import user  # noqa: PLC0415 - one line of one test

    return user(who.user_id)


def test_lines_and_panels_come_from_the_admin(here):
    card = builders.programme()
    senior = builders.intake(builders.participant(card, "senior"))
    known = Manager("known", senior.email, senior.name)
    direct = builders.intake(builders.participant(card, "junior", line_manager=known))
    middle = Manager("known", "tengah@contoh.example", "Tengah")
    under = builders.intake(builders.participant(card, "junior", line_manager=middle, managers_manager=known))
    unknown = builders.intake(
        builders.participant(card, "junior", line_manager=Manager("known", "lain@contoh.example", "Lain"))
    )
    free = builders.intake(builders.participant(card, "junior"))
    rules = {
        one.id: [refusal.rule for refusal in queries.check(card, senior, one).refusals]
        for one in (direct, under, unknown, free)
    }
    assert rules == {
        direct.id: ["reporting_line"],
        under.id: ["reporting_line"],
        unknown.id: ["unknown_upper_line"],
        free.id: [],
    }
    people.add_seat(card.id, senior.email, senior.name, free.user_id, builders.NOW)
    assert [one.rule for one in queries.check(card, senior, free).refusals] == ["panel"]


def test_the_admin_checks_then_confirms(here, visit):
    card = builders.programme()
    senior, junior = builders.both(card)
    boss = visit(builders.admin().id)
    assert senior.name in boss.get(f"/programmes/{card.id}/pairs/new").text
    page = boss.get(url(card, senior, junior))
    assert page.status_code == 200 and 'name="junior" value=' in page.text
    assert queries.pairs_of_programme(card.id) == [], "checking makes nothing"
    data = {"senior": senior.id, "junior": junior.id}
    assert boss.post(f"/programmes/{card.id}/pairs/new", data).status_code == 303
    assert len(queries.pairs_of_programme(card.id)) == 1
    again = boss.post(f"/programmes/{card.id}/pairs/new", data)
    assert again.status_code == 422 and len(queries.pairs_of_programme(card.id)) == 1, "a double click is one pair"
    pair = queries.pairs_of_programme(card.id)[0]
    assert boss.get(f"/programmes/{card.id}/pairs/{pair.id}/end").status_code == 200
    assert not queries.pair(pair.id).ended
    assert boss.post(f"/programmes/{card.id}/pairs/{pair.id}/end").status_code == 303
    assert queries.pair(pair.id).ended


def test_a_known_rule_says_why_before_anything_is_made(here, visit):
    card = builders.programme()
    senior = builders.intake(builders.participant(card, "senior", grade=4))
    junior = builders.intake(builders.participant(card, "junior", grade=3))
    page = visit(builders.admin().id).get(url(card, senior, junior))
    assert f"{senior.name} harus sedikitnya 2 tingkat di atas {junior.name}." in page.text


def test_a_private_cause_looks_the_same_whichever_it_was(here, visit):
    """Pages, status codes, sizes and log lines, for a list of the leader's, of the mentor's, and of both."""
    card = builders.programme()
    senior, junior = builders.both(card)
    boss = visit(builders.admin().id)
    seen = []
    for lists in ([(senior, junior)], [(junior, senior)], [(senior, junior), (junior, senior)]):
        for one, other in lists:
            actions.exclude(one.id, other.id)
        with capture_logs() as logs:
            page = boss.get(url(card, senior, junior))
            refused = boss.post(f"/programmes/{card.id}/pairs/new", {"senior": senior.id, "junior": junior.id})
        assert PRIVATE in page.text and page.text.count(PRIVATE) == 1
        seen.append(
            (
                page.status_code,
                plain(page),
                refused.status_code,
                plain(refused),
                [{**line, "milliseconds": 0} for line in logs],
            )
        )
        for one, other in lists:
            actions.include(one.id, other.id)
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 200 and seen[0][2] == 422
    assert [one["rules"] for one in seen[0][4] if one["event"] == "pairing.refused"] == [["unavailable"]]
    assert queries.pairs_of_programme(card.id) == []


def test_a_list_leaves_no_trace_where_a_known_rule_refuses(here, visit):
    card = builders.programme()
    senior, junior = builders.both(card, availability=["mon-am"])
    later = builders.intake(builders.participant(card, "junior"), availability=["fri-pm"])
    boss = visit(builders.admin().id)
    before = plain(boss.get(url(card, senior, later)))
    actions.exclude(later.id, senior.id)
    assert plain(boss.get(url(card, senior, later))) == before
    assert junior.name in before


def test_the_list_changes_no_page_of_anybody_else(here, visit):
    card = builders.programme()
    senior, junior = builders.both(card)
    readers = [visit(senior.user_id), visit(builders.admin().id)]
    paths = [
        "/",
        f"/programmes/{card.id}",
        f"/programmes/{card.id}/people/{junior.id}",
        f"/programmes/{card.id}/exclusions",
    ]

    def pages():
        return [(one.get(path).status_code, plain(one.get(path))) for one in readers for path in paths]

    before = pages()
    actions.exclude(junior.id, senior.id)
    assert pages() == before


def test_an_own_list_is_kept_by_its_author(here, visit):
    card = builders.programme()
    senior, junior = builders.both(card)
    me = visit(junior.user_id)
    path = f"/programmes/{card.id}/exclusions"
    assert senior.name in me.get(path).text
    assert me.post(path, {"person": senior.id}).status_code == 303
    assert [line.participation_id for line in queries.exclusions(junior.id)] == [senior.id]
    assert me.post(path, {"person": senior.id}).status_code == 422, "who is on it is not offered again"
    assert me.post(path, {"person": 999}).status_code == 422
    assert me.post(f"{path}/{senior.id}/remove").status_code == 303
    assert queries.exclusions(junior.id) == []


def test_only_the_author_reaches_a_list_and_only_admins_make_pairs(here, visit):
    card, other = builders.programme(), builders.programme("Lain")
    senior, junior = builders.both(card)
    stranger = builders.participant(other, "junior")
    boss, elsewhere = builders.admin(), builders.admin(other.id)
    for who in (stranger.user_id, boss.id, elsewhere.id):
        assert visit(who).get(f"/programmes/{card.id}/exclusions").status_code == 404
    for who in (stranger.user_id, senior.user_id, elsewhere.id):
        assert visit(who).get(url(card, senior, junior)).status_code == 404
        data = {"senior": senior.id, "junior": junior.id}
        assert visit(who).post(f"/programmes/{card.id}/pairs/new", data).status_code == 404
    pair = builders.pair(card)
    assert visit(elsewhere.id).get(f"/programmes/{other.id}/pairs/{pair.id}/end").status_code == 404
    assert visit(boss.id).get(f"/programmes/{other.id}/pairs/{pair.id}/end").status_code == 404
    assert visit(pair.senior.user_id).get(f"/programmes/{card.id}/pairs/{pair.id}/end").status_code == 404


def test_people_of_another_programme_cannot_be_chosen(here, visit):
    card, other = builders.programme(), builders.programme("Lain")
    senior, _ = builders.both(card)
    _, stranger = builders.both(other)
    boss = visit(builders.admin().id)
    data = {"senior": senior.id, "junior": stranger.id}
    assert boss.post(f"/programmes/{card.id}/pairs/new", data).status_code == 422
    assert stranger.name not in boss.get(url(card, senior, stranger)).text
    assert queries.pairs_of_programme(card.id) == []
