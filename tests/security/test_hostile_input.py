"""Whatever is sent, in whichever field of whichever form, ends in a page and never in a failure of ours."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote_plus

import pytest
from sqlalchemy import select

from service import clock
from service.accounts import actions as accounts
from service.accounts.models import User
from service.cases import actions as cases
from service.cases.values import Words
from service.db import Base, db
from service.knowledge import queries as knowledge
from service.knowledge import tasks
from service.knowledge.actions import writing
from service.knowledge.actions.writing import Author
from service.knowledge.ports import Folder, Library
from service.people import queries
from service.suggestions import actions as wishes
from service.suggestions import queries as rooms
from service.suggestions.actions import Desk
from service.suggestions.models import SuggestedTopic, SuggestionSet
from service.suggestions.values import Receipt
from service.surveys import actions as surveys
from service.surveys.queries import draft, instrument
from service.surveys.values import WavePlan
from tests import builders, embedders, guides
from tests.libraries import folder_library
from tests.security.audience import FORMS
from tests.visitors import check_page

HOSTILE = {
    "nul": lambda usual: f"{usual[:1]}\0{usual[1:]}",
    "nul alone": lambda _: "\0",
    "long": lambda usual: usual + "x" * 10_000,
    "surrogate": lambda usual: f"{usual}\ud83d",
    "control": lambda usual: f"\x1b[31m{usual}\x85\x7f",
    "beyond": lambda _: "2147483648",
    "digits": lambda _: "9" * 5_000,
    "negative": lambda _: "-1",
    "day": lambda _: "99999-13-41",
}
EMPTY = {"why": "x"} | {
    part: [] for part in ("reasons", "activity", "openers", "senior", "junior", "both", "skills", "evidence")
}
RECEIPT = wishes.receipt_json(Receipt("guided", None, None, None, 0, 0, 0.1, (), (), ()))
_GUIDE = "guides/id/rekap.md"
FRAGMENTS = {"/knowledge/preview"}  # a part of a page, put into it while somebody writes
CHOICES = ("nul", "long", "digits")
PLACES = (
    "/%00",
    "/programmes/{P}?q=%00&sort=%00",
    "/programmes/{P}/pairs/new?senior=%00&junior=99999999999999999999",
    "/programmes/{P}/forms/%00",
    "/programmes/{P}/forms/intake-junior/pages/%00",
    "/programmes/99999999999999999999",
    "/programmes/2147483648",
    "/pairs/2147483647/sessions/2147483647",
    "/knowledge/documents/%00",
    "/knowledge/documents/rekap-id?version=%00",
    "/knowledge/documents/%ED%A0%BD",
    "/sign-in/link/%00",
    "/sign-in?next=/%00",
    "/demo/%00",
)


@pytest.fixture
def folder(tmp_path):
    return guides.write(tmp_path / "knowledge")


@pytest.fixture
def outside(folder) -> dict[type, object]:
    library = folder_library()
    return {**builders.outside(), Library: library, Desk: Desk(library), Folder: Folder(folder)}


@pytest.fixture
def place(app, visit, folder):
    """A programme with a pair, everybody's browser, and what fills the braces of an address."""
    app.extensions["dua_arah.jobs"] = None  # the rows are what counts here
    with app.app_context():
        card = builders.programme()
        pair = builders.pair(card)
        unpaired, other, free = (builders.participant(card, side) for side in ("junior", "senior", "senior"))
        topics = SuggestionSet(
            pair_id=pair.id,
            session=1,
            language="id",
            writer="guided",
            missing=[],
            receipt=RECEIPT,
            created_at=builders.NOW,
        )
        topics.topics.append(SuggestedTopic(position=0, title="x", author="guided", body=EMPTY))
        db.session.add(topics)
        chief = builders.admin().id
        ids = {"P": card.id, "A": pair.id, "mA": unpaired.id, "usA": pair.senior.user_id, "sB": free.id}
        ids |= {"free": other.id, "unpaired": unpaired.id}
        db.session.flush()
        ids["tA"] = topics.topics[0].id
        contact = queries.neutral_contact(card.id).user_id
        words = Words("talk", "x")
        ids |= {"ucA": contact, "hA": cases.send(card.id, pair.junior.user_id, 1, [contact], words, builders.NOW)}
        span = (clock.now(), clock.now() + timedelta(days=9))
        ids["oA"] = surveys.open_wave(WavePlan(card.id, "pulse-week-4", None, None, *span, opened_by=1), span[0]).id
        ids |= {"guide": _GUIDE, "sha": writing.lying(folder, _GUIDE).sha256}
        writing.save(folder, _GUIDE, "Teks lama.", ids["sha"], Author(None, "web"), clock.now())
        ids |= {"sha": writing.lying(folder, _GUIDE).sha256, "kept": knowledge.revisions(_GUIDE)[0].key}
        readers = {"chief": visit(chief), "mentor": visit(pair.junior.user_id), "out": visit()}
        readers["contact"] = visit(contact)
    return SimpleNamespace(ids=ids, readers=readers, programme=card, mentor=pair.junior)


