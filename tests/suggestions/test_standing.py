"""What was suggested stays as it was, and says when its guide has changed or was withdrawn since."""

import re
import shutil
from pathlib import Path

import pytest

from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.knowledge import queries as knowledge
from service.knowledge import tasks as indexing
from service.knowledge.ports import Library
from service.suggestions import queries, tasks
from service.suggestions.actions import Desk
from tests import builders, embedders
from tests.suggestions.test_tasks import ask, duo

GUIDES = Path(__file__).parents[2] / "knowledge" / "guides"
SAID = ("ditarik</small>", "tidak lagi disarankan")
SOME = ("automation-small", "dashboards-reading", "shared-documents", "asking-well", "first-meeting")


@pytest.fixture
def folder(tmp_path):
    for language in ("id", "en"):
        files = sorted((GUIDES / language).glob("*.md"))
        chosen = [file for file in files if file.stem in SOME] or files[:6]
        (tmp_path / "guides" / language).mkdir(parents=True)
        for file in chosen:
            shutil.copy(file, tmp_path / "guides" / language)
    return tmp_path


@pytest.fixture
def embedder():
    return embedders.words()


@pytest.fixture
def outside(embedder) -> dict[type, object]:
    library = HybridLibrary(Offered(embedder))
    return {**builders.outside(), Library: library, Desk: Desk(library)}


@pytest.fixture
def given(here, folder, embedder, outside):
    """A set with its first citation, and a way to change the guide that is cited."""
    indexing.sync(folder, embedder)
    outside[Library].refresh()
    pair = duo()
    tasks.suggest(ask(pair))
    (shown,) = queries.sets(pair.id, 2, pair.senior.id)
    topic = shown.topics[0]
    cited = topic.topic.citations[0]

    def changed(before, after):
        path = folder / cited.path
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after, 1))
        indexing.sync(folder, embedder)

    return pair, cited, topic.citation_ids[0], changed


def pages(visit, given):
    pair, _cited, citation_id, _changed = given
    reader = visit(pair.senior.user_id, "id")
    return reader.get(f"/pairs/{pair.id}/sessions/2").text, reader.get(f"/citations/{citation_id}").text


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_as_long_as_the_guide_says_so_nothing_is_said(given, visit):
    room, context = pages(visit, given)
    assert queries.standing(given[1]) == "current"
    assert given[1].quote[:30] in plain(context)
    assert not any(word in room + context for word in SAID)
    assert "sudah berubah sejak itu" not in context


def test_a_changed_guide_shows_what_was_quoted(given, visit):
    *_, changed = given
    changed("\n## ", "\nSatu kalimat baru di sini.\n\n## ")
    room, context = pages(visit, given)
    assert queries.standing(given[1]) == "changed"
    assert "Dokumen ini sudah berubah sejak itu" in context
    assert "<mark>" in context and "Satu kalimat baru di sini." not in context
    assert not any(word in room + context for word in SAID)


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_a_withdrawn_guide_stays_readable_and_says_so(given, visit, state):
    _pair, cited, _id, changed = given
    changed("\nlanguage: ", f"\nstatus: {state}\nlanguage: ")
    room, context = pages(visit, given)
    assert queries.standing(cited) == "withdrawn"
    assert "Dokumen ini tidak lagi disarankan." in context
    assert "<mark>" in context and cited.quote[:30] in plain(context)
    assert cited.quote[:30] in plain(room)
    assert re.search(r"</cite></a>[^\n]*ditarik</small>", room)


def test_a_guide_taken_away_counts_as_withdrawn_until_it_is_back(given, folder, embedder):
    _pair, cited, _id, _changed = given
    text = (folder / cited.path).read_text()
    (folder / cited.path).unlink()
    indexing.sync(folder, embedder)
    assert queries.standing(cited) == "withdrawn"
    assert queries.in_context(cited).quote == cited.quote
    assert knowledge.withdrawn({cited.document, "nobody"}) == {cited.document, "nobody"}
    (folder / cited.path).write_text(text)
    indexing.sync(folder, embedder)
    assert queries.standing(cited) == "current"
    assert knowledge.withdrawn({cited.document}) == frozenset()


def test_without_an_index_nothing_is_called_withdrawn(here):
    assert knowledge.standing("any", "0" * 12) == "current"
    assert knowledge.withdrawn({"any"}) == frozenset()
