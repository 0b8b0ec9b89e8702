"""A message to the neutral contact leaves no trace with anybody but its author and those it is addressed to."""

import pytest

from service.web import logs
from tests.logged import logged
from tests.security.pages import every_page, sweep
from tests.security.payloads import PAYLOADS, executable
from tests.security.test_foreign_objects import nobody_but
from tests.security.world import READERS, plain
from tests.visitors import parse

TALK, CASES = "/programmes/{P}/talk", "/programmes/{P}/cases"
INVOLVED = {"mentor", "contact"}
MESSAGE = {"wish": "now", "text": "Pesan kanaribaru", "readers": "{ucA}", "number": "2", "step": "send"}


def exchange(world) -> str:
    """The mentor writes, is answered, and the contact marks it as done: the address of the author's page."""
    sent = world.post("mentor", TALK, MESSAGE)
    assert sent.status_code == 303
    own = sent.headers["Location"]
    heard = own.replace("/talk/", "/cases/")
    assert world.post("contact", heard, {"text": "Jawaban kanaribaru", "number": "1"}).status_code == 303
    assert world.post("contact", f"{heard}/done").status_code == 303
    return own


def mails_to_others(world) -> list[str]:
    """Every mail but those to the two involved, as it lies in the outbox."""
    theirs = {world.own[one][1] for one in INVOLVED}
    return sorted(str(row) for row in world.rows_of("outbox_mail")["outbox_mail"] if row["to_email"] not in theirs)


@pytest.mark.parametrize(
    ("request_", "allowed"),
    [
        ("GET /programmes/{P}/talk/{hA}", ("mentor",)),
        ("GET /programmes/{P}/talk/{hA}/withdraw", ("mentor",)),
        ("POST /programmes/{P}/talk/{hA}/withdraw", ("mentor",)),
        ("GET /programmes/{P}/cases/{hA}", ("contact",)),
        ("POST /programmes/{P}/cases/{hA}/done", ("contact",)),
        ("GET /programmes/{P}/talk/{hC}", ()),
        ("POST /programmes/{P}/talk/{hC}/withdraw", ()),
        ("GET /programmes/{P}/cases/{hC}", ()),
        ("GET /programmes/{Q}/cases/{hC}", ()),
        ("POST /programmes/{Q}/cases/{hC}", ()),
        ("POST /programmes/{Q}/cases/{hC}/done", ()),
        ("GET /programmes/{Q}/cases/{hA}", ()),
        ("GET /programmes/{Q}/talk/{hA}", ()),
    ],
)
def test_a_case_does_not_exist_for_anybody_else(world, request_, allowed):
    """The contact of P is no contact of Q; another participant, the partner, every admin and the curator are nobody here."""
    nobody_but(world, request_, allowed)


def test_the_contacts_list_is_nobody_elses(world):
    for reader in set(READERS) - {"contact", "out"}:
        for address in (CASES, "/programmes/{Q}/cases"):
            assert world.get(reader, address).status_code == 404, reader
    assert world.get("contact", "/programmes/{Q}/cases").status_code == 404


def test_pages_and_mails_of_everybody_else_are_the_same_with_and_without_a_case(world):
    pages = [page for page in every_page() if page[0] not in INVOLVED]
    assert {reader for reader, _address in pages} == set(READERS) - INVOLVED and len(pages) > 120
    before = {page: (answer.status_code, plain(answer)) for page, answer in sweep(world).items() if page in pages}
    mails = mails_to_others(world)
    exchange(world)
    after = {page: world.get(*page) for page in pages}
    assert {page: (answer.status_code, plain(answer)) for page, answer in after.items()} == before
    assert mails_to_others(world) == mails


def test_the_two_involved_do_meet_it(world):
    """The control: what is compared above does change for those whom it concerns."""
    before = [plain(world.get("contact", CASES)), plain(world.get("mentor", TALK))]
    own = exchange(world)
    assert [plain(world.get("contact", CASES)), plain(world.get("mentor", TALK))] != before
    for reader, address in (("mentor", own), ("contact", own.replace("/talk/", "/cases/"))):
        page = world.get(reader, address).text
        assert page.count("kanaribaru") == 2


def test_no_log_and_no_figure_tells_that_somebody_wrote(world, monkeypatch):
    counted = []
    monkeypatch.setitem(world.app.extensions, logs._KEY, [lambda *answer: counted.append(answer)])
    with logged() as lines:
        own = exchange(world)
        for reader, address in (("mentor", TALK), ("mentor", own), ("contact", CASES), ("mentor", "/messages")):
            world.get(reader, address)
        world.post("mentor", TALK, {"wish": "now"})
        world.post("mentor", f"{own}/withdraw")
        quiet = lines.getvalue()
        world.get("other", own)
    assert "cases" not in quiet and "request" not in {line["event"] for line in lines.events()[:-1]}
    assert [(line["endpoint"], line["status"]) for line in lines.events("request")] == [("cases.own", 404)]
    assert [answer[:3] for answer in counted] == [("cases.own", "GET", 404)], "strangers are told and counted"


def test_a_failure_is_told(world, monkeypatch):
    def broken(**_arguments):
        raise KeyError(MESSAGE["text"])

    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(world.app, "testing", False)
    monkeypatch.setitem(world.app.view_functions, "cases.talk", broken)
    with logged() as lines:
        assert world.get("mentor", TALK).status_code == 500
    assert lines.events("request_failed") and "kanari" not in lines.getvalue()


def test_no_title_of_the_contacts_pages_names_anybody(world):
    for reader, address in (
        ("mentor", TALK),
        ("mentor", f"{TALK}/{{hA}}"),
        ("contact", CASES),
        ("contact", f"{CASES}/{{hA}}"),
    ):
        title = next(one.text for one in parse(world.get(reader, address).text).iter("title"))
        assert (
            title
            and "kanari" not in title
            and not [word for word in ("change", "leave", "pause") if word in title.lower()]
        )


def test_no_word_of_either_runs_on_any_page(world):
    for start in range(0, len(PAYLOADS), 7):
        text = " ".join(PAYLOADS[start : start + 7])
        message = {**MESSAGE, "text": text}
        shown = [world.post("mentor", TALK, {**message, "step": step}) for step in ("check", "change", "")]
        shown.append(world.post("mentor", TALK, {**message, "wish": ""}))
        own = world.post("mentor", TALK, message).headers["Location"]
        heard = own.replace("/talk/", "/cases/")
        world.post("contact", heard, {"text": text, "number": "1"})
        crossed = world.post("contact", heard, {"text": f"{text}.", "number": "1"})
        assert crossed.status_code == 409
        shown += [crossed, world.get("mentor", own), world.get("contact", heard), world.get("contact", CASES)]
        for answer in shown:
            assert list(executable(answer.text)) == []
        world.restore()
