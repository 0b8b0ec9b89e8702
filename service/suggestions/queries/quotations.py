"""Quotations in their place, and how the documents stand that they were taken from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.knowledge import queries as knowledge
from service.suggestions.queries.sets import ShownSet
from service.suggestions.values import Citation

_AROUND = 600


@dataclass(frozen=True, slots=True)
class InContext:
    """A quotation with what stands around it in the version it was taken from."""

    before: str
    quote: str
    after: str


def in_context(quoted: Citation) -> InContext | None:
    """The passage around a quotation, from the very version it was taken from; None where that is no longer kept."""
    source = knowledge.source(quoted.document, quoted.version)
    if source is None or source.raw[quoted.start : quoted.end] != quoted.quote:
        return None
    spans = [(one.start, one.end) for one in source.passages if one.start <= quoted.start and quoted.end <= one.end]
    start, end = spans[0] if spans else (max(0, quoted.start - _AROUND), quoted.end + _AROUND)
    return InContext(source.raw[start : quoted.start], quoted.quote, source.raw[quoted.end : end])


def standing(quoted: Citation) -> knowledge.Standing:
    """Whether the document still says so, has changed since, or was withdrawn."""
    return knowledge.standing(quoted.document, quoted.version)


def withdrawn(sets: Iterable[ShownSet]) -> frozenset[str]:
    """The documents quoted in sets that were withdrawn since: what was given stays, and says so."""
    quoted = {one.document for shown in sets for item in shown.topics for one in item.topic.citations}
    return knowledge.withdrawn(quoted)
