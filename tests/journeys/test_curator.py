"""A curator begins with an empty folder; what they write is suggested to a pair, and withdrawn it is gone from there on, but not from what was given."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from service.knowledge.rules.composing import take_apart
from tests import guides, papers
from tests.journeys.browser import choose_language
from tests.journeys.server import RunningServer, serving
from tests.journeys.words import Say, say

TITLE, SLUG = "Rekap lembur", "rekap-lembur"
UNIT, LATER_UNIT = "Rekap lembur dengan rumus", "Rekap lembur yang diperiksa"
ABOUT_LATER = (
    "Satu angka lembur yang keliru jarang terlihat dari tampilannya. Tabel yang lurus dan berwarna membuat orang percaya, padahal "
    "rumusnya bisa saja menunjuk baris bulan lalu. Mentor biasanya punya kebiasaan sendiri untuk menemukan kesalahan itu, misalnya "
    "membandingkan dua nama yang jam kerjanya sama. Kebiasaan tersebut layak diperlihatkan, karena pemeriksaan yang baik bisa "
    "ditiru siapa pun di tim. Pemimpin cukup mencoba mencari satu angka yang sengaja dibuat salah. Setelah itu berdua memutuskan "
    "pemeriksaan mana yang perlu dijalankan setiap bulan sebelum rekap dikirim, dan siapa yang melihatnya untuk kedua kali."
)
_FIRST, _SECOND, _THIRD = take_apart(guides.ID.format(about="ABOUT")).body.split("ABOUT")
BODY = _FIRST + guides.ABOUT_ID + _SECOND + ABOUT_LATER + _THIRD
CLOSED, OPEN = (
    "Apakah Anda melihat batas rumus dalam rekap lembur?",
    "Batas rumus seperti apa yang Anda lihat dalam rekap lembur?",
)
QUESTION = "menghitung lembur dengan rumus"
MEMO = ("Giliran jaga gudang", "Regu kuarsa membaca papan giliran jaga gudang setiap pagi sebelum truk pertama datang.")
_SECONDS = 30


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[RunningServer]:
    """The demo's people before anybody has put a guide into the folder."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    with serving(tmp_path / "data", DUA_ARAH_KNOWLEDGE=str(folder), DUA_ARAH_MAIL="file") as running:
        yield running


def test_from_an_empty_folder_to_a_suggested_topic_and_withdrawn(bare, visits):
    desk, room = visits(bare, language="en"), visits(bare, language="id")
    curator, leader = desk.tab("admin"), room.tab("senior")
    words = say("en")
    _is_told_how_to_begin(curator, bare, words)
    _writes_what_is_not_right_yet(curator, words)
    _mends_it_and_keeps_a_draft(curator, words)
    _finds_the_draft_in_the_list_alone(curator, bare, words)
    _gets_nothing(leader, bare)
    _publishes_it(curator, words)
    _sees_it_indexed_and_found(curator, bare, words)
    topic = _is_given_the_topic(leader, bare)

    choose_language(curator, "id")
    words = say("id")
    _uploads_a_memo(curator, bare, words)
    _withdraws_the_guide(curator, bare, words)
    _keeps_what_was_given(leader, topic)
    _gets_nothing(leader, bare)
    assert desk.complaints + room.complaints == []


def _press(tab: Page, name: str, *, within: Locator | None = None) -> None:
    """A button or a link that looks like one, by its whole name."""
    place = within or tab.locator("main")
    place.get_by_role("button", name=name, exact=True).or_(
        place.get_by_role("link", name=name, exact=True)
    ).first.click()
    tab.wait_for_load_state()


def _field(tab: Page, label: str) -> Locator:
    return tab.locator("main").get_by_label(label, exact=True)


def _unit(tab: Page, heading: str) -> Locator:
    """The tags of a topic."""
    return tab.locator("details.disclosure", has=tab.locator("summary", has_text=heading))


def _until(tab: Page, holds: Callable[[], bool], what: str) -> None:
    """Look at the page again and again, as somebody would who waits for it."""
    until = time.monotonic() + _SECONDS
    while not holds():
        assert time.monotonic() < until, f"{what}: {tab.locator('main').inner_text()}"
        tab.wait_for_timeout(200)
        tab.reload()


def _row(tab: Page, title: str) -> Locator:
    return tab.locator("tbody tr").filter(has=tab.locator(".doc-title a", has_text=title))


def _is_told_how_to_begin(tab: Page, server: RunningServer, words: Say) -> None:
    tab.goto(server.url)
    tab.locator(".site-nav a", has_text=words("Guides")).click()
    tab.wait_for_load_state()
    empty = tab.locator(".empty")
    expect(empty).to_contain_text(words("No document yet"))
    expect(tab.locator("main table")).to_have_count(0)
    _press(tab, words("Write a guide"), within=empty)
    expect(tab.locator("h1")).to_have_text(words("Write a guide"))


