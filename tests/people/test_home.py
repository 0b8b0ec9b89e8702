from service.people import actions, queries
from service.people.access import ProgrammeRespondents
from service.surveys import actions as surveys
from service.surveys import queries as answers
from tests import builders


def test_the_first_step_is_the_notice_then_the_form(here, visit):
    card = builders.programme()
    who = builders.participant(card, "junior", noticed=False)
    me = visit(who.user_id)
    home = me.get("/").text
    assert f'href="/programmes/{card.id}/notice" class="button"' in home
    assert f"/programmes/{card.id}/forms/intake-junior" not in home, "the form waits for the notice"
    form = me.get(f"/programmes/{card.id}/forms/intake-junior")
    assert form.status_code == 303 and form.headers["Location"].endswith("/notice")
    assert me.post(f"/programmes/{card.id}/notice").status_code == 303
    assert queries.participation(who.id).notice_accepted
    assert f'href="/programmes/{card.id}/forms/intake-junior" class="button"' in me.get("/").text
    assert me.get(f"/programmes/{card.id}/forms/intake-junior").status_code == 200


def test_a_form_that_is_not_open_cannot_be_reached(here, visit):
    card = builders.programme(opened=False)
    who = builders.participant(card, "junior")
    me = visit(who.user_id)
    assert f"/programmes/{card.id}/forms" not in me.get("/").text
    assert me.get(f"/programmes/{card.id}/forms/intake-junior").status_code == 404


def test_everybody_has_the_form_of_their_own_side(here):
    card = builders.programme()
    senior, junior = builders.participant(card, "senior"), builders.participant(card, "junior")
    ask = ProgrammeRespondents().invitation
    assert ask("intake-senior", card.id, senior.user_id).side == "senior"
    assert ask("intake-junior", card.id, senior.user_id) is None
    assert ask("intake-junior", card.id, junior.user_id).side == "junior"
    assert ask("intake-junior", card.id, builders.user().id) is None
    assert ask("intake-junior", card.id + 9, junior.user_id) is None


def test_a_pair_leads_to_its_room(here, visit):
    pair = builders.pair()
    for who in (pair.senior, pair.junior):
        home = visit(who.user_id).get("/").text
        assert f'href="/pairs/{pair.id}" class="button"' in home
        assert "/exclusions" not in home


def test_an_ended_pair_leads_nowhere(here, visit):
    from service.pairing.actions import end_pair  # noqa: PLC0415 - one line of one test

    pair = builders.pair()
    end_pair(pair.id, builders.NOW)
    assert f"/pairs/{pair.id}" not in visit(pair.senior.user_id).get("/").text


def test_the_contact_is_named_on_the_help_page_and_only_ones_own(here, visit):
    card, other = builders.programme("Satu"), builders.programme("Dua")
    who = builders.participant(card, "junior")
    actions.name_contact(card.id, "deputy", "wakil@luar.example", "Wakil", "id", builders.NOW)
    page = visit(who.user_id).get("/help").text
    assert queries.neutral_contact(card.id).email in page and "wakil@luar.example" in page
    assert queries.neutral_contact(other.id).email not in page
    assert queries.neutral_contact(card.id).email not in visit(builders.user().id).get("/help").text
    assert queries.neutral_contact(card.id).email not in visit().get("/help").text


def test_the_contacts_own_home_leads_to_the_list(here, visit):
    card = builders.programme()
    builders.participant(card, "junior", name="Dimas")
    contact = visit(queries.neutral_contact(card.id).user_id)
    assert f"/programmes/{card.id}/people" in contact.get("/").text
    assert "Dimas" in contact.get(f"/programmes/{card.id}/people").text
    assert visit(builders.admin().id).get(f"/programmes/{card.id}/people").status_code == 404


def test_somebody_without_a_programme_reads_what_happens_next(here, visit):
    assert visit(builders.user().id).get("/").status_code == 200
    boss = visit(builders.admin().id)
    assert "/programmes" in boss.get("/").text
    assert "/programmes/new" in boss.get("/programmes").text


def test_a_draft_is_told_to_its_author_only(here, visit):
    card = builders.programme()
    who = builders.participant(card, "junior")
    boss = visit(builders.admin().id)
    before = boss.get(f"/programmes/{card.id}").text.split("<main")[1]
    form = answers.instrument("intake-junior")
    surveys.save_page(form, card.id, who.user_id, {"goals": ["show_work"]}, builders.NOW)
    assert boss.get(f"/programmes/{card.id}").text.split("<main")[1] == before
    assert queries.intake(who.id) is None and not queries.participation(who.id).intake_done


def test_the_intake_for_other_rooms_carries_no_free_answers(here):
    card = builders.programme()
    who = builders.intake(
        builders.participant(card, "junior"), worth_time="RAHASIA", use_model=True, focus="Rekap", skills=["automation"]
    )
    intake = queries.intake(who.id)
    assert "RAHASIA" not in repr(intake)
    assert intake.wants_model and intake.focus == "Rekap" and dict(intake.skills) == {"automation": 4}
    assert intake.session_language == "id" and intake.behaviours_now == {}
    assert queries.intakes(card.id) == {who.id: intake}
    senior = queries.intake(builders.intake(builders.participant(card, "senior"), languages=["en"]).id)
    assert senior.behaviours_now["practice"] == 1 and senior.behaviours_target["reality"] == 3
    assert senior.session_language == "en" and not senior.wants_model
