"""Signing in by the organisation's provider: who is let in, who is not, and that nobody learns why."""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from service import clock
from service.accounts import actions
from service.accounts.models import OidcIdentity, User
from service.accounts.ports import IdentityProvider, IdentityRefused, NoProvider, ProviderUnavailable
from service.accounts.rules import vouched_email
from service.accounts.values import RETURN_WITHIN, Begun, Identity
from service.adapters.oidc import OpenIdProvider, Registration
from service.db import db
from service.notifications.ports import Mailer
from service.settings import Settings, SettingsError, load_settings
from service.wiring import identity_provider_of
from tests.adapters.test_oidc import visit
from tests.providers import CLIENT, SECRET, Provider, comes_back
from tests.visitors import Visitor, person

START = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
SIGNED_OUT = "/sign-in"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        running.is_("7f3a", "ratna@example.org")
        yield running


@pytest.fixture
def outside(mailer, provider) -> dict[type, object]:
    return {Mailer: mailer, IdentityProvider: OpenIdProvider(Registration(provider.issuer, CLIENT, SECRET))}


@pytest.fixture(params=["both"])
def sign_in(request) -> str:
    return request.param


@pytest.fixture
def settings(settings: Settings, provider, sign_in) -> Settings:
    chosen = {"sign_in": sign_in, "oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_label": "Akun Nusa"}
    return settings.model_copy(update=chosen)


def leave(visitor: Visitor) -> str:
    """Press the button; the provider's address the page goes on to."""
    page = visitor.post("/sign-in/oidc")
    assert page.status_code == 200
    [address] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.text)
    return address.replace("&amp;", "&")


def back(visitor: Visitor, **changes: str | None):
    """There and back, with this in the address; None leaves a parameter out."""
    answer = comes_back(leave(visitor), visit)
    return arrive(visitor, {**answer, **changes})


def arrive(visitor: Visitor, answer: Mapping[str, str | None]):
    given = {name: value for name, value in answer.items() if value is not None}
    return visitor.get("/sign-in/oidc/callback", query_string=given)


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def bound(app) -> list[tuple[int, str]]:
    with app.app_context():
        rows = db.session.execute(select(OidcIdentity.user_id, OidcIdentity.subject).order_by(OidcIdentity.id))
        return [(user_id, subject) for user_id, subject in rows]


def plain(page) -> str:
    """A page without the tokens of its forms, which differ at every look."""
    return re.sub(r'value="[^"]{40,}"', "", page.text)


# Who comes in.


def test_somebody_signs_in_and_is_led_on(app, visitor, ratna):
    assert visitor.get("/account").headers["Location"] == "/sign-in?next=/account"
    visitor.get("/sign-in?next=/account")
    answer = back(visitor)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert is_in(visitor)
    assert bound(app) == [(ratna, "7f3a")]


def test_the_second_time_nothing_is_added(app, ratna):
    for _ in range(2):
        assert back(Visitor(app)).status_code == 303
    assert bound(app) == [(ratna, "7f3a")]


def test_the_address_is_found_whatever_its_case(visitor, provider, ratna):
    provider.is_("7f3a", "Ratna@Example.ORG")
    assert back(visitor).status_code == 303


def test_a_letter_that_only_looks_like_ours_is_another_address(app, visitor, provider):
    person(app, "ketut@example.org")
    provider.is_("kelvin", "\N{KELVIN SIGN}etut@example.org")
    assert back(visitor).status_code == 403 and not is_in(visitor)
    assert vouched_email("KETUT@x") == "ketut@x" and "\N{KELVIN SIGN}".lower() == "k"


def test_nobody_is_made(app, visitor, provider, ratna):
    provider.is_("new", "somebody.new@example.org")
    assert back(visitor).status_code == 403
    with app.app_context():
        assert db.session.scalar(select(func.count(User.id))) == 1
    assert bound(app) == []


