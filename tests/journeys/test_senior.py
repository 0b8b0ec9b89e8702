"""A senior manager asks for topics, reads them to the bottom, and marks some; the mentor's page stays as it was."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import say

WAYS = [("id", True), ("en", False)]
_PATIENCE = 60_000


def _ask(tab: Page, words, focus: str) -> None:
    """Wish for topics and watch until they stand there; without JavaScript the page comes again by itself."""
    before = tab.locator("section.topics .topic-title").all_inner_texts()
    tab.locator("input[name=focus]").fill(focus)
    tab.get_by_role("button", name=words("Suggest topics")).click()
    tab.wait_for_load_state()
    progress = tab.locator("#progress")
    if progress.count():  # so quick a machine may have written them already
        expect(progress).to_contain_text(
            words("This takes some seconds. You may leave the page; the topics will be here.")
        )
    expect(tab.locator("input[name=focus]")).to_be_visible(timeout=_PATIENCE)
    assert tab.locator("section.topics .topic-title").all_inner_texts() != before


def _titles(tab: Page) -> list[str]:
    return tab.locator("section.topics .topic-title").all_text_contents()


@pytest.mark.parametrize(("language", "javascript"), WAYS)
def test_a_senior_asks_reads_and_marks(server, visits, language, javascript):
    words = say(language)
    people = visits(server, language=language, javascript=javascript)
    server.wait_for("The index is ready")
    senior = people.tab("senior")
    senior.goto(server.url)
    senior.get_by_role("button", name=words("Open the room of your pair")).or_(
        senior.get_by_role("link", name=words("Open the room of your pair"))
    ).click()
    expect(senior.get_by_role("heading", level=1)).to_have_text(words("You and your partner"))
    expect(senior.get_by_text(words("No topics yet"))).to_be_visible()
    _ask(senior, words, "Rekap lembur")

    titles = _titles(senior)
    assert 3 <= len(titles) <= 5
    expect(senior.locator("section.topics details.topic[open]")).to_have_count(1)
    _reads_the_open_topic(senior, words)
    _sees_a_quotation_in_its_place(senior, words, javascript=javascript)
    _reads_the_receipt(senior, words)

    mentor = people.tab("mentor")
    mentor.goto(senior.url)
    mentors_page = mentor.locator("main").inner_html()
    _marks(senior, words, titles[1])
    mentor.reload()
    tokens = re.compile(r'name="csrf_token" value="[^"]+"')
    assert tokens.sub("", mentor.locator("main").inner_html()) == tokens.sub("", mentors_page)

    _ask(senior, words, "")
    again = _titles(senior)
    assert again and not set(again) & set(titles)
    expect(senior.get_by_role("heading", name=words("Earlier suggestions for this session"))).to_be_visible()
    earlier = senior.locator("section[aria-labelledby=earlier-heading]")
    earlier.locator("> details > summary").click()
    assert earlier.locator(".topic-title").all_text_contents() == titles
    assert people.complaints == []


def _reads_the_open_topic(tab: Page, words) -> None:
    topic = tab.locator("section.topics details.topic[open]")
    steps = topic.locator(".activity li")
    expect(steps.first).to_be_hidden()
    topic.get_by_text(words("10-minute practice"), exact=True).click()
    expect(steps.first).to_be_visible()
    minutes = [int(re.match(r"\d+", text)[0]) for text in topic.locator(".minutes").all_inner_texts()]
    assert sum(minutes) == 10
    topic.get_by_text(words("Openers") + " (").click()
    expect(topic.locator(".openers li")).to_have_count(2)
    expect(topic.locator(".openers li").first).to_be_visible()
    for side in ("senior", "junior", "both"):
        question = topic.locator(f".questions-{side} li")
        expect(question).to_have_count(1)
        expect(question).to_be_visible()
        assert question.inner_text().endswith("?")


def _sees_a_quotation_in_its_place(tab: Page, words, *, javascript: bool) -> None:
    """It opens under the quotation, and closes; without JavaScript it is a page of its own, which the other links to."""
    citation = tab.locator("section.topics details.topic[open] .citation").first
    quote = citation.locator("blockquote").inner_text().strip().strip("“”")
    room = tab.url
    citation.locator("figcaption a").click()
    if javascript:
        in_place = citation.locator("details.in-place")
        expect(in_place.locator("mark")).to_have_text(quote)
        expect(in_place.locator("summary")).to_be_focused()
        assert tab.url == room
        tab.keyboard.press("Enter")
        expect(in_place.locator("mark")).to_be_hidden()
        tab.keyboard.press("Enter")
        in_place.get_by_role("link", name=words("Open as a page of its own")).click()
    tab.wait_for_load_state()
    assert tab.locator("mark").text_content() == quote
    assert quote in tab.locator(".in-context").text_content()
    tab.locator("p.back a").click()
    tab.wait_for_load_state()
    assert tab.url.split("#")[0] == room.split("#")[0]
    expect(tab.locator("section.topics details.topic").first).to_have_attribute("open", "")


def _reads_the_receipt(tab: Page, words) -> None:
    receipt = tab.locator("section.topics details.receipt")
    expect(receipt.get_by_text(words("Passages"), exact=True)).to_be_hidden()
    receipt.locator("summary").click()
    expect(receipt.get_by_text(words("Passages"), exact=True)).to_be_visible()
    used = receipt.locator(".used li").all_inner_texts()
    assert used and not [line for line in used if re.search(r"\d", line)]


def _marks(tab: Page, words, second: str) -> None:
    shown = tab.locator("section.topics")
    first = shown.locator("details.topic").first
    useful = first.get_by_role("button", name=words("Useful"), exact=True)
    useful.click()
    tab.wait_for_load_state()
    expect(useful).to_have_attribute("aria-pressed", "true")

    topic = shown.locator("details.topic").nth(1)
    topic.locator("> summary").click()
    topic.get_by_role("button", name=words("Not quite for us"), exact=True).click()
    tab.wait_for_load_state()
    expect(topic).to_have_attribute("open", "")  # the topic that was marked stands open again
    topic.get_by_role("button", name=words("Inappropriate"), exact=True).click()
    tab.wait_for_load_state()
    expect(tab.get_by_role("status").first).to_contain_text(
        words("The topic is hidden from your page. Those who look after the guides see it, without knowing from whom.")
    )
    expect(shown.locator(".topic-title", has_text=second)).to_have_count(0)
    shown.get_by_role("button", name=words("Show it again")).click()
    tab.wait_for_load_state()
    expect(shown.locator(".topic-title", has_text=second)).to_have_count(1)
