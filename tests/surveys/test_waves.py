"""Waves: the words of the moment are frozen, drafts are sealed and go, what is handed in is handed in once."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from service import clock, sealing
from service.accounts.models import UserSession
from service.db import db
from service.sessions import actions as sessions
from service.surveys import actions, queries
from service.surveys.actions import ClosedError, ConflictError, IncompleteError, RefusedWave
from service.surveys.models import Box, Edition, Response, SealedDraft, Stash, Turnout, Wave
from service.surveys.values import WavePlan
from tests import builders, filled

NOW = builders.NOW
DAY = timedelta(days=1)


@pytest.fixture
def card(here):
    return builders.programme()


@pytest.fixture(autouse=True)
def still():
    with clock.frozen(NOW):
        yield


def opened(card, key="pulse-week-4", side=None, session=None, begin=-DAY, end=10 * DAY):
    plan = WavePlan(card.id, key, side, session, NOW + begin, NOW + end, opened_by=1)
    row = actions.open_wave(plan, NOW)
    found = queries.wave(row.id)
    assert found is not None
    return found


def hand_in(who, wave, **changes):
    form = queries.wave_instrument(wave, who.side)
    given = {**filled.answers(form), **changes}
    actions.save_page(form, who.programme_id, who.user_id, given, NOW, wave=wave)
    actions.submit(form, who.programme_id, who.user_id, NOW, wave=wave)
    return given


def test_the_text_is_frozen_and_a_changed_file_makes_a_new_edition(card, monkeypatch):
    first, again = opened(card), opened(card, "pulse-week-12")
    assert (first.edition, again.edition) == (1, 1)
    actions.close_wave(first.id, NOW)
    assert opened(card).edition == 1, "the same text is the same edition"
    changed = queries.source("pulse-week-4").replace("minutes:", "# reworded\nminutes:", 1)
    monkeypatch.setattr("service.surveys.queries.source", lambda _key: changed)
    for one in queries.waves(card.id):
        actions.close_wave(one.id, NOW)
    newer = opened(card)
    assert newer.edition == 2
    texts = db.session.scalars(
        select(Edition.source).where(Edition.instrument == "pulse-week-4").order_by(Edition.number)
    )
    assert list(texts)[1] == changed
    assert queries.wave_questionnaire(first).key == "pulse-week-4"


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ({"begin": -2 * DAY, "end": -DAY}, "past"),
        ({"begin": 2 * DAY, "end": DAY}, "order"),
        ({"key": "intake-senior", "side": "junior"}, "side"),
    ],
)
def test_what_makes_no_wave(card, plan, reason):
    with pytest.raises(RefusedWave) as refused:
        opened(card, **plan)
    assert refused.value.reason == reason


def test_nobody_is_asked_twice_at_once(card):
    opened(card, side="senior")
    opened(card, side="junior")
    for side in (None, "senior"):
        with pytest.raises(RefusedWave, match="twice"):
            opened(card, side=side)
    for number in (1, 2):
        opened(card, "after-session", session=number)
    with pytest.raises(RefusedWave, match="twice"):
        opened(card, "after-session", session=2)


def test_a_draft_is_sealed_in_the_database_and_open_to_its_author_alone(card):
    who, wave = builders.participant(card, "junior"), opened(card, "closing-change")
    form = queries.wave_instrument(wave, "junior")
    secret = filled.answers(form, text="RAHASIA SAYA")
    actions.save_page(form, card.id, who.user_id, secret, NOW, wave=wave)
    row = db.session.scalars(select(SealedDraft)).one()
    assert b"RAHASIA" not in bytes(row.sealed) and b"answers" not in bytes(row.sealed)
    assert queries.draft(wave.form, card.id, who.user_id, wave).answers == secret
    assert queries.draft(wave.form, card.id, who.user_id + 1, wave).answers == {}


def test_a_draft_that_no_key_opens_is_as_good_as_none(card, here):
    who, wave = builders.participant(card, "junior"), opened(card)
    form = queries.wave_instrument(wave, "junior")
    actions.save_page(form, card.id, who.user_id, filled.answers(form), NOW, wave=wave)
    sealing.install(here, ["another key that is long enough to be one"])
    assert not queries.draft(wave.form, card.id, who.user_id, wave).started
    sealing.install(here, ["another key that is long enough to be one", "x" * 32])
    assert queries.draft(wave.form, card.id, who.user_id, wave).started, "an older key still opens it"


def test_drafts_of_an_older_version_are_sealed_by_the_first_minute(card):
    who = builders.participant(card, "junior")
    held = b"unsealed:" + json.dumps({"answers": {"goals": ["show_work"]}, "writers": {}}).encode()
    db.session.add(
        SealedDraft(form="intake-junior", programme_id=card.id, user_id=who.user_id, sealed=held, updated_at=NOW)
    )
    db.session.flush()
    before = queries.draft("intake-junior", card.id, who.user_id)
    assert before.answers == {"goals": ["show_work"]}
    assert actions.seal_old_drafts() == 1 and actions.seal_old_drafts() == 0
    row = db.session.scalars(select(SealedDraft)).one()
    assert b"show_work" not in bytes(row.sealed)
    assert queries.draft("intake-junior", card.id, who.user_id) == before


def test_closing_deletes_what_was_begun_and_refuses_what_comes_late(card):
    who, wave = builders.participant(card, "junior"), opened(card)
    form = queries.wave_instrument(wave, "junior")
    actions.save_page(form, card.id, who.user_id, filled.answers(form), NOW, wave=wave)
    assert queries.drafts_count(wave) == 1
    assert actions.close_wave(wave.id, NOW) == 1
    assert queries.drafts_count(wave) == 0
    for late in (
        lambda: actions.save_page(form, card.id, who.user_id, {}, NOW, wave=wave),
        lambda: actions.submit(form, card.id, who.user_id, NOW, wave=wave),
    ):
        with pytest.raises(ClosedError):
            late()
    with pytest.raises(RefusedWave, match="closed"):
        actions.move_close(wave.id, NOW + 3 * DAY, NOW)


def test_the_dates_close_a_wave_too(card):
    who, wave = builders.participant(card, "junior"), opened(card)
    form = queries.wave_instrument(wave, "junior")
    with pytest.raises(ClosedError):
        actions.save_page(form, card.id, who.user_id, {}, wave.closes_at, wave=wave)
    with pytest.raises(queries.WaveStillOpen):
        queries.sheets(wave, NOW)
    assert queries.sheets(wave, wave.closes_at) == {"senior": [], "junior": []}


def test_a_confidential_answer_can_be_changed_until_the_close(card):
    who, wave = builders.participant(card, "senior"), opened(card, "closing-change")
    form = queries.wave_instrument(wave, "senior")
    given = hand_in(who, wave)
    row = db.session.scalars(select(Response)).one()
    assert (row.form, row.wave_id, row.version) == (wave.form, wave.id, wave.edition)
    assert row.answers == form.kept(given)
    first = next(item.id for item in form.items() if item.kind == "scale")
    actions.save_page(form, card.id, who.user_id, {first: 4}, NOW, wave=wave)
    assert db.session.scalars(select(Response)).one().answers == form.kept(given), "until it is handed in again"
    actions.submit(form, card.id, who.user_id, NOW, wave=wave)
    assert db.session.scalars(select(Response)).one().answers[first] == 4
    assert queries.answered(wave) == {who.user_id}


def test_an_anonymous_answer_is_given_once_and_cannot_be_read_back(card):
    people = [builders.participant(card, "junior") for _ in range(3)]
    wave = opened(card)
    for who in people:
        hand_in(who, wave)
    form = queries.wave_instrument(wave, "junior")
    actions.submit(form, card.id, people[0].user_id, NOW, wave=wave)
    after = queries.draft(wave.form, card.id, people[0].user_id, wave)
    assert after.handed_in and after.answers == {} and after.submitted_at is None
    actions.save_page(form, card.id, people[0].user_id, filled.answers(form), NOW, wave=wave)
    assert db.session.scalars(select(SealedDraft)).all() == []
    assert len(db.session.scalars(select(Box)).one().sheets) == 3
    assert queries.answered(wave) == {who.user_id for who in people}
    assert db.session.scalars(select(Response)).all() == []


def test_a_gap_is_not_handed_in(card):
    who, wave = builders.participant(card, "junior"), opened(card)
    form = queries.wave_instrument(wave, "junior")
    with pytest.raises(IncompleteError):
        actions.submit(form, card.id, who.user_id, NOW, wave=wave)
    assert queries.answered(wave) == set()


def test_boxes_are_filled_one_after_the_other(card, monkeypatch):
    monkeypatch.setattr("service.surveys.actions.writing._SHEETS", 2)
    wave = opened(card)
    for _ in range(5):
        hand_in(builders.participant(card, "senior"), wave)
    boxes = db.session.scalars(select(Box).order_by(Box.number)).all()
    assert [len(box.sheets) for box in boxes] == [2, 2, 1]
    assert len(queries.sheets(wave, wave.closes_at)["senior"]) == 5


INSERT = (
    "INSERT INTO survey_response "
    "(form, instrument, version, programme_id, user_id, wave_id, wave_kind, answers, submitted_at) "
    "SELECT 'x', 'x', 1, programme_id, 1, id, '{}', '[]', opens_at FROM survey_wave"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE survey_turnout SET wave_kind = 'confidential'",
        "UPDATE survey_box SET wave_kind = 'confidential'",
        "UPDATE survey_wave SET kind = 'confidential'",
        INSERT.format("confidential"),
        INSERT.format("anonymous"),
    ],
)
def test_the_database_itself_keeps_the_two_worlds_apart(card, statement):
    wave = opened(card)
    hand_in(builders.participant(card, "senior"), wave)
    db.session.commit()
    with pytest.raises(Exception, match=r"(?i)constraint"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_two_windows_overwrite_nothing(card):
    who, wave = builders.participant(card, "senior"), opened(card, "closing-change")
    form = queries.wave_instrument(wave, "senior")
    page = next(one for one in form.pages if any(item.kind == "scale" for item in one.items))
    first = next(item.id for item in page.items if item.kind == "scale")

    def save(value, window, shown):
        return actions.save_page(
            form, card.id, who.user_id, {first: value}, NOW, wave=wave, written=(page.key, window, shown)
        )

    empty = actions.told({})
    save(1, "left", empty)
    save(2, "left", empty)
    with pytest.raises(ConflictError) as conflict:
        save(3, "right", empty)
    assert conflict.value.stored == {first: 2}
    save(2, "right", empty)
    assert queries.draft(wave.form, card.id, who.user_id, wave).answers == {first: 2}


def test_a_session_form_is_for_those_who_held_it(here, visit):
    pair = builders.pair()
    programme = builders.queries.programme(pair.programme_id)
    wave = opened(programme, "after-session", session=1)
    path = f"/programmes/{programme.id}/forms/{wave.id}"
    me = visit(pair.junior.user_id)
    assert me.get(path).status_code == 404
    assert path not in me.get("/").text
    assert sessions.mark_held(pair.id, 1, NOW)
    db.session.commit()
    only_page = me.get(path).headers["Location"]
    assert only_page.endswith("/pages/session"), "one page needs none before it"
    assert me.get(only_page).status_code == 200
    assert path in me.get("/").text
    other = builders.participant(programme, "junior")
    db.session.commit()
    assert visit(other.user_id).get(path).status_code == 404


def test_an_ended_session_loses_nothing(card, visit):
    who = builders.participant(card, "junior", who=builders.user(locale="en"))
    wave = opened(card, "closing-experience")
    form = queries.wave_instrument(wave, "junior")
    page = next(one for one in form.pages if any(item.kind == "long_text" for item in one.items))
    words = next(item.id for item in page.items if item.kind == "long_text")
    db.session.commit()
    path = f"/programmes/{card.id}/forms/{wave.id}/pages/{page.key}"
    me = visit(who.user_id)
    assert me.get(path).status_code == 200
    db.session.execute(UserSession.__table__.update().values(last_seen_at=NOW - 400 * DAY, ends_at=NOW - DAY))
    db.session.commit()
    away = me.post(path, {words: "KALIMAT PANJANG"})
    assert away.status_code == 303 and "sign-in" in away.headers["Location"]
    row = db.session.scalars(select(Stash)).one()
    assert b"KALIMAT" not in bytes(row.sealed)
    stranger = visit(builders.participant(card, "junior").user_id)
    db.session.commit()
    assert "KALIMAT" not in stranger.get(path).text
    me.sign_in(who.user_id)
    back = me.get(path)
    assert "KALIMAT PANJANG" in back.text and "Your session had ended" in back.text
    given = {item.id: filled.posted(item) for item in page.items}
    assert me.post(path, {**given, words: "KALIMAT PANJANG"}).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Stash)).all() == []
    assert queries.draft(wave.form, card.id, who.user_id, wave).answers[words] == "KALIMAT PANJANG"


def test_a_signed_out_browser_leaves_nothing_behind(card, visit):
    who, wave = builders.participant(card, "junior"), opened(card)
    db.session.commit()
    page = queries.wave_instrument(wave, "junior").pages[0].key
    path = f"/programmes/{card.id}/forms/{wave.id}/pages/{page}"
    assert visit().post(path, {"x": "y"}).status_code == 303
    me = visit(who.user_id)
    actions_row = db.session.scalars(select(UserSession)).one()
    actions_row.ended_at = NOW
    db.session.commit()
    me.post(path, {"x": "y"})
    assert db.session.scalars(select(Stash)).all() == []


def test_turnout_is_one_row_a_wave(card):
    wave = opened(card)
    people = [builders.participant(card, side) for side in ("junior", "senior", "junior")]
    for who in reversed(people):
        hand_in(who, wave)
    assert db.session.scalars(select(Turnout)).one().people == sorted(who.user_id for who in people)
    assert db.session.get_one(Wave, wave.id).kind == "anonymous"
