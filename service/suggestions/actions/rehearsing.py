"""What a pair would be suggested now: the guided writer on a brief that nobody's pair stands behind; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from service.knowledge.ports import Library
from service.knowledge.values import Found
from service.suggestions.actions.composing import suggest
from service.suggestions.actions.desk import Desk
from service.suggestions.guided.writing import wording
from service.suggestions.rules.needs import Planned, plan
from service.suggestions.values import Outcome, PairBrief


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The set as it would be, and how it came about: each planned need with what the folder has on it."""

    outcome: Outcome
    needs: tuple[tuple[Planned, Found], ...]


def rehearse(brief: PairBrief, library: Library) -> Rehearsal:
    """Compose a guided set for a brief and tell why. No model is asked, nothing is saved; the caller has no transaction open."""
    planned = plan(brief, wording(brief.language))
    found = library.find([one.need for one in planned])
    return Rehearsal(suggest(brief, Desk(library), "guided"), tuple(zip(planned, found, strict=True)))
