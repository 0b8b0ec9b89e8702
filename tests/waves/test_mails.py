"""Who is written to about a wave and when: those who have not answered, three times at most, by day, in their language, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import clock
from service.db import db
from service.notifications.models import OutboxMail
from service.surveys import actions as surveys
from service.surveys import queries
from service.surveys.values import WavePlan
from service.waves import actions
from service.waves.rules import by_day, mail_due
from tests import builders, filled

NOW = builders.NOW
DAY = timedelta(days=1)


@pytest.fixture
def card(here):
    with clock.frozen(NOW):
        yield builders.programme()


def opened(card, days=14):
    row = surveys.open_wave(WavePlan(card.id, "pulse-week-4", None, None, NOW, NOW + days * DAY, 1), NOW)
    return queries.wave(row.id)


def mails():
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def test_three_mails_at_most_to_whoever_has_not_answered(card):
    late = builders.participant(card, "junior", who=builders.user(locale="en"))
    done = builders.participant(card, "senior")
    wave = opened(card)
    assert actions.tell(wave, NOW) == 2 and actions.tell(wave, NOW) == 0
    form = queries.wave_instrument(wave, "senior")
    surveys.save_page(form, card.id, done.user_id, filled.answers(form), NOW, wave=wave)
    surveys.submit(form, card.id, done.user_id, NOW, wave=wave)
    sent = [(day, actions.tell(wave, NOW + day * DAY)) for day in range(1, 14)]
    assert [day for day, count in sent if count] == [7, 12]
    to = [mail.to_email for mail in mails()]
    assert to.count(late.email) == 3 and to.count(done.email) == 1
    assert {mail.locale for mail in mails() if mail.to_email == late.email} == {"en"}


def test_the_link_needs_no_key_and_the_subject_names_no_form(card, visit):
    who = builders.participant(card, "junior")
    wave = opened(card)
    actions.tell(wave, NOW)
    (mail,) = mails()
    assert mail.context["link"].endswith(f"/programmes/{card.id}/forms/{wave.id}") and mail.expires_at == wave.closes_at
    from service.notifications.actions import render  # noqa: PLC0415 - the module's name is that of ours here

    message = render(mail.id)
    title = queries.wave_instrument(wave, who.side).title
    for words in (title.id, title.en, "denyut", "pulse", who.name):
        assert words.lower() not in message.subject.lower()
    db.session.commit()
    stranger = visit()
    away = stranger.get(f"/programmes/{card.id}/forms/{wave.id}")
    assert away.status_code == 303 and "next=" in away.headers["Location"]


def test_a_wave_that_is_over_writes_to_nobody(card):
    builders.participant(card, "junior")
    wave = opened(card)
    assert actions.tell(wave, wave.closes_at) == 0
    assert actions.close_what_is_over(wave.closes_at) == 1
    assert actions.close_what_is_over(wave.closes_at) == 0


@pytest.mark.parametrize(("hour", "day"), [(0, False), (1, True), (9, True), (10, False), (23, False)])
def test_nobody_is_written_to_at_night(hour, day):
    assert by_day(NOW.replace(hour=hour), "Asia/Jakarta") is day


def test_a_session_form_reminds_after_three_and_seven_days(card):
    row = surveys.open_wave(WavePlan(card.id, "after-session", None, 1, NOW, NOW + 180 * DAY, 1), NOW)
    wave = queries.wave(row.id)
    told = {0: NOW}
    assert [day for day in range(20) if mail_due(wave, told, NOW + day * DAY) is not None][:1] == [3]
    told[1] = NOW + 3 * DAY
    assert [day for day in range(20) if mail_due(wave, told, NOW + day * DAY) is not None][:1] == [7]
    told[2] = NOW + 7 * DAY
    assert all(mail_due(wave, told, NOW + day * DAY) is None for day in range(60))


def test_what_comes_after_the_close_is_shown_once_more_and_not_kept(card, visit):
    who = builders.participant(card, "junior", who=builders.user(locale="en"))
    row = surveys.open_wave(WavePlan(card.id, "closing-experience", None, None, NOW, NOW + DAY, 1), NOW)
    wave = queries.wave(row.id)
    form = queries.wave_instrument(wave, "junior")
    page = next(one for one in form.pages if any(item.kind == "long_text" for item in one.items))
    words = next(item.id for item in page.items if item.kind == "long_text")
    db.session.commit()
    me = visit(who.user_id)
    path = f"/programmes/{card.id}/forms/{wave.id}/pages/{page.key}"
    assert me.get(path).status_code == 200
    surveys.close_wave(wave.id, NOW)
    db.session.commit()
    sent = {item.id: filled.posted(item) for item in page.items}
    late = me.post(path, {**sent, words: "TERLAMBAT SEDIKIT"})
    assert late.status_code == 409
    assert "TERLAMBAT SEDIKIT" in late.text and "not saved" in late.text
    assert queries.drafts_count(wave) == 0
    assert me.post(f"/programmes/{card.id}/forms/{wave.id}/check").status_code == 409
    assert me.post(f"{path}/keep", sent).status_code == 410
