"""The list of documents with their use."""

from __future__ import annotations

from datetime import date

from service.curation.values import Line, stale
from service.knowledge import queries as knowledge
from service.suggestions import queries as suggestions
from service.suggestions.values import Use


def lines(today: date) -> list[Line]:
    """Every document of the shelf with its use, by path."""
    used = suggestions.use_of_documents()
    return [
        Line(card, used.get(card.document, Use()), stale(card.tags.reviewed_on, today)) for card in knowledge.shelf()
    ]
