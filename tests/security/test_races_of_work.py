"""One form in two windows, one wish in two hands, one mail for two workers, one code for two browsers: each counts once."""

import os
import subprocess
import sys
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from service.accounts import actions as accounts
from service.accounts.models import SignInAttempt, SignInCode, UserSession
from service.accounts.values import CODE_TRIES, PER_ADDRESS, PER_EMAIL
from service.db import db, insert_new
from service.knowledge.actions import index
from service.knowledge.models import Generation, VectorRow
from service.notifications import actions as mails
from service.notifications.models import OutboxMail
from service.people import actions as people
from service.people.values import Facts, Manager, RefusedError
from service.suggestions import actions as wishes
from service.suggestions.models import Courage, Mark, SuggestedTopic, SuggestionRequest, SuggestionSet
from service.surveys import actions as surveys
from service.surveys import queries as answers
from service.surveys.models import Response, SealedDraft
from service.surveys.queries import instrument
from tests import builders, embedders
from tests.security.at_once import all_at_once, sent_at_once, unsent, while_open

NOW = builders.NOW
LATER = NOW + timedelta(minutes=30)
EMAIL = "ratna@contoh.example"
GUESSER = """
import sys
from datetime import datetime
from service.accounts import actions
from service.app import create_app
from service.db import db
from service.settings import Settings

app = create_app(Settings(database_url=sys.argv[1], data=sys.argv[2], secret_key="x" * 32, _env_file=None), {})
refused = wrong = 0
for guess in range(int(sys.argv[4]), int(sys.argv[5])):
    with app.app_context():
        try:
            who = actions.redeem_code(sys.argv[3], f"{guess:06d}", address="192.0.2.1", now=datetime.fromisoformat(sys.argv[6]))
            db.session.commit()
        except actions.TooManyTries:
            refused += 1
        else:
            wrong += 1
            assert who is None
print(wrong, refused)
"""


@pytest.fixture
def outside() -> dict[type, object]:
    return builders.outside()


def rows(app, table, *where):
    with app.app_context():
        found = db.session.scalars(select(table).where(*where)).all()
        db.session.expunge_all()
        return list(found)


@pytest.fixture
def mentor(app):
    with app.app_context():
        who = builders.participant(builders.programme(), "junior")
        db.session.commit()
        return who


FORM = "intake-junior"


def saves(who, **answers):
    def save() -> None:
        surveys.save_page(instrument(FORM), who.programme_id, who.user_id, answers, NOW)

    return save


def test_two_windows_save_two_pages_and_nothing_is_lost(app, mentor):
    """At the first two pages, when the row is made, and at two later ones, when it is changed."""
    while_open(app, saves(mentor, goals=["show_work"]), saves(mentor, focus="rekap"))
    while_open(app, saves(mentor, worth_time="ya"), saves(mentor, languages=["id"]))
    assert len(rows(app, SealedDraft)) == 1
    with app.app_context():
        held = answers.draft(FORM, mentor.programme_id, mentor.user_id).answers
    assert held == {"goals": ["show_work"], "focus": "rekap", "worth_time": "ya", "languages": ["id"]}


def test_a_form_handed_in_twice_is_one_form(app, mentor):
    saved = saves(mentor, **builders.JUNIOR)

    def submit() -> bool:
        saved()
        surveys.submit(instrument(FORM), mentor.programme_id, mentor.user_id, NOW)
        return True

    meeting = while_open(app, submit, submit)
    assert meeting.first is meeting.second is True
    (row,) = rows(app, Response)
    assert row.answers["worth_time"] == builders.JUNIOR["worth_time"] and rows(app, SealedDraft) == []


def moved(who):
    return lambda: people.set_facts(who.id, Facts(side="senior", grade=8, line_manager=Manager("none")), NOW)


def test_the_side_does_not_change_under_a_form_that_is_being_begun(app, mentor):
    meeting = while_open(app, saves(mentor, focus="x"), moved(mentor))
    assert isinstance(meeting.second, RefusedError) and meeting.second.reason == "side_is_fixed"


def test_no_answer_to_the_other_sides_form_is_kept(app, mentor, visit):
    """The page was open while the admin changed the side; it is sent while that is being written."""
    with app.app_context():
        guest = visit(mentor.user_id)
        data = {"csrf_token": guest.token(), "goals": ["show_work", "career_view"]}
    address = f"/programmes/{mentor.programme_id}/forms/{FORM}/pages/goals"
    meeting = while_open(app, moved(mentor), lambda: guest.client.post(address, data=data).status_code)
    assert meeting.second == 404 and rows(app, Response) == []


@pytest.fixture
def pair(app):
    with app.app_context():
        made = builders.pair()
        db.session.commit()
        return made


def asks(pair, session=2):
    def ask() -> int:
        number = wishes.ask(pair.id, session, pair.senior.user_id, NOW)
        unsent()
        return number

    return ask


