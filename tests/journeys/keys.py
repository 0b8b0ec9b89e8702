"""A page gone through with the Tab key alone: where the focus comes, in which order, and whether it can be seen there."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page

_MOST, _STOPS_WITHIN = 200, 5  # a date has a stop for each of its parts
REACHABLE = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
  const shown = all.filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled);
  const groups = new Set();
  return shown.filter(one => {
    if (one.type !== "radio") return true;
    if (groups.has(one.name)) return false;
    groups.add(one.name);
    return true;
  }).length;
}"""
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const key = one.type === "radio" ? "radio " + one.name : (one.dataset.number ??= String(window.counted = (window.counted ?? 0) + 1));
  const ringed = [one, one.closest(".row, .point")].some(part => {
    if (!part) return false;
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const place = one.getBoundingClientRect();
  const whole = place.toJSON();
  return {
    key, name: one.outerHTML.slice(0, 110), ringed, inside: place.bottom > 0 && place.top < innerHeight,
    main: Boolean(one.closest("main")), closed: one.tagName === "SUMMARY" && !one.parentElement.open,
    left: whole.left, right: whole.right, top: whole.top + scrollY, bottom: whole.bottom + scrollY,
  };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """An element that has the focus. `ringed`: its outline is seen; `inside`: it stands in the window; edges are the document's."""

    key: str
    name: str
    ringed: bool
    inside: bool
    main: bool
    closed: bool
    left: float
    right: float
    top: float
    bottom: float


def walk(tab: Page, *, opening: bool = False) -> list[Stop]:
    """Every stop of the Tab key from where the focus is to the end of the page; `opening` presses Enter on what is closed.

    Fails where the focus cannot leave an element.
    """
    stops: dict[str, Stop] = {}
    for stop in _pressed(tab):
        if stop is None or (stop.key in stops and stop.key != list(stops)[-1]):
            return list(stops.values())
        stops.setdefault(stop.key, stop)
        if opening and stop.closed and stop.main:
            tab.keyboard.press("Enter")
    pytest.fail(f"no end after {_MOST} presses; the last stops: {[one.name for one in stops.values()][-3:]}")


def _pressed(tab: Page) -> Iterator[Stop | None]:
    before, again = None, 0
    for _press in range(_MOST):
        tab.keyboard.press("Tab")
        found = tab.evaluate(_FOCUSED)
        stop = Stop(**found) if found else None
        again = again + 1 if stop and before and stop.key == before.key else 0
        assert again < _STOPS_WITHIN, f"the focus cannot leave {stop and stop.name}"
        before = stop
        yield stop


def unseen(stops: list[Stop]) -> list[str]:
    """The stops at which nobody sees where the focus is."""
    return [one.name for one in stops if not (one.ringed and one.inside)]


def backwards(stops: list[Stop]) -> list[str]:
    """Steps within the page's own part that lead up, but not into the next column."""
    own = [one for one in stops if one.main]
    return [
        f"{one.name} → {after.name}"
        for one, after in pairwise(own)
        if after.bottom <= one.top and after.left < one.right
    ]


def go_to(tab: Page, wanted: Locator) -> None:
    """Press Tab until the focus is on an element, as somebody without a mouse would."""
    for _stop in _pressed(tab):
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"Tab never comes to {wanted}")


def press(tab: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to an element and use it where it is."""
    go_to(tab, wanted)
    tab.keyboard.press(key)


def follow(tab: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to a link or a button and use it; waits for the page that comes of it."""
    go_to(tab, wanted)
    with tab.expect_navigation():
        tab.keyboard.press(key)


def choose(tab: Page, wanted: Locator, words: str) -> None:
    """Go to a list of choices and type what the choice is called."""
    go_to(tab, wanted)
    tab.keyboard.type(words)
