"""Two windows, two readers, an author and a reader at the same moment: nothing twice, nothing lost, nothing after the end."""

from contextlib import contextmanager

import pytest
from sqlalchemy import select

from service.cases import actions, queries
from service.cases.models import Case, CaseReply
from service.cases.values import GoneError, Words, WrittenMeanwhileError
from service.db import db
from service.notifications.models import OutboxMail
from tests import builders
from tests.security.at_once import sent_at_once, while_open

NOW = builders.NOW


@pytest.fixture
def made(app):
    """Build something and commit it."""

    @contextmanager
    def inside():
        with app.app_context():
            yield
            db.session.commit()

    return inside


@pytest.fixture
def written(app, made):
    """A programme with a participant and a contact: (programme, author, contact), ids."""
    with made():
        card = builders.programme()
        who = builders.participant(card, "junior")
        return card.id, who.user_id, queries.contact_ids(card.id)[0]


def rows(app, table):
    with app.app_context():
        return list(db.session.scalars(select(table).order_by(table.id)))


def sends(written, text):
    card, author, contact = written
    return lambda: actions.send(card, author, 1, [contact], Words("talk", text), NOW)


def test_the_same_form_twice_is_one_case(app, written):
    meeting = while_open(app, sends(written, "Satu"), sends(written, "Satu"))
    assert meeting.first == meeting.second == rows(app, Case)[0].id
    assert len(rows(app, Case)) == len(rows(app, OutboxMail)) == 1


def test_two_windows_with_other_words(app, written):
    meeting = while_open(app, sends(written, "Satu"), sends(written, "Dua"))
    assert isinstance(meeting.first, int) and isinstance(meeting.second, (WrittenMeanwhileError, int))
    with app.app_context():
        texts = [queries.opened(row.sealed).text for row in db.session.scalars(select(Case).order_by(Case.id))]
    assert texts == ["Satu"] and isinstance(meeting.second, WrittenMeanwhileError)


def test_a_double_click_through_the_pages(app, written, visit):
    card, author, contact = written
    with app.app_context():
        guests = [visit(author) for _ in range(4)]
        tokens = [guest.token() for guest in guests]
    data = {"wish": "talk", "text": "Satu", "readers": str(contact), "number": "1", "step": "send"}
    app.extensions["dua_arah.jobs"] = None

    def send(guest, token):
        return lambda: guest.client.post(f"/programmes/{card}/talk", data={**data, "csrf_token": token})

    answers = sent_at_once(app, [send(guest, token) for guest, token in zip(guests, tokens, strict=True)])
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(rows(app, Case)) == len(rows(app, OutboxMail)) == 1


def test_an_answer_to_what_is_being_withdrawn(app, made, written):
    _card, _author, contact = written
    with made():
        case_id = sends(written, "Satu")()
    meeting = while_open(
        app, lambda: actions.withdraw(case_id, NOW), lambda: actions.reply(case_id, contact, 1, "Terlambat", NOW)
    )
    assert meeting.first is None and isinstance(meeting.second, GoneError)
    assert rows(app, CaseReply) == [] and rows(app, Case)[0].sealed is None


def test_withdrawing_what_is_being_answered(app, made, written):
    _card, _author, contact = written
    with made():
        case_id = sends(written, "Satu")()
    meeting = while_open(
        app, lambda: actions.reply(case_id, contact, 1, "Jawaban", NOW), lambda: actions.withdraw(case_id, NOW)
    )
    assert meeting.first is None and meeting.second is None
    assert rows(app, CaseReply) == [] and rows(app, Case)[0].sealed is None


def test_two_answers_at_once(app, made, written):
    _card, _author, contact = written
    with made():
        case_id = sends(written, "Satu")()
    meeting = while_open(
        app,
        lambda: actions.reply(case_id, contact, 1, "Jawaban", NOW),
        lambda: actions.reply(case_id, contact + 1, 1, "Lain", NOW),
    )
    assert meeting.first is None and isinstance(meeting.second, WrittenMeanwhileError)
    assert [one.number for one in rows(app, CaseReply)] == [1]
