"""The client of an identity provider, against real HTTP: what it takes, and everything it must not take."""

import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from service.accounts.ports import IdentityRefused, ProviderUnavailable
from service.accounts.values import Identity
from service.adapters.oidc import OpenIdProvider, Registration
from service.adapters.oidc_provider import is_private_way
from tests import providers
from tests.providers import CLIENT, SECRET, Provider, comes_back

BACK = "https://dua-arah.example/sign-in/oidc/callback"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        running.is_("7f3a", "Ratna@example.org")
        yield running


def client(provider: Provider, **changes: Any) -> OpenIdProvider:
    return OpenIdProvider(
        Registration(**{"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, **changes})
    )


def visit(url: str) -> str:
    """Where a browser is sent on to."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().getheader("Location")
    connection.close()
    assert location is not None
    return location


def walk(ours: OpenIdProvider, **changes: str) -> Identity:
    """There and back; `changes` replace parameters of the address the browser comes back to."""
    begun = ours.begin(BACK)
    return ours.finish({**comes_back(begun.url, visit), **changes}, begun.kept)


def refusal(ours: OpenIdProvider, **changes: str) -> str:
    with pytest.raises(IdentityRefused) as refused:
        walk(ours, **changes)
    return refused.value.reason


def test_somebody_is_known_by_the_address_that_is_verified(provider):
    assert walk(client(provider)) == Identity(provider.issuer, "7f3a", "Ratna@example.org", verified=True)


def test_the_way_there_asks_for_no_more_than_it_needs_and_nothing_of_it_is_used_twice(provider):
    ours = client(provider)
    first, second = ours.begin(BACK), ours.begin(BACK)
    asked = {name: value for name, [value] in parse_qs(urlsplit(first.url).query).items()}
    assert first.url.startswith(f"{provider.issuer}/authorize?")
    assert asked["scope"] == "openid email" and asked["redirect_uri"] == BACK and asked["client_id"] == CLIENT
    assert asked["code_challenge_method"] == "S256" and first.kept["verifier"] not in first.url
    assert SECRET not in first.url
    for name in ("state", "nonce", "verifier"):
        assert first.kept[name] != second.kept[name] and len(first.kept[name]) >= 32


def test_what_is_published_is_asked_for_once_and_after_a_while_again(provider):
    ours = client(provider)
    for _ in range(3):
        walk(ours)
    assert provider.asked.count("/.well-known/openid-configuration") == provider.asked.count("/keys") == 1
    ours._published.fresh = -1.0
    walk(ours)
    assert provider.asked.count("/.well-known/openid-configuration") > 1 and provider.asked.count("/keys") > 1


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256", "EdDSA"])
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_signatures_of_published_keys_are_taken(alg):
    with Provider(alg=alg) as running:
        running.is_("7f3a", "ratna@example.org")
        assert walk(client(running)).verified


def test_a_provider_may_change_its_keys_between_two_sign_ins(provider):
    ours = client(provider)
    walk(ours)
    provider.turn_key()
    assert walk(ours).verified
    assert provider.asked.count("/keys") == 2


def test_a_key_that_nobody_publishes_is_looked_for_once_more_and_then_refused(provider):
    ours = client(provider)
    walk(ours)
    old = provider.published
    provider.turn_key()
    provider.published = old
    assert refusal(ours) == "untrusted"
    assert provider.asked.count("/keys") == 2


def test_a_key_of_a_kind_we_cannot_read_does_not_spoil_the_others(provider):
    listed = provider.keys()["keys"]
    provider.at["/keys"] = lambda page: page.json({"keys": [{"kty": "AKP", "kid": "new"}, {"kty": "RSA"}, 7, *listed]})
    assert walk(client(provider)).verified


@pytest.mark.parametrize(
    "forge",
    [
        providers.with_foreign_key,
        providers.unsigned,
        providers.with_public_key_as_secret,
        providers.with_client_secret,
        providers.with_changed_claims,
        lambda _provider, _claims: "not.a.token",
        lambda _provider, _claims: "",
        lambda _provider, _claims: None,
        lambda _provider, _claims: {"sub": "7f3a"},
    ],
)
def test_a_token_that_no_published_key_signed_is_refused(provider, forge):
    provider.sign = forge
    assert refusal(client(provider)) == "untrusted"


def test_an_algorithm_that_is_not_on_our_list_is_refused_though_the_signature_is_right():
    with Provider(alg="RS512") as running:
        running.is_("7f3a", "ratna@example.org")
        assert refusal(client(running)) == "untrusted"


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another-app"},
        {"aud": ["another-app"]},
        {"aud": []},
        {"aud": None},
        {"aud": [CLIENT, "another-app"]},  # without azp nobody says that it is for us
        {"aud": [CLIENT, "another-app"], "azp": "another-app"},
        {"azp": "another-app"},
        {"exp": NOW - 3600},
        {"exp": None},
        {"exp": "soon"},
        {"iat": NOW + 3600},
        {"iat": None},
        {"nbf": NOW + 3600},
        {"nonce": "of another sign-in"},
        {"nonce": ""},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "a\0b"},
        {"at_hash": "of another access token"},
    ],
    ids=lambda claims: str(claims).replace(str(NOW - 3600), "an hour ago").replace(str(NOW + 3600), "in an hour"),
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(provider, claims):
    provider.claims.update(claims)
    assert refusal(client(provider)) == "untrusted"


def test_clocks_may_differ_by_less_than_a_minute(provider):
    now = int(time.time())
    provider.claims.update(iat=now + 30, exp=now - 30)
    assert walk(client(provider)).verified


def test_several_audiences_are_fine_where_we_are_the_one_it_is_for(provider):
    provider.claims.update(aud=[CLIENT, "another-app"], azp=CLIENT)
    assert walk(client(provider)).verified


@pytest.mark.parametrize("says", [False, None, "true", "false", 1, "", [True]], ids=str)
def test_an_address_is_verified_by_the_value_true_alone(provider, says):
    provider.claims["email_verified"] = says
    provider.document_says["userinfo_endpoint"] = None
    assert walk(client(provider)).verified is False


@pytest.mark.parametrize(
    "email", [None, "", 7, "x" * 250 + "@example.org", "a\0@example.org", "a\n@example.org", "\ud800@x"]
)
def test_an_address_nobody_can_have_is_not_verified(provider, email):
    provider.claims["email"] = None
    provider.userinfo = {"sub": "7f3a", "email": email, "email_verified": True}
    found = walk(client(provider))
    assert (found.email, found.verified) == ("", False)


def test_the_address_may_come_from_the_userinfo(provider):
    provider.claims.update(email=None, email_verified=None)
    provider.userinfo = {"sub": "7f3a", "email": "ratna@example.org", "email_verified": True}
    assert walk(client(provider)) == Identity(provider.issuer, "7f3a", "ratna@example.org", verified=True)


def test_the_word_that_an_address_is_verified_is_not_taken_for_another_address(provider):
    """Both come from one place: an unverified address in the token is not verified by the other page."""
    provider.claims.update(email="boss@example.org", email_verified=None)
    provider.userinfo = {"sub": "7f3a", "email": "ratna@example.org", "email_verified": True}
    assert walk(client(provider)).email == "ratna@example.org"


@pytest.mark.parametrize("told", [{"sub": "somebody-else"}, {}])
def test_a_userinfo_about_somebody_else_is_refused(provider, told):
    provider.claims.update(email=None)
    provider.userinfo = {"email": "boss@example.org", "email_verified": True, **told}
    assert refusal(client(provider)) == "untrusted"


def test_an_answer_without_the_kept_state_is_refused_before_anything_is_asked(provider):
    ours = client(provider)
    assert refusal(ours, state="another") == "stale"
    assert refusal(ours, state="") == "stale"
    assert "/token" not in provider.asked


def test_a_code_works_once(provider):
    ours = client(provider)
    begun = ours.begin(BACK)
    answer = comes_back(begun.url, visit)
    assert ours.finish(answer, begun.kept).verified
    with pytest.raises(IdentityRefused) as refused:
        ours.finish(answer, begun.kept)
    assert refused.value.reason == "stale"


def test_a_code_is_of_no_use_to_whoever_did_not_begin(provider):
    """PKCE: a stolen code is put into the thief's own sign-in."""
    ours = client(provider)
    victim, thief = ours.begin(BACK), ours.begin(BACK)
    stolen = comes_back(victim.url, visit)["code"]
    with pytest.raises(IdentityRefused) as refused:
        ours.finish({"code": stolen, "state": thief.kept["state"]}, thief.kept)
    assert refused.value.reason == "stale"


def test_who_said_no_is_told_apart_from_a_provider_in_trouble(provider):
    provider.answer_says = {"error": "access_denied"}
    assert refusal(client(provider)) == "declined"
    provider.answer_says = {"error": "temporarily_unavailable"}
    with pytest.raises(ProviderUnavailable, match="temporarily_unavailable"):
        walk(client(provider))
    provider.answer_says = {"error": "<script> ratna@example.org"}
    with pytest.raises(ProviderUnavailable) as failed:
        walk(client(provider))
    assert "ratna" not in str(failed.value)


def test_an_answer_without_a_code_is_no_answer(provider):
    assert refusal(client(provider), code="") == "stale"


def test_an_answer_that_names_another_issuer_was_mixed_up(provider):
    ours = client(provider)
    assert refusal(ours, iss="https://elsewhere.example") == "untrusted"
    assert walk(ours, iss=provider.issuer).verified


def test_a_provider_that_promises_its_name_must_give_it(provider):
    provider.document_says["authorization_response_iss_parameter_supported"] = True
    ours = client(provider)
    assert refusal(ours) == "untrusted"
    assert walk(ours, iss=provider.issuer).verified


@pytest.mark.parametrize(
    ("public", "methods", "changes"),
    [
        (False, ["client_secret_post"], {}),
        (False, None, {}),  # the standard's default
        (True, ["none"], {"client_secret": None}),
    ],
)
def test_we_prove_who_we_are_in_the_way_the_provider_takes(provider, public, methods, changes):
    provider.public = public
    provider.document_says["token_endpoint_auth_methods_supported"] = methods
    assert walk(client(provider, **changes)).verified


def test_a_wrong_secret_is_not_the_persons_fault(provider):
    with pytest.raises(ProviderUnavailable, match="invalid_client"):
        walk(client(provider, client_secret="wrong"))


def test_an_issuer_may_end_in_a_slash(provider):
    provider.document_says["issuer"] = provider.claims["iss"] = f"{provider.issuer}/"
    assert walk(client(provider)).issuer == f"{provider.issuer}/"


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": ["https://a.example"]},
    ],
    ids=str,
)
def test_a_description_that_cannot_be_trusted_is_none(provider, says):
    provider.document_says.update(says)
    with pytest.raises(ProviderUnavailable):
        client(provider).begin(BACK)


