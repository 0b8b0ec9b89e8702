"""Every page in both languages: accessible, whole on a small screen and with large text, translated, and without a complaint."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from service.app import create_app
from service.settings import Settings
from tests.journeys.form_pages import form_pages
from tests.journeys.keys import REACHABLE, unseen, walk
from tests.journeys.pages import NOT_PAGES, Leaf, furnish, leaves
from tests.journeys.visits import Visits
from tests.journeys.words import untranslated

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PEOPLE = ["", "senior", "mentor", "senior, form open", "mentor, form open", "admin", "neutral contact"]
_RULES = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()

RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ")).slice(0, 3).join(" | "));
}"""
WIDER_THAN_THE_PAGE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 4).map(one => one.tagName + "." + one.className + " " + Math.round(one.getBoundingClientRect().right));
}"""
CLIPPED = """() => [...document.querySelectorAll("main *")].filter(one => {
  const style = getComputedStyle(one);
  return one.scrollWidth > one.clientWidth + 2 && ["hidden", "clip"].includes(style.overflowX)
    && style.clipPath === "none" && !["INPUT", "SELECT", "TEXTAREA", "PROGRESS"].includes(one.tagName);
}).map(one => one.tagName + "." + one.className)"""
TEXTS = """(language) => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const holder = node.parentElement;
    if (!["SCRIPT", "NOSCRIPT"].includes(holder.tagName) && holder.closest("[lang]").lang === language) found.push(node.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`body [${name}]`)) found.push(one.getAttribute(name));
  return found.map(text => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def lived_in(browser, furnished):
    """The furnished server after some use."""
    helpers = Visits(browser, furnished, javascript=False)
    furnish(furnished, helpers.tab)
    helpers.close()
    return furnished


def _open(tab: Page, server, leaf: Leaf) -> None:
    answer = tab.goto(server.url + leaf.path)
    if leaf.then:
        leaf.then(tab)
    if not leaf.then or leaf.status == 200:
        assert answer.status == (200 if leaf.then else leaf.status)


def test_the_walk_knows_every_page_of_the_app(lived_in, tmp_path):
    app = create_app(Settings(data=tmp_path, secret_key="x" * 32, _env_file=None), {})
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    walked = {leaf.endpoint for leaf in leaves(lived_in)} - {""}
    assert walked == pages - NOT_PAGES


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_accessible_whole_and_translated(lived_in, visits, who, language):
    people = visits(lived_in, language=language, bypass_csp=True, width=1280, height=800)
    faults: list[str] = []
    tab = people.tab(who)
    for leaf in leaves(lived_in):
        if leaf.who == who:
            _open(tab, lived_in, leaf)
            faults += [f"{leaf.name}: {fault}" for fault in _faults(tab, language, leaf)]
    assert faults + people.complaints == []


def _faults(tab: Page, language: str, leaf: Leaf) -> list[str]:
    found = [f"in the other language: {text}" for text in untranslated(tab.evaluate(TEXTS, language), language)]
    if tab.locator("html").get_attribute("lang") != language:
        found.append("lang is not the page's language")
    title = tab.title()
    if not title.endswith(" – Dua Arah") or len(title) < len("x – Dua Arah"):
        found.append(f"the title is {title!r}")
    tab.evaluate(AXE)
    found += [f"axe, {one}" for one in tab.evaluate(RUN_AXE, _RULES)]
    tab.set_viewport_size({"width": 320, "height": 700})
    found += [f"wider than 320 px: {one}" for one in tab.evaluate(WIDER_THAN_THE_PAGE)]
    found += [f"clipped at 320 px: {one}" for one in tab.evaluate(CLIPPED)]
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.add_style_tag(content=":root:root { font-size: 212.5% !important }")  # twice the 17 px of the page
    found += [f"wider than the page with 200 % text: {one}" for one in tab.evaluate(WIDER_THAN_THE_PAGE)]
    found += [f"clipped with 200 % text: {one}" for one in tab.evaluate(CLIPPED)]
    return found


DARK = ["room-all-open", "form-now-error", "form-goals", "programme", "citation", "exclusions", "guides", "check-gaps"]


def test_the_dark_scheme_is_readable(lived_in, visits):
    people = visits(lived_in, bypass_csp=True, scheme="dark")
    faults = []
    for leaf in leaves(lived_in):
        if leaf.name in DARK:
            tab = people.tab(leaf.who)
            _open(tab, lived_in, leaf)
            tab.evaluate(AXE)
            faults += [f"{leaf.name}: {one}" for one in tab.evaluate(RUN_AXE, _RULES)]
            tab.close()
    assert faults == []


BY_KEYBOARD = [
    "room",
    "form-goals",
    "form-behaviours_now",
    "form-availability",
    "talk",
    "programme",
    "pair-possible",
    "sign-in",
]


FORMS_BY_KEYBOARD = [(name, language) for name, *_rest in form_pages() for language in ("id", "en")]


@pytest.mark.parametrize(("name", "language"), [*((name, "id") for name in BY_KEYBOARD), *FORMS_BY_KEYBOARD])
def test_everything_is_reached_by_tab_with_a_ring_to_see(lived_in, visits, name, language):
    leaf = next(one for one in leaves(lived_in) if one.name == name)
    tab = visits(lived_in, language=language).tab(leaf.who)
    _open(tab, lived_in, leaf)
    expect(tab.locator("h1")).to_be_visible()
    stops = walk(tab)
    assert unseen(stops) == []
    assert len(stops) == tab.evaluate(REACHABLE)
