"""A participant's visit: comes in by code or link, walks about, asks for topics, marks them, fills in the form again, goes."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.soak.browser import Browser, Form, Interrupted, Page, filled, spoilt
from tests.soak.outside import Post
from tests.soak.record import Journal

_MAIL_SECONDS = 240.0
_PAGES = 25
_GONE = frozenset({404})
PHONE, NUMBER = "0812-9977-6655", "3174051203990004"
"""Told by participants where they should not, and never to reach a model."""


@dataclass
class Pace:
    """How seldom something may happen in all (s), and how long a player thinks (s, on average)."""

    journal: Journal
    every: dict[str, float]
    think: float
    stop: threading.Event
    sign_in: float = 1.0

    def __post_init__(self) -> None:
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()

    def due(self, what: str) -> bool:
        """Whether it may happen now; then its pause begins."""
        with self._lock:
            now = self.journal.now()
            if now - self._last.get(what, -1e9) < self.every.get(what, 0.0):
                return False
            self._last[what] = now
            return True

    def pause(self, chance: random.Random, times: float = 1.0) -> None:
        if self.stop.wait(min(chance.expovariate(1 / self.think), self.think * 4) * times):
            raise Interrupted


@dataclass
class Guest:
    """Somebody at a browser, with what every player needs."""

    browser: Browser
    journal: Journal
    post: Post
    pace: Pace
    chance: random.Random
    email: str

    def think(self, times: float = 1.0) -> None:
        self.pace.pause(self.chance, times)

    def sign_in(self) -> bool:
        """By the code or the link of a mail; now and then the code is wrong first."""
        page = self.browser.get("/sign-in")
        form = page.form("/sign-in")
        if form is None:
            return False
        asked = self.journal.now()
        page = self.browser.send(form, {"email": [self.email]})
        letter = self.post.wait(self.email, asked, _MAIL_SECONDS, self.pace.stop)
        if page.status == 429 or letter is None:
            if page.status != 429 and not self.pace.stop.is_set():
                self.journal.mishap("sign-in", "the mail did not come")
            return False
        self.think()
        if self.chance.random() < 0.4:
            opened = self.browser.get(letter.link)
            door = next((one for one in opened.forms if "/sign-in/link/" in one.action), None)
            entered = self.browser.send(door) if door else opened
            self.journal.did("sign-in:link")
        else:
            entered = self._type(page, letter.code)
            self.journal.did("sign-in:code")
        if entered.form("/sign-out") is None:
            self.journal.mishap("sign-in", f"not signed in at {entered.path}: {entered.status}")
            return False
        return True

    def _type(self, page: Page, code: str) -> Page:
        form = page.form("/sign-in/code")
        if form and self.chance.random() < 0.15:
            page = self.browser.send(form, {"code": [str((int(code) + 1) % 1_000_000).zfill(6)]})
            form = page.form("/sign-in/code")
        return self.browser.send(form, {"code": [f"{code[:3]} {code[3:]}"]}) if form else page

    def change_language(self, page: Page) -> None:
        form = page.form("/language")
        if form:
            self.browser.send(form, {"language": [self.chance.choice(["id", "en"])]})
            self.journal.did("language")

    def sign_out(self) -> None:
        page = self.browser.get("/help")
        form = page.form("/sign-out")
        if form:
            self.browser.send(form)
            self.journal.did("sign-out")


class Participant:
    """One visit of one person (a row of ``people``)."""

    def __init__(self, guest: Guest, person: dict[str, Any], programme: int) -> None:
        self._guest = guest
        self._browser = guest.browser
        self._journal = guest.journal
        self._chance = guest.chance
        self._person = person
        self._home = f"/programmes/{programme}"
        self._steps: list[tuple[float, Callable[[], None]]] = [
            (1, self._look_about),
            (0.5, self._fill_in),
            (0.4, self._private_list),
            (0.3, self._account),
            (0.3, self._stray),
        ]
        if person["pair"] is not None:
            self._steps += [(5, self._room), (2, self._ask), (2, self._mark), (2, self._quotation), (0.15, self._held)]

    def visit(self) -> None:
        if not self._guest.sign_in():
            return
        self._browser.get("/static/css/app.css")
        for _step in range(self._chance.randint(8, 24)):
            self._guest.think()
            weights = [weight for weight, _ in self._steps]
            self._chance.choices([step for _, step in self._steps], weights)[0]()
        self._guest.sign_out()

    def _look_about(self) -> None:
        page = self._browser.get(self._chance.choice(["/", "/", "/help", "/account"]))
        if self._chance.random() < 0.3:
            self._guest.change_language(page)
        profile = page.linked(r"/people/\d+$")
        if profile:
            self._browser.get(profile[0])

    def _session(self) -> str:
        return f"/pairs/{self._person['pair']}/sessions/{self._chance.randint(1, 6)}"

    def _open(self) -> Page:
        if self._chance.random() < 0.3:
            return self._browser.get(f"/pairs/{self._person['pair']}", wanted=_GONE)
        return self._browser.get(self._session(), wanted=_GONE)

    def _room(self) -> None:
        self._open()

    def _ask(self) -> None:
        if not self._guest.pace.due("wish"):
            return
        page = self._open()
        form = page.form("/suggestions")
        if form is None:  # a wish is open already, or the pair has ended
            return
        wish = self._focus()
        sent = self._browser.send(form, {"focus": [wish]}, wanted=_GONE)
        if sent.status == 200:
            self._journal.did("wish")
            if self._chance.random() < 0.3:  # a second press of the same button
                self._browser.send(form, {"focus": [wish]}, wanted=_GONE)
        progress = form.action.removesuffix("suggestions") + "progress"
        for _look in range(8):
            self._guest.think(0.5)
            if "hx-refresh" in self._browser.get(progress).headers:
                return

    def _focus(self) -> str:
        partner = self._person["partner"]
        first = partner.split()[0]
        return self._chance.choices(
            [
                "",
                "rekap lembur",
                "membaca dasbor penjualan",
                f"Yang dikatakan {first} soal rapat daring",
                f"Hubungi {partner} di {PHONE}, NIK {NUMBER}",
                f"mail {partner.lower().replace(' ', '.')}@rekaan.example about the dashboard",
                "panjang " * 60,
            ],
            [6, 2, 2, 1, 1, 1, 0.5],
        )[0]

    def _mark(self) -> None:
        page = self._open()
        marks = [form for form in page.forms if form.action.endswith("/mark")]
        if marks:
            kind = self._chance.choices(["used", "useful", "not_for_us", "inappropriate", ""], [4, 4, 0.3, 0.1, 2])[0]
            self._browser.send(self._chance.choice(marks), {"kind": [kind] if kind else []})
            self._journal.did("mark")

    def _quotation(self) -> None:
        links = self._open().linked(r"/citations/\d+$")
        if links:
            self._browser.get(self._chance.choice(links))
            self._journal.did("citation")

    def _held(self) -> None:
        form = next((one for one in self._open().forms if one.action.endswith("/held")), None)
        if form:
            self._browser.send(form, wanted=_GONE)
            self._journal.did("held")

    def _private_list(self) -> None:
        page = self._browser.get(f"{self._home}/exclusions")
        own = page.own_form()
        taken = next((one for one in page.forms if one.action.endswith("/remove")), None)
        if taken and self._chance.random() < 0.6:
            self._browser.send(taken)
        elif own and "person" in own.boxes and own.boxes["person"].options:
            self._browser.send(own, {"person": [self._chance.choice(own.boxes["person"].options)]})

    def _account(self) -> None:
        form = self._browser.get("/account").own_form()
        if form:
            self._browser.send(form, {"locale": [self._chance.choice(["id", "en"])]})

    def _stray(self) -> None:
        """An address that is nobody's, and a form without its token."""
        self._browser.get("/pairs/999999", wanted=_GONE)
        form = Form("/account", "post")
        self._browser.send(form, {"locale": ["id"]}, wanted=frozenset({400}))

    def _fill_in(self) -> None:
        """Through the whole form, or some pages of it, with a mistake here and there."""
        start = f"{self._home}/forms/{self._person['form']}"
        page = self._browser.get(start)
        if page.path.endswith("/notice"):
            own = page.own_form()
            page = self._browser.send(own) if own else page
            page = self._browser.get(start)
        doors = page.linked(r"/pages/\w+$|/check$")
        pages = page.linked(r"/pages/\w+$") or [f"{start}/pages/goals"]
        page = self._browser.get(doors[0] if doors and self._chance.random() < 0.5 else pages[0])
        for _page in range(_PAGES):
            if not page.path.split("?")[0].rpartition("/pages/")[1] or self._chance.random() < 0.06:
                break
            page = self._answer(page)
            self._guest.think(0.4)
        own = page.own_form() if page.path.split("?")[0].endswith("/check") else None
        if own and self._browser.send(own).path.endswith("/receipt"):
            self._journal.did("handed-in")

    def _answer(self, page: Page) -> Page:
        form = page.own_form()
        if form is None:
            raise Interrupted
        if self._chance.random() < 0.15:
            self._journal.did("form:invalid")
            refused = self._browser.send(form, spoilt(form, self._chance))
            form = refused.own_form() or form
            if refused.status != 422:  # what was sent was cleaned and taken
                return refused
        answers = filled(form, self._chance)
        if "languages" in form.boxes:
            answers["languages"] = form.boxes["languages"].options
        if "use_model" in form.boxes and self._chance.random() < 0.8:
            answers["use_model"] = form.boxes["use_model"].options[:1]
        for _try in range(3):
            answered = self._browser.send(form, answers)
            if answered.status != 422:
                self._journal.did("form:valid")
                return answered
            form = answered.own_form() or form
            answers = filled(form, self._chance, keep=0)
        raise Interrupted