@pytest.mark.parametrize(
    ("address", "loopback", "private"),
    [
        ("https://id.example.org", False, True),
        ("http://id.example.org", True, False),
        ("http://127.0.0.1:9400", True, True),
        ("http://[::1]:9400/x", True, True),
        ("http://localhost:9400", True, True),
        ("http://localhost:9400", False, False),
        ("http://127.0.0.1.example.org", True, False),
        ("http://localhost.example.org", True, False),
        ("https://", True, False),
        ("ftp://localhost", True, False),
        ("http://[::1", True, False),
    ],
)
def test_which_way_is_private(address, loopback, private):
    assert is_private_way(address, loopback=loopback) is private


@pytest.mark.parametrize("fault", [providers.silent, providers.drip])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
def test_a_provider_that_hangs_is_given_up_at_the_deadline(provider, path, fault):
    provider.claims["email"] = None
    provider.at[path] = fault
    ours = client(provider, begin_seconds=0.4, finish_seconds=0.4)
    begun = time.monotonic()
    with pytest.raises(ProviderUnavailable, match="in time"):
        walk(ours)
    assert time.monotonic() - begun < 10  # a byte every half second would go on for 30 s


@pytest.mark.parametrize(
    "fault",
    [
        providers.huge,
        providers.elsewhere,
        lambda page: page.text("<html>", 200),
        lambda page: page.text("[" * 100_000, 200),
        lambda page: page.json([], 200),
        lambda page: page.json({}, 200),
        lambda page: page.text("", 500),
        lambda page: page.json({"error": "rate limited"}, 429),
        lambda page: page.text("{}", 200, **{"Content-Encoding": "gzip"}),
    ],
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_nonsense_is_a_provider_that_does_not_serve(provider, path, fault):
    provider.at[path] = fault
    with pytest.raises((ProviderUnavailable, IdentityRefused)):
        walk(client(provider))


def test_a_black_hole_and_a_closed_door_are_given_up_too():
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)  # takes the connection and never speaks
        address = f"http://127.0.0.1:{hole.getsockname()[1]}"
        with pytest.raises(ProviderUnavailable):
            OpenIdProvider(Registration(address, CLIENT, begin_seconds=0.3)).begin(BACK)
    with pytest.raises(ProviderUnavailable):
        OpenIdProvider(Registration(address, CLIENT)).begin(BACK)


