"""No text that somebody typed, or wrote into a guide, runs on any page that shows it."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from service import clock
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge import tasks
from service.knowledge.ports import Embedder, Library
from service.notifications import actions as notifications
from service.ports import port
from service.web.filters import markdown
from tests.security.payloads import PAYLOADS, TOGETHER, executable, tree
from tests.security.world import World

COLUMNS = {
    "user": ("name",),
    "programme": ("name",),
    "participation": ("role_title", "function", "site"),
    "correction_request": ("text",),
    "suggested_topic": ("title",),
    "topic_citation": ("document", "title", "heading", "path", "version", "quote"),
}
STRUCTURED = {
    "suggested_topic": ("body",),
    "suggestion_set": ("missing", "receipt"),
    "survey_response": ("answers",),
}
TEXTS = {
    "why",
    "text",
    "openers",
    "missing",
    "heading",
    "document",
    "path",
    "version",
    "model",
    "prompt",
    "prompt_hash",
}
TEXTS |= {"fallback", "focus", "worth_time"}
"""The keys of stored values under which a text stands."""
PAGES = (
    "senior /",
    "senior /help",
    "senior /account",
    "senior /pairs/{A}/sessions/1",
    "senior /citations/{cA}",
    "senior /programmes/{P}/people/{mA}",
    "mentor /programmes/{P}/people/{mA}",
    "mentor /programmes/{P}/exclusions",
    "mentor /programmes/{P}/correction",
    "mentor /programmes/{P}/forms/intake-junior/check",
    "mentor /programmes/{P}/forms/intake-junior/pages/facts",
    "mentor /programmes/{P}/forms/intake-junior/pages/own_part",
    "mentor /programmes/{P}/forms/intake-junior/pages/suggestions",
    "contact /programmes/{P}/people",
    "admin /",
    "admin /programmes",
    "admin /programmes/{P}",
    "admin /programmes/{P}/plan",
    "admin /programmes/{P}/people/{mA}",
    "admin /programmes/{P}/people/{mA}/facts",
    "admin /programmes/{P}/panels/new",
    "admin /programmes/{P}/pairs/{A}/end",
    "admin /programmes/{P}/pairs/new?senior={free}&junior={unpaired}",
    "admin /programmes/{P}/pairs/new?senior={sA}&junior={mA}",
    "curator /knowledge/flagged",
)
"""Every page that shows a stored text, each to a reader who sees the most of it."""
Text = Callable[[str], str]


def poison(world: World, text: Text) -> None:
    """Put `text(field)` into every text of the database, whatever the forms would say to it."""
    statements: list[tuple[str, Sequence[Any]]] = [
        (f'UPDATE "{table}" SET "{column}" = ?', (text(f"{table}.{column}"),))
        for table, columns in COLUMNS.items()
        for column in columns
    ]
    rows = world.rows_of(*STRUCTURED)
    for table, columns in STRUCTURED.items():
        for row in rows[table]:
            for column in columns:
                if row[column] is not None:
                    value = json.dumps(replaced(json.loads(row[column]), text, column))
                    statements.append((f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (value, row["id"])))
    managed = "UPDATE participation SET line_manager_id = ?, line_manager_unknown = 0"  # a name on the mentor's pages
    world.execute_all([*statements, (managed, (world.people["stranger"],))])


def replaced(value: Any, text: Text, key: str) -> Any:
    if isinstance(value, dict):
        return {name: replaced(one, text, name) for name, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, text, key) for one in value]
    open_field = key in {"model", "prompt", "prompt_hash", "fallback"}
    return text(key) if key in TEXTS and (isinstance(value, str) or open_field) else value


def shown(world: World, line: str) -> str:
    reader, address = line.split()
    answer = world.get(reader, address)
    assert answer.status_code == 200, line
    return answer.text


def fields(world: World) -> list[str]:
    """The name of every field that `poison` fills."""
    met: list[str] = []

    def note(field: str) -> str:
        met.append(field)
        return "x"

    poison(world, note)
    world.restore()
    return list(dict.fromkeys(met))


@pytest.mark.parametrize("payload", [*PAYLOADS, *TOGETHER])
def test_the_judge_finds_every_payload_where_it_is_not_escaped(payload):
    places = ("<p>{}</p>", '<input value="{}">', "<input value='{}'>", '<a href="{}">x</a>')
    assert any(list(executable("<!doctype html>" + place.format(payload))) for place in places)
    for place in places[:2]:
        assert not list(executable("<!doctype html>" + place.format(escape(payload)))), "and none where it is"


def test_no_stored_text_runs_anywhere(world):
    """Every payload in every field, on every page that shows it: the fields take the payloads in turn."""
    known = fields(world)
    assert len(known) >= 25
    for turn in range(len(TOGETHER)):
        poison(world, lambda field, turn=turn: TOGETHER[(known.index(field) + turn) % len(TOGETHER)])
        for line in PAGES:
            found = list(executable(shown(world, line)))
            assert not found, (line, found)


def test_every_field_is_shown_somewhere(world):
    """The walk above would prove nothing about a field that no page shows."""
    known = fields(world)
    poison(world, lambda field: f"kanaritulisan{known.index(field)}x")
    text = "".join(shown(world, line) for line in PAGES)
    unseen = {field for field in known if f"kanaritulisan{known.index(field)}x" not in text}
    assert unseen <= {"topic_citation.document", "topic_citation.version", "path", "prompt_hash"}, (
        "add the page that shows it"
    )


def test_without_escaping_the_walk_turns_red(world, monkeypatch):
    environment = world.app.jinja_env
    monkeypatch.setattr(environment, "autoescape", False)
    assert environment.cache is not None
    environment.cache.clear()
    try:
        poison(world, lambda _field: PAYLOADS[0])
        red = [line for line in PAGES if list(executable(shown(world, line)))]
    finally:
        environment.cache.clear()
    assert red == list(PAGES)


def structure(text: str) -> list[str]:
    return [str(element.tag) for element in tree(text).iter()]


def test_a_payload_in_a_name_adds_no_element_at_all(world):
    """Stronger than the judge, and free of its lists: the page's elements are those of a page with plain texts."""
    poison(world, lambda _field: "x")
    plain = {line: structure(shown(world, line)) for line in PAGES}
    for payload in TOGETHER[:1]:
        poison(world, lambda _field, payload=payload: payload)
        for line in PAGES:
            assert structure(shown(world, line)) == plain[line], (line, payload)