def _writes_what_is_not_right_yet(tab: Page, words: Say) -> None:
    """A closed question, a forgotten title: the page says so while they write, and again when they save."""
    assert BODY.count(OPEN) == 1
    _field(tab, words("Language")).select_option("id")
    _field(tab, words("Text (Markdown)")).fill(BODY.replace(OPEN, CLOSED))
    beside = tab.locator("#beside")
    expect(beside.locator(".lint")).to_contain_text(CLOSED)
    expect(beside.locator(".preview h2", has_text=UNIT)).to_be_visible()
    _press(tab, words("Save"))
    assert tab.title().startswith(words("Error:"))
    expect(tab.locator("#error-summary")).to_be_focused()
    expect(tab.locator("#error-summary")).to_contain_text(words("Give the guide a title."))
    expect(_field(tab, words("Text (Markdown)"))).to_have_value(BODY.replace(OPEN, CLOSED))


def _mends_it_and_keeps_a_draft(tab: Page, words: Say) -> None:
    _field(tab, words("Title")).fill(TITLE)
    _field(tab, words("Short name for the file")).fill(SLUG)
    for label in (words("Technology in practice"), "2"):
        _field(tab, label).first.check()
    _field(tab, words("Text (Markdown)")).fill(BODY)
    beside = tab.locator("#beside")
    expect(beside).not_to_contain_text(CLOSED)
    _press(tab, words("Check and preview"))
    expect(_unit(tab, UNIT).get_by_label("2", exact=True)).to_be_checked()  # as the guide itself
    later = _unit(tab, LATER_UNIT)
    later.locator("> summary").click()
    later.get_by_label("2", exact=True).uncheck()
    later.get_by_label("3", exact=True).check()
    expect(beside.locator(".lint li")).to_have_count(1)  # the other language, which is nobody's mistake
    expect(beside.locator(".lint")).to_contain_text("guides/en/rekap-lembur.md")
    _press(tab, words("Save"))
    expect(tab.get_by_role("status").first).to_contain_text(words("Saved. It is kept out of suggestions."))
    expect(_field(tab, words("Status"))).to_have_value("draft")


def _finds_the_draft_in_the_list_alone(tab: Page, server: RunningServer, words: Say) -> None:
    tab.goto(f"{server.url}/knowledge/")
    kept_out = _row(tab, TITLE).filter(has_text=words("kept out of suggestions"))
    _until(tab, lambda: kept_out.count() == 1, "what was saved never comes into the list")
    expect(_row(tab, TITLE)).to_contain_text(words("draft"))
    _ask_the_folder(tab, words)
    expect(tab.locator("#found .hits")).to_have_count(0)
    expect(tab.locator("#found")).to_contain_text(words("The folder has no answer that it supports"))


def _publishes_it(tab: Page, words: Say) -> None:
    tab.locator(".tabs a", has_text=words("Documents")).click()
    tab.wait_for_load_state()
    _row(tab, TITLE).locator(".doc-title a").click()
    tab.wait_for_load_state()
    if tab.locator("h1").inner_text() == TITLE:
        _press(tab, words("Change"))
    _press(tab, words("Publish"))
    expect(tab.locator("h1")).to_have_text(words("Publish this guide?"))
    _press(tab, words("Show the effect first"))
    trial = tab.locator("#trial")
    expect(trial.get_by_role("heading", name=words("Labelled questions"))).to_be_visible(timeout=_SECONDS * 1000)
    _press(tab, words("Publish") + " …")
    _press(tab, words("Publish"))
    expect(tab.get_by_role("status").first).to_contain_text(words("Saved. Suggestions can use it within seconds."))


def _sees_it_indexed_and_found(tab: Page, server: RunningServer, words: Say) -> None:
    tab.goto(f"{server.url}/knowledge/")
    served = (
        _row(tab, TITLE).filter(has_text=words("published")).filter(has_text=words("%(num)s passages") % {"num": 5})
    )
    _until(tab, lambda: served.count() == 1, "the list never says that it is published and indexed")
    expect(served).not_to_contain_text(words("kept out of suggestions"))
    expect(tab.locator("#index-state")).to_contain_text(words("The index is up to date."))
    _ask_the_folder(tab, words)
    hit = tab.locator("#found .hits > li").first
    expect(hit.locator("h3")).to_contain_text(UNIT)
    hit.locator("h3 a").click()
    tab.wait_for_load_state()
    expect(tab.locator("h1")).to_have_text(TITLE)
    expect(tab.locator("article.card", has_text=UNIT)).to_contain_text(words("never suggested yet"))


