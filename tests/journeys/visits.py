"""People in front of a browser: a tab of their own, signed in by the demo's link, in a language, with or without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.journeys.browser import choose_language, sign_in
from tests.journeys.server import RunningServer

LOCALES = {"id": "id-ID", "en": "en-US"}
_SECONDS = 20


@dataclass
class Visits:
    """Opens tabs at one server; every person has one context, which closes with the visits."""

    browser: Browser
    server: RunningServer
    language: str = "id"
    javascript: bool = True
    bypass_csp: bool = False
    width: int = 1280
    height: int = 900
    scheme: str = "light"
    complaints: list[str] = field(default_factory=list)
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def tab(self, who: str = "") -> Page:
        """A new tab of somebody: a word of the demo's link, or "" for a stranger."""
        known = who in self._contexts
        page = self._context(who).new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        if who and not known:
            sign_in(page, self.server.link(who))
            choose_language(page, self.language)
        return page

    def _context(self, who: str) -> BrowserContext:
        if who not in self._contexts:
            context = self.browser.new_context(
                locale=LOCALES[self.language],
                java_script_enabled=self.javascript,
                bypass_csp=self.bypass_csp,
                viewport={"width": self.width, "height": self.height},
                color_scheme="dark" if self.scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(_SECONDS * 1000)
            self._contexts[who] = context
        return self._contexts[who]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:  # the checks ask for such pages
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


@contextmanager
def visits(browser: Browser, server: RunningServer, **options: object) -> Iterator[Visits]:
    opened = Visits(browser, server, **options)  # type: ignore[arg-type]
    try:
        yield opened
    finally:
        opened.close()