# Who does not, and that all of them see the same.


def disabled(app, provider, ratna):
    with app.app_context():
        actions.disable(ratna, clock.now())
        db.session.commit()


def unknown(app, provider, ratna):
    provider.is_("7f3a", "nobody.here@example.org")


def unverified(app, provider, ratna):
    provider.is_("7f3a", "ratna@example.org", verified=False)


def recycled(app, provider, ratna):
    """Her address was given to somebody new, whom the provider knows by another name."""
    assert back(Visitor(app)).status_code == 303
    provider.is_("somebody-new", "ratna@example.org")


def moved_to_nobody(app, provider, ratna):
    """The provider changed her address, and the list here was not changed."""
    assert back(Visitor(app)).status_code == 303
    provider.is_("7f3a", "ratna.new@example.org")


def moved_to_somebody(app, provider, ratna):
    """Her account at the provider now has an address that is somebody else's here."""
    assert back(Visitor(app)).status_code == 303
    person(app, "budi@example.org", "Budi")
    provider.is_("7f3a", "budi@example.org")


CASES = {
    disabled: "disabled",
    unknown: "unknown",
    unverified: "unverified",
    recycled: "other_subject",
    moved_to_nobody: "unknown",
    moved_to_somebody: "other_person",
}


@pytest.mark.parametrize("arrange", CASES)
def test_who_may_not_come_in_sees_one_page_and_the_log_names_nobody(app, provider, ratna, arrange):
    provider.is_("stranger", "stranger@example.org")
    usual = back(Visitor(app))
    provider.is_("7f3a", "ratna@example.org")
    arrange(app, provider, ratna)
    before = bound(app)
    visitor = Visitor(app)
    with capture_logs() as lines:
        page = back(visitor)
    assert (page.status_code, plain(page)) == (usual.status_code, plain(usual)) and page.status_code == 403
    assert [name for name, _ in page.headers] == [name for name, _ in usual.headers]
    assert not is_in(visitor)
    assert bound(app) == before
    told = [line for line in lines if line["event"] == "identity_not_admitted"]
    assert told == [{"event": "identity_not_admitted", "cause": CASES[arrange], "log_level": "warning"}]
    assert not re.search(r"ratna|budi|nobody\.here|7f3a", str(lines))


def test_an_address_given_to_somebody_new_is_theirs_once_an_admin_lets_go_of_the_old_one(app, provider, ratna):
    recycled(app, provider, ratna)
    assert back(Visitor(app)).status_code == 403
    with app.app_context():
        assert actions.unlink(ratna) is True
        assert actions.unlink(ratna) is False
        db.session.commit()
    assert back(Visitor(app)).status_code == 303
    assert bound(app) == [(ratna, "somebody-new")]


def test_another_provider_is_another_binding(here):
    ratna = actions.ensure_user("ratna@example.org", "Ratna", "id", START).id
    for issuer, subject in (("https://one.example", "1"), ("https://two.example", "1"), ("https://one.example", "1")):
        assert actions.admit(Identity(issuer, subject, "ratna@example.org", verified=True), START) == ratna
    assert db.session.scalar(select(func.count(OidcIdentity.id))) == 2


def test_identities_go_with_the_person(here):
    ratna = actions.ensure_user("ratna@example.org", "Ratna", "id", START)
    actions.admit(Identity("https://one.example", "1", ratna.email, verified=True), START)
    db.session.delete(ratna)
    db.session.flush()
    assert db.session.scalar(select(func.count(OidcIdentity.id))) == 0


# The journey belongs to one browser, once, and soon.


def test_an_answer_that_this_browser_never_asked_for_is_refused(app, visitor, provider, ratna):
    """Login CSRF: the attacker's own answer, opened in the victim's browser."""
    answer = comes_back(leave(Visitor(app)), visit)
    page = arrive(visitor, answer)
    assert page.status_code == 400 and not is_in(visitor)
    assert "/token" not in provider.asked


