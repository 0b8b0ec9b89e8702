"""Walking through a form: saved page by page, nothing lost on a mistake, handed in once."""

import logging

import pytest

from service.surveys import actions, queries
from tests import builders
from tests.builders import JUNIOR, SENIOR


@pytest.fixture
def card(here):
    return builders.programme()


def someone(card, side="junior", locale="en"):
    return builders.participant(card, side, who=builders.user(locale=locale))


def base(card, side="junior"):
    return f"/programmes/{card.id}/forms/intake-{side}"


def sent(item, value):
    """An answer as the browser sends it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def walk(me, card, side, answers):
    """Fill in every page as it comes; returns the addresses passed."""
    path, passed = f"{base(card, side)}/pages/facts", []
    while "/pages/" in path:
        passed.append(path.rsplit("/", 1)[1])
        assert me.get(path).status_code == 200
        form = queries.instrument(f"intake-{side}")
        asked = form.asked_on(form.page(passed[-1], answers), answers)
        data = {item.id: sent(item, answers[item.id]) for item in asked if item.id in answers}
        answer = me.post(path, data)
        assert answer.status_code == 303, answer.text
        path = answer.headers["Location"]
    assert path == f"{base(card, side)}/check"
    return passed


@pytest.mark.parametrize(("side", "answers", "pages"), [("senior", SENIOR, 10), ("junior", JUNIOR, 8)])
def test_a_whole_form_from_start_to_receipt(card, visit, side, answers, pages):
    who = someone(card, side)
    me = visit(who.user_id)
    assert me.get(base(card, side)).status_code == 200
    assert len(walk(me, card, side, answers)) == pages
    check = me.get(f"{base(card, side)}/check")
    assert "Automating routine tasks" in check.text and "still missing" not in check.text
    assert queries.answers(f"intake-{side}", card.id, who.user_id) is None, "not before it is handed in"
    answer = me.post(f"{base(card, side)}/check")
    assert answer.headers["Location"] == f"{base(card, side)}/receipt"
    stored = queries.answers(f"intake-{side}", card.id, who.user_id)
    assert stored == {key: value for key, value in answers.items() if value != ""}
    receipt = me.get(f"{base(card, side)}/receipt")
    assert "/help" in receipt.text
    assert me.post(f"{base(card, side)}/check").status_code == 303, "a double click hands in once"


def test_progress_counts_to_the_check(card, visit):
    me = visit(someone(card).user_id)
    assert "3 of 9" in me.get(f"{base(card)}/pages/skills").text
    assert "9 of 9" in me.get(f"{base(card)}/check").text


@pytest.mark.parametrize("locale", ["id", "en"])
def test_a_mistake_shows_a_linked_summary_and_keeps_what_was_typed(card, visit, locale):
    me = visit(someone(card, locale=locale).user_id)
    path = f"{base(card)}/pages/availability"
    page = me.post(path, {"timezone": "Asia/Makassar"})
    assert page.status_code == 422
    assert 'id="error-summary"' in page.text and "autofocus" in page.text
    assert 'href="#availability-0"' in page.text and 'id="availability-error"' in page.text
    assert page.text.index("error-summary") < page.text.index("<h1")
    title = page.text.split("<title>")[1].split("</title>")[0]
    assert title.startswith(("Error:", "Kesalahan:"))
    kept = (
        page.text.split('value="Asia/Makassar"')[0].rsplit("<input", 1)[1]
        + page.text.split('value="Asia/Makassar"')[1][:40]
    )
    assert "checked" in kept
    assert queries.draft("intake-junior", card.id, _id(me)).answers == {}


def _id(me):
    from service.accounts.queries import roster  # noqa: PLC0415 - one line of one test

    return max(card.id for card in roster())


@pytest.mark.parametrize(
    ("page", "data", "field"),
    [
        ("goals", {}, "goals-0"),
        ("goals", {"goals": ["show_work", "lead_practice", "career_view", "wider_network"]}, "goals-0"),
        ("goals", {"goals": ["nonsense"]}, "goals-0"),
        ("skills", {"skills": []}, "skills-0"),
        ("skills", {"skills": ["automation", "messaging", "dashboards", "field_apps"]}, "skills-0"),
        ("languages", {}, "languages-0"),
        ("availability", {"timezone": "Mars/Olympus", "availability": ["mon-am"]}, "timezone-0"),
        ("availability", {"timezone": "Asia/Jakarta", "availability": ["sun-am"]}, "availability-0"),
        ("own_part", {"worth_time": "x" * 1001, "own_choice": "yes"}, "worth_time"),
        ("own_part", {"worth_time": "x"}, "own_choice-0"),
        ("suggestions", {"use_model": "maybe"}, "use_model-0"),
        ("suggestions", {"use_model": "yes", "focus": "x" * 301}, "focus"),
    ],
)
def test_each_kind_says_what_is_wrong_at_its_field(card, visit, page, data, field):
    who = someone(card)
    answer = visit(who.user_id).post(f"{base(card)}/pages/{page}", data)
    assert answer.status_code == 422
    assert answer.text.count(f'href="#{field}"') == 1, "one mistake, one message"
    if "worth_time" in data and field != "worth_time":
        assert ">\nx</textarea>" in answer.text or ">x</textarea>" in answer.text or "\r\nx</textarea>" in answer.text
    assert queries.draft("intake-junior", card.id, who.user_id).answers == {}


def test_save_and_go_on_later_keeps_half_a_page(card, visit):
    who = someone(card)
    me = visit(who.user_id)
    answer = me.post(f"{base(card)}/pages/availability", {"timezone": "Asia/Jayapura", "later": "1"})
    assert answer.headers["Location"] == "/"
    assert queries.draft("intake-junior", card.id, who.user_id).answers == {"timezone": "Asia/Jayapura"}
    assert "/forms/intake-junior" in me.get("/").text
    start = me.get(base(card)).text
    assert "/pages/goals" in start, "it goes on at the first page with a gap"
    wrong = me.post(f"{base(card)}/pages/suggestions", {"focus": "x" * 301, "later": "1"})
    assert wrong.status_code == 422


def test_a_gap_cannot_be_handed_in(card, visit):
    who = someone(card)
    me = visit(who.user_id)
    me.post(f"{base(card)}/pages/goals", {"goals": ["show_work"]})
    page = me.post(f"{base(card)}/check")
    assert page.status_code == 422
    assert 'href="#page-languages"' in page.text and 'href="#page-goals"' not in page.text
    assert queries.answers("intake-junior", card.id, who.user_id) is None


def test_only_chosen_skills_are_on_the_page_of_ratings(card, visit):
    me = visit(someone(card).user_id)
    me.post(f"{base(card)}/pages/skills", {"skills": ["messaging"]})
    page = me.get(f"{base(card)}/pages/skill_levels").text
    assert 'name="skill_level_messaging"' in page and "skill_level_automation" not in page
    me.post(f"{base(card)}/pages/skill_levels", {"skill_level_messaging": "0", "skill_level_automation": "4"})
    answers = queries.draft("intake-junior", card.id, _id(me)).answers
    assert answers["skill_level_messaging"] == 0 and "skill_level_automation" not in answers


def test_a_change_from_the_check_comes_back_to_it(card, visit):
    who = someone(card)
    me = visit(who.user_id)
    walk(me, card, "junior", JUNIOR)
    path = f"{base(card)}/pages/goals?from=check"
    assert f'href="{base(card)}/check"' in me.get(path).text
    assert me.post(path, {"goals": ["career_view"]}).headers["Location"] == f"{base(card)}/check"
    answer = me.post(f"{base(card)}/pages/skills?from=check", {"skills": ["field_apps"]})
    assert answer.headers["Location"] == f"{base(card)}/pages/skill_levels?from=check", "a new skill needs its level"


def test_what_was_handed_in_holds_until_it_is_handed_in_again(card, visit):
    who = someone(card)
    me = visit(who.user_id)
    builders.intake(who)
    me.post(f"{base(card)}/pages/goals", {"goals": ["career_view"]})
    assert queries.answers("intake-junior", card.id, who.user_id)["goals"] == JUNIOR["goals"]
    me.post(f"{base(card)}/check")
    assert queries.answers("intake-junior", card.id, who.user_id)["goals"] == ["career_view"]
    assert queries.draft("intake-junior", card.id, who.user_id).started is False


def test_an_answer_can_be_taken_back(card, visit):
    who = someone(card)
    me = visit(who.user_id)
    path = f"{base(card)}/pages/own_part"
    me.post(path, {"own_choice": "yes", "worth_time": "Ruang"})
    me.post(path, {"own_choice": "partly", "worth_time": ""})
    assert queries.draft("intake-junior", card.id, who.user_id).answers == {"own_choice": "partly"}


def test_the_model_is_a_no_until_somebody_says_yes(card, visit):
    me = visit(someone(card).user_id)
    page = me.get(f"{base(card)}/pages/suggestions").text
    ticked = [one for one in page.split("<input") if 'name="use_model"' in one and "checked" in one]
    assert len(ticked) == 1 and 'value="no"' in ticked[0]


def test_what_somebody_types_is_shown_as_text(card, visit):
    who = someone(card)
    me = visit(who.user_id)
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    me.post(f"{base(card)}/pages/own_part", {"own_choice": "yes", "worth_time": evil})
    for path in (f"{base(card)}/pages/own_part", f"{base(card)}/check"):
        page = me.get(path).text
        assert "&lt;script&gt;" in page and "<img src=x" not in page


def test_the_form_is_in_both_languages(card, visit):
    assert (
        "Kapan Anda biasanya bisa bertemu?"
        in visit(someone(card, locale="id").user_id).get(f"{base(card)}/pages/availability").text
    )
    assert "When can you usually meet?" in visit(someone(card).user_id).get(f"{base(card)}/pages/availability").text


def test_the_admins_facts_are_shown_with_a_way_to_correct_them(card, visit):
    who = builders.participant(card, "junior", site="Bekasi", function="Gudang", grade=2)
    page = visit(who.user_id).get(f"{base(card)}/pages/facts").text
    assert "Bekasi" in page and "Gudang" in page and f"/programmes/{card.id}/correction" in page


def test_a_form_is_its_owners(card, visit):
    who = someone(card)
    visit(who.user_id).post(f"{base(card)}/pages/own_part", {"own_choice": "yes", "worth_time": "RAHASIA"})
    contact = builders.queries.neutral_contact(card.id).user_id
    for user_id in (builders.admin().id, contact, builders.user().id, someone(card, "senior").user_id):
        visitor = visit(user_id)
        for path in ("", "/pages/own_part", "/check", "/receipt"):
            assert visitor.get(base(card) + path).status_code == 404
        assert visitor.post(f"{base(card)}/pages/goals", {"goals": ["show_work"]}).status_code == 404
    other = visit(someone(card).user_id).get(f"{base(card)}/pages/own_part").text
    assert "RAHASIA" not in other
    assert visit().get(base(card)).status_code == 303
    me = visit(who.user_id)
    assert me.get(f"{base(card, 'senior')}").status_code == 404
    assert me.get(f"{base(card)}/pages/nonsense").status_code == 404
    assert me.get(f"/programmes/{card.id}/forms/nonsense").status_code == 404
    assert me.get(f"{base(card)}/receipt").status_code == 303, "no receipt before it is handed in"


def test_an_answer_changes_nothing_for_anybody_else(card, visit):
    """Every answer of the form at its extremes: the pages of partner, admin and contact stay as they are."""
    senior, junior = builders.both(card)
    builders.join(card, senior, junior)
    readers = {
        senior.user_id: ("/", f"/programmes/{card.id}/people/{junior.id}"),
        builders.admin().id: ("/", f"/programmes/{card.id}", f"/programmes/{card.id}/people/{junior.id}"),
        builders.queries.neutral_contact(card.id).user_id: ("/", f"/programmes/{card.id}/people/{junior.id}"),
    }

    def seen():
        return [visit(user).get(path).text.split("<main")[1] for user, paths in readers.items() for path in paths]

    before = seen()
    extremes = (
        {"own_choice": "no", "worth_time": None, "use_model": True},
        {"own_choice": "yes", "skill_level_automation": 0},
    )
    for change in extremes:
        builders.intake(junior, **change)
        assert seen() == before


def test_a_broken_instrument_closes_its_own_form_only(card, visit, monkeypatch, tmp_path, caplog):
    who = someone(card)
    source = queries.FOLDER / "intake-junior.yaml"
    (tmp_path / "intake-junior.yaml").write_text(
        source.read_text(encoding="utf-8").replace("kind: choice", "kind: choise", 1), encoding="utf-8"
    )
    (tmp_path / "intake-senior.yaml").write_bytes((queries.FOLDER / "intake-senior.yaml").read_bytes())
    original = queries.instrument
    monkeypatch.setattr(queries, "instrument", lambda key, side=None, folder=tmp_path: original(key, side, folder))
    with caplog.at_level(logging.ERROR):
        page = visit(who.user_id).get(base(card))
    assert page.status_code == 503 and "mended" in page.text
    assert "intake-junior.yaml, line" in caplog.text
    assert visit(someone(card, "senior").user_id).get(base(card, "senior")).status_code == 200
    assert visit(who.user_id).get("/").status_code == 200


def test_the_action_refuses_gaps_and_keeps_one_row(card):
    who = someone(card)
    form = queries.instrument("intake-junior")
    with pytest.raises(actions.IncompleteError) as error:
        actions.submit(form, card.id, who.user_id, builders.NOW)
    assert "goals" in error.value.pages
    actions.save_page(form, card.id, who.user_id, {"goals": ["show_work"]}, builders.NOW)
    again = actions.save_page(form, card.id, who.user_id, {"languages": ["id"]}, builders.NOW)
    assert again.answers == {"goals": ["show_work"], "languages": ["id"]}
