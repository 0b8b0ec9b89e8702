"""What the soak looks with sees what it should: names in logs and prompts, errors, doubled mails, forms of a page."""

import itertools
import json
import random
import smtplib
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.soak import outside
from tests.soak.browser import Page, filled, spoilt
from tests.soak.faults import FIRST, LAST, Saboteur
from tests.soak.outside import MisbehavingModel, Post
from tests.soak.people import Names, address
from tests.soak.record import Journal, Record
from tests.soak.stage import Part, Stage
from tests.soak.watch import Logs

PAGE = """<main><form method="get" action="/p"><input name="q" value="a"></form>
<form method="post"><input type="hidden" name="csrf_token" value="t">
<input type="radio" name="use_model" value="yes"><input type="radio" name="use_model" value="no" checked>
<input type="checkbox" name="goals" value="a"><input type="checkbox" name="goals" value="b" checked>
<select name="zone"><option value="">–</option><option value="x" selected>X</option><option value="y">Y</option></select>
<textarea name="focus">two
lines</textarea><button name="later" value="1">later</button></form><a href="/citations/7">c</a></main>"""


@pytest.fixture
def journal() -> Journal:
    return Journal(Record(1.0))


def test_lines_that_should_not_be_there_are_kept(journal: Journal, tmp_path: Path):
    log = tmp_path / "web.log"
    stage = Stage(tmp_path, {}, 1, parts={"web": Part("web", [], tmp_path, {}, log)})
    logs = Logs(stage, journal, ["zuvavirinka"])
    log.write_text(
        '{"level": "info", "event": "request"}\n{"level": "error", "event": "job_failed"}\n'
        "2026-11-24 [error    ] job_failed\nTraceback (most recent call last):\nHello Zuvavirinka\nhalf a li"
    )
    logs.read()
    assert [line.kind for line in journal.record.lines] == ["error", "error", "traceback", "name"]
    with log.open("a") as stream:
        stream.write("ne, error of zuvavirinka\n")
    logs.read()
    assert [line.text for line in journal.record.lines[4:]] == ["half a line, error of zuvavirinka"]


def test_a_name_that_reaches_the_model_is_noticed(journal: Journal):
    with MisbehavingModel(journal, 1, 1.0) as model:
        model.ban(["zuvavirinka", "0812-9977-6655"])
        for words in ("nothing", "Zuvavi\u200brinka", "of ZUVAVIRINKA, 0812-9977-6655"):
            ask(model, words)
    assert sorted(journal.record.told_model) == sorted(2 * ["0812-9977-6655", "zuvavirinka"]), "as sent, and as read"


def ask(model: MisbehavingModel, words: str) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": words}]}).encode()
    model.record(outside.Recorded("POST", "/v1/chat/completions", b"", body, 0.0))


def test_the_model_answers_well_and_badly(journal: Journal):
    with MisbehavingModel(journal, 1, 1.0) as model:
        for _turn in range(200):
            model.next_script()
    did = journal.record.did
    assert 60 < did["model:good"] < 140
    assert len(did) > 15


def send(port: int, to: str, key: str, code: str = "123456") -> None:
    mail = EmailMessage()
    mail["To"], mail["From"], mail["Subject"], mail["Message-ID"] = to, "a@b.example", "x", key
    mail.set_content(f"Kode {code}.\n.\nhttp://127.0.0.1:1/sign-in/link/abc\n")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(mail)


def test_mails_are_taken_counted_and_handed_on(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outside, "_DEFERRED", 0.0)
    stop = threading.Event()
    with Post(journal, 1) as post:
        send(post.port, "x@y.example", "<1@soak>", "111111")
        send(post.port, "x@y.example", "<1@soak>", "222222")
        letter = post.wait("X@y.example", 0.0, 5, stop)
        assert letter and (letter.code, letter.link) == ("111111", "/sign-in/link/abc")
        assert post.wait("x@y.example", 0.0, 0.1, stop) is None
        monkeypatch.setattr(outside, "_DEFERRED", 1.0)
        with pytest.raises(smtplib.SMTPDataError):
            send(post.port, "x@y.example", "<2@soak>")
    assert journal.record.mails == {"<1@soak>": 2}


def test_a_page_is_read_and_filled_in():
    page = Page("/p?from=check", 200, PAGE, {"content-type": "text/html"})
    form = page.own_form()
    assert form is not None and page.links == ["/citations/7"] and form.buttons == [("later", "1")]
    assert form.data() == {
        "csrf_token": ["t"],
        "use_model": ["no"],
        "goals": ["b"],
        "zone": ["x"],
        "focus": ["two\nlines"],
    }
    chance = random.Random(1)
    for _turn in range(20):
        answers = filled(form, chance, keep=0)
        assert answers["use_model"][0] in {"yes", "no"} and answers["zone"][0] in {"x", "y"}
        assert set(answers["goals"]) <= {"a", "b"} and answers["goals"]
        assert "csrf_token" not in spoilt(form, chance)


def test_faults_are_planted_within_the_play(journal: Journal, tmp_path: Path):
    stage = Stage(tmp_path, {}, 1, database="postgresql://")
    saboteur = Saboteur(stage, journal, threading.Event())
    for minutes in (1, 2, 20, 60):
        times = saboteur.times(minutes * 60)
        assert times and times[0] == pytest.approx(FIRST * minutes * 60) and times[-1] < LAST * minutes * 60
        assert all(later - earlier >= 39 for earlier, later in itertools.pairwise(times))
    assert len(saboteur.times(3600)) == 12


def test_nobody_is_called_the_same():
    names = Names(7)
    words = [word for _ in range(300) for word in names.full().split()]
    assert len(set(words)) == len(words) and address("Ab Cd") == "ab.cd@rekaan.example"
