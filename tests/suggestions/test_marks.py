"""What either side marks changes what this pair gets next, in the expected direction, and nothing of any other pair."""

from dataclasses import replace

import pytest

from service import clock
from service.db import db
from service.suggestions import actions, queries
from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.guided.choosing import leaning
from service.suggestions.rules.past import earlier
from service.suggestions.values import Earlier, PairBrief, Stage, Topic
from tests.libraries import folder_library
from tests.suggestions.planted import brief
from tests.suggestions.test_tasks import NAMES, duo

PRACTICE = Stage(2, "practice", "", ("practice",))
LIBRARY = folder_library()
UNITS = {unit.twin: unit for language in ("id", "en") for unit in LIBRARY.units(language, 2) if unit.language == "id"}


def composed(wanted: PairBrief) -> tuple[Topic, ...]:
    return suggest(wanted, Desk(LIBRARY), "guided").topics


def after(start: PairBrief, topics, marks: dict[int, str]) -> PairBrief:
    """The next brief of a pair that had these topics and marked some, by place."""
    return replace(
        start,
        past_titles=tuple(topic.title for topic in topics),
        past_questions=tuple(question.text for topic in topics for question in topic.questions),
        past_units=frozenset(topic.unit for topic in topics if topic.unit),
        earlier=tuple(
            earlier(2, topic, {marks[place]} if place in marks else set()) for place, topic in enumerate(topics)
        ),
    )


def kin(topic: Topic, other: Topic) -> bool:
    """Whether two topics are of one guide or share a skill."""
    same_guide = topic.citations[0].document == other.citations[0].document
    return same_guide or bool(set(topic.skills) & set(other.skills))


def places(wanted: list[tuple[Topic, ...]], marked: list[Topic]) -> float:
    """How much kin of the marked topics the sets hold, earlier places counting more."""
    return sum(
        1 / (1 + place)
        for topics, mark in zip(wanted, marked, strict=True)
        for place, topic in enumerate(topics)
        if kin(topic, mark)
    )


def test_the_same_brief_before_and_after_a_mark_gives_another_set_in_its_direction():
    """Over the invented pairs: the next set of each, had nothing been marked, had its first topic been liked, or declined."""
    sets: dict[str | None, list[tuple[Topic, ...]]] = {None: [], "useful": [], "not_for_us": []}
    marked = []
    for start in pairs(PRACTICE):
        first = composed(start)
        if not first or not first[0].skills:
            continue
        marked.append(first[0])
        for kind, found in sets.items():
            found.append(composed(after(start, first, {0: kind} if kind else {})))
    assert len(marked) >= 10
    assert places(sets["useful"], marked) > places(sets[None], marked) > places(sets["not_for_us"], marked)
    for kind in ("useful", "not_for_us"):
        changed = [one for one, other in zip(sets[kind], sets[None], strict=True) if one != other]
        assert len(changed) >= len(marked) / 3, kind
    same = [one for one, other in zip(sets["useful"], sets["not_for_us"], strict=True) if one == other]
    assert len(same) <= len(marked) / 10, "where a guide has nothing more of the kind, nothing can move"


def had(**marks: bool) -> Earlier:
    unit = next(unit for unit in UNITS.values() if unit.skills == ("automation",))
    return Earlier(2, unit.heading, unit.twin, unit.document, unit.reasons, unit.skills, **marks)


def lean(unit, *past: Earlier) -> float:
    return leaning(brief("id", earlier=past), unit)


def test_neighbours_rise_after_liking_and_fall_after_declining():
    same_guide = [unit for unit in UNITS.values() if unit.document == had().document]
    same_skill = [u for u in UNITS.values() if "automation" in u.skills and u.document != had().document]
    others = [
        u
        for u in UNITS.values()
        if "automation" not in u.skills and not set(u.reasons) & {*had().reasons} - {"practice"}
    ]
    assert same_guide and others
    for unit in (*same_guide, *same_skill):
        assert lean(unit, had(liked=True)) > lean(unit, had()) == 1 > lean(unit, had(declined=True))
    for unit in others:
        assert lean(unit, had(liked=True)) == lean(unit, had(declined=True)) == 1
    assert all(lean(one, had(declined=True)) < 0.75 for one in same_guide), "a guide's own neighbours step back most"