def _ask_the_folder(tab: Page, words: Say) -> None:
    tab.locator(".tabs a", has_text=words("Try")).click()
    tab.wait_for_load_state()
    _field(tab, words("What somebody would ask")).fill(QUESTION)
    _field(tab, words("Language of the guides")).select_option("any")
    tab.get_by_role("button", name=words("Try"), exact=True).click()
    tab.wait_for_load_state()


def _wish(tab: Page, server: RunningServer) -> None:
    words = say("id")
    tab.goto(f"{server.url}/pairs/1/sessions/2")
    tab.locator("input[name=focus]").fill("Rekap lembur")
    with tab.expect_navigation():
        _press(tab, words("Suggest topics"))
    expect(tab.locator("input[name=focus]")).to_be_visible(timeout=2 * _SECONDS * 1000)  # not while it is written


def _gets_nothing(tab: Page, server: RunningServer) -> None:
    _wish(tab, server)
    expect(tab.locator("section.topics").first.locator(".topic-title")).to_have_count(0)


def _is_given_the_topic(tab: Page, server: RunningServer) -> str:
    """Returns the address of the quotation."""
    _wish(tab, server)
    topic = tab.locator("section.topics details.topic", has=tab.locator(".topic-title", has_text=UNIT)).first
    expect(topic).to_be_visible()
    quote = topic.locator(".citation blockquote").first.inner_text().strip().strip("“”")
    assert quote in guides.ABOUT_ID
    tab.goto(server.url + str(topic.locator(".citation a").first.get_attribute("href")))
    expect(tab.locator("h1")).to_have_text(TITLE)
    assert tab.locator("mark").text_content() == quote
    expect(tab.locator("main")).to_contain_text(f"guides/id/{SLUG}.md")
    expect(tab.locator(".notice")).to_have_count(0)
    return tab.url


def _uploads_a_memo(tab: Page, server: RunningServer, words: Say) -> None:
    title, sentence = MEMO
    memo = papers.word(lambda document: [document.add_heading(title, 1), document.add_paragraph(sentence)])
    tab.goto(f"{server.url}/knowledge/")
    _press(tab, words("Upload a file"))
    name = "Memo Gudang (final).docx"
    tab.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": memo}
    )
    _press(tab, words("Read the file"))
    expect(tab.locator("main")).to_contain_text(words("Nothing is saved yet: read the text, mend it, then save."))
    expect(_field(tab, words("Title"))).to_have_value(title)
    expect(tab.locator("#beside .preview")).to_contain_text(sentence)
    slug = _field(tab, words("Short name for the file")).input_value()
    _press(tab, words("Save"))
    expect(tab.get_by_role("status").first).to_contain_text(words("Saved. It is kept out of suggestions."))
    tab.goto(f"{server.url}/knowledge/")
    _until(tab, lambda: _row(tab, title).count() == 1, "what was uploaded never comes into the list")
    expect(_row(tab, title)).to_contain_text(slug)
    expect(_row(tab, title)).to_contain_text(words("draft"))


def _withdraws_the_guide(tab: Page, server: RunningServer, words: Say) -> None:
    _row(tab, TITLE).locator(".doc-title a").click()
    tab.wait_for_load_state()
    expect(tab.locator("article.card", has_text=UNIT).first).to_contain_text(words("suggested once") % {"num": 1})
    _press(tab, words("Change"))
    _press(tab, words("Withdraw"))
    expect(tab.locator("h1")).to_have_text(words("Withdraw this guide?"))
    _field(tab, words("Note on this change")).fill("Aturan lembur berubah")
    _press(tab, words("Withdraw"))
    expect(tab.get_by_role("status").first).to_contain_text(words("Saved. It is kept out of suggestions."))
    tab.locator("p.back a").click()
    _ask_the_folder(tab, words)
    _until(tab, lambda: tab.locator("#found .hits").count() == 0, "what is withdrawn is still found")
    tab.goto(f"{server.url}/knowledge/history/guides/id/{SLUG}.md")
    expect(tab.locator("tbody tr").first).to_contain_text("Aturan lembur berubah")
    expect(tab.locator("tbody tr")).to_have_count(3)


def _keeps_what_was_given(tab: Page, quotation: str) -> None:
    words = say("id")
    tab.goto(quotation)
    expect(tab.locator(".notice")).to_contain_text(
        words("This document is no longer suggested. The quotation stays as it was given to you.")
    )
    expect(tab.locator("mark")).to_be_visible()
    tab.locator("p.back a").click()
    tab.wait_for_load_state()
    topic = tab.locator("section.topics details.topic", has=tab.locator(".topic-title", has_text=UNIT)).first
    expect(topic.locator(".citation").first).to_contain_text(words("withdrawn"))
