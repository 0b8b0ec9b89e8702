"""An admin opens, watches and closes rounds; every refusal says what to do."""

from datetime import timedelta

import pytest

from service.people.queries import programme as card_of
from service.sessions import actions as sessions
from service.surveys import actions, queries
from service.surveys.values import Text
from service.waves import rules
from service.waves.values import Turnout, WaveLine
from tests import builders, filled

DAY = timedelta(days=1)
FORM = {"instrument": "pulse-week-4", "side": "both", "opens": "2026-11-24", "closes": "2026-12-08"}


def test_an_empty_programme_says_what_to_open_and_when(programme, boss):
    page = boss.get(f"/programmes/{programme().card.id}/surveys").text
    assert "No form is open yet" in page and "after the sessions" in page
    assert "/surveys/open?form=pulse-week-4" in page
    assert "/surveys/forms/pulse-week-4/senior/en" in page and "/surveys/forms/pulse-week-4/codebook" in page
    assert "form=intake" not in page, "the intake has its own button"


def test_a_form_opens_today_and_closes_at_the_end_of_its_day(programme, boss):
    there = programme(1, 1)
    assert boss.post(f"/programmes/{there.card.id}/surveys/open", FORM).status_code == 303
    (wave,) = queries.waves(there.card.id)
    assert (wave.instrument, wave.side, wave.opens_at) == ("pulse-week-4", None, builders.NOW)
    assert wave.closes_at.isoformat() == "2026-12-08T16:59:00+00:00", "23.59 in Jakarta"


def test_a_session_form_opens_for_every_session_at_once(programme, boss):
    there = programme(sessions=4)
    send = {**FORM, "instrument": "after-session"}
    assert boss.post(f"/programmes/{there.card.id}/surveys/open", send).status_code == 303
    assert [one.session_number for one in queries.waves(there.card.id)] == [1, 2, 3, 4]
    again = boss.post(f"/programmes/{there.card.id}/surveys/open", send)
    assert again.status_code == 422 and "open or planned for these people already" in again.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"closes": "2026-11-20"}, "The closing day has passed"),
        ({"opens": "2026-12-10"}, "would close before it opens"),
        ({"opens": "2026-11-01"}, "The opening day has passed"),
        ({"opens": ""}, "Choose an opening day."),
        ({"closes": "soon"}, "Write the date as year-month-day"),
        ({"instrument": "intake-senior"}, "Choose one of the answers shown."),
        ({"side": ""}, "Choose who is asked."),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_opens_nothing(programme, boss, change, words):
    there = programme(1, 1)
    page = boss.post(f"/programmes/{there.card.id}/surveys/open", {**FORM, **change})
    assert page.status_code == 422 and words in page.text and "Error:" in page.text
    assert queries.waves(there.card.id) == []


def test_the_same_people_are_not_asked_the_same_twice_at_once(programme, boss):
    there = programme(1, 1)
    there.open("pulse-week-4", "junior")
    for side in ("both", "junior"):
        page = boss.post(f"/programmes/{there.card.id}/surveys/open", {**FORM, "side": side})
        assert page.status_code == 422 and "Close that round first" in page.text
    assert boss.post(f"/programmes/{there.card.id}/surveys/open", {**FORM, "side": "senior"}).status_code == 303


def test_without_a_neutral_contact_nothing_opens_and_the_page_leads_to_naming_one(programme, boss):
    there = programme(1, 1, contact=False)
    page = boss.post(f"/programmes/{there.card.id}/surveys/open", FORM)
    assert page.status_code == 422 and f"/programmes/{there.card.id}/contact/contact" in page.text
    assert queries.waves(there.card.id) == []


def test_turnout_counts_those_who_are_asked(programme, boss):
    there = programme(3, 7)
    wave = there.open("pulse-week-4")
    there.answer(wave, "junior", 6)
    page = boss.get(f"/programmes/{there.card.id}/surveys/{wave.id}").text
    assert "6 of 7" in page and "0 of 3" in page
    line = boss.get(f"/programmes/{there.card.id}/surveys").text
    assert "6 of 7" in line and "0 of 3" in line


def test_a_session_form_counts_pairs_that_have_held_it(programme, boss):
    there = programme()
    pair = builders.pair(card_of(there.card.id))
    wave = there.open("after-session", session=1)
    address = f"/programmes/{there.card.id}/surveys/{wave.id}"
    assert boss.get(address).text.count("nobody is asked yet") == 2
    sessions.mark_held(pair.id, 1, builders.NOW)
    assert boss.get(address).text.count("0 of 1") >= 2


