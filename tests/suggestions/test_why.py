"""*Why for you two*: varied, in words, of both sides, and back to an earlier session; never a mark, never a figure."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from service.knowledge.values import REASONS
from service.sessions import queries as sessions
from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.guided import phrases, why_en, why_id
from service.suggestions.guided.choosing import candidates
from service.suggestions.guided.why import Said, why
from service.suggestions.rules.past import earlier, teaser
from service.suggestions.rules.register import register_fault, speaks
from service.suggestions.values import Stage
from tests.libraries import folder_library
from tests.suggestions.planted import brief

WORDS = {"id": why_id, "en": why_en}
LEAST = 6


def every(module) -> dict[str, tuple[str, ...]]:
    """All templates of a language by name."""
    return {
        **module.OPENINGS,
        **{f"then {name}": variants for name, variants in module.THEN.items()},
        **{f"turn {name}": variants for name, variants in module.TURNS.items()},
        "links": module.LINKS,
    }


@pytest.mark.parametrize("language", WORDS)
def test_at_least_six_ways_of_saying_everything(language):
    for name, variants in every(WORDS[language]).items():
        assert len(set(variants)) == len(variants) >= LEAST, name
        begins = {" ".join(one.split()[:2]) for one in variants}
        assert len(begins) == len(variants), f"{name}: two begin alike"


def test_both_languages_have_the_same_templates_with_the_same_places():
    assert every(why_id).keys() == every(why_en).keys()
    places = {
        language: {
            name: {tuple(sorted(set(re.findall(r"\{(\w+)\}", one)))) for one in variants}
            for name, variants in every(module).items()
        }
        for language, module in WORDS.items()
    }
    assert {name: len(kinds) for name, kinds in places["id"].items() if len(kinds) > 1} == {}, (
        "each variant says the same things"
    )
    assert places["id"] == places["en"]
    assert set(why_id.TURNS) == {*REASONS, "meet"}


@pytest.mark.parametrize("language", WORDS)
def test_no_template_holds_a_figure_a_reproach_or_the_wrong_register(language):
    for name, variants in every(WORDS[language]).items():
        for one in variants:
            filled = re.sub(r"\{\w+\}", "dokumen" if language == "id" else "documents", one)
            assert not any(character.isdigit() for character in one), name
            assert register_fault(filled, language, "page") is None, one
            assert not re.search(r"\b(?:sebaiknya|seharusnya|harusnya|should|must)\b", one), one


def story(number: int):
    """The six sets of an invented pair, each knowing those before it."""
    library = folder_library()
    shown: list[tuple[int, object]] = []
    for stage in sessions.arc():
        fresh = pairs(Stage(stage.number, stage.key, stage.purpose.en, stage.reasons))[number - 1]
        known = replace(
            fresh,
            past_titles=tuple(topic.title for _, topic in shown),
            past_questions=tuple(question.text for _, topic in shown for question in topic.questions),
            past_units=frozenset(topic.unit for _, topic in shown if topic.unit),
            earlier=tuple(earlier(session, topic) for session, topic in shown),
        )
        outcome = suggest(known, Desk(library), "guided")
        yield known, outcome.topics
        shown.extend((stage.number, topic) for topic in outcome.topics)


@pytest.fixture(scope="module", params=[1, 6, 11, 18])
def told(request):
    return list(story(request.param))


def test_no_two_topics_of_a_set_open_alike_or_say_a_sentence_twice(told):
    for _, topics in told:
        opened = [" ".join(topic.why.split()[:2]).casefold() for topic in topics]
        assert len(set(opened)) == len(opened)
        sentences = Counter(sentence for topic in topics for sentence in re.split(r"(?<=[.”]) ", topic.why))
        assert sentences.most_common(1)[0][1] == 1


def test_every_why_is_short_in_words_and_in_the_pairs_language(told):
    for known, topics in told:
        for topic in topics:
            assert len(topic.why.split()) <= 60
            assert not any(character.isdigit() for character in topic.why)
            assert speaks(topic.why, known.language)
            assert "{" not in topic.why and "  " not in topic.why


def test_sessions_follow_from_one_another(told):
    """Later sets name a topic that was really suggested, in the session they say, and no set more than two."""
    links = 0
    for known, topics in told:
        titles = {one.title.replace("“", "‘").replace("”", "’"): one.session for one in known.earlier}
        words = WORDS[known.language].SESSIONS
        named = [title for topic in topics for title in titles if f"“{title}”" in topic.why]
        for title in named:
            why_of = next(topic.why for topic in topics if f"“{title}”" in topic.why)
            assert re.search(rf"\b{words[titles[title] - 1]}\b", why_of), why_of
        assert len(named) == len(set(named)) <= 2
        links += len(named)
    assert links >= 2


def one_unit(language="id", stage=2, skill="automation"):
    return next(unit for unit in folder_library().units(language, stage) if skill in unit.skills)


@pytest.mark.parametrize("mark", ["not_for_us", "inappropriate"])
def test_what_was_put_aside_is_never_named(mark):
    """A link to what somebody hid would bring it back before their eyes."""
    (_, topics), *_ = (one for one in story(6) if one[0].session == 2)
    unit = one_unit()
    past = next(topic for topic in topics if topic.skills)
    known = brief("id", session=3, earlier=(earlier(2, past),))
    near = replace(unit, skills=past.skills)
    assert past.title in why(known, near, [], Said())[0]
    hidden = replace(known, earlier=(earlier(2, past, {mark}),))
    assert past.title not in why(hidden, near, [], Said())[0]


@pytest.mark.parametrize("mark", ["used", "useful"])
def test_a_liking_changes_no_sentence(mark):
    (_, topics), *_ = (one for one in story(6) if one[0].session == 2)
    past = [topic for topic in topics if topic.skills]
    unit = replace(one_unit(), skills=past[0].skills)
    said = {
        why(brief("id", session=3, earlier=tuple(earlier(2, topic, marks) for topic in past)), unit, [], Said())
        for marks in (frozenset(), frozenset({mark}))
    }
    assert len(said) == 1


def test_what_one_side_typed_is_not_said_to_the_other():
    from_form = replace(brief("id"), senior=replace(brief("id").senior, focus="antrean bongkar muat"))
    outcome = suggest(from_form, Desk(folder_library()), "guided")
    assert outcome.topics and not any("antrean bongkar" in topic.why for topic in outcome.topics)
    assert candidates(from_form, [], [], [one_unit()])


def test_the_teaser_is_the_first_sentence():
    assert teaser("Satu hal. Dua hal.") == "Satu hal."
    assert teaser("Hanya satu.") == "Hanya satu."


@pytest.mark.parametrize(("reader", "partner"), [("senior", "junior"), ("junior", "senior")])
def test_a_reader_is_told_what_was_theirs_and_what_their_partners(reader, partner):
    fields = [
        f"{reader}:goal:try_tools",
        f"{partner}:skill:automation",
        "pair:reason:practice",
        f"{reader}:goal:judge_tech",
    ]
    if reader == "junior":
        fields = [field.replace("try_tools", "show_work").replace("judge_tech", "career_view") for field in fields]
    own, theirs, theme = phrases.used_words(fields, "id", reader)
    assert own.startswith("tujuan Anda: ") and own.count(";") == 1
    assert "mitra Anda" in theirs and "otomasi" in theirs and "Anda:" not in theme
    assert not any(character.isdigit() for line in (own, theirs, theme) for character in line)


def test_the_order_of_a_receipt_is_not_told():
    fields = ["senior:skill:dashboards", "senior:skill:automation", "junior:goal:show_work", "senior:goal:try_tools"]
    assert phrases.used_words(fields, "en", "senior") == phrases.used_words(fields[::-1], "en", "senior")