def test_what_was_liked_leads_on_to_what_is_deeper():
    other = [u for u in UNITS.values() if u.document != had().document]
    deep, light = (next(u for u in other if u.courage == courage) for courage in ("medium", "light"))
    liked = [replace(had(liked=True), skills=unit.skills or ("x",), document="") for unit in (deep, light)]
    deep, light = (replace(unit, skills=one.skills) for unit, one in zip((deep, light), liked, strict=True))
    assert lean(deep, liked[0]) > lean(light, liked[1]) > 1


def test_two_who_disagree_move_nothing():
    unit = next(unit for unit in UNITS.values() if unit.document == had().document)
    assert lean(unit, had(liked=True, declined=True)) == 1


def test_many_marks_weigh_no_more_than_one():
    unit = next(unit for unit in UNITS.values() if unit.document == had().document)
    assert lean(unit, *[had(liked=True)] * 9) == lean(unit, had(liked=True))


@pytest.mark.parametrize("marker", ["senior", "junior"])
@pytest.mark.parametrize("kind", ["used", "useful", "not_for_us", "inappropriate"])
def test_a_mark_of_either_side_reaches_the_next_brief_at_once_and_can_be_taken_back(here, kind, marker):
    pair = duo()
    actions.save(suggest(queries.brief(pair.id, 2), Desk(LIBRARY), "guided"), clock.now())
    before = queries.brief(pair.id, 2)
    shown = queries.sets(pair.id, 2, pair.senior.id)[0].topics[0]
    actions.mark(shown.id, getattr(pair, marker).id, kind, clock.now())
    first = queries.brief(pair.id, 2).earlier[0]
    assert (first.title, first.unit, first.session) == (shown.topic.title, shown.topic.unit, 2)
    assert (first.liked, first.declined, first.barred) == (
        kind in {"used", "useful"},
        kind == "not_for_us",
        kind == "inappropriate",
    )
    assert queries.brief(pair.id, 2).earlier[1:] == before.earlier[1:]
    actions.mark(shown.id, getattr(pair, marker).id, None, clock.now())
    assert queries.brief(pair.id, 2) == before


def test_no_mark_reaches_another_pair(here):
    """However many pairs mark a topic, what is composed for the next pair is what it was: ranking for all is the curators'."""
    markers = [duo(names=names) for names in NAMES]
    other = duo(names=("Wulan Sari", "Bagas Pratama"))
    untouched = queries.brief(other.id, 2)
    first = composed(untouched)
    for kind, pair in zip(("useful", "inappropriate"), markers, strict=True):
        actions.save(suggest(queries.brief(pair.id, 2), Desk(LIBRARY), "guided"), clock.now())
        for shown in queries.sets(pair.id, 2, pair.senior.id)[0].topics:
            actions.mark(shown.id, pair.senior.id, kind, clock.now())
            actions.mark(shown.id, pair.junior.id, kind, clock.now())
    db.session.commit()
    assert queries.brief(other.id, 2) == untouched
    assert composed(queries.brief(other.id, 2)) == first


def test_no_sentence_of_the_next_set_tells_of_a_mark():
    """The same topics say the same of why, whatever was marked: only which topics come may change."""
    for start in pairs(Stage(3, "generations", "", ("generations",)))[:6]:
        first = composed(replace(start, session=2, stage=PRACTICE))
        plain = {topic.unit: topic.why for topic in composed(after(start, first, {}))}
        for kind in ("useful", "used"):
            for place in range(len(first)):
                marked = composed(after(start, first, {place: kind}))
                if [topic.unit for topic in marked] == list(plain):
                    assert {topic.unit: topic.why for topic in marked} == plain
