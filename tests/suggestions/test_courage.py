"""How bold a pair's topics may be: both choose, the lower holds, and neither learns the other's choice from anything."""

import re
from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select

from service import clock
from service.db import db
from service.knowledge.values import COURAGES
from service.suggestions import actions, queries
from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.models import Courage
from service.suggestions.rules.courage import held, may_have
from service.suggestions.values import Stage
from tests import builders
from tests.libraries import folder_library

STAGES = {4: "humility", 5: "reality", 6: "relevance"}
TOKENS = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.mark.parametrize(("one", "other"), list(product((*COURAGES, None), repeat=2)))
def test_the_lower_of_both_holds(one, other):
    place = {"light": 0, "medium": 1, "bold": 2, None: 1}
    assert place[held([one, other])] == min(place[one], place[other])
    assert held([one, other]) == held([other, one])


def test_who_has_not_chosen_gets_everything_but_what_is_bold():
    assert held([]) == held([None, None]) == held(["bold", None]) == "medium"


@pytest.mark.parametrize("level", COURAGES)
def test_a_level_opens_itself_and_what_is_lighter(level):
    allowed = [courage for courage in COURAGES if may_have(courage, level)]
    assert allowed == list(COURAGES[: COURAGES.index(level) + 1])
    assert may_have(None, level), "a topic without a courage asks little"
    assert not may_have("brave", level), "a slip of a guide opens nothing"


def courages(level: str) -> set[str | None]:
    """The courage of everything the invented pairs are suggested where this level holds."""
    library = folder_library()
    found: set[str | None] = set()
    for number, reason in STAGES.items():
        for brief in pairs(Stage(number, reason, "", (reason,))):
            known = {unit.twin: unit.courage for unit in library.units(brief.language, number)}
            outcome = suggest(replace(brief, courage=level), Desk(library), "guided")
            found.update(known[topic.unit] for topic in outcome.topics if topic.unit in known)
    return found


def test_topics_of_the_folder_follow_the_level():
    assert courages("light") == {"light"}
    assert courages("medium") == {"light", "medium"}
    assert courages("bold") == {"light", "medium", "bold"}


def choose(pair, senior=None, junior=None):
    for member, level in ((pair.senior, senior), (pair.junior, junior)):
        if level:
            actions.choose_courage(pair.id, member.id, level, clock.now())
    db.session.commit()


def test_a_choice_is_its_authors_and_the_last_one_counts(here):
    pair, other = builders.pair(), builders.pair()
    choose(pair, "bold", "light")
    choose(pair, "light", "bold")
    assert (queries.own_courage(pair.id, pair.senior.id), queries.own_courage(pair.id, pair.junior.id)) == (
        "light",
        "bold",
    )
    assert queries.brief(pair.id, 2).courage == "light"
    assert queries.own_courage(other.id, other.senior.id) == queries.brief(other.id, 2).courage == "medium"
    assert len(db.session.scalars(select(Courage)).all()) == 2


def test_a_choice_in_one_pair_is_none_in_another_pair_of_the_same_person(here):
    card = builders.programme()
    senior = builders.intake(builders.participant(card, "senior", capacity=2))
    first, second = (
        builders.join(card, senior, builders.intake(builders.participant(card, "junior"))) for _ in range(2)
    )
    choose(first, "bold", "bold")
    assert queries.brief(first.id, 2).courage == "bold"
    assert (queries.own_courage(second.id, senior.id), queries.brief(second.id, 2).courage) == ("medium", "medium")


def room(pair) -> str:
    return f"/pairs/{pair.id}/sessions/2"


def test_a_member_chooses_on_the_page_and_finds_the_choice_again(here, visit):
    pair = builders.pair()
    guest = visit(pair.senior.user_id)
    assert guest.post(f"{room(pair)}/courage", {"level": "bold"}).status_code == 303
    chosen = re.findall(r'<input[^>]*name="level"[^>]*>', guest.get(room(pair)).text)
    assert [re.search(r'value="(\w+)"', one)[1] for one in chosen if "checked" in one] == ["bold"]


@pytest.mark.parametrize("level", ["", "brave", "Bold"])
def test_no_other_word_is_kept(here, visit, level):
    pair = builders.pair()
    answer = visit(pair.senior.user_id).post(f"{room(pair)}/courage", {"level": level})
    assert answer.status_code == 422 and "error-summary" in answer.text and "<title>Kesalahan:" in answer.text
    assert db.session.scalars(select(Courage)).all() == []


def told(page: str) -> str:
    return TOKENS.sub("", page)


@pytest.mark.parametrize("reader", ["senior", "junior"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_byte_of_a_readers_pages_depends_on_the_partners_choice(here, visit, reader, language):
    """The partner tries every level, before and after a set: only the level that holds may move anything."""
    pair = builders.pair()
    partner = pair.junior if reader == "senior" else pair.senior
    guest = visit(getattr(pair, reader).user_id, language=language)
    pages = (room(pair), f"/pairs/{pair.id}/sessions/3", f"/pairs/{pair.id}/sessions", "/")
    seen = set()
    for level in (None, *COURAGES):
        if level:
            actions.choose_courage(pair.id, partner.id, level, clock.now())
            db.session.commit()
        seen.add(tuple(told(guest.get(page).text) for page in pages))
    assert len(seen) == 1


@pytest.mark.parametrize("own", COURAGES)
def test_sets_are_the_same_for_every_choice_of_the_partner_that_holds_the_same_level(here, own):
    """Composed anew for each choice: what a reader gets tells no more than the level that holds."""
    pair = builders.pair()
    library = folder_library()
    by_level: dict[str, set[str]] = {}
    for level in COURAGES:
        choose(pair, own, level)
        outcome = suggest(queries.brief(pair.id, 4), Desk(library, stopwatch=lambda: 0.0), "guided")
        by_level.setdefault(held([own, level]), set()).add(repr((outcome.topics, outcome.missing, outcome.receipt)))
    assert all(len(sets) == 1 for sets in by_level.values())
    assert len(by_level) == COURAGES.index(own) + 1


def test_the_account_of_a_set_does_not_hold_it(here):
    pair = builders.pair()
    choose(pair, "bold", "bold")
    actions.save(suggest(queries.brief(pair.id, 4), Desk(folder_library()), "guided"), clock.now())
    (shown,) = queries.sets(pair.id, 4, pair.senior.id)
    assert shown.topics
    assert not re.search(r"courage|bold|berani", repr(shown.receipt).lower())


def test_no_answer_to_a_form_moves_it(here):
    """The nearest questions of the intake at both ends: the level that holds stays what it was."""
    levels = set()
    for ready, choice in ((0, "no"), (4, "yes")):
        card = builders.programme()
        senior = builders.intake(builders.participant(card, "senior"), ready_to_hear=ready)
        junior = builders.intake(builders.participant(card, "junior"), own_choice=choice)
        levels.add(queries.brief(builders.join(card, senior, junior).id, 4).courage)
    assert levels == {"medium"}
