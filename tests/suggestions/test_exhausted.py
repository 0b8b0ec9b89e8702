"""A pair that has had nearly all the folder has for a session is told so."""

from dataclasses import replace

from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.guided.phrases import MORE
from service.suggestions.values import MIN_TOPICS, Stage
from tests.libraries import folder_library

STAGE = Stage(6, "relevance", "", ("relevance",))


def test_fewer_topics_than_a_set_should_have_are_told():
    library = folder_library()
    brief = pairs(STAGE)[0]
    units = {unit.twin for stage in range(1, 7) for unit in library.units(brief.language, stage)}
    whole = suggest(brief, Desk(library))
    assert len(whole.topics) >= MIN_TOPICS and MORE[brief.language] not in whole.missing
    left = {topic.unit for topic in whole.topics[:2]}
    thin = suggest(replace(brief, past_units=frozenset(units - left)), Desk(library))
    assert {topic.unit for topic in thin.topics} == left
    assert MORE[brief.language] in thin.missing