def test_a_wish_of_both_at_the_same_moment_is_one_wish(app, pair):
    meeting = while_open(app, asks(pair), asks(pair))
    assert meeting.first == meeting.second
    for session in (3, 4, 5):
        assert len(set(all_at_once(app, [asks(pair, session)] * 6))) == 1
    assert len(rows(app, SuggestionRequest)) == 4


def test_a_wish_clicked_by_both_is_one_page_and_one_wish(app, pair, visit):
    with app.app_context():
        guests = [visit(who.user_id) for who in (pair.senior, pair.junior) for _ in range(4)]
        filled = [{"csrf_token": guest.token(), "focus": ""} for guest in guests]
    address = f"/pairs/{pair.id}/sessions/2/suggestions"
    clicks = [
        lambda guest=guest, data=data: guest.client.post(address, data=data).status_code
        for guest, data in zip(guests, filled, strict=True)
    ]
    app.extensions["dua_arah.jobs"] = None  # nobody takes it up meanwhile
    assert set(sent_at_once(app, clicks)) == {303}
    assert len(rows(app, SuggestionRequest)) == 1


@pytest.mark.parametrize("late", ["advance", "release", "fail"])
def test_who_lost_the_lease_changes_nothing_while_it_goes_over(app, pair, late):
    number = all_at_once(app, [asks(pair)])[0]
    (lost,) = all_at_once(app, [lambda: wishes.claim(number, NOW)])
    acts = {
        "advance": lambda: wishes.advance(lost, "writing", LATER),
        "release": lambda: wishes.release(lost, "waiting"),
        "fail": lambda: wishes.fail(lost, "gone", LATER),
    }
    meeting = while_open(app, lambda: wishes.claim(number, LATER), acts[late])
    (row,) = rows(app, SuggestionRequest)
    assert (row.lease, row.step, row.attempts) == (meeting.first.lease, "reading", 2)
    assert not meeting.second and row.open_key is not None


def test_two_workers_do_not_take_one_wish(app, pair):
    number = all_at_once(app, [asks(pair)])[0]
    meeting = while_open(app, lambda: wishes.claim(number, NOW), lambda: wishes.claim(number, NOW))
    assert meeting.first is not None and meeting.second is None


def test_marks_of_two_windows_are_one_mark_and_are_taken_back_once(app, pair):
    with app.app_context():
        row = SuggestionSet(
            pair_id=pair.id, session=1, language="id", writer="guided", missing=[], receipt={}, created_at=NOW
        )
        row.topics.append(SuggestedTopic(position=0, title="x" * 900, unit="u" * 900, author="guided", body={}))
        db.session.add(row)
        db.session.commit()
        topic = row.topics[0].id

    def marks(kind):
        return lambda: wishes.mark(topic, pair.junior.id, kind, NOW)

    for kinds in (("useful", "used"), ("used", "not_for_us"), (None, None)):
        meeting = while_open(app, *(marks(kind) for kind in kinds))
        assert (meeting.first, meeting.second) == (None, None)
        assert [row.kind for row in rows(app, Mark)] == [kinds[1]] * bool(kinds[1])


def test_choices_of_two_windows_are_one_choice_the_last_one(app, pair):
    for level, later in (("bold", "light"), ("light", "bold")):
        meeting = while_open(
            app, *(lambda one=one: wishes.choose_courage(pair.id, pair.junior.id, one, NOW) for one in (level, later))
        )
        assert (meeting.first, meeting.second) == (None, None)
        assert [row.level for row in rows(app, Courage)] == [later]


@pytest.fixture
def mail(app):
    with app.app_context():
        number = mails.send(EMAIL, "id", "sign_in", {}, now=NOW)
        unsent()
        db.session.commit()
        return number


def test_one_worker_takes_a_mail(app, mail):
    assert sorted(all_at_once(app, [lambda: mails.take(mail, NOW)] * 6), key=repr) == [1, *[None] * 5]


def test_a_mail_that_is_out_is_not_sent_again_because_an_older_try_failed(app, mail):
    first, second = (all_at_once(app, [lambda at=at: mails.take(mail, at)])[0] for at in (NOW, LATER))
    assert (first, second) == (1, 2), "the first was so slow that its lease ran out"
    all_at_once(app, [lambda: mails.note_failure(mail, first, "slow", LATER)])
    assert rows(app, OutboxMail)[0].leased_until > LATER, "the second still has it"
    while_open(app, lambda: mails.note_sent(mail, LATER), lambda: mails.note_failure(mail, second, "slow", LATER))
    (row,) = rows(app, OutboxMail)
    assert (row.state, row.last_error, row.next_try_at) == ("sent", None, NOW)


