"""Nothing of a person is ever logged, at the most talkative level: every page and form for every reader, and what fails."""

import pytest
import structlog
from sqlalchemy import text

from service import clock
from service.accounts import actions as accounts
from service.db import db
from service.notifications.ports import Mailer, MailNotSent
from service.ports import port
from tests.logged import logged
from tests.security.audience import ROWS
from tests.security.world import READERS

WORDS = "kanari tulisan bebas 0812-3456-7890"
FORMS = {
    "/sign-in": {"email": "mentor.kanari@kanari.example"},
    "/sign-in/code": {"email": "junior.kanari@kanari.example", "code": "918273"},
    "/programmes/{P}/people/new": {"name": "Kanari Lestari", "email": "kanari.lestari@kanari.example"},
    "/programmes/{P}/people/{mA}/facts": {"role_title": WORDS, "site": WORDS, "manager_email": "atas@kanari.example"},
    "/programmes/{P}/contact/contact": {"name": "Kanari Netral", "email": "kanari.netral@kanari.example"},
    "/programmes/{P}/admins/new": {"name": "Kanari Admin", "email": "kanari.admin@kanari.example"},
    "/programmes/{P}/panels/new": {"name": "Kanari Panel", "email": "kanari.panel@kanari.example"},
    "/programmes/{P}/correction": {"text": WORDS},
    "/programmes/{P}/talk": {"text": WORDS},
    "/programmes/{P}/cases/{hA}": {"text": WORDS},
    "/programmes/{P}/plan": {"name": WORDS},
    "/programmes/new": {"name": WORDS},
    "/programmes/{P}/forms/intake-junior/pages/goals": {"focus": WORDS, "worth_time": WORDS},
    "/pairs/{A}/sessions/1/suggestions": {"focus": WORDS},
}
"""Texts that a person would write, on top of what makes a form do something."""
SILENT = ("/messages", "/programmes/{P}/talk", "/programmes/{P}/cases")
"""Whose use is told to nobody (test_cases.py)."""
FORBIDDEN = ("kanari", "0812-3456", "918273", "@", "/sign-in/", "/pairs/", "csrf", "Orang lain", "Kurator", "Bebas")


def assert_nameless(world, lines):
    """No canary, no name or address of a reader, no token or cookie."""
    told = lines.getvalue()
    assert lines.events(), "something is logged"
    found = [word for word in FORBIDDEN if word.lower() in told.lower()]
    assert found == [], [line for line in told.splitlines() if found[0].lower() in line.lower()][:3]
    secrets = [*world.tokens.values(), *(cookie.split("=", 1)[1] for cookie in world.cookies.values())]
    for own in [*secrets, *(word for pair in world.own.values() for word in pair if word)]:
        assert own not in told


def test_every_page_and_form_of_every_reader(world):
    with logged() as lines:
        for row in ROWS:
            for reader in READERS:
                if row.method == "GET":
                    world.get(reader, row.address)
                else:
                    world.post(reader, row.address, {**row.form, **FORMS.get(row.address, {})})
            if row.method != "GET":
                world.restore()
    assert_nameless(world, lines)
    requests = lines.events("request")
    told = [row for row in ROWS if not row.address.startswith(SILENT)]
    assert len(requests) >= len(told) * len(READERS)
    assert {200, 302, 303, 404, 422, 410} <= {line["status"] for line in requests}


def test_every_form_that_is_refused(world):
    """Without a token, from elsewhere, with nothing in it: 400 and 422."""
    with logged() as lines:
        for row in ROWS:
            if row.method == "POST":
                for reader in ("out", "mentor", "admin"):
                    world.post(reader, row.address, FORMS.get(row.address), token="")
                    world.post(reader, row.address, {"kanari": WORDS})
                    world.post(
                        reader, row.address, FORMS.get(row.address), headers={"Origin": "https://kanari.example"}
                    )
        world.get("mentor", "/pairs/{A}?q=kanari")
        world.get("out", "/sign-in/link/kanari-token-kanari")
        world.get("out", "/kanari/../kanari")
        world.send("KANARI", "out", "/help")
    assert_nameless(world, lines)
    assert {400, 422, 404} <= {line["status"] for line in lines.events("request")}


def test_signing_in_by_code_and_by_link(world):
    """The code and the link are secrets while they live; so is the session that comes of them."""
    email = world.own["mentor"][1]
    with logged() as lines:
        with world.inside():
            link = accounts.issue_link(email, clock.now())
        address = "/" + link.split("/", 3)[3]
        world.get("out", address)
        answer = world.post("out", address)
        assert answer.status_code == 303
    assert_nameless(world, lines)
    told = lines.getvalue()
    assert address.rsplit("/", 1)[1] not in told
    assert answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1] not in told


@pytest.mark.parametrize("told", ["450 kanari.tolak@kanari.example is busy", "kanari"])
def test_a_mail_that_fails(world, monkeypatch, told):
    def fail(_message):
        if told == "kanari":
            raise RuntimeError(told)
        reason = "the mail server did not take it: SMTPRecipientsRefused 450"
        raise MailNotSent(reason) from OSError(told)

    with world.app.app_context():
        monkeypatch.setattr(port(Mailer), "send", fail)
    with logged() as lines:
        world.post("out", "/sign-in", {"email": world.own["mentor"][1]})
    assert lines.events("mail_not_sent")
    assert_nameless(world, lines)


def test_what_breaks(world, monkeypatch):
    """A page, a job and the database, each with a person's words in what it raises."""

    def broken(**_arguments):
        raise KeyError(WORDS)

    def refused(**_arguments):
        db.session.execute(text("select * from kanari where name = :name"), {"name": WORDS})

    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(world.app, "testing", False)
    with logged() as lines:
        for view in (broken, refused):
            with monkeypatch.context() as patch:
                patch.setitem(world.app.view_functions, "people.home", view)
                assert world.get("mentor", "/").status_code in {500, 503}
        structlog.get_logger("service.test").warning("said", reason=KeyError(WORDS))
    assert len(lines.events("request_failed")) >= 1
    assert_nameless(world, lines)
