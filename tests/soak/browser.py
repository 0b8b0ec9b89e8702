"""A player's browser: cookies, forms, no JavaScript; every answer goes into the journal."""

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

from tests.soak.record import BROKEN, Answer, Journal

_SECONDS = 90.0
_HOPS = 5
_WANTED = frozenset({200, 302, 303, 409, 422, 429})
_PLACES = (
    (re.compile(r"/sign-in/link/.+"), "/sign-in/link/…"),
    (re.compile(r"/knowledge/documents/.+"), "/knowledge/documents/…"),
    (re.compile(r"/guides/.+"), "/guides/…"),
    (re.compile(r"/\d+"), "/N"),
)


class Interrupted(Exception):
    """A visit cannot go on: no answer came, or ours was a failure."""


@dataclass
class Box:
    """A field of a form as the page shows it; `options` are what may be chosen, `value` what is."""

    name: str
    kind: str
    value: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """What is sent if nobody touches anything."""
        return {box.name: list(box.value) for box in self.boxes.values() if box.value}


class Page(HTMLParser):
    """The forms and links of an answer, in the order they stand in."""

    def __init__(self, path: str, status: int, text: str, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.path, self.status, self.text, self.headers = path, status, text, headers
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._box: Box | None = None
        if "html" in headers.get("content-type", ""):
            self.feed(text)

    def form(self, ending: str) -> Form | None:
        """The first form whose action ends like this; with no ending the page's own."""
        return next((one for one in self.forms if urlsplit(one.action).path.endswith(ending)), None)

    def own_form(self) -> Form | None:
        """The form that goes back to this very page."""
        here = urlsplit(self.path).path
        return next((one for one in self.forms if one.method == "post" and urlsplit(one.action).path == here), None)

    def linked(self, pattern: str) -> list[str]:
        return [link for link in self.links if re.search(pattern, link)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        match tag:
            case "a":
                self.links.append(urljoin(self.path, has.get("href", "")))
            case "form":
                action = urljoin(self.path, has.get("action") or self.path)
                self._form = Form(action, has.get("method", "get").lower())
                self.forms.append(self._form)
            case "input" | "textarea" | "select" if self._form is not None and has.get("name"):
                self._field(tag, has)
            case "option" if self._box is not None and has.get("value"):
                self._box.options.append(has["value"])
                if "selected" in has:
                    self._box.value = [has["value"]]
            case "button" if self._form is not None and has.get("name"):
                self._form.buttons.append((has["name"], has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"select", "textarea"}:
            self._box = None

    def handle_data(self, data: str) -> None:
        if self._box is not None and self._box.kind == "textarea":
            self._box.value = ["".join(self._box.value) + data]

    def _field(self, tag: str, has: Mapping[str, str]) -> None:
        kind = has.get("type", "text") if tag == "input" else tag
        form = self._form
        if form is None or kind == "submit":
            return
        box = form.boxes.setdefault(has["name"], Box(has["name"], kind))
        if kind in {"radio", "checkbox"}:
            box.options.append(has.get("value", "y"))
            if "checked" in has:
                box.value.append(has.get("value", "y"))
        elif tag == "input":
            box.value = [has.get("value", "")]
        else:
            self._box = box


class Browser:
    """One player's; `address` is where they seem to come from. `stopped` ends a visit between two answers."""

    def __init__(
        self, url: str, journal: Journal, who: str, address: str, language: str, stopped: Callable[[], bool]
    ) -> None:
        self._journal = journal
        self._who = who
        self._stopped = stopped
        headers = {"Accept-Language": language, "X-Forwarded-For": address, "Origin": url}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=_SECONDS, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, *, wanted: frozenset[int] = frozenset()) -> Page:
        return self._ask("GET", path, None, wanted)

    def send(
        self, form: Form, changes: Mapping[str, list[str]] | None = None, *, wanted: frozenset[int] = frozenset()
    ) -> Page:
        """Send a form with some of its fields changed; an empty list leaves a field out."""
        data = {name: values for name, values in {**form.data(), **(changes or {})}.items() if values}
        return self._ask("POST", form.action, data, wanted)

    def _ask(self, method: str, path: str, data: Mapping[str, list[str]] | None, wanted: frozenset[int]) -> Page:
        for _hop in range(_HOPS):
            answer = self._once(method, path, data, wanted)
            if answer.status not in {302, 303}:
                return answer
            method, data = "GET", None
            path = urljoin(path, answer.headers["location"])
        raise Interrupted

    def _once(self, method: str, path: str, data: Mapping[str, list[str]] | None, wanted: frozenset[int]) -> Page:
        if self._stopped():
            raise Interrupted
        begun, why = time.monotonic(), ""
        try:
            response = self._client.request(method, path, data=data)
            status, text = response.status_code, response.text
        except httpx.HTTPError as error:
            status, text, response, why = BROKEN, "", None, type(error).__name__
        place = urlsplit(path).path
        for pattern, short in _PLACES:
            place = pattern.sub(short, place)
        seconds = time.monotonic() - begun
        expected = status in _WANTED | wanted
        self._journal.answer(Answer(self._journal.now(), self._who, method, place, status, seconds, expected, why))
        if response is None or status >= 500:
            raise Interrupted
        return Page(path, status, text, response.headers)


_TEXTS = (
    "Laporan bulanan yang terlalu lama disusun",
    "Rapat daring yang selalu molor",
    "How to read the dashboard before the meeting",
    "Cara memeriksa jawaban asisten AI 🙂",
    "Pesan setelah jam kerja",
)
_BAD_TEXTS = ("x" * 5000, "<script>alert(1)</script>", "nol \x00 nol", "=1+1", "\u202etxet")


def filled(form: Form, chance: random.Random, keep: float = 0.3) -> dict[str, list[str]]:
    """A sensible answer in every field: something chosen, some fields (`keep` of them) as they are."""
    changes: dict[str, list[str]] = {}
    for box in form.boxes.values():
        if box.kind == "hidden" or (box.value and chance.random() < keep):
            continue
        if box.kind in {"radio", "select"} and box.options:
            changes[box.name] = [chance.choice(box.options)]
        elif box.kind == "checkbox" and box.options:
            some = chance.sample(box.options, min(len(box.options), chance.randint(1, 3)))
            changes[box.name] = [one for one in box.options if one in some]
        elif box.kind in {"text", "textarea"}:
            changes[box.name] = [chance.choice(_TEXTS)]
    return changes


def spoilt(form: Form, chance: random.Random) -> dict[str, list[str]]:
    """An answer that should be refused or cleaned: nothing chosen, too many, too long, or no such option."""
    changes = filled(form, chance)
    for box in form.boxes.values():
        if box.kind == "checkbox":
            changes[box.name] = chance.choice([[], box.options, ["no-such-thing"]])
        elif box.kind in {"radio", "select"}:
            changes[box.name] = chance.choice([[], ["99"], ["' or 1=1 --"]])
        elif box.kind in {"text", "textarea"}:
            changes[box.name] = [chance.choice(_BAD_TEXTS)]
    return changes