def reader_of(address: str) -> str:
    if address.startswith("/sign-in"):
        return "out"
    if "/cases/" in address:
        return "contact"
    own = ("/correction", "/talk", "/exclusions", "/forms/", "/pairs/{A}/", "/topics/", "/account", "/language")
    return "mentor" if any(part in address for part in own) else "chief"


def encoded(fields: dict[str, object]) -> bytes:
    """A form as a browser sends it, and as no browser would: surrogates and all."""
    lines = [
        f"{name}={quote_plus(str(one).encode('utf-8', 'surrogatepass'))}"
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return "&".join(lines).encode()


def spoilt(fields: dict[str, object], kinds) -> Iterator[tuple[str, dict[str, object]]]:
    """The form again and again, with one field of it spoilt in one way."""
    for name, value in fields.items():
        for kind in kinds:
            usual = value[0] if isinstance(value, list) else value
            yield f"{name}: {kind}", {**fields, name: HOSTILE[kind](str(usual))}


def send(guest, address: str, fields: dict[str, object], token: str):
    body = encoded({"csrf_token": token, **fields})
    answer = guest.client.post(address, data=body, content_type="application/x-www-form-urlencoded")
    if answer.mimetype == "text/html" and answer.status_code not in {302, 303} and address not in FRAGMENTS:
        check_page(answer.text)
    return answer


def texts(app) -> Iterator[str]:
    """Everything that is kept."""
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                yield from (str(value) for value in row if value is not None)


@pytest.mark.parametrize("address", sorted(FORMS))
def test_every_field_of_every_form(app, place, address):
    guest = place.readers[reader_of(address)]
    fields = {
        name: [str(one).format_map(place.ids) for one in value]
        if isinstance(value, list)
        else str(value).format_map(place.ids)
        for name, value in FORMS[address].items()
    }
    with app.app_context():
        token = guest.token()
    answers = {}
    for what, sent in spoilt(fields, HOSTILE):
        with app.app_context():
            answers[what] = send(guest, address.format_map(place.ids), sent, token).status_code
    assert {what: status for what, status in answers.items() if status not in {200, 303, 404, 400, 409, 422, 429}} == {}
    assert set(answers.values()) != {404}, "the form is there"
    assert not [kept for kept in texts(app) if re.search("[\x00\x1b\ud800-\udfff]", kept)]


@pytest.mark.parametrize("side", ["senior", "junior"])
def test_every_question_of_every_intake(app, place, visit, side):
    key = queries.INTAKES[side]
    with app.app_context():
        who = builders.participant(place.programme, side)
        guest = visit(who.user_id)
        token = guest.token()
    answers = builders.SENIOR if side == "senior" else builders.JUNIOR
    seen = 0
    form = instrument(key)
    for page in form.pages_for(answers):
        fields = {item.id: item.fill(answers.get(item.id)) or "teks" for item in form.asked_on(page, answers)}
        address = f"/programmes/{who.programme_id}/forms/{key}/pages/{page.key}"
        for what, sent in spoilt(fields, CHOICES):
            with app.app_context():
                answer = send(guest, address, sent, token)
            assert answer.status_code in {303, 422}, f"{page.key}, {what}"
            seen += 1
    assert seen > 30
    with app.app_context():
        kept = ascii(draft(key, who.programme_id, who.user_id).answers)
        assert kept != "{}" and "\\u0000" not in kept and "\\x00" not in kept


@pytest.mark.parametrize("address", PLACES)
def test_addresses(app, place, address):
    for guest in place.readers.values():
        with app.app_context():
            answer = guest.client.get(address.format_map(place.ids))
        assert answer.status_code < 500
        if answer.mimetype == "text/html" and answer.status_code not in {302, 303, 308}:
            check_page(answer.text)


def test_json_with_the_right_token_is_not_a_form(app, place):
    guest = place.readers["chief"]
    address = f"/programmes/{place.ids['P']}/admins/new"
    with app.app_context():
        token = guest.token()
    for body in ({"name": 1, "email": {"a": []}}, {"name": "\ud83d", "email": "baru@contoh.example"}, [1], None, "x"):
        with app.app_context():
            answer = guest.client.post(address, json=body, headers={"X-CSRFToken": token})
        assert answer.status_code in {400, 422}
    with app.app_context():
        assert accounts_with("baru@contoh.example") == 0


def accounts_with(email: str) -> int:
    return len(db.session.scalars(select(User).where(User.email == email)).all())


def test_a_name_that_was_left_open_is_as_much_of_the_address_as_fits(app):
    address = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.example"
    assert len(address) > 200
    with app.app_context():
        assert address.startswith(accounts.ensure_user(address, "", "id", builders.NOW).name)
        db.session.commit()


def test_a_file_that_cannot_be_kept_keeps_no_other_out(app, tmp_path):
    """Text in UTF-16, a NUL by way of YAML, and names longer than any column: each alone is told or cut, and the rest is indexed."""
    folder = guides.write(tmp_path / "guides")
    (folder / "utf16.md").write_bytes("# Rekap\n\nTeks biasa.\n".encode("utf-16-le"))
    matter = f'---\nid: "a\\0{"b" * 2000}"\ntitle: "{"judul " * 200}\\0"\nkind: {"x" * 90}\n---\n'
    (folder / "long.md").write_text(f"{matter}\n# {'kepala ' * 200}\n\nTeks tentang rekap lembur.\n", encoding="utf-8")
    with app.app_context():
        report = tasks.sync(folder, embedders.words())
        told = {(problem.file, problem.code) for problem in report.problems}
        assert ("utf16.md", "not-utf8") in told
        assert report.generation is not None and report.documents >= 2
        assert knowledge.generation("serving").id == report.generation


def test_the_words_of_a_guide_may_be_long(app, place):
    """A topic's title, its unit, and what a quotation names are as long as their author made them."""
    long = " ".join(["judul"] * 400)
    with app.app_context():
        brief = rooms.brief(place.ids["A"], 2)
        outcome = wishes.suggest(brief, Desk(folder_library()))
        (topic, *_) = outcome.topics
        sources = dict.fromkeys(("title", "heading", "path", "passage"), long)
        sources["document"] = "".join(chr(0x4E00 + 7 * number) for number in range(600))  # stands in an index
        cited = tuple(replace(citation, **sources) for citation in topic.citations)
        number = wishes.save(
            replace(outcome, topics=(replace(topic, title=long, unit=long, citations=cited),)), builders.NOW
        )
        db.session.commit()
        (kept,) = db.session.get_one(SuggestionSet, number).topics
        assert kept.title == kept.unit == kept.citations[0].heading == kept.citations[0].passage == long