def test_after_a_failure_the_next_ones_do_not_wait_and_later_ones_find_it_mended(provider):
    provider.at["/.well-known/openid-configuration"] = lambda page: page.text("", 503)
    ours = client(provider, rest_seconds=3600.0)
    for _ in range(3):
        with pytest.raises(ProviderUnavailable):
            ours.begin(BACK)
    assert len(provider.asked) == 1
    del provider.at["/.well-known/openid-configuration"]
    ours._rests_until = 0.0
    assert walk(ours).verified


def test_a_provider_that_hangs_does_not_hold_every_thread(provider, monkeypatch):
    monkeypatch.setattr("service.adapters.oidc._TURN_SECONDS", 0.05)
    ours = client(provider, finish_seconds=30.0)
    begun = [(journey, comes_back(journey.url, visit)) for journey in (ours.begin(BACK) for _ in range(5))]
    provider.at["/token"] = providers.silent
    waiting = [threading.Thread(target=_quietly, args=(ours, answer, journey.kept)) for journey, answer in begun[:4]]
    for one in waiting:
        one.start()
    until = time.monotonic() + 20
    while provider.asked.count("/token") < 4 and time.monotonic() < until:
        time.sleep(0.01)
    with pytest.raises(ProviderUnavailable, match="too many"):
        ours.finish(begun[4][1], begun[4][0].kept)
    provider.stopping.set()
    for one in waiting:
        one.join(20)


def _quietly(ours: OpenIdProvider, answer: dict[str, str], kept: dict[str, str]) -> None:
    with pytest.raises(ProviderUnavailable):
        ours.finish(answer, kept)


def test_the_secret_is_not_shown():
    assert SECRET not in repr(Registration("https://id.example", CLIENT, SECRET))


def test_a_provider_can_be_checked_without_anybody_signing_in(provider):
    client(provider).check()
    provider.at["/keys"] = lambda page: page.json({"keys": []})
    with pytest.raises(ProviderUnavailable, match="no usable key"):
        client(provider).check()