@pytest.mark.parametrize("changes", [{"state": None}, {"state": "invented"}, {"state": ""}])
def test_an_answer_without_its_state_is_refused(visitor, provider, ratna, changes):
    assert back(visitor, **changes).status_code == 400
    assert not is_in(visitor) and "/token" not in provider.asked


def test_an_answer_works_once(app, visitor, ratna):
    answer = comes_back(leave(visitor), visit)
    assert arrive(visitor, answer).status_code == 303
    visitor.post("/sign-out")
    assert arrive(visitor, answer).status_code == 400
    assert not is_in(visitor)


def test_a_failed_answer_is_used_up_too(visitor, provider, ratna):
    answer = comes_back(leave(visitor), visit)
    assert arrive(visitor, {**answer, "code": "invented"}).status_code == 400
    assert arrive(visitor, answer).status_code == 400


def test_whoever_takes_too_long_begins_again(visitor, ratna):
    with clock.frozen(START):
        answer = comes_back(leave(visitor), visit)
    with clock.frozen(START + RETURN_WITHIN):
        assert arrive(visitor, answer).status_code == 400


def test_a_few_windows_may_be_on_their_way_at_a_time(app, ratna):
    visitor = Visitor(app)
    answers = [comes_back(leave(visitor), visit) for _ in range(4)]
    assert arrive(visitor, answers[0]).status_code == 400  # the oldest is forgotten: a cookie has little room
    assert arrive(visitor, answers[2]).status_code == 303


def test_nobody_else_can_begin_for_us(app, ratna):
    assert app.test_client().get("/sign-in/oidc").status_code == 405
    assert app.test_client().post("/sign-in/oidc").status_code == 400  # no token of our page
    assert Visitor(app, headers={"Sec-Fetch-Site": "cross-site"}).post("/sign-in/oidc").status_code == 400
    assert Visitor(app, headers={"Origin": "https://evil.example"}).post("/sign-in/oidc").status_code == 400


def test_nothing_that_was_set_before_signing_in_survives_it(app, visitor, ratna):
    answer = comes_back(leave(visitor), visit)
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody"
        before = session["csrf_token"]
    arrive(visitor, answer)
    with visitor.client.session_transaction() as session:
        assert "planted" not in session and session.get("csrf_token") != before
        assert "sign_in_journeys" not in session


def test_who_comes_in_as_somebody_else_ends_the_session_before(app, visitor, provider, ratna):
    back(visitor)
    old = Visitor(app)
    with visitor.client.session_transaction() as mine, old.client.session_transaction() as copied:
        copied.update(mine)
    person(app, "budi@example.org", "Budi")
    provider.is_("b0d1", "budi@example.org")
    assert back(visitor).status_code == 303
    assert "budi@example.org" in visitor.get("/account").text
    assert not is_in(old)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_nobody_is_led_away(visitor, ratna, target):
    visitor.get("/sign-in", query_string={"next": target})
    assert back(visitor).headers["Location"] == "/"


def test_where_to_go_next_is_not_the_providers_to_say(visitor, ratna):
    assert back(visitor, next="/account").headers["Location"] == "/"


def test_the_address_to_come_back_to_is_ours_whatever_the_request_says(app, visitor, settings):
    token = visitor.token()
    carried = visitor.client.get_cookie("dua-arah").value
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Cookie": f"dua-arah={carried}"}
    page = app.test_client(use_cookies=False).post("/sign-in/oidc", data={"csrf_token": token}, headers=headers)
    assert page.status_code == 200 and "evil.example" not in page.text
    assert f"redirect_uri={quote(settings.address, safe='')}%2Fsign-in%2Foidc%2Fcallback" in page.text


def test_a_mixed_up_answer_is_refused(visitor, ratna):
    with capture_logs() as lines:
        assert back(visitor, iss="https://elsewhere.example").status_code == 400
    assert not is_in(visitor)
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["identity_untrusted"]


