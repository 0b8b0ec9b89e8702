"""What the folder lacks, and what in it nobody needs or somebody must look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.accounts import queries as accounts
from service.curation.rules.asked import Clusters, cluster
from service.curation.rules.coverage import Matrix, matrix
from service.curation.values import Line
from service.knowledge import queries as knowledge
from service.knowledge.values import LANGUAGES, SIDES
from service.sessions import queries as sessions
from service.suggestions import queries as suggestions
from service.suggestions.guided import phrases


@dataclass(frozen=True, slots=True)
class Chores:
    """Documents to do something about, each list in the order of its need."""

    unused: tuple[Line, ...]
    flagged: tuple[Line, ...]
    stale: tuple[Line, ...]
    alone: tuple[Line, ...]


def coverage(view: str, language: str) -> Matrix:
    """The matrix of the serving generation; `view` as in ``rules.coverage.VIEWS``."""
    return matrix(knowledge.unit_tags(), view, language)


def asked() -> Clusters:
    """What sets said the folder has nothing on; see ``rules.asked`` for what is never shown."""
    return cluster(suggestions.unmet(), _known(), [card.name for card in accounts.roster()])


def chores(every: Iterable[Line]) -> Chores:
    """What of the folder's published documents needs a curator."""
    published = [line for line in every if line.card.status == "published" and line.card.state == "indexed"]
    unused = [line for line in published if line.card.kind == "guide" and not line.use.suggested]
    flagged = [line for line in published if line.use.flagged]
    stale = [line for line in published if line.stale]
    return Chores(
        unused=tuple(sorted(unused, key=lambda line: line.card.title.casefold())),
        flagged=tuple(sorted(flagged, key=lambda line: (-line.use.flagged, line.card.title.casefold()))),
        stale=tuple(sorted(stale, key=lambda line: (line.card.tags.reviewed_on, line.card.title.casefold()))),
        alone=tuple(line for line in published if line.card.wants_twin),
    )


def _known() -> dict[tuple[str, str], tuple[str, str]]:
    """All that a set may say to be missing in the service's own words."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for language in LANGUAGES:
        known |= {(language, words): ("skill", key) for key, words in phrases.SKILLS[language].items()}
        known |= {(language, stage.purpose.into(language)): ("stage", str(stage.number)) for stage in sessions.arc()}
        known[language, phrases.MORE[language]] = ("more", "")
        for side in ("pair", *SIDES):
            known[language, phrases.field_words(f"{side}:focus:0", language)] = ("own", "")
    return known
