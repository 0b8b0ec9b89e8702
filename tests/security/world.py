"""One small world for all security tests: two programmes, three pairs with sets, and one reader of every kind.

It is built once; a request carries its reader's cookie and nothing else, and `restore` puts the database back in a moment.
Everything that belongs to somebody holds a canary (`kanari…`), so that a page which shows it can be told from one that does not.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service import clock
from service.accounts import actions as accounts
from service.accounts import queries as cards
from service.cases import actions as cases
from service.cases.values import Words
from service.curation.models import TrialRow
from service.db import db
from service.knowledge import queries as folder
from service.knowledge.actions import writing
from service.knowledge.values import Question, Step
from service.pairing import actions as pairing
from service.pairing.values import PairCard
from service.people import actions as people
from service.people import queries as known
from service.people.values import Participant
from service.suggestions import actions as suggestions
from service.suggestions import queries as rooms
from service.suggestions.values import Citation, Outcome, Receipt, Topic
from service.surveys import actions as surveys
from service.surveys import queries as forms
from service.surveys.queries import instrument
from service.surveys.values import WavePlan
from tests import builders

READERS = ("out", "stranger", "senior", "mentor", "other", "player", "admin", "chief", "far", "curator", "contact")
"""Signed out; in no programme; the pair; a member of another pair of the programme; an admin who takes part in it; its admin;
the installation's admin; another programme's admin; a curator; the neutral contact."""
TOKEN = re.compile(r'(name="(?:csrf_token|window)"[^>]*value=")[^"]+')
REFERENCE = "0123456789ab"  # the same for every request, since answers are compared
_COOKIE = "dua-arah"


def trial(user_id: int) -> int:
    """What withdrawing a guide would change, asked for and found out."""
    now = clock.now()
    row = TrialRow(
        document="rekap-id", version="0" * 12, wanted="withdrawn", generation=0, state="failed", asked_at=now
    )
    row.asked_by, row.beat_at = user_id, now
    db.session.add(row)
    db.session.flush()
    return row.id


def plain(response: TestResponse) -> str:
    """An answer without the form's token, which carries the time, and the mark of its window."""
    return TOKEN.sub(r"\1", response.get_data(as_text=True))


@dataclass
class World:
    """Where everything is; `ids` fill the braces of an address, `people` are user ids by reader."""

    app: Flask
    folder: Path
    snapshot: Path
    database: Path
    ids: dict[str, Any] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, PairCard] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    own: dict[str, tuple[str, str]] = field(default_factory=dict)
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client(use_cookies=False)

    def at(self, address: str) -> str:
        """An address with this world's ids in its braces."""
        return address.format_map(self.ids)

    def get(self, reader: str, address: str, **options: Any) -> TestResponse:
        return self.send("GET", reader, address, **options)

    def post(
        self, reader: str, address: str, data: Mapping[str, Any] | None = None, token: str | None = None, **options: Any
    ) -> TestResponse:
        """Send a form as a reader, with their own token unless told otherwise ("" is none)."""
        filled = {
            name: [self.at(str(one)) for one in value] if isinstance(value, list) else self.at(str(value))
            for name, value in (data or {}).items()
        }
        sent = self.tokens[reader] if token is None else token
        return self.send("POST", reader, address, data={**({"csrf_token": sent} if sent else {}), **filled}, **options)

    def send(
        self, method: str, reader: str, address: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> TestResponse:
        cookie = {"Cookie": self.cookies[reader]} if reader in self.cookies else {}
        sent = {"Accept-Language": "en", "X-Request-ID": REFERENCE, **cookie, **(headers or {})}
        answer = self.client.open(self.at(address), method=method, headers=sent, **options)
        _ = answer.data
        answer.close()
        return answer

    def told(self, reader: str, answer: TestResponse) -> str:
        """All that an answer tells a reader, but for their own name and address in the menu."""
        text = plain(answer) + str(answer.headers)
        for own in self.own.get(reader, ()):
            text = text.replace(own, "")
        return text

    @contextmanager
    def inside(self) -> Iterator[None]:
        """An app context whose work is committed at its end."""
        with self.app.app_context():
            yield
            db.session.commit()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, but for the moment a session was last seen."""
        connection = sqlite3.connect(self.database)
        try:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {}
            for name in sorted(names):
                cells = [f'"{row[1]}"' for row in connection.execute(f'PRAGMA table_info("{name}")')]
                wanted = ", ".join(cell for cell in cells if cell != '"last_seen_at"')
                found[name] = sorted(connection.execute(f'SELECT {wanted} FROM "{name}"').fetchall(), key=repr)
            return found
        finally:
            connection.close()

    def rows_of(self, *tables: str) -> dict[str, list[dict[str, Any]]]:
        """The rows of some tables by column."""
        connection = sqlite3.connect(self.database)
        connection.row_factory = sqlite3.Row
        try:
            return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in tables}
        finally:
            connection.close()

    def keep(self) -> None:
        """Remember the database and the folder as they are now."""
        _copy(self.database, self.snapshot)
        shutil.copytree(self.folder, self.snapshot.with_suffix(".folder"))

    def keep_aside(self) -> None:
        """Remember a test's own starting point."""
        _copy(self.database, self.snapshot.with_suffix(".aside"))

    def put_back(self) -> None:
        """Go back to the test's own starting point."""
        _copy(self.snapshot.with_suffix(".aside"), self.database)

    def restore(self) -> None:
        """Put the database and the folder back as they were kept."""
        _copy(self.snapshot, self.database)
        kept = self.snapshot.with_suffix(".folder")
        for file in (one for one in self.folder.rglob("*") if one.is_file()):
            if not (kept / file.relative_to(self.folder)).exists():
                file.unlink()
        for file in (one for one in kept.rglob("*") if one.is_file()):
            place = self.folder / file.relative_to(kept)
            if not place.exists() or place.read_bytes() != file.read_bytes():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, place)

    def execute(self, statement: str, *values: Any) -> None:
        """Change the database beside the app."""
        self.execute_all([(statement, values)])

    def execute_all(self, statements: Iterable[tuple[str, Sequence[Any]]]) -> None:
        """The same with several statements, in one transaction."""
        connection = sqlite3.connect(self.database)
        try:
            connection.execute("PRAGMA synchronous = OFF")
            with connection:
                for statement, values in statements:
                    connection.execute(statement, values)
        finally:
            connection.close()


