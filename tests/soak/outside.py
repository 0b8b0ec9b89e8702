"""The outside world of the soaked installation: a model that misbehaves at random, and a mail server that sometimes will not."""

import random
import re
import socketserver
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Self

from tests import fakes
from tests.fake_answers import Recorded
from tests.fakes import FakeOpenAI, Script
from tests.soak.record import Journal

GOOD = 0.5
_DEFERRED = 0.02
_CODE = re.compile(r"\b(\d{6})\b")
_LINK = re.compile(r"https?://\S+(/sign-in/link/\S+)")
_LINE = 10_000


def slow(seconds: float) -> Script:
    """Says nothing for some seconds, then answers well."""

    def play(exchange: fakes.Exchange, request: Recorded) -> None:
        if not exchange.stopped(seconds):
            fakes.good()(exchange, request)

    return play


def bad_scripts(model_seconds: float) -> Mapping[str, Script]:
    """Everything that servers of models do wrong, by name; two of them outlast the deadline."""
    named = (
        "invented-quotation wrong-language bad-json wrong-schema truncated empty null refusal filtered rate-limited "
        "rate-limited-long server-error overloaded unauthorized no-model reset refuses-response-format html half-json-body "
        "no-choices redirect gzip"
    )
    scripts = {name: fakes.SCRIPTS[name]() for name in named.split()}
    return {
        **scripts,
        "slow": slow(model_seconds / 3),
        "too-slow": slow(model_seconds + 5),
        "drip": fakes.drip(1.0),
        "huge": fakes.huge(8 * fakes.MEGABYTE),
    }


def _no_news(*_about: object) -> None:
    """A caller that hangs up in the middle is no news."""


class MisbehavingModel(FakeOpenAI):
    """Answers well every other time; keeps no request, but looks into each for `banned` words."""

    def __init__(self, journal: Journal, seed: int, model_seconds: float) -> None:
        super().__init__()
        self._server.handle_error = _no_news  # type: ignore[method-assign]
        self._journal = journal
        self._random = random.Random(seed)
        self._turn = threading.Lock()
        self._bad = bad_scripts(model_seconds)
        self._banned: re.Pattern[bytes] | None = None

    def ban(self, words: list[str]) -> None:
        alternatives = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
        self._banned = re.compile(alternatives.encode(), re.IGNORECASE)

    def record(self, request: Recorded) -> None:
        plain = "\n".join(request.messages) if request.body else ""
        for found in self._banned.findall(request.bytes + plain.encode()) if self._banned else ():
            self._journal.told(found.decode(errors="replace").lower())

    def next_script(self) -> Script:
        with self._turn:
            if self._random.random() < GOOD:
                name, script = "good", fakes.good()
            else:
                name, script = self._random.choice(list(self._bad.items()))
        self._journal.did(f"model:{name}")
        return script


@dataclass(frozen=True)
class Letter:
    """What a sign-in mail holds."""

    at: float
    code: str
    link: str


class _Session(socketserver.StreamRequestHandler):
    """One connection of SMTP, as far as smtplib speaks it."""

    server: "_Server"
    timeout = 60

    def handle(self) -> None:
        self._say("220 soak")
        while line := self.rfile.readline(_LINE).decode("ascii", "replace").strip():
            match line.split()[0].upper():
                case "DATA":
                    self._say("354 go on")
                    self._take()
                case "QUIT":
                    self._say("221 bye")
                    return
                case "EHLO" | "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP":
                    self._say("250 ok")
                case _:
                    self._say("502 not here")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline(_LINE)) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        self._say("250 taken" if self.server.post.take(b"".join(lines)) else "451 later, please")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False
    post: "Post"

    handle_error = _no_news


class Post:
    """The mail server: puts a mail off now and then, counts every one it takes, and keeps the codes for who waits for them."""

    def __init__(self, journal: Journal, seed: int) -> None:
        self._journal = journal
        self._random = random.Random(seed)
        self._letters: dict[str, list[Letter]] = defaultdict(list)
        self._news = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.post = self
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    def take(self, data: bytes) -> bool:
        with self._news:
            if self._random.random() < _DEFERRED:
                self._journal.did("mail:put-off")
                return False
            mail = message_from_bytes(data, policy=policy.default)
            self._journal.mail(str(mail["Message-ID"]))
            part = mail.get_body(("plain",))
            text = part.get_content() if part is not None else ""
            code, link = _CODE.search(text), _LINK.search(text)
            if code and link:
                self._letters[str(mail["To"]).lower()].append(Letter(self._journal.now(), code[1], link[1]))
            self._news.notify_all()
        return True

    def wait(self, email: str, after: float, seconds: float, stop: threading.Event) -> Letter | None:
        """The first mail to somebody after a moment; None where none comes in time."""
        ends = time.monotonic() + seconds
        with self._news:
            while not stop.is_set() and time.monotonic() < ends:
                for letter in self._letters.pop(email.lower(), []):
                    if letter.at >= after:
                        return letter
                self._news.wait(0.5)
        return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
