import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from service import clock
from service.accounts import actions
from service.accounts.actions import codes
from service.accounts.models import SignInAttempt, SignInCode, UserSession
from service.accounts.values import CODE_LIFE, CODE_TRIES, SESSION_WHOLE
from service.db import db
from service.notifications.models import OutboxMail
from tests.visitors import Visitor, person

START = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)


def code_in(message) -> str:
    return re.search(r"\b(\d{6})\b", message.text).group(1)


def link_in(message) -> str:
    return re.search(r"(http\S+/sign-in/link/\S+)", message.text).group(1)


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def ask(visitor: Visitor, email="ratna@example.org"):
    return visitor.post("/sign-in", {"email": email})


def signed_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_mail_code_signs_in_and_leads_on(app, visitor, mailer, ratna):
    assert visitor.get("/account").headers["Location"] == "/sign-in?next=/account"
    visitor.get("/sign-in?next=/account")
    assert ask(visitor).headers["Location"] == "/sign-in/code"
    page = visitor.get("/sign-in/code")
    assert 'autocomplete="one-time-code"' in page.text and 'inputmode="numeric"' in page.text
    assert len(mailer.sent) == 1 and mailer.sent[0].to == "ratna@example.org"
    answer = visitor.post("/sign-in/code", {"code": code_in(mailer.sent[0])})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert signed_in(visitor)


def test_the_mail_is_in_the_readers_language_and_its_subject_tells_nothing(app, visitor, mailer, ratna):
    ask(visitor)
    message = mailer.sent[0]
    code = code_in(message)
    assert code not in message.subject and "Ratna" not in message.subject
    assert code in message.html and link_in(message) in message.html
    assert 'lang="id"' in message.html


def test_nothing_secret_is_kept_in_the_clear(app, visitor, mailer, ratna):
    ask(visitor)
    code, token = code_in(mailer.sent[0]), link_in(mailer.sent[0]).rpartition("/")[2]
    with app.app_context():
        row = db.session.scalars(select(SignInCode)).one()
        stored = f"{row.code_hash} {row.link_hash}"
        assert code not in stored and token not in stored
        assert db.session.scalars(select(OutboxMail)).one().context == {}
        assert "ratna" not in " ".join(db.session.scalars(select(SignInAttempt.subject)))


def test_known_and_unknown_addresses_get_the_same_answer(app, mailer, ratna):
    def walk(email):
        visitor = Visitor(app)
        asked = ask(visitor, email)
        shown = visitor.get("/sign-in/code")
        refused = visitor.post("/sign-in/code", {"code": "000000"})
        texts = [re.sub(r'value="[^"]{40,}"', "", page.text).replace(email, "E") for page in (asked, shown, refused)]
        return texts, [page.status_code for page in (asked, shown, refused)], asked.headers["Location"]

    known, unknown = walk("ratna@example.org"), walk("nobody@example.org")
    assert known == unknown
    assert [message.to for message in mailer.sent] == ["ratna@example.org"]


def test_a_code_works_on_another_device_with_the_address(app, visitor, mailer, ratna):
    ask(visitor)
    phone = Visitor(app)
    assert 'name="email"' in phone.get("/sign-in/code").text
    phone.post("/sign-in/code", {"email": "Ratna@example.org", "code": code_in(mailer.sent[0])})
    assert signed_in(phone) and not signed_in(visitor)


def test_a_code_is_used_up_by_signing_in(app, visitor, mailer, ratna):
    ask(visitor)
    code = code_in(mailer.sent[0])
    visitor.post("/sign-in/code", {"code": code})
    other = Visitor(app)
    assert other.post("/sign-in/code", {"email": "ratna@example.org", "code": code}).status_code == 422
    assert other.get(path_of(link_in(mailer.sent[0]))).status_code == 410


def test_a_code_ends_after_ten_minutes(app, visitor, mailer, ratna):
    with clock.frozen(START):
        ask(visitor)
    with clock.frozen(START + CODE_LIFE):
        assert visitor.post("/sign-in/code", {"code": code_in(mailer.sent[0])}).status_code == 422
        assert visitor.post(path_of(link_in(mailer.sent[0]))).status_code == 410


def test_a_new_code_makes_the_old_one_void(app, visitor, mailer, ratna):
    ask(visitor)
    ask(visitor)
    first, second = mailer.sent
    assert visitor.post(path_of(link_in(first))).status_code == 410
    if code_in(first) != code_in(second):
        assert visitor.post("/sign-in/code", {"code": code_in(first)}).status_code == 422
    assert visitor.post("/sign-in/code", {"code": code_in(second)}).status_code == 303


def test_wrong_tries_count_although_the_page_refuses_them(app, visitor, mailer, ratna):
    ask(visitor)
    code = code_in(mailer.sent[0])
    for _ in range(CODE_TRIES):
        assert visitor.post("/sign-in/code", {"code": wrong(code)}).status_code == 422
    assert visitor.post("/sign-in/code", {"code": code}).status_code == 422, "the right one comes too late"
    with app.app_context():
        assert db.session.scalars(select(SignInCode)).one().tries == CODE_TRIES
    assert visitor.post(path_of(link_in(mailer.sent[0]))).status_code == 303, "guessing cannot burn the owner's link"


def test_guessing_is_refused_long_before_it_could_work(app, mailer, ratna):
    ask(Visitor(app))
    right = code_in(mailer.sent[0])
    answers = []
    guesser = Visitor(app)
    token = guesser.token()
    for number in range(300):
        guess = f"{number:06d}"
        if guess == right:
            continue
        answers.append(
            guesser.client.post(
                "/sign-in/code", data={"csrf_token": token, "email": "ratna@example.org", "code": guess}
            ).status_code
        )
    assert set(answers) == {422, 429}
    assert answers.count(422) <= 10
    assert guesser.post("/sign-in/code", {"email": "ratna@example.org", "code": right}).status_code == 429