ECHOES = (
    (
        "admin",
        "/programmes/{P}/people/new",
        ("name", "email", "role_title", "function", "site", "grade", "manager_name"),
    ),
    ("admin", "/programmes/{P}/people/{mA}/facts", ("role_title", "manager_email", "above_name", "capacity", "side")),
    ("admin", "/programmes/{P}/plan", ("name", "starts_on", "sessions", "languages")),
    ("admin", "/programmes/{P}/contact/contact", ("name", "email")),
    ("admin", "/programmes/{P}/panels/new", ("name", "email", "about")),
    ("admin", "/programmes/{P}/pairs/new", ("senior", "junior")),
    ("mentor", "/programmes/{P}/exclusions", ("person",)),
    ("mentor", "/programmes/{P}/forms/intake-junior/pages/own_part", ("worth_time", "own_choice")),
    ("mentor", "/programmes/{P}/forms/intake-junior/pages/suggestions", ("focus", "use_model")),
    ("senior", "/account", ("locale", "timezone")),
    ("out", "/sign-in", ("email",)),
    ("out", "/sign-in/code", ("email", "code")),
)
LONG = (("mentor", "/programmes/{P}/correction", "text"), ("senior", "/pairs/{A}/sessions/1/suggestions", "focus"))


@pytest.mark.parametrize(("reader", "address", "names"), ECHOES)
def test_a_refused_form_gives_back_what_was_typed_as_text(world, reader, address, names):
    for payload in TOGETHER:
        answer = world.send(
            "POST", reader, address, data={"csrf_token": world.tokens[reader], **dict.fromkeys(names, payload)}
        )
        assert answer.status_code in {422, 429, 303}, payload
        assert not list(executable(answer.text)), payload
        if answer.status_code == 303:
            world.restore()


@pytest.mark.parametrize(("reader", "address", "name"), LONG)
def test_a_text_too_long_comes_back_as_text(world, reader, address, name):
    for payload in TOGETHER:
        sent = {"csrf_token": world.tokens[reader], name: payload * 10}
        answer = world.send("POST", reader, address, data=sent)
        assert answer.status_code == 422 and not list(executable(answer.text)), payload


