"""Reads of waves for their pages and files: who has answered, what is released, and both as tables."""

from service.waves.queries.results import results
from service.waves.queries.tables import codebook_table, file_name, own_table, results_table
from service.waves.queries.turnout import by_session, forms, missing, overview, turnout, waiting

__all__ = [
    "by_session",
    "codebook_table",
    "file_name",
    "forms",
    "missing",
    "overview",
    "own_table",
    "results",
    "results_table",
    "turnout",
    "waiting",
]