def _copy(source: Path, target: Path) -> None:
    one, other = sqlite3.connect(source), sqlite3.connect(target)
    try:
        other.execute("PRAGMA synchronous = OFF")
        one.backup(other)
    finally:
        one.close()
        other.close()


def build(app: Flask, folder: Path, snapshot: Path, database: Path) -> World:
    """The world, with its database kept."""
    world = World(app, folder, snapshot, database)
    with world.inside():
        _programmes(world)
        for name in ("A", "B", "C"):
            _set(world, name)
        _traces(world)
        _rounds(world)
    with world.inside():
        for reader, user_id in world.people.items():
            card = cards.user(user_id)
            assert card is not None
            world.own[reader] = (card.name, card.email)
            world.cookies[reader] = _cookie(app, accounts.sign_in(user_id, clock.now()))
    for reader in READERS:
        _token(world, reader)
    world.keep()
    return world


def _programmes(world: World) -> None:
    first, second = builders.programme("Program kanariP"), builders.programme("Program kanariQ")
    with_deputy = ("deputy", "deputi@luar.example", "Deputi Luar", "en", builders.NOW)
    people.name_contact(first.id, *with_deputy)
    texts = {
        side: {"focus": f"rekap kanari{side}fokus", **({"worth_time": "kanarijuniorwaktu"} if side == "junior" else {})}
        for side in ("senior", "junior")
    }
    duo = {}
    for name, card in (("A", first), ("B", first), ("C", second)):
        members = []
        for side in ("senior", "junior"):
            who = builders.user(f"Orang {side} kanari{name}{side}", f"{side}{name}@kanari.example".lower(), "en")
            part = builders.participant(
                card,
                side,
                who=who,
                role_title=f"Peran{name}{side}",
                function=f"Fungsi{name}{side}",
                site=f"Lokasi{name}",
            )
            members.append(builders.intake(part, **{key: f"{text}{name}" for key, text in texts[side].items()}))
        duo[name] = builders.join(card, *members)
    world.pairs.update(duo)
    free = builders.intake(builders.participant(first, "senior", name="Bebas Pemimpin"))
    unpaired = builders.intake(builders.participant(first, "junior", name="Bebas Mentor"))
    playing = builders.user("Pengelola yang ikut", locale="en")
    player = builders.intake(builders.participant(first, "junior", who=playing))
    accounts.grant(playing.id, "admin", first.id, builders.NOW)
    curator = builders.user("Kurator", locale="en")
    accounts.grant(curator.id, "curator", None, builders.NOW)
    contact = known.neutral_contact(first.id)
    assert contact is not None
    pair = duo["A"]
    world.people.update(
        stranger=builders.user("Orang lain", locale="en").id,
        senior=pair.senior.user_id,
        mentor=pair.junior.user_id,
        other=duo["B"].senior.user_id,
        player=player.user_id,
        admin=builders.admin(first.id).id,
        chief=builders.admin(None).id,
        far=builders.admin(second.id).id,
        curator=curator.id,
        contact=contact.user_id,
    )
    guide = "guides/id/rekap.md"
    lying = writing.lying(world.folder, guide)
    world.ids.update(guide=guide, kept=folder.revisions(guide)[0].key, sha=lying.sha256 if lying else "")
    world.ids["trial"] = trial(curator.id)
    world.ids.update(P=first.id, Q=second.id, free=free.id, unpaired=unpaired.id, player=player.id)
    for name, card in duo.items():
        world.ids.update({name: card.id, f"s{name}": card.senior.id, f"m{name}": card.junior.id})
        world.ids.update({f"us{name}": card.senior.user_id, f"um{name}": card.junior.user_id})


