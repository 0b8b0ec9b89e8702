"""Photographs every page, in both languages, at a desk and on a phone, into screenshots/ (`make screenshots`), and the README's picture.

Run as ``python -m tests.journeys.screenshots [WORD …]``; with words, only pages whose name contains one of them.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.journeys.browser import chromium
from tests.journeys.folders import furnished_folder, serving_copy
from tests.journeys.pages import furnish, leaves
from tests.journeys.server import RunningServer
from tests.journeys.visits import visits
from tests.journeys.words import ROOT

FOLDER = ROOT / "screenshots"
README_PICTURE = ROOT / "docs" / "img" / "room-id.png"
PICTURE = (1280, 1500)
WIDTHS = (1280, 360)


def main(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = furnished_folder(place)
        with serving_copy(folder, place / "served") as server, chromium() as browser:
            server.wait_for("The index is ready")
            with visits(browser, server, javascript=False) as helpers:
                furnish(server, helpers.tab)
            _picture(browser, server)
            for language in ("id", "en"):
                for width in WIDTHS:
                    _photograph(browser, server, language, width, words)


def _photograph(browser: Browser, server: RunningServer, language: str, width: int, words: list[str]) -> None:
    folder = FOLDER / f"{language}-{width}"
    if not words:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    with visits(browser, server, language=language, width=width, height=760) as people:
        for leaf in leaves(server):
            if words and not any(word in leaf.name for word in words):
                continue
            tab = people.tab(leaf.who)
            tab.goto(server.url + leaf.path)
            if leaf.then:
                leaf.then(tab)
            tab.screenshot(path=folder / f"{leaf.name}.png", full_page=True)
            tab.close()


def _picture(browser: Browser, server: RunningServer) -> None:
    """The room of pair 1 in Indonesian, for the README."""
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with visits(browser, server, width=PICTURE[0], height=PICTURE[1]) as people:
        tab = people.tab("senior")
        tab.goto(f"{server.url}/pairs/1/sessions/2")
        tab.screenshot(path=README_PICTURE)


if __name__ == "__main__":
    main(sys.argv[1:])