@pytest.mark.parametrize("answered", [0, 4, 5, 7])
def test_the_missing_are_named_from_five_answers_on(programme, boss, answered):
    there = programme(0, 7)
    wave = there.open("pulse-week-4", "junior")
    there.answer(wave, "junior", answered)
    page = boss.get(f"/programmes/{there.card.id}/surveys/{wave.id}").text
    for at, who in enumerate(there.people["junior"]):
        assert (who.name in page) is (answered >= 5 and at >= answered)
    assert ("Fewer than five have answered" in page) is (answered < 5)
    assert ("Everybody who was asked has answered" in page) is (answered == 7)


def test_closing_early_asks_and_says_what_it_means(programme, boss):
    there = programme(2, 8)
    wave = there.open("closing-change")
    there.answer(wave, "junior", 8)
    form = queries.wave_instrument(wave, "senior")
    for who in there.people["senior"]:
        actions.save_page(form, there.card.id, who.user_id, filled.answers(form), builders.NOW, wave=wave)
    address = f"/programmes/{there.card.id}/surveys/{wave.id}/close"
    page = boss.get(address).text
    assert "2 forms are begun and not handed in" in page
    assert "Leader: fewer than five answers" in page and "Mentor: counts will be shown" in page
    assert queries.wave(wave.id).closed_at is None, "a look closes nothing"
    assert boss.post(address).status_code == 303
    assert queries.wave(wave.id).closed_at == builders.NOW and queries.drafts_count(wave) == 0
    assert boss.get(address).status_code == 303, "closed already"


def test_the_closing_day_moves_within_reason(programme, boss):
    there = programme(1, 1)
    wave = there.open()
    address = f"/programmes/{there.card.id}/surveys/{wave.id}/dates"
    assert 'value="2026-12-04"' in boss.get(address).text
    assert boss.post(address, {"closes": "2026-12-20"}).status_code == 303
    assert queries.wave(wave.id).closes_at.isoformat() == "2026-12-20T16:59:00+00:00"
    past = boss.post(address, {"closes": "2026-11-01"})
    assert past.status_code == 422 and "The closing day has passed" in past.text
    there.close(wave)
    late = boss.post(address, {"closes": "2026-12-20"})
    assert late.status_code == 422 and "has closed meanwhile" in late.text


def test_a_round_of_another_programme_does_not_exist_here(programme, boss):
    there, here = programme(1, 1), programme(1, 1)
    wave = there.close(there.open())
    for path in ("surveys/{}", "surveys/{}/close", "surveys/{}/dates", "surveys/{}/export.csv", "results/{}"):
        assert boss.get(f"/programmes/{here.card.id}/{path.format(wave.id)}").status_code == 404


def line(wave, title="A", done=0, asked=10):
    return WaveLine(
        wave,
        Text(title, title),
        wave.state(builders.NOW),
        (Turnout("junior", done, asked),),
        rules.is_urgent(wave, done, asked, builders.NOW),
    )


def test_what_needs_the_admin_comes_first(programme):
    there = programme()
    late = line(there.open("day-90", end=30 * DAY), "late")
    soon = line(there.open("pulse-week-4", end=2 * DAY), "soon", done=4)
    fine = line(there.open("pulse-week-12", end=2 * DAY), "fine", done=5)
    planned = line(there.open("closing-change", begin=2 * DAY), "planned")
    closed = line(there.close(there.open("closing-experience", end=timedelta(hours=2))), "closed")
    lines = [closed, planned, late, fine, soon]
    assert [one.title.id for one in rules.arranged(lines, "first", "id")] == [
        "soon",
        "fine",
        "late",
        "planned",
        "closed",
    ]
    assert soon.urgent and not fine.urgent
    assert [one.title.id for one in rules.arranged(lines, "form", "id")] == sorted(one.title.id for one in lines)
    assert rules.arranged(lines, "closes", "id")[-1] is late


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_form_can_be_looked_at_as_either_side_in_both_languages(programme, boss, language):
    there = programme()
    for one in queries.questionnaires():
        for side, form in one.by_side.items():
            page = boss.get(f"/programmes/{there.card.id}/surveys/forms/{one.key}/{side}/{language}")
            assert page.status_code == 200
            for item in form.items():
                assert item.text.into(language).replace("“", "“") in page.text.replace("&#39;", "'"), item.id
            fields, shut = page.text.count('type="radio"'), page.text.count("<fieldset disabled")
            assert fields == 0 or shut == len(form.pages)
    assert boss.get(f"/programmes/{there.card.id}/surveys/forms/intake-senior/junior/id").status_code == 404
    assert boss.get(f"/programmes/{there.card.id}/surveys/forms/unknown/junior/id").status_code == 404


def test_the_codebook_page_names_every_item(programme, boss):
    there = programme()
    for one in queries.questionnaires():
        page = boss.get(f"/programmes/{there.card.id}/surveys/forms/{one.key}/codebook").text
        for form in one.by_side.values():
            assert all(f"<code>{item.id}</code>" in page for item in form.items())
