"""The figures of suggested sets: ``dua-arah eval suggestions`` prints them."""

from service.suggestions.evaluation.checks import TextOf
from service.suggestions.evaluation.courses import play
from service.suggestions.evaluation.fictional import invented
from service.suggestions.evaluation.figures import Figure, figures, likeness, passed
from service.suggestions.evaluation.records import BadRun, SuggestionsRun, read_run

__all__ = [
    "BadRun",
    "Figure",
    "SuggestionsRun",
    "TextOf",
    "figures",
    "invented",
    "likeness",
    "passed",
    "play",
    "read_run",
]
