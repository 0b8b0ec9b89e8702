"""Short forms in a browser: four taps, a line that an answer opens, pages that keep themselves, and a connection that goes away."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pace import fill_in
from tests.journeys.words import say

FORM = "/programmes/1/forms/1"  # the form after session 1, which pair 1 of the demo has held
PAGE = f"{FORM}/pages/session"


@pytest.mark.parametrize(("who", "language"), [("mentor", "id"), ("senior", "en")])
def test_four_taps_and_it_is_in(server, visits, who, language):
    people = visits(server, language=language, width=360, height=760)
    tab = people.tab(who)
    taps, _seconds = fill_in(tab, server.url + FORM, hurry=True)
    assert taps == 5, "four answers, and the button that hands them in"
    expect(tab.locator("h1")).to_contain_text(say(language)("Thank you, your form is in"))
    tab.goto(server.url)
    assert FORM not in tab.content(), "what is in leaves the page of things to do"
    assert people.complaints == []


def test_a_line_opens_with_the_answer_that_asks_for_it(server, visits):
    tab = visits(server, language="en").tab("mentor")
    tab.goto(server.url + PAGE)
    line = tab.locator("[name=learned_what]")
    expect(line).to_be_hidden()
    _choose(tab, "learned_new", "yes")
    expect(line).to_be_visible()
    line.fill("Pivot tables.")
    _choose(tab, "learned_new", "no")
    expect(line).to_be_hidden()
    _rest(tab)
    _on(tab, "en")
    assert "Pivot tables." not in _stored(tab, server), "what is hidden is not kept"


def test_without_a_script_the_line_comes_on_the_next_look(server, visits):
    tab = visits(server, language="id", javascript=False).tab("mentor")
    words = say("id")
    tab.goto(server.url + PAGE)
    expect(tab.locator("[name=learned_what]")).to_be_hidden()
    _choose(tab, "learned_new", "yes")
    _rest(tab)
    _on(tab, "id")
    expect(tab.locator("[role=status]").first).to_contain_text(
        words("Your answer opens one more question on this page.")
    )
    assert tab.locator(".error-summary").count() == 0, "a question not seen before is nobody's mistake"
    tab.locator("[name=learned_what]").fill("Tabel pivot.")
    _on(tab, "id")
    assert "Tabel pivot." in _stored(tab, server)


def test_a_page_keeps_itself_and_is_there_on_another_device(server, visits):
    desk = visits(server, language="en")
    tab = desk.tab("mentor")
    tab.goto(server.url + PAGE)
    _choose(tab, "learned_new", "yes")
    tab.locator("[name=learned_what]").fill("Half a sentence")
    expect(tab.locator("[data-kept]")).to_contain_text("Saved", timeout=15_000)
    tab.close()  # as if the machine had died
    phone = visits(server, language="en", width=360).tab("mentor")
    phone.goto(server.url + PAGE)
    expect(phone.locator("[name=learned_what]")).to_have_value("Half a sentence")
    assert desk.complaints == []


def test_a_lost_connection_is_said_and_made_good(server, visits):
    people = visits(server, language="en")
    tab = people.tab("mentor")
    tab.goto(server.url + PAGE)
    tab.context.set_offline(True)
    _choose(tab, "learned_new", "yes")
    tab.locator("[name=learned_what]").fill("Typed on a train")
    expect(tab.locator("[data-kept]")).to_contain_text("the connection is gone", timeout=15_000)
    tab.context.set_offline(False)
    expect(tab.locator("[data-kept]")).to_contain_text("Saved", timeout=30_000)
    expect(tab.locator("[name=learned_what]")).to_have_value("Typed on a train")


def test_two_windows_show_both_texts(server, visits):
    people = visits(server, language="en")
    left, right = people.tab("mentor"), people.tab("mentor")
    for tab in (left, right):
        tab.goto(server.url + PAGE)
        _choose(tab, "learned_new", "yes")
        _rest(tab)
    left.locator("[name=learned_what]").fill("From the left")
    _on(left, "en")
    right.locator("[name=learned_what]").fill("From the right")
    _on(right, "en")
    expect(right.locator(".error-summary")).to_contain_text("From the left")
    expect(right.locator("[name=learned_what]")).to_have_value("From the right")
    _on(right, "en")
    assert "From the right" in _stored(right, server)


def _stored(tab: Page, server) -> str:
    """What the author's own check page says."""
    tab.goto(f"{server.url}{FORM}/check")
    return tab.locator("main").inner_text()


def _choose(tab: Page, name: str, value: str) -> None:
    tab.locator(f"[name={name}][value='{value}']").check(force=True)


def _rest(tab: Page) -> None:
    """The other three taps."""
    for name in ("said_what_i_think", "who_steered", "suggestion_useful"):
        tab.locator(f"[name={name}]").nth(1).check(force=True)


def _on(tab: Page, language: str) -> None:
    tab.get_by_role("button", name=say(language)("Hand in"), exact=True).click()
    tab.wait_for_load_state()