def test_the_throttle_is_in_the_database_so_a_second_process_shares_it(app, settings, outside, mailer, ratna):
    from service.app import create_app  # noqa: PLC0415 - a second process, as far as memory goes

    second = create_app(settings, outside)
    with app.app_context():
        for _ in range(5):
            actions.request_code("ratna@example.org", address="10.0.0.1", now=clock.now())
        db.session.commit()
    with second.app_context(), pytest.raises(actions.TooManyTries):
        actions.request_code("ratna@example.org", address="10.0.0.2", now=clock.now())
    with second.app_context():
        db.engine.dispose()


def test_asking_is_throttled_alike_for_known_and_unknown_addresses(app, ratna, mailer):
    for email in ("ratna@example.org", "nobody@example.org"):
        visitor = Visitor(app)
        answers = [ask(visitor, email).status_code for _ in range(7)]
        assert answers == [303] * 5 + [429] * 2
    assert len(mailer.sent) == 5


def test_asking_is_throttled_per_network_address_too(app):
    with app.app_context():
        for number in range(60):
            actions.request_code(f"p{number}@example.org", address="10.0.0.1", now=START)
        with pytest.raises(actions.TooManyTries):
            actions.request_code("one-more@example.org", address="10.0.0.1", now=START)
        actions.request_code("another@example.org", address="10.0.0.2", now=START)


def test_the_throttle_opens_again(app, visitor, mailer, ratna):
    with clock.frozen(START):
        assert [ask(visitor).status_code for _ in range(6)][-1] == 429
    with clock.frozen(START + timedelta(hours=1, seconds=1)):
        assert ask(visitor).status_code == 303


def test_a_mail_scanners_visit_uses_nothing_up(app, visitor, mailer, ratna):
    ask(visitor)
    path = path_of(link_in(mailer.sent[0]))
    scanner = Visitor(app)
    for _ in range(3):
        assert scanner.get(path).status_code == 200
        assert scanner.client.head(path).status_code == 200
    assert not signed_in(scanner)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
    assert "ratna@example.org" in visitor.get(path).text
    assert visitor.post(path).status_code == 303
    assert signed_in(visitor)
    assert scanner.get(path).status_code == 410


def test_a_links_button_needs_the_forms_token(app, visitor, mailer, ratna):
    ask(visitor)
    path = path_of(link_in(mailer.sent[0]))
    assert Visitor(app).client.post(path).status_code == 400
    assert visitor.post(path).status_code == 303


def test_links_stand_on_the_configured_address_whatever_the_host_header_says(app, visitor, mailer, ratna, settings):
    visitor.headers["Host"] = "evil.example"
    token = visitor.client.get("/help", headers={"Host": "evil.example"}).text.split('name="csrf_token" value="')[1]
    visitor.client.post(
        "/sign-in",
        data={"csrf_token": token.split('"')[0], "email": "ratna@example.org"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert link_in(mailer.sent[0]).startswith(f"{settings.address}/sign-in/link/")
    assert "evil" not in mailer.sent[0].text + mailer.sent[0].html


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "///evil.example",
    ],
)
def test_next_leads_only_to_this_site(app, visitor, mailer, ratna, target):
    visitor.get("/sign-in", query_string={"next": target})
    ask(visitor)
    answer = visitor.post("/sign-in/code", {"code": code_in(mailer.sent[0])})
    assert answer.headers["Location"] == "/"
    assert visitor.get("/sign-in", query_string={"next": target}).headers["Location"] == "/"


def test_disabled_people_get_no_mail_and_their_codes_are_void(app, visitor, mailer, ratna):
    ask(visitor)
    with app.app_context():
        actions.disable(ratna, clock.now())
        db.session.commit()
    assert visitor.post("/sign-in/code", {"code": code_in(mailer.sent[0])}).status_code == 422
    assert ask(visitor).status_code == 303
    assert len(mailer.sent) == 1


def test_two_who_read_a_live_code_at_the_same_moment_do_not_both_get_in(app, ratna):
    with app.app_context():
        actions.issue_link("ratna@example.org", START)
        row = db.session.scalars(select(SignInCode)).one()
        assert codes._use(row, START) == ratna
        assert codes._use(row, START) is None
        assert actions.link_owner("nothing", START) is None


def test_the_command_lines_link_signs_in(app, visitor, ratna):
    with app.app_context():
        link = actions.issue_link("ratna@example.org", clock.now())
        db.session.commit()
        with pytest.raises(LookupError):
            actions.issue_link("nobody@example.org", clock.now())
    assert visitor.post(path_of(link)).status_code == 303
    assert signed_in(visitor)


def test_forgotten_fields_are_asked_for_in_words(app, visitor):
    page = visitor.post("/sign-in", {"email": ""})
    assert page.status_code == 422
    assert "<title>Error: " in page.text and 'href="#email"' in page.text
    assert page.text.count("Write your e-mail address.") == 2
    page = visitor.post("/sign-in", {"email": "ratna at example"})
    assert "Write the address like name@example.org." in page.text
    assert 'value="ratna at example"' in page.text, "what was typed stays"


def test_old_tries_codes_and_sessions_are_forgotten(app, ratna):
    with app.app_context():
        actions.request_code("ratna@example.org", address="10.0.0.1", now=START)
        actions.sign_in(ratna, START)
        actions.forget_old_tries(START + SESSION_WHOLE + timedelta(days=2))
        for table in (SignInAttempt, SignInCode, UserSession):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_people_may_share_a_name_but_not_an_address(app, ratna):
    assert person(app, "RATNA@example.org") == ratna
