"""Writing to the neutral contact, being answered, taking it back: what the author and the readers meet."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import clock
from service.accounts import actions as accounts
from service.accounts import queries as known
from service.cases import actions, queries
from service.cases.models import Case, CaseReply
from service.cases.values import GoneError, Words, WrittenMeanwhileError
from service.db import db
from service.notifications.models import OutboxMail
from service.people import actions as people
from tests import builders
from tests.visitors import parse

TEXT = "Saya ingin bicara.\r\n\r\nTentang <b>sesi</b> kedua kami, dan seterusnya."
NOW = builders.NOW


def fields(place, **changes):
    return {"wish": "talk", "text": TEXT, "readers": str(place.contact), "number": "1", "step": "send", **changes}


def cases() -> list[Case]:
    return list(db.session.scalars(select(Case).order_by(Case.id).execution_options(populate_existing=True)))


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def hidden(page: str) -> dict[str, str]:
    """What a page's hidden fields would send, but for the token."""
    fields = [one for one in parse(page).iter("input") if one.get("type") == "hidden"]
    found = {one.get("name") or "": one.get("value") or "" for one in fields}
    return {name: found[name] for name in ("number", "wish", "readers", "text") if name in found}


def sent(place, wish="talk", text="Pesan.", readers=None, now=NOW) -> int:
    number = queries.next_number(place.card.id, place.author)
    return actions.send(place.card.id, place.author, number, readers or [place.contact], Words(wish, text), now)


def test_the_page_says_who_reads_it_and_nothing_is_kept_before_it_is_sent(place, visit):
    me = visit(place.author)
    page = me.get(place.talk).text
    assert "Netral Contoh" in page and "Wakil Contoh" in page and "two working days" in page
    assert "your partner may guess" in page
    checked = me.post(place.talk, fields(place, step="check"))
    assert checked.status_code == 200 and "Nothing is sent yet" in checked.text
    assert "&lt;b&gt;sesi" in checked.text and "<b>sesi" not in checked.text
    again = me.post(place.talk, fields(place, step="change"))
    assert again.status_code == 200 and "Tentang &lt;b&gt;sesi&lt;/b&gt; kedua" in again.text
    assert cases() == [] and mails() == []


def test_what_the_check_page_carries_is_what_was_typed(place, visit):
    me = visit(place.author)
    carried = hidden(me.post(place.talk, fields(place, step="check", readers=f"{place.contact}-{place.deputy}")).text)
    assert carried.keys() == {"number", "wish", "readers", "text"}
    assert me.post(place.talk, {**carried, "step": "send"}).status_code == 303
    (row,) = cases()
    assert queries.opened(row.sealed) == Words("talk", TEXT.replace("\r\n", "\n"))
    assert row.readers == [place.contact, place.deputy] and row.programme_id == place.card.id


def test_a_message_is_read_by_those_it_names_and_answered(place, visit):
    with clock.frozen(NOW):
        me, contact = visit(place.author), visit(place.contact)
        answer = me.post(place.talk, fields(place))
        (row,) = cases()
        assert answer.status_code == 303 and answer.headers["Location"] == f"{place.talk}/{row.id}"
        own = me.get(f"{place.talk}/{row.id}").text
        assert "Tentang &lt;b&gt;sesi&lt;/b&gt; kedua" in own and "Thursday, 26 November 2026" in own
        listed = contact.get(place.cases).text
        assert place.pair.junior.name in listed and "2 working days left" in listed
        opened = contact.get(f"{place.cases}/{row.id}").text
        assert "Tentang &lt;b&gt;sesi&lt;/b&gt; kedua" in opened and "I would like to talk first" in opened
        assert visit(place.deputy).get(f"{place.cases}/{row.id}").status_code == 404, "addressed to the contact alone"
        said = contact.post(f"{place.cases}/{row.id}", {"text": "Mari bicara <i>besok</i>.", "number": "1"})
        assert said.status_code == 303
        own = me.get(f"{place.talk}/{row.id}").text
        assert "Mari bicara &lt;i&gt;besok" in own and "Netral Contoh" in own
        assert "answered" in me.get(place.talk).text
        assert contact.post(f"{place.cases}/{row.id}/done").status_code == 303
        assert "marked as done" in me.get(f"{place.talk}/{row.id}").text
        assert "working day" not in contact.get(place.cases).text.split("<main")[1].split("<ul")[1]


