"""Somebody new fills in the form from the notice to the receipt: one mistake, back, a pause, and the private list at the end."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import say

WAYS = [
    ("senior", "id", True),
    ("senior", "en", False),
    ("mentor", "id", False),
    ("mentor", "en", True),
]
_LONG = "Kalau usul dari lapangan sungguh ditimbang, dan jawabannya sampai kembali ke kami."


@pytest.mark.parametrize(("side", "language", "javascript"), WAYS)
def test_somebody_new_fills_in_the_form(server, visits, side, language, javascript):
    words = say(language)
    people = visits(server, language=language, javascript=javascript)
    tab = people.tab(f"{side}, form open")
    _reads_the_notice(tab, server, words)
    tab.get_by_role("link", name=words("Fill in your form")).or_(
        tab.get_by_role("button", name=words("Fill in your form"))
    ).click()
    tab.wait_for_load_state()
    expect(tab.locator("#sees")).to_be_visible()  # who will see what, before the first question
    tab.locator("main a.button").click()
    tab.wait_for_load_state()
    _goes_on(tab, words)  # the facts

    _makes_a_mistake(tab, words)
    _goes_on(tab, words)
    _goes_back(tab, words)
    _pauses(tab, server, words)
    steps = 0
    while "/pages/" in tab.url:
        _answers(tab)
        _goes_on(tab, words)
        steps += 1
        assert steps < 12
    _hands_in(tab, server, words)
    _keeps_a_private_list(tab, server, words)
    assert people.complaints == []


def _reads_the_notice(tab: Page, server, words) -> None:
    tab.goto(server.url)
    tab.get_by_role("link", name=words("Read the privacy notice")).or_(
        tab.get_by_role("button", name=words("Read the privacy notice"))
    ).click()
    tab.wait_for_load_state()
    tab.get_by_role("button", name=words("I have read this and agree")).click()
    tab.wait_for_load_state()


def _goes_on(tab: Page, words) -> None:
    tab.get_by_role("button", name=words("Save and go on"), exact=True).click()
    tab.wait_for_load_state()


def _makes_a_mistake(tab: Page, words) -> None:
    """Four goals are one too many; all four stay ticked, the summary is read first."""
    boxes = tab.locator("main input[type=checkbox]")
    for number in range(4):
        boxes.nth(number).check()
    _goes_on(tab, words)
    assert tab.title().startswith(words("Error:"))
    summary = tab.locator("#error-summary")
    expect(summary).to_be_focused()
    link = summary.locator("a").first
    message = link.inner_text()
    expect(tab.locator(".field-error").first).to_contain_text(message)
    assert [boxes.nth(number).is_checked() for number in range(5)] == [True, True, True, True, False]
    link.click()
    expect(boxes.first).to_be_focused()
    boxes.nth(3).uncheck()


def _goes_back(tab: Page, words) -> None:
    here = tab.url.split("#")[0]
    tab.locator("p.back a").click()
    tab.wait_for_load_state()
    assert tab.locator("main input[type=checkbox]:checked").count() == 3
    _goes_on(tab, words)
    assert tab.url == here


def _pauses(tab: Page, server, words) -> None:
    """Leave with a page begun, and come back to it from the start page; a page that is whole by then is not asked again."""
    here = tab.url.split("#")[0]
    tab.locator("main form input:is([type=radio], [type=checkbox])").first.check()
    tab.get_by_role("button", name=words("Save and go on later")).click()
    tab.wait_for_load_state()
    assert "/pages/" not in tab.url
    tab.goto(server.url)
    tab.get_by_role("link", name=words("Go on with your form")).or_(
        tab.get_by_role("button", name=words("Go on with your form"))
    ).click()
    tab.wait_for_load_state()
    tab.locator("main a.button").click()
    tab.wait_for_load_state()
    if tab.url.split("#")[0] != here:
        tab.locator("p.back a").click()
        tab.wait_for_load_state()
    assert tab.url.split("#")[0] == here
    expect(tab.locator("main form input:is([type=radio], [type=checkbox])").first).to_be_checked()


def _answers(tab: Page) -> None:
    """The second point of every scale, the first box of every group, and the long text in full."""
    for group in tab.locator("main fieldset").all():
        radios, boxes = group.locator("input[type=radio]"), group.locator("input[type=checkbox]")
        if radios.count():
            radios.nth(1).check()
        elif boxes.count():
            boxes.first.check()
    for text in tab.locator("main textarea").all():
        text.fill(_LONG)


def _hands_in(tab: Page, server, words) -> None:
    expect(tab.get_by_role("heading", level=1)).to_have_text(words("Check your answers"))
    expect(tab.get_by_text(words("still missing"))).to_have_count(0)
    change = tab.locator(".answers-head a").nth(1)
    page = change.get_attribute("href")
    change.click()
    tab.wait_for_load_state()
    assert tab.url.split("#")[0] == server.url + page
    _goes_on(tab, words)
    expect(tab.get_by_role("heading", level=1)).to_have_text(words("Check your answers"))
    tab.get_by_role("button", name=words("Hand in")).click()
    tab.wait_for_load_state()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(words("Thank you, your form is in"))


def _keeps_a_private_list(tab: Page, server, words) -> None:
    tab.goto(server.url)
    tab.locator("main a", has_text=words("Your private exclusion list (optional)")).click()
    tab.wait_for_load_state()
    box = tab.locator("main select")
    name = box.locator("option").nth(1).inner_text().split(" · ")[0]
    box.select_option(index=1)
    tab.get_by_role("button", name=words("Add to the list")).click()
    tab.wait_for_load_state()
    listed = tab.locator("main .plain-list")
    expect(listed).to_contain_text(name)
    tab.get_by_role("button", name=words("Remove %(name)s") % {"name": name}).click()
    tab.wait_for_load_state()
    expect(listed).to_have_count(0)