def _set(world: World, name: str) -> None:
    """A set with every text its pair's canary."""
    pair = world.pairs[name]
    brief = rooms.brief(pair.id, 1)
    assert brief is not None
    mark = f"kanariset{name}"

    def asked(side: str) -> tuple[Question, ...]:
        return (Question(f"Apa yang Anda lihat di {mark}{side}?", "R"),)

    citation = Citation(
        document=f"{mark}dokumen",
        title=f"{mark}sumber",
        heading=f"{mark}judul",
        path=f"{mark}.md",
        version="0" * 12,
        language="id",
        passage=f"{mark}#1",
        quote=f"Kutipan {mark} dari panduan.",
        start=0,
        end=9,
    )
    topic = Topic(
        title=f"Topik {mark}",
        reasons=("practice",),
        why=f"Karena {mark}.",
        activity=(Step(10, f"Langkah {mark}"),),
        openers=(f"Pembuka {mark}?", f"Pembuka kedua {mark}?"),
        senior=asked("senior"),
        junior=asked("junior"),
        both=asked("both"),
        citations=(citation,),
        unit=None,
        author="guided",
    )
    receipt = Receipt(
        writer="guided",
        model=None,
        prompt=None,
        prompt_hash=None,
        tokens_in=0,
        tokens_out=0,
        seconds=0.1,
        fields=("senior:goal:try_tools",),
        passages=({"document": f"{mark}dokumen", "heading": "x", "path": "x", "version": "0"},),
        dropped=(),
    )
    outcome = Outcome(brief=brief, topics=(topic, topic), missing=(f"{mark}kurang",), receipt=receipt)
    suggestions.save(outcome, builders.NOW)
    (shown,) = rooms.sets(pair.id, 1, pair.senior.id)
    first, second = shown.topics
    world.ids.update({f"t{name}": first.id, f"f{name}": second.id, f"c{name}": first.citation_ids[0]})


def _traces(world: World) -> None:
    """Corrections, seats, a list, a mark, a draft, a message to the neutral contact: one of each in both programmes."""
    for name, programme in (("A", "P"), ("C", "Q")):
        pair = world.pairs[name]
        people.ask_correction(pair.junior.id, f"Perbaiki kanarikoreksi{name}", builders.NOW)
        people.add_seat(
            pair.programme_id, f"panel{name}@kanari.example", f"Panel{name}", pair.senior.user_id, builders.NOW
        )
        world.ids[f"k{name}"] = known.corrections(world.ids[programme])[0].id
        world.ids[f"p{name}"] = known.seats(world.ids[programme])[0].id
        contact = known.neutral_contact(pair.programme_id)
        assert contact is not None
        words = Words("now", f"Pesan kanarikasus{name}")
        message = cases.send(pair.programme_id, pair.junior.user_id, 1, [contact.user_id], words, builders.NOW)
        cases.reply(message, contact.user_id, 1, f"Jawaban kanaribalas{name}", builders.NOW)
        world.ids.update({f"h{name}": message, f"uc{name}": contact.user_id})
    pair = world.pairs["A"]
    pairing.exclude(pair.junior.id, world.ids["free"])
    suggestions.mark(world.ids["fA"], pair.junior.id, "inappropriate", builders.NOW)
    form = instrument("intake-junior")
    draft = {"worth_time": "kanaridraf"}
    surveys.save_page(form, pair.programme_id, pair.junior.user_id, draft, builders.NOW)


def _rounds(world: World) -> None:
    """A round that is open, and one that has closed with one answer, in both programmes."""
    now = clock.now()
    for name, programme in (("A", "P"), ("C", "Q")):
        who, span = world.pairs[name].junior, (now - timedelta(days=9), now + timedelta(days=30))
        for id_, key, session in (("o", "after-session", 2), ("w", "closing-change", None)):
            plan = WavePlan(world.ids[programme], key, None, session, *span, opened_by=1)
            world.ids[f"{id_}{name}"] = surveys.open_wave(plan, now).id
        closing = forms.wave(world.ids[f"w{name}"])
        assert closing is not None
        form = forms.wave_instrument(closing, "junior")
        given = {"different": True, "different_what": f"kanarijawaban{name}", "quote": True}
        surveys.save_page(form, who.programme_id, who.user_id, given, now, wave=closing)
        surveys.submit(form, who.programme_id, who.user_id, now, wave=closing)
        surveys.close_wave(closing.id, now)


def someone(world: World, name: str) -> Participant:
    """A participant by the name of its id ("mA")."""
    return builders.again(world.ids[name])


def _cookie(app: Flask, token: str) -> str:
    """The cookie of a signed-in browser."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    kept = client.get_cookie(_COOKIE)
    assert kept is not None
    return f"{_COOKIE}={kept.value}"


def _token(world: World, reader: str) -> None:
    """A form's token, and the cookie that goes with it."""
    answer = world.get(reader, "/help")
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found is not None
    world.tokens[reader] = found[1]
    world.cookies[reader] = answer.headers["Set-Cookie"].split(";")[0]