def test_the_words_and_the_wish_are_sealed_where_they_lie(place):
    case_id = sent(place, "now", "kanarikata")
    actions.reply(case_id, place.contact, 1, "kanaribalas", NOW)
    (row,), (reply,) = cases(), db.session.scalars(select(CaseReply)).all()
    for sealed, words in ((row.sealed, b"kanarikata"), (row.sealed, b"now"), (reply.sealed, b"kanaribalas")):
        assert words not in sealed
    texts = [str(value) for kept in (row, reply) for key, value in vars(kept).items() if key != "sealed"]
    assert not [one for one in texts if "kanari" in one or "now" in one]


def test_one_line_a_mail_that_tells_nothing(place, app):
    case_id = sent(place, "now", "kanarikata", [place.contact, place.deputy])
    actions.reply(case_id, place.contact, 1, "kanaribalas", NOW)
    actions.withdraw(case_id, NOW)
    emails = [known.user(one).email for one in (place.contact, place.deputy)]
    author = known.user(place.author)
    told = mails()
    assert [one.to_email for one in told] == [*emails, author.email, *emails]
    for one in told:
        assert one.context.keys() == {"name", "link"} and one.template == "message"
        assert one.context["link"].endswith("/messages")
        everything = f"{one.context} {one.template}"
        assert "kanari" not in everything and place.card.name not in everything
        if one.to_email != author.email:
            assert author.name not in everything


def test_the_mail_in_both_languages(place):
    from service.notifications.actions import render  # noqa: PLC0415 - one line of one test

    sent(place)
    (row,) = mails()
    row.locale = "id"
    message = render(row.id)
    assert message.subject == "Ada pesan untuk Anda di Dua Arah" and "/messages" in message.text
    row.locale = "en"
    assert render(row.id).subject == "There is a message for you at Dua Arah"


def test_sending_twice_is_one_case_and_one_mail(place, visit):
    me = visit(place.author)
    first, second = me.post(place.talk, fields(place)), me.post(place.talk, fields(place))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(cases()) == 1 and len(mails()) == 1


def test_another_window_with_other_words_is_asked_and_not_lost(place, visit):
    me = visit(place.author)
    me.post(place.talk, fields(place))
    other = me.post(place.talk, fields(place, text="Pesan kedua."))
    assert other.status_code == 409 and "Pesan kedua." in other.text and "another message meanwhile" in other.text
    assert len(cases()) == 1 and len(mails()) == 1
    carried = hidden(other.text)
    assert carried["number"] == "2"
    assert me.post(place.talk, {**carried, "step": "send"}).status_code == 303
    assert len(cases()) == 2 and len(mails()) == 2


@pytest.mark.parametrize("number", ["", "0", "-1", "9", "x", "٣", "9" * 5000])
def test_a_number_that_cannot_be_is_the_next_one(place, visit, number):
    me = visit(place.author)
    assert me.post(place.talk, fields(place, number=number)).status_code == 303
    assert [one.number for one in cases()] == [1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wish": ""}, "Choose one."),
        ({"wish": "leave"}, "Choose one of the answers shown."),
        ({"wish": "other", "text": "  "}, "Write in a few words"),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"readers": ""}, "Choose who may read it."),
        ({"readers": "999"}, "Choose one of the answers shown."),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_a_mistake_keeps_what_was_typed_and_sends_nothing(place, visit, changes, words, step):
    data = fields(place, **{"text": "Kata yang tetap", **changes, "step": step})
    page = visit(place.author).post(place.talk, data)
    assert page.status_code == 422 and words in page.text and "<title>Error: " in page.text
    assert data["text"].strip() in page.text
    assert cases() == [] and mails() == []


def test_a_wish_alone_is_enough_and_the_length_counts_a_line_end_once(place, visit):
    me = visit(place.author)
    assert me.post(place.talk, fields(place, wish="pause", text="")).status_code == 303
    assert "Without further words." in me.get(f"{place.talk}/{cases()[0].id}").text
    assert me.post(place.talk, fields(place, number="2", text="\r\n".join("x" * 2000))).status_code == 303


def test_a_contact_who_is_replaced_between_two_pages_gets_nothing(place, visit):
    """Whoever was shown on the page is who reads it: the author is asked again."""
    me = visit(place.author)
    me.get(place.talk)
    people.name_contact(place.card.id, "contact", "baru@luar.example", "Netral Baru", "id", NOW)
    page = me.post(place.talk, fields(place))
    assert page.status_code == 422 and "Netral Baru" in page.text and "Tentang" in page.text
    assert cases() == []


