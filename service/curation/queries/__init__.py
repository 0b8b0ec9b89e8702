"""What curators read: the folder's documents with their use, and where the folder has holes."""

from service.curation.queries.coverage import asked, chores, coverage
from service.curation.queries.generations import cost_of_all, cost_of_choice, index_life
from service.curation.queries.lines import lines
from service.curation.queries.trials import newest_trial, present, trial

__all__ = [
    "asked",
    "chores",
    "cost_of_all",
    "cost_of_choice",
    "coverage",
    "index_life",
    "lines",
    "newest_trial",
    "present",
    "trial",
]