@pytest.fixture
def letter(app):
    """Somebody's code and link, from the mail."""

    networks = count(1)

    def ask() -> dict[str, str]:
        accounts.request_code(EMAIL, address=f"192.0.2.{next(networks)}", now=NOW)
        unsent()
        newest = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()
        return {"code": newest.context["code"], "link": newest.context["link"].rpartition("/")[2]}

    with app.app_context():
        accounts.ensure_user(EMAIL, "Ratna", "id", NOW)
        db.session.commit()
    ask.first = all_at_once(app, [ask])[0]
    return ask


def enters(who) -> str | None:
    return accounts.sign_in(who, NOW) if who is not None else None


@pytest.mark.parametrize("by", ["code", "link"])
def test_a_code_and_a_link_sign_in_one(app, letter, by):
    def redeem() -> str | None:
        if by == "link":
            return enters(accounts.redeem_link(letter.first["link"], NOW))
        return enters(accounts.redeem_code(EMAIL, letter.first["code"], address="192.0.2.1", now=NOW))

    meeting = while_open(app, redeem, redeem)
    assert meeting.first is not None and meeting.second is None
    assert len(rows(app, UserSession)) == 1


def test_a_link_ends_when_a_newer_one_is_being_made(app, letter):
    meeting = while_open(app, letter, lambda: accounts.redeem_link(letter.first["link"], NOW))
    assert meeting.second is None


def test_guesses_at_the_same_moment_all_count(app, letter):
    """More at once than a code has tries, and more than the hour has."""

    def guess(network):
        return lambda: accounts.redeem_code(EMAIL, "000000", address=f"192.0.2.{network}", now=NOW)

    answers = all_at_once(app, [guess(network) for network in range(16)])
    most = PER_EMAIL["redeem"][0].most
    assert answers.count(None) == most
    assert len([one for one in answers if isinstance(one, accounts.TooManyTries)]) == 16 - most
    assert [row.tries for row in rows(app, SignInCode)] == [CODE_TRIES]


def test_codes_asked_for_at_the_same_moment_all_count_and_one_is_live(app, letter):
    answers = all_at_once(app, [letter] * 12)
    sent = [one for one in answers if isinstance(one, dict)]
    assert len(sent) == PER_EMAIL["request"][0].most - 1, "one was asked for before"
    assert len(rows(app, SignInCode, SignInCode.expires_at > NOW)) == 1


def test_tries_from_one_network_all_count(app):
    """Of two at the same moment that would be the last one allowed."""
    most = PER_ADDRESS["redeem"][0].most

    def guess(number):
        return lambda: accounts.redeem_code(f"{number}@contoh.example", "000000", address="192.0.2.1", now=NOW)

    for number in range(most - 1):
        assert all_at_once(app, [guess(number)]) == [None]
    meeting = while_open(app, guess(most), guess(most + 1))
    assert meeting.first is None and isinstance(meeting.second, accounts.TooManyTries)


def test_two_processes_guess_no_more_than_one(app, settings, letter):
    """Two thousand guesses, with the right one among the last, which both would find if their tries were not one count."""
    code = int(letter.first["code"])
    start = max(0, code - 999)
    spans = [(start, start + 1000), (start, start + 1000)]
    command = [sys.executable, "-c", GUESSER, app.config["SQLALCHEMY_ENGINES"]["default"]["url"], str(settings.data)]
    running = [
        subprocess.Popen(
            [*command, EMAIL, *map(str, span), NOW.isoformat()], stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        for span in spans
    ]
    told = [[int(number) for number in one.communicate(timeout=300)[0].split()] for one in running]
    most = PER_EMAIL["redeem"][0].most
    assert [one.returncode for one in running] == [0, 0]
    assert sum(wrong for wrong, _ in told) == most and sum(refused for _, refused in told) == 2000 - most
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignInAttempt).filter_by(kind="redeem")) == 2 * most


def test_a_vector_made_twice_is_kept_once(app):
    vector = {"text_hash": "0" * 64, "embedder": "x", "embedder_version": "1", "vector": b"1234", "purpose": "bench"}

    def keep() -> None:
        insert_new(VectorRow, [vector, {**vector, "text_hash": "1" * 64}])

    meeting = while_open(app, keep, keep)
    assert (meeting.first, meeting.second) == (None, None) and len(rows(app, VectorRow)) == 2


def test_a_builder_whose_generation_was_taken_over_adds_nothing(app):
    embedder = embedders.words()
    with app.app_context():
        facts = {"embedder": "x", "embedder_version": "1", "splitter": "1", "passages": 1, "done": 0, "total": 1}
        row = Generation(**facts, state="building", owner=index.myself(), beat_at=NOW, created_at=NOW, message="")
        db.session.add(row)
        db.session.commit()
        number = row.id

    def taken_over() -> None:
        db.session.get_one(Generation, number).state = "failed"

    def goes_on() -> None:
        index.keep_vectors(number, embedder, ["a"], embedder.passages(["a"]), NOW)

    assert isinstance(while_open(app, taken_over, goes_on).second, index.IndexMismatch)
    assert rows(app, VectorRow) == []
