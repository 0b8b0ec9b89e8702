"""An admin looks after a programme: somebody new, another neutral contact, a refused pair, the pair that is left, the guides."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import say

LINE = {
    "id": "Surya Adirekan ada di jalur pelaporan Tiara Kusumajati.",
    "en": "Surya Adirekan is in the reporting line of Tiara Kusumajati.",
}


def _save(tab: Page, words) -> None:
    tab.get_by_role("button", name=words("Save"), exact=True).click()
    tab.wait_for_load_state()


def _pair(tab: Page, words, senior: str, junior: str) -> None:
    for field, name in (("senior", senior), ("junior", junior)):
        box = tab.locator(f"select[name={field}]")
        box.select_option(value=box.locator("option", has_text=name).get_attribute("value"))
    tab.get_by_role("button", name=words("Check this pair")).click()
    tab.wait_for_load_state()


@pytest.mark.parametrize(("language", "javascript"), [("id", True), ("en", False)])
def test_an_admin_looks_after_a_programme(server, visits, language, javascript):
    words = say(language)
    people = visits(server, language=language, javascript=javascript)
    server.wait_for("The index is ready")
    tab = people.tab("admin")
    tab.goto(server.url)
    tab.locator("main a", has_text=words("Open the programme")).click()
    tab.wait_for_load_state()
    programme = tab.url
    expect(tab.locator("table").first.locator("tbody tr")).to_have_count(10)

    _adds_a_person(tab, words)
    expect(tab.locator("table").first.locator("tbody")).to_contain_text("Kirana Percobaan")
    tab.goto(f"{programme}?q=percobaan")
    expect(tab.locator("table").first.locator("tbody tr")).to_have_count(1)

    tab.goto(f"{programme}/contact/deputy")
    tab.locator("input[name=name]").fill("Laras Penengah")
    tab.locator("input[name=email]").fill("intan.pengelola@nusarekaan.example")
    _save(tab, words)
    assert tab.title().startswith(words("Error:"))  # the admin is nobody's neutral contact
    expect(tab.locator("input[name=name]")).to_have_value("Laras Penengah")
    tab.locator("input[name=email]").fill("laras.penengah@mitraluar.example")
    _save(tab, words)
    expect(tab.locator("main")).to_contain_text("laras.penengah@mitraluar.example")

    _makes_the_pair_that_is_left(tab, words)
    tab.locator(".site-nav a", has_text=words("Guides")).click()
    tab.wait_for_load_state()
    expect(tab.locator("#index-state")).to_contain_text(words("The index is up to date."))
    assert tab.locator("tbody tr").count() >= 40
    tab.locator("tbody a[lang=id]").first.click()
    tab.wait_for_load_state()
    assert tab.locator("main article.card").count() >= 2
    assert people.complaints == []


def _adds_a_person(tab: Page, words) -> None:
    tab.locator("main a.button", has_text=words("Add a person")).click()
    tab.wait_for_load_state()
    tab.locator("input[name=name]").fill("Kirana Percobaan")
    tab.locator("input[name=email]").fill("kirana.percobaan@nusarekaan.example")
    tab.locator("input[name=grade]").fill("0")
    tab.locator("input[name=side][value=junior]").check()
    _save(tab, words)
    assert tab.title().startswith(words("Error:"))
    expect(tab.locator("#error-summary")).to_be_focused()
    expect(tab.locator("input[name=email]")).to_have_value("kirana.percobaan@nusarekaan.example")
    expect(tab.locator("input[name=grade]")).to_have_value("0")
    tab.locator("input[name=grade]").fill("3")
    _save(tab, words)


def _makes_the_pair_that_is_left(tab: Page, words) -> None:
    tab.locator("main a.button", has_text=words("Make a pair")).click()
    tab.wait_for_load_state()
    _pair(tab, words, "Surya Adirekan", "Tiara Kusumajati")
    refusal = tab.get_by_role("alert")
    expect(refusal).to_contain_text(LINE[tab.locator("html").get_attribute("lang")])
    _pair(tab, words, "Lestari Handayati", "Nabila Cahyarasa")
    tab.get_by_role("button", name=words("Make this pair")).click()
    tab.wait_for_load_state()
    row = tab.locator("tr", has_text="Nabila Cahyarasa").filter(has_text="Lestari Handayati")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(words("running"))
