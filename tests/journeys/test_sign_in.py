"""Signing in by the mail's code and by its link, and out again."""

import email
import re
import time
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import say

_RATNA = "ratna.maheswari@nusarekaan.example"


def _mail(folder: Path, known: set[Path]) -> EmailMessage:
    """The mail that came since; mail leaves in a job after the page is answered."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        new = set(folder.glob("*.eml")) - known
        if new:
            known |= new
            return email.message_from_bytes(new.pop().read_bytes(), policy=default)
        time.sleep(0.1)
    pytest.fail("no mail came")


def _ask(tab: Page, server, words) -> None:
    tab.goto(server.url)
    assert tab.url.startswith(f"{server.url}/sign-in")
    tab.get_by_label(words("Your work e-mail address")).fill(_RATNA)
    tab.get_by_role("button", name=words("Send the code")).click()
    tab.wait_for_load_state()
    expect(tab.get_by_role("heading", level=1)).to_have_text(words("Enter the code"))


def _signs_out(tab: Page, server, words) -> None:
    tab.locator("details.menu > summary").click()
    tab.get_by_role("button", name=words("Sign out"), exact=True).click()
    tab.wait_for_load_state()
    tab.goto(server.url)
    assert tab.url.startswith(f"{server.url}/sign-in")


@pytest.mark.parametrize(("language", "javascript"), [("id", False), ("en", True)])
def test_somebody_signs_in_by_the_code_and_by_the_link(server, visits, language, javascript):
    words = say(language)
    people = visits(server, language=language, javascript=javascript)
    tab, known = people.tab(), set()
    _ask(tab, server, words)
    text = _mail(server.data / "mail", known).get_body(("plain",)).get_content()
    code = re.search(r"\b\d{6}\b", text)[0]

    tab.locator("input[name=code]").fill("000000" if code != "000000" else "111111")
    tab.get_by_role("button", name=words("Sign in"), exact=True).click()
    tab.wait_for_load_state()
    assert tab.title().startswith(words("Error:"))
    tab.locator("input[name=code]").fill(code)
    tab.get_by_role("button", name=words("Sign in"), exact=True).click()
    tab.wait_for_load_state()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Ratna Maheswari")
    _signs_out(tab, server, say("id"))  # signed in, her own language holds

    _ask(tab, server, words if language == "id" else say(tab.locator("html").get_attribute("lang")))
    text = _mail(server.data / "mail", known).get_body(("plain",)).get_content()
    link = re.search(r"http://\S+/sign-in/link/\S+", text)[0]
    scanner = people.tab("")
    scanner.goto(link)  # what a mail scanner does uses nothing up
    tab.goto(link)
    tab.locator("main form button[type=submit]").click()
    tab.wait_for_load_state()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Ratna Maheswari")
    _signs_out(tab, server, say(tab.locator("html").get_attribute("lang")))
    tab.goto(link)
    expect(tab.locator("main form")).to_have_count(0)  # once is once
    assert people.complaints == []