# What goes wrong at the provider.


def test_who_says_no_there_may_begin_again(visitor, provider, ratna):
    provider.answer_says = {"error": "access_denied"}
    page = back(visitor)
    assert page.status_code == 403 and "You are not signed in" in page.text and "Try again with Akun Nusa" in page.text
    provider.answer_says = {}
    assert back(visitor).status_code == 303


def test_a_provider_that_is_down_leaves_the_mail(app, visitor, provider, mailer, ratna):
    provider.at["/.well-known/openid-configuration"] = lambda page: page.text("", 503)
    with capture_logs() as lines:
        page = visitor.post("/sign-in/oidc")
    assert page.status_code == 503
    assert "Akun Nusa does not answer just now" in page.text and 'href="/sign-in"' in page.text
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["identity_provider_unavailable"]
    visitor.post("/sign-in", {"email": "ratna@example.org"})
    assert len(mailer.sent) == 1


def test_a_provider_that_goes_down_half_way_loses_nothing(visitor, provider, ratna):
    visitor.get("/sign-in?next=/account")
    answer = comes_back(leave(visitor), visit)
    provider.at["/token"] = lambda page: page.text("", 502)
    assert arrive(visitor, answer).status_code == 503
    del provider.at["/token"]
    assert back(visitor).headers["Location"] == "/account"


# Which ways are open.


@pytest.mark.parametrize("sign_in", ["oidc"], indirect=True)
def test_without_mail_its_form_is_gone_and_its_addresses_are_no_pages(app, visitor, mailer, ratna):
    page = visitor.get("/sign-in").text
    assert "Sign in with Akun Nusa" in page and 'type="email"' not in page
    assert "code" not in visitor.get("/help").text
    assert visitor.post("/sign-in", {"email": "ratna@example.org"}).status_code == 404
    assert visitor.get("/sign-in/code").status_code == 404
    assert visitor.post("/sign-in/code", {"email": "ratna@example.org", "code": "123456"}).status_code == 404
    assert mailer.sent == []
    assert "mailed" not in back(visitor, state="x").text
    assert back(visitor).status_code == 303


@pytest.mark.parametrize("sign_in", ["oidc"], indirect=True)
def test_without_mail_an_operators_link_is_the_emergency_door(app, visitor, ratna):
    with app.app_context():
        link = actions.issue_link("ratna@example.org", clock.now())
        db.session.commit()
    path = "/" + link.split("/", 3)[3]
    assert visitor.post(path).status_code == 303 and is_in(visitor)
    ended = Visitor(app).get(path)
    assert ended.status_code == 410 and "To the sign-in page" in ended.text and "code" not in ended.text


def test_with_both_the_page_offers_both(visitor, mailer, ratna):
    page = visitor.get("/sign-in").text
    assert "Sign in with Akun Nusa" in page and 'type="email"' in page
    assert "does not let me in here" in visitor.get("/help").text
    visitor.post("/sign-in", {"email": "ratna@example.org"})
    assert len(mailer.sent) == 1


@pytest.mark.parametrize("sign_in", ["mail"], indirect=True)
def test_by_mail_alone_there_is_no_way_to_a_provider(visitor, provider, ratna):
    assert "Akun Nusa" not in visitor.get("/sign-in").text
    assert visitor.post("/sign-in/oidc").status_code == 404
    assert arrive(visitor, {"code": "x", "state": "y"}).status_code == 404
    assert provider.asked == []


def test_signing_out_here_says_that_the_provider_still_knows_them(app, visitor, ratna):
    back(visitor)
    visitor.post("/sign-out")
    assert "sign out of Akun Nusa too" in visitor.get("/sign-in").text
    other = Visitor(app).sign_in(ratna)
    other.post("/sign-out")
    assert "You are signed out." in other.get("/sign-in").text