def test_a_later_contact_reads_nothing_that_was_sent_before(place, visit):
    case_id = sent(place, text="kanarikata")
    people.name_contact(place.card.id, "contact", "baru@luar.example", "Netral Baru", "id", NOW)
    named = queries.contact_ids(place.card.id)[0]
    accounts.change_preferences(named, locale="en")
    new = visit(named)
    page = new.get(place.cases)
    assert page.status_code == 200 and place.pair.junior.name not in page.text
    assert new.get(f"{place.cases}/{case_id}").status_code == 404
    old = visit(place.contact)
    assert old.get(place.cases).status_code == old.get(f"{place.cases}/{case_id}").status_code == 404
    own = visit(place.author).get(f"{place.talk}/{case_id}").text
    assert "Another neutral contact is named now" in own and "kanarikata" in own


def test_whoever_is_named_and_changes_parts_reads_on(place, visit):
    case_id = sent(place, readers=[place.contact, place.deputy])
    deputy = known.user(place.deputy)
    people.name_contact(place.card.id, "deputy", "lain@luar.example", "Wakil Lain", "id", NOW)
    assert visit(place.deputy).get(f"{place.cases}/{case_id}").status_code == 404
    people.name_contact(place.card.id, "contact", deputy.email, deputy.name, "id", NOW)
    assert visit(place.deputy).get(f"{place.cases}/{case_id}").status_code == 200
    assert visit(place.contact).get(f"{place.cases}/{case_id}").status_code == 404
    assert "is named now" not in visit(place.author).get(f"{place.talk}/{case_id}").text


def test_withdrawing_asks_first_and_erases(place, visit):
    case_id = sent(place, text="kanarikata")
    actions.reply(case_id, place.contact, 1, "kanaribalas", NOW)
    me, contact = visit(place.author), visit(place.contact)
    path = f"{place.talk}/{case_id}"
    assert "erased for good" in me.get(f"{path}/withdraw").text
    assert cases()[0].sealed is not None
    before = len(mails())
    assert me.post(f"{path}/withdraw").status_code == me.post(f"{path}/withdraw").status_code == 303
    (row,) = cases()
    assert row.sealed is None and row.withdrawn_at is not None and row.number == 1
    assert db.session.scalars(select(CaseReply)).all() == []
    assert len(mails()) == before + 1, "twice is once"
    for page in (me.get(path), contact.get(f"{place.cases}/{case_id}")):
        assert page.status_code == 200 and "kanari" not in page.text
    assert "no further step" in contact.get(f"{place.cases}/{case_id}").text
    assert "Withdrawn" in contact.get(place.cases).text
    late = contact.post(f"{place.cases}/{case_id}", {"text": "Terlambat", "number": "1"})
    assert late.status_code == 409 and "withdrew" in late.text
    assert contact.post(f"{place.cases}/{case_id}/done").status_code == 303
    assert cases()[0].done_at is None and db.session.scalars(select(CaseReply)).all() == []


def test_what_was_withdrawn_is_not_taken_for_the_same_message(place, visit):
    me = visit(place.author)
    me.post(place.talk, fields(place))
    actions.withdraw(cases()[0].id, NOW)
    assert me.post(place.talk, fields(place)).status_code == 409
    assert len(cases()) == 1 and cases()[0].sealed is None


def test_an_answer_twice_is_one_and_two_readers_do_not_talk_past_each_other(place, visit):
    case_id = sent(place, readers=[place.contact, place.deputy])
    contact, deputy = visit(place.contact), visit(place.deputy)
    path = f"{place.cases}/{case_id}"
    for _ in range(2):
        assert contact.post(path, {"text": "Satu", "number": "1"}).status_code == 303
    crossed = deputy.post(path, {"text": "Dua", "number": "1"})
    assert crossed.status_code == 409 and "Somebody has answered meanwhile" in crossed.text
    assert ">Dua</textarea>" in crossed.text.replace("\r", "").replace("\n", "") and "Satu" in crossed.text
    same = deputy.post(path, {"text": "Satu", "number": "1"})
    assert same.status_code == 409, "the same words of somebody else are another answer"
    assert deputy.post(path, {"text": "Dua", "number": "2"}).status_code == 303
    replies = db.session.scalars(select(CaseReply).order_by(CaseReply.number)).all()
    assert [(one.number, one.author_id) for one in replies] == [(1, place.contact), (2, place.deputy)]
    assert contact.post(path, {"text": " ", "number": "3"}).status_code == 422


