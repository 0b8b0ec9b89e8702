"""Bold topics wait for both sides' private choice: where neither has chosen, none is suggested, though the folder has some."""

from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.fictional import pairs
from service.suggestions.values import Stage
from tests.libraries import folder_library

REASONS = {4: "humility", 5: "reality", 6: "relevance"}


def test_no_bold_unit_is_suggested():
    library = folder_library()
    bold = {
        unit.twin
        for stage in REASONS
        for language in ("id", "en")
        for unit in library.units(language, stage)
        if unit.courage == "bold"
    }
    assert bold
    for number, reason in REASONS.items():
        for brief in pairs(Stage(number, reason, "", (reason,))):
            outcome = suggest(brief, Desk(library), "guided")
            assert not bold & {topic.unit for topic in outcome.topics}
