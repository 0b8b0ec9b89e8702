"""Signing in by an identity provider, in a browser, with a real provider on another site."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.folders import demo_folder, serving_copy
from tests.journeys.keys import REACHABLE, unseen, walk
from tests.journeys.server import RunningServer, free_port
from tests.journeys.test_pages import _faults
from tests.journeys.visits import Visits
from tests.journeys.words import say

_LABEL = "Akun Nusa"
_PEOPLE = {
    "ratna": {"email": "Ratna.Maheswari@nusarekaan.example", "email_verified": True},
    "ratna-unverified": {"email": "ratna.maheswari@nusarekaan.example"},
    "stranger": {"email": "stranger@nusarekaan.example", "email_verified": True},
}


@pytest.fixture
def identity() -> Iterator[subprocess.Popen[bytes]]:
    """The provider, as a process of its own; on localhost, which is another site than 127.0.0.1."""
    port = free_port()
    words = [sys.executable, "-m", "oidc_provider_mock", "-H", "127.0.0.1", "-p", str(port), "--require-nonce"]
    for subject, claims in _PEOPLE.items():
        words += ["--user-claims", json.dumps({"sub": subject, **claims})]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.issuer = f"http://localhost:{port}"
    try:
        until = time.monotonic() + 30
        while True:
            try:
                with urlopen(f"{process.issuer}/.well-known/openid-configuration", timeout=2):
                    break
            except OSError:
                assert time.monotonic() < until and process.poll() is None, "the provider did not start"
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def guarded(place, tmp_path, identity) -> Iterator[RunningServer]:
    settings = {
        "DUA_ARAH_SIGN_IN": "both",
        "DUA_ARAH_OIDC_ISSUER": identity.issuer,
        "DUA_ARAH_OIDC_CLIENT_ID": "dua-arah",
        "DUA_ARAH_OIDC_CLIENT_SECRET": "a secret between us",
        "DUA_ARAH_OIDC_LABEL": _LABEL,
    }
    with serving_copy(demo_folder(place), tmp_path / "data", **settings) as running:
        yield running


def _to_provider(tab: Page, server: RunningServer, identity, words, path: str = "/account") -> None:
    tab.goto(server.url + path)
    tab.get_by_role("button", name=words("Sign in with %(label)s") % {"label": _LABEL}).press("Enter")
    tab.wait_for_url(f"{identity.issuer}/**")


def _says_no(route: Route) -> None:
    asked = dict(parse_qsl(urlsplit(route.request.url).query))
    answer = urlencode({"error": "access_denied", "state": asked["state"]})
    route.fulfill(status=302, headers={"Location": f"{asked['redirect_uri']}?{answer}"})


def _tab(people: Visits) -> Page:
    """A stranger's tab; the provider's pages want a stylesheet from elsewhere, which is not fetched."""
    tab = people.tab()
    tab.route(re.compile("^https://"), lambda route: route.fulfill(status=200, content_type="text/css", body=""))
    return tab


def _comes_back(tab: Page, server: RunningServer, subject: str) -> None:
    tab.get_by_role("button", name=subject, exact=True).first.click()
    tab.wait_for_url(f"{server.url}/**")


@pytest.mark.parametrize(("language", "javascript"), [("id", False), ("en", True)])
def test_somebody_signs_in_at_the_provider_and_out_again(guarded, identity, visits, language, javascript):
    words = say(language)
    people = visits(guarded, language=language, javascript=javascript)
    tab = _tab(people)
    _to_provider(tab, guarded, identity, words)
    _comes_back(tab, guarded, "ratna")
    assert tab.url == f"{guarded.url}/account"
    expect(tab.locator("main")).to_contain_text("ratna.maheswari@nusarekaan.example")

    own = say("id")  # signed in, her own language holds
    tab.locator("details.menu > summary").click()
    tab.get_by_role("button", name=own("Sign out"), exact=True).click()
    expect(tab.get_by_role("status")).to_contain_text(_LABEL)
    tab.goto(f"{guarded.url}/account")
    assert tab.url.startswith(f"{guarded.url}/sign-in")
    assert people.complaints == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_on_the_way_is_accessible_whole_and_translated(guarded, identity, visits, language):
    words = say(language)
    people = visits(guarded, language=language, bypass_csp=True)
    tab = _tab(people)
    faults: list[str] = []

    def look(heading: str) -> None:
        expect(tab.get_by_role("heading", level=1)).to_have_text(words(heading) % {"label": _LABEL})
        faults.extend(f"{heading}: {fault}" for fault in _faults(tab, language, None))

    tab.goto(f"{guarded.url}/sign-in")
    look("Sign in")
    tab.route(f"{identity.issuer}/**", lambda route: route.fulfill(status=204))  # the browser stays where it is
    tab.goto(f"{guarded.url}/sign-in")
    with tab.expect_event("requestfailed", lambda request: request.url.startswith(identity.issuer)):
        tab.get_by_role("button", name=words("Sign in with %(label)s") % {"label": _LABEL}).click()
    look("On to %(label)s")
    tab.unroute(f"{identity.issuer}/**")

    for subject in ("stranger", "ratna-unverified"):
        _to_provider(tab, guarded, identity, words)
        _comes_back(tab, guarded, subject)
        look("This account does not open Dua Arah")

    _to_provider(tab, guarded, identity, words)
    tab.get_by_role(
        "button", name="Deny"
    ).click()  # this provider forgets the state it owes us: then nobody knows whose no it is
    tab.wait_for_url(f"{guarded.url}/**")
    look("This sign-in has ended")

    tab.route(f"{identity.issuer}/oauth2/authorize**", _says_no)
    tab.goto(f"{guarded.url}/sign-in")
    tab.get_by_role("button", name=words("Sign in with %(label)s") % {"label": _LABEL}).click()
    tab.wait_for_url(f"{guarded.url}/sign-in/oidc/callback**")
    look("You are not signed in")
    assert faults == []
    assert people.complaints == []


def test_a_provider_that_is_gone_leaves_the_mail_and_all_is_reached_by_keyboard(guarded, identity, visits):
    words = say("en")
    tab = _tab(visits(guarded, language="en"))
    tab.goto(f"{guarded.url}/sign-in")
    stops = walk(tab)
    assert unseen(stops) == []
    assert len(stops) == tab.evaluate(REACHABLE)

    identity.kill()
    identity.wait(10)
    tab.get_by_role("button", name=words("Sign in with %(label)s") % {"label": _LABEL}).press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(
        words("%(label)s does not answer just now") % {"label": _LABEL}
    )
    tab.get_by_role("link", name=words("Have a code mailed instead")).click()
    tab.get_by_label(words("Your work e-mail address")).fill("ratna.maheswari@nusarekaan.example")
    tab.get_by_role("button", name=words("Send the code")).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(words("Enter the code"))


def test_the_way_back_in_the_browser_is_the_sign_in_page(guarded, identity, visits):
    tab = _tab(visits(guarded, language="en"))
    _to_provider(tab, guarded, identity, say("en"))
    tab.go_back()
    expect(tab).to_have_url(f"{guarded.url}/sign-in?next=/account")