def test_the_first_answer_stays_the_first(place):
    case_id = sent(place)
    actions.reply(case_id, place.contact, 1, "Satu", NOW)
    actions.reply(case_id, place.contact, 2, "Dua", NOW + timedelta(days=1))
    assert cases()[0].answered_at == NOW
    with pytest.raises(WrittenMeanwhileError):
        actions.reply(case_id, place.contact, 2, "Tiga", NOW)
    actions.withdraw(case_id, NOW)
    with pytest.raises(GoneError):
        actions.reply(case_id, place.contact, 3, "Tiga", NOW)


@pytest.mark.parametrize(
    ("zone", "due"), [("Asia/Jakarta", "2026-11-25"), ("Asia/Jayapura", "2026-11-26")], ids=["Mon 23.30", "Tue 01.30"]
)
def test_days_follow_the_contacts_own_clock(place, visit, zone, due):
    """Late on a Monday in Jakarta it is Tuesday in Jayapura."""
    accounts.change_preferences(place.contact, locale="en", timezone=zone)
    late = NOW.replace(day=23, hour=16, minute=30)
    sent(place, now=late)
    assert cases()[0].due_on.isoformat() == due
    for days, words in ((0, "2 working days left"), (1, "1 working day left"), (2, "due today"), (3, "are over")):
        with clock.frozen(late + timedelta(days=days)):
            assert words in visit(place.contact).get(place.cases).text, days


def test_a_key_that_is_gone_is_told_and_breaks_nothing(place, visit):
    case_id = sent(place, text="kanarikata")
    actions.reply(case_id, place.contact, 1, "kanaribalas", NOW)
    cases()[0].sealed = b"x"
    db.session.scalars(select(CaseReply)).one().sealed = b"x"
    for who, path in ((place.author, f"{place.talk}/{case_id}"), (place.contact, f"{place.cases}/{case_id}")):
        page = visit(who).get(path)
        assert page.status_code == 200 and page.text.count("can no longer be opened") == 2


def test_without_a_contact_the_page_says_so(here, visit):
    card = builders.programme(contact=False)
    who = builders.participant(card, "junior", who=builders.user(locale="en"))
    me = visit(who.user_id)
    assert "No neutral contact is named" in me.get(f"/programmes/{card.id}/talk").text
    assert me.post(f"/programmes/{card.id}/talk", {"wish": "talk", "step": "send"}).status_code == 200
    assert cases() == []


def test_a_contact_without_a_deputy_is_no_question(here, visit):
    card = builders.programme()
    who = builders.participant(card, "senior")
    me = visit(who.user_id)
    page = me.get(f"/programmes/{card.id}/talk").text
    carried = hidden(page)
    assert "Who may read it?" not in page and carried["readers"] == str(queries.contact_ids(card.id)[0])
    assert me.post(f"/programmes/{card.id}/talk", {**carried, "wish": "review", "step": "send"}).status_code == 303


def test_whoever_has_left_can_still_talk_and_read_the_answer(place, visit):
    from service.people.models import Participation  # noqa: PLC0415 - no page lets anybody leave yet

    case_id = sent(place)
    db.session.get_one(Participation, place.pair.junior.id).left_at = NOW
    me = visit(place.author)
    assert me.get(place.talk).status_code == me.get(f"{place.talk}/{case_id}").status_code == 200
    assert me.get("/messages").headers["Location"] == place.talk


def test_what_is_sent_after_the_session_ended_comes_back(place, visit):
    me = visit(place.author)
    me.get("/")
    with clock.frozen(clock.now() + timedelta(days=2)):
        away = me.post(place.talk, fields(place, text="Kata yang tertahan"))
        assert away.status_code == 303 and away.headers["Location"].startswith("/sign-in?next=")
        assert cases() == []
        me.sign_in(place.author)
        back = me.get(place.talk).text
        assert "Kata yang tertahan" in back and "not sent yet" in back
        assert me.post(place.talk, fields(place, text="Kata yang tertahan", step="check")).status_code == 200
        assert "Kata yang tertahan" not in me.get(place.talk).text
