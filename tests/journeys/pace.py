"""Fills in the form after a session as somebody with a phone does: reads it, thinks, taps. ``python -m tests.journeys.pace`` prints
the seconds.

Reading goes at 200 words a minute, as on a small screen; each answer takes a moment of thought and a tap.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.browser import chromium
from tests.journeys.folders import demo_folder, serving_copy
from tests.journeys.visits import visits

_WORDS_A_SECOND = 200 / 60
_THOUGHT, _TAP = 1.5, 0.7  # seconds
PHONE = (360, 760)


def fill_in(tab: Page, address: str, *, hurry: bool = False) -> tuple[int, float]:
    """Walk from the form's only page to its receipt; returns how many taps and seconds that took. `hurry` leaves the pauses out."""
    begun, taps = time.monotonic(), 0

    def wait(seconds: float) -> None:
        if not hurry:
            time.sleep(seconds)

    tab.goto(address)
    while "/receipt" not in tab.url:
        wait(len(tab.locator("main").inner_text().split()) / _WORDS_A_SECOND)
        asked = tab.locator("main fieldset:visible").all()
        for group in asked:
            wait(_THOUGHT + _TAP)
            group.locator("input").nth(1).check(force=True)
            taps += 1
        wait(_TAP)
        tab.locator("main form[method=post] button[type=submit]:not([name=later])").first.click()
        taps += 1
        tab.wait_for_load_state()
    return taps, time.monotonic() - begun


def main() -> None:
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        place = Path(name)
        with serving_copy(demo_folder(place), place / "data") as server:
            for language in ("id", "en"):
                with visits(browser, server, language=language, width=PHONE[0], height=PHONE[1]) as people:
                    who = "mentor" if language == "id" else "senior"
                    taps, seconds = fill_in(people.tab(who), f"{server.url}/programmes/1/forms/1")
                sys.stdout.write(f"after-session, {language}: {taps} taps, {seconds:.1f} s\n")


if __name__ == "__main__":
    main()
