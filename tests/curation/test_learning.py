"""What curators learn from use, each thing with its action, and nothing about a pair or a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service import clock
from service.accounts import actions as accounts
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge import tasks
from service.suggestions import actions, queries
from service.suggestions.guided.phrases import MORE, SKILLS
from service.suggestions.values import Citation, Outcome, Receipt, Topic
from tests import builders
from tests.visitors import parse

LEARN = "/knowledge/learn"


@pytest.fixture
def desk(here, visit, folder, embedder, library):
    person = builders.user("Kurator Satu", locale="en")
    accounts.grant(person.id, "curator", None, clock.now())
    tasks.sync(folder, embedder)
    library.refresh()
    return visit(person.id)


def kept(pair, *, session=1, missing=(), topics=()):
    """A set of a pair, as a request would keep it."""
    brief = queries.brief(pair.id, session)
    receipt = Receipt("guided", None, None, None, 0, 0, 0.1, (), (), ())
    set_id = actions.save(Outcome(brief, tuple(topics), tuple(missing), receipt), builders.NOW)
    db.session.commit()
    return set_id


def topic_of(document: str) -> Topic:
    """A topic that quotes a document of the folder."""
    passage = next(one for one in knowledge.source(document).passages if one.kind == "topic")
    source = knowledge.source(document)
    quote = Citation(
        document,
        source.title,
        passage.heading,
        source.path,
        source.version,
        source.language,
        passage.id,
        passage.text[:40],
        passage.start,
        passage.start + 40,
    )
    return Topic("Rekap", ("practice",), "Karena.", (), (), (), (), (), (quote,), None, "guided")


def section(page: str, title: str) -> str:
    """What stands under a second heading, up to the next."""
    return page.split(f">{title}</h2>")[1].split("<h2", maxsplit=1)[0]


def rewrite(folder, embedder, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")
    tasks.sync(folder, embedder)


def test_the_matrix_says_its_holes_and_thin_places_and_leads_on(desk):
    page = desk.get(LEARN).text
    assert "28 holes: nothing to suggest there. 2 places are thin" in page
    assert page.count('class="hole"') == 28 and page.count("<small>hole</small>") == 28
    assert page.count("<small>thin</small>") == 2
    assert "/knowledge/new?reason=relevance&amp;stage=6&amp;language=en" in page
    assert "/knowledge/?reason=practice&amp;stage=2&amp;language=en#documents" in page
    form = desk.get("/knowledge/new?reason=relevance&stage=6&language=en").text
    for name, value in (("reasons", "relevance"), ("stages", "6")):
        chosen = [tag for tag in form.split("<input") if f'name="{name}"' in tag and f'value="{value}"' in tag]
        assert chosen and " checked" in chosen[0]
    listed = desk.get("/knowledge/?reason=practice&stage=2&language=en").text
    assert 'href="/knowledge/documents/rekap-en" lang="en"' in listed
    assert 'href="/knowledge/documents/rekap-id" lang="id"' not in listed


def test_only_published_units_of_the_chosen_language_and_reader_count(desk, folder, embedder):
    rewrite(folder, embedder, "guides/id/rekap.md", "audience: [senior, junior]", "audience: [junior]")
    assert "30 holes" in desk.get(f"{LEARN}?audience=senior&language=id").text
    assert "28 holes" in desk.get(f"{LEARN}?audience=junior&language=id").text
    assert "28 holes" in desk.get(f"{LEARN}?audience=nobody&language=xx").text, "what is not ours asks for nothing"
    rewrite(folder, embedder, "guides/id/rekap.md", "kind: guide", "kind: guide\nstatus: draft")
    assert "30 holes" in desk.get(f"{LEARN}?audience=junior&language=id").text


def test_the_services_own_needs_are_counted_and_lead_to_a_guide(desk):
    card = builders.programme()
    for _number in range(2):
        kept(builders.pair(card), session=2, missing=(SKILLS["id"]["automation"], MORE["id"]))
    told = section(desk.get(LEARN).text, "Asked for, not there")
    assert f"<strong>{SKILLS['en']['automation']}</strong>" in told
    assert "More topics for session 2" in told
    assert told.count("missing in 2 sets") == 2
    assert "/knowledge/new?stage=2&amp;language=id" in told and "reason=practice" in told


def test_what_people_typed_is_shown_from_three_pairs_on_and_never_as_they_wrote_it(desk):
    card = builders.programme()
    pairs = [builders.pair(card) for _number in range(3)]
    texts = ("drone untuk panen di Riau", "panen memakai drone milik Damar", "belajar drone saat panen raya")
    for pair, text in zip(pairs[:2], texts[:2], strict=True):
        kept(pair, missing=(text,))
    told = section(desk.get(LEARN).text, "Asked for, not there")
    assert "drone" not in told and "2 wishes" in told
    kept(pairs[2], missing=(texts[2],))
    told = section(desk.get(LEARN).text, "Asked for, not there")
    assert "<strong>drone panen</strong>" in told and "missing in 3 sets" in told
    for private in ("Riau", "Damar", "milik", "raya", "/pairs/", *texts):
        assert private not in told


def test_a_members_name_is_never_among_the_words(desk):
    card = builders.programme()
    pairs = [builders.pair(card) for _number in range(3)]
    builders.user("Wulandari")
    for pair in pairs:
        kept(pair, missing=("cara wulandari memakai drone",))
    told = section(desk.get(LEARN).text, "Asked for, not there")
    assert "drone" in told and "wulandari" not in told.lower()


def test_guides_without_use_flagged_due_and_in_one_language(desk, folder, embedder):
    pair = builders.pair()
    page = desk.get(LEARN).text
    assert section(page, "Never suggested").count("<li>") == 2
    assert "Nobody has flagged a topic." in page and "No review is due." in page
    assert "Every guide is there in both languages." in page and "Nothing was asked for in vain" in page

    kept(pair, topics=(topic_of("rekap-id"),))
    (shown,) = queries.sets(pair.id, 1, pair.senior.id)
    actions.mark(shown.topics[0].id, pair.senior.id, "inappropriate", builders.NOW)
    db.session.commit()
    page = desk.get(LEARN).text
    never = section(page, "Never suggested")
    assert "/knowledge/documents/rekap-en" in never and "/knowledge/documents/rekap-id" not in never
    assert "/knowledge/documents/rekap-id" in section(page, "Flagged") and 'href="/knowledge/flagged"' in page

    (folder / "guides" / "en" / "rekap.md").unlink()
    old = (clock.now() - timedelta(days=400)).date().isoformat()
    rewrite(folder, embedder, "guides/id/rekap.md", "reviewed_on: 2026-11-24", f"reviewed_on: {old}")
    page = desk.get(LEARN).text
    assert "/knowledge/edit/guides/id/rekap.md" in section(page, "Review is due")
    assert "twin_of=guides/id/rekap.md" in section(page, "In one language only")
    assert "Every published guide was suggested at least once." in page


def test_an_empty_folder_is_all_holes_and_the_page_is_whole_in_both_languages(here, visit):
    person = builders.user("Kurator", locale="id")
    accounts.grant(person.id, "curator", None, clock.now())
    page = visit(person.id, "id").get(LEARN)
    assert page.status_code == 200 and "30 celah" in page.text
    assert parse(page.text) is not None


def test_a_flagged_item_is_seen_by_all_who_curate_at_its_new_address(desk, visit):
    pair = builders.pair()
    kept(pair, topics=(replace(topic_of("rekap-id"), title="Topik yang ditandai"),))
    (shown,) = queries.sets(pair.id, 1, pair.senior.id)
    actions.mark(shown.topics[0].id, pair.senior.id, "inappropriate", builders.NOW)
    db.session.commit()
    admin = builders.admin(pair.programme_id)
    for guest in (desk, visit(admin.id)):
        page = guest.get("/knowledge/flagged").text
        assert "Topik yang ditandai" in page and "/knowledge/history/guides/id/rekap.md" in page
        assert pair.senior.name not in page and pair.junior.name not in page
    before = desk.get("/curation/flagged")
    assert before.status_code == 301 and before.headers["Location"] == "/knowledge/flagged"
    member = visit(pair.senior.user_id)
    assert [member.get(path).status_code for path in (LEARN, "/knowledge/flagged", "/curation/flagged")] == [404] * 3