def test_the_pages_are_in_the_readers_language(app, ratna):
    visitor = Visitor(app, language="id")
    assert "Masuk dengan Akun Nusa" in visitor.get("/sign-in").text
    assert "Menuju Akun Nusa" in visitor.post("/sign-in/oidc").text
    assert "Proses masuk ini sudah berakhir" in arrive(visitor, {}).text


# While the provider is asked.


@dataclass
class PaperProvider:
    """Says yes without being asked over a wire, and looks whether a transaction is open while it is asked."""

    seen: list[bool] = field(default_factory=list)

    def begin(self, redirect_uri: str) -> Begun:
        self.seen.append(db.session.in_transaction())
        return Begun("https://id.example/authorize", {"state": "s" * 32, "redirect_uri": redirect_uri})

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Identity:
        self.seen.append(db.session.in_transaction())
        return Identity("https://id.example", "1", "ratna@example.org", verified=True)

    def check(self) -> None:
        self.seen.append(db.session.in_transaction())


class TestOnPaper:
    @pytest.fixture
    def paper(self) -> PaperProvider:
        return PaperProvider()

    @pytest.fixture
    def outside(self, mailer, paper) -> dict[type, object]:
        return {Mailer: mailer, IdentityProvider: paper}

    def test_no_transaction_is_open_while_the_provider_is_asked(self, app, visitor, paper, ratna):
        visitor.sign_in(ratna)  # a reader whom every page looks up
        visitor.post("/sign-in/oidc")
        assert arrive(visitor, {"state": "s" * 32, "code": "x"}).status_code == 303
        assert paper.seen == [False, False]


# Settings.


@pytest.mark.parametrize(
    ("issuer", "fault"),
    [
        ("http://id.example.org", "write https://"),
        ("http://localhost.example.org", "write https://"),
        ("id.example.org", "http"),
        ("", "OIDC_ISSUER"),
    ],
)
def test_a_provider_that_cannot_be_trusted_stops_the_start(monkeypatch, tmp_path, issuer, fault):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUA_ARAH_SIGN_IN", "oidc")
    monkeypatch.setenv("DUA_ARAH_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("DUA_ARAH_OIDC_ISSUER", issuer)
    with pytest.raises(SettingsError, match=fault):
        load_settings()
    for fine in ("https://id.example.org", "http://localhost:9400", "http://127.0.0.1:9400"):
        monkeypatch.setenv("DUA_ARAH_OIDC_ISSUER", fine)
        assert load_settings().oidc_issuer == fine


def test_the_settings_choose_the_provider(settings, provider):
    identity_provider_of(settings).check()
    assert "/keys" in provider.asked
    assert isinstance(identity_provider_of(settings.model_copy(update={"sign_in": "mail"})), NoProvider)


def test_no_provider_lets_nobody_in():
    nobody = NoProvider()
    nobody.check()
    with pytest.raises(ProviderUnavailable):
        nobody.begin("https://dua-arah.example")
    with pytest.raises((ProviderUnavailable, IdentityRefused)):
        nobody.finish({}, {})


def test_a_journey_may_last_a_quarter_of_an_hour():
    assert timedelta(minutes=10) <= RETURN_WITHIN <= timedelta(minutes=30)


def test_of_two_first_times_at_once_one_counts(app, ratna):
    """Two accounts at the provider with one address, at the same moment."""
    meet, outcomes = threading.Barrier(2), []

    def come(subject: str) -> None:
        with app.app_context():
            meet.wait(10)
            try:
                actions.admit(Identity("https://one.example", subject, "ratna@example.org", verified=True), START)
                db.session.commit()
                outcomes.append("in")
            except actions.NotAdmitted as refused:
                outcomes.append(refused.cause)

    both = [threading.Thread(target=come, args=(subject,)) for subject in ("1", "2")]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(outcomes) == ["in", "other_subject"]
    assert len(bound(app)) == 1