def test_what_stands_in_the_address_is_text(world):
    for payload in TOGETHER:
        words = dict.fromkeys(("q", "sort", "next", "from", "version", "senior", "junior"), payload)
        for reader, address in (
            ("admin", "/programmes/{P}"),
            ("admin", "/programmes/{P}/pairs/new"),
            ("out", "/sign-in"),
            ("curator", "/knowledge/documents/rekap-id"),
            ("senior", "/programmes/{P}/forms/intake-senior/pages/goals"),
            ("senior", "/help"),
        ):
            answer = world.client.get(
                world.at(address), query_string=words, headers={"Cookie": world.cookies.get(reader, "")}
            )
            assert answer.status_code in {200, 404} and not list(executable(answer.text)), (address, payload)
        lost = world.client.get("/programmes/" + payload.replace("?", "").replace("#", ""))
        assert not list(executable(lost.text)), payload


def guides(folder: Path) -> Iterator[str]:
    """A guide for every payload: in its title, a heading, its text, and where the file system takes it, its name."""
    for number, payload in enumerate(PAYLOADS):
        quoted = payload.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        name = f"buruk-{number}"
        (folder / f"{name}.md").write_text(
            f'---\nid: {name}\ntitle: "{quoted}"\nlanguage: en\nreasons: [practice]\nkind: guide\n---\n'
            f"# {payload}\n\nBefore {payload} and after it there is more to read about overtime.\n\n"
            f"## {payload}\n\n{payload}\n\n```\n{payload}\n```\n\n> {payload}\n\n- {payload}\n\n| {payload} |\n",
            encoding="utf-8",
        )
        yield name
    for name in ("<img src=x onerror=alert(4711)>", '" onmouseover="alert(4711)', "<script>alert(4711)<script>"):
        (folder / f"{name}.md").write_text(f"{name}\n\nText that is long enough to be read.\n", encoding="utf-8")


def test_nothing_in_a_guide_runs(world):
    names = list(guides(world.folder))
    try:
        with world.app.app_context():
            tasks.sync(world.folder, port(Embedder))
            port(Library).refresh()
            db.session.commit()
            ids = [card.document for card in knowledge.documents()]
            sources = {name: knowledge.source(name) for name in names}
        assert set(names) <= set(ids) and len(ids) >= len(names) + 5
        listing = world.get("curator", "/knowledge/")
        assert listing.status_code == 200 and not list(executable(listing.text))
        assert "alert(4711)" in listing.text, "the titles are there"
        for name in ids:
            page = world.client.get(f"/knowledge/documents/{name}", headers={"Cookie": world.cookies["curator"]})
            assert page.status_code == 200 or "<" in name or '"' in name
            assert not list(executable(page.text, links=True)), name
        for name in names:
            source = sources[name]
            assert source is not None
            passage = next(one for one in source.passages if "Before" in one.text)
            start, quote = passage.start, passage.text[: len("Before ") + 12]
            world.execute(
                "UPDATE topic_citation SET document = ?, version = ?, title = ?, heading = ?, path = ?, quote = ?,"
                ' start = ?, "end" = ? WHERE id = ?',
                *(name, source.version, source.title, passage.heading, passage.heading, quote, start),
                *(start + len(quote), world.ids["cA"]),
            )
            context = world.get("senior", "/citations/{cA}")
            assert "<mark>Before" in context.text, "the context is shown, not the quotation alone"
            assert not list(executable(context.text)), name
    finally:
        for path in [*world.folder.glob("*.md")]:
            path.unlink()
        world.restore()
        with world.app.app_context():
            port(Library).refresh()


def test_markdown_lets_nothing_through():
    for payload in PAYLOADS:
        for text in (payload, f"# {payload}", f"[x]({payload})", f"`{payload}`", f"![x]({payload})", f"<{payload}>"):
            assert not list(executable(f"<!doctype html><div>{markdown(text)}</div>", links=True)), text


def test_no_name_runs_in_a_mail(world):
    for payload in PAYLOADS:
        with world.app.app_context():
            context = {"name": payload, "code": payload, "link": "https://x.example/sign-in/link/x", "minutes": 10}
            mail = notifications.send("a@b.example", "en", "sign_in", context, now=clock.now())
            message = notifications.render(mail)
            db.session.rollback()
        assert payload.split()[0] in message.text, "the text keeps what was typed"
        assert not list(executable(message.html, links=True)), payload
        assert "\n" not in message.subject and payload not in message.subject
