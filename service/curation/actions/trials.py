"""Find out what publishing or withdrawing a document would change, before it is done.

The entries that serve are asked with the document and without it, in memory: what serves is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from service import jobs
from service.curation import queries
from service.curation.models import TrialRow
from service.curation.rules.comparing_sets import compare_sets
from service.curation.values import Trial
from service.db import db, turn
from service.knowledge import queries as knowledge
from service.knowledge.actions import evaluation, weighing
from service.knowledge.actions.evaluation import Label
from service.knowledge.ports import Bench, Embedder, Library
from service.pairing import queries as pairing
from service.people import queries as people
from service.suggestions import actions as suggestions
from service.suggestions import queries as sets
from service.suggestions.values import PairBrief

MOST_PAIRS = 60
"""So many running pairs are compared; more would say the same and take minutes."""

Progress = Callable[[int, int], None]


def ask(document: str, wanted: str, user_id: int, now: datetime) -> Trial | None:
    """Have a trial made, or take the one there is; None where the index does not have the document."""
    turn("curation.trial")
    known = queries.present(document)
    if known is None:
        return None
    there = queries.newest_trial(document, wanted, now)
    if there is not None and (there.open or there.result is not None):
        return there
    version, generation = known
    row = TrialRow(
        document=document,
        version=version,
        wanted=wanted,
        generation=generation,
        state="queued",
        asked_at=now,
        asked_by=user_id,
        beat_at=now,
    )
    db.session.add(row)
    db.session.flush()
    jobs.enqueue("curation.trial", row.id)
    return queries.trial(row.id, now)


def begin(trial_id: int, now: datetime) -> tuple[str, str] | None:
    """The document and what is wanted of it; None where somebody else has begun already. The caller commits."""
    taken = (
        update(TrialRow)
        .where(TrialRow.id == trial_id, TrialRow.state == "queued")
        .values(state="running", beat_at=now)
        .returning(TrialRow.document, TrialRow.wanted)
    )
    row = db.session.execute(taken).first()
    return None if row is None else (row.document, row.wanted)


def beat(trial_id: int, done: int, total: int, now: datetime) -> None:
    """Say how far it is. The caller commits."""
    db.session.execute(update(TrialRow).where(TrialRow.id == trial_id).values(done=done, total=total, beat_at=now))


def end(trial_id: int, result: dict[str, Any] | None) -> None:
    """Keep what came out; None says that it failed. The caller commits."""
    row = db.session.scalars(select(TrialRow).where(TrialRow.id == trial_id)).one()
    row.state, row.result = ("done", result) if result is not None else ("failed", None)


def compare(
    document: str, wanted: str, embedder: Embedder, bench: Bench, labels: Sequence[Label], progress: Progress
) -> dict[str, Any]:
    """What changes: ``questions`` and ``sets``, the first with figures before and after. Commits, and has nothing open meanwhile.

    Raises ``EmbedderUnavailable``, and whatever `progress` raises to end it.
    """
    serving = knowledge.generation("serving")
    whole = knowledge.entries(serving.id, also=document) if serving else []
    briefs = _briefs()
    db.session.commit()
    vectors = evaluation.kept_vectors(whole, embedder)
    asked = weighing.askable(labels, whole)
    without = [entry for entry in whole if entry.passage.document != document]
    course = _Course(progress, 2 * (weighing.steps(asked) + len(briefs)))
    states = []
    for entries in (without, whole) if wanted == "published" else (whole, without):
        if not entries:
            states.append(_State({}, [[] for _ in briefs]))
            continue
        with bench.stand(entries, vectors) as stand:
            figures = weighing.weigh(stand, entries, asked, course.step) if asked else {}
            states.append(_State(figures, [_titles(brief, names, stand.library, course) for brief, names in briefs]))
    before, after = states
    return {
        "passages": sum(entry.passage.document == document for entry in whole),
        "questions": {
            "answerable": sum(bool(label.relevant) for label in asked),
            "unanswerable": sum(not label.relevant for label in asked),
            "before": before.figures,
            "after": after.figures,
        },
        "sets": compare_sets(before.titles, after.titles),
    }


@dataclass(frozen=True, slots=True)
class _State:
    """What a folder gives: figures, and the titles for each pair."""

    figures: dict[str, float]
    titles: list[list[str]]


@dataclass(slots=True)
class _Course:
    """How far it is."""

    tell: Progress
    total: int
    done: int = 0

    def step(self) -> None:
        self.done += 1
        self.tell(self.done, self.total)


def _titles(brief: PairBrief, names: Sequence[str], library: Library, course: _Course) -> list[str]:
    outcome = suggestions.suggest(brief, suggestions.Desk(library), "guided", names)
    course.step()
    return [topic.title for topic in outcome.topics]


def _briefs() -> list[tuple[PairBrief, tuple[str, ...]]]:
    """The running pairs at the session that each prepares, with the names that may stand in no set."""
    running = [
        pair.id for card in people.programmes() for pair in pairing.pairs_of_programme(card.id) if not pair.ended
    ]
    found = ((sets.brief(pair_id, sets.next_session(pair_id)), pair_id) for pair_id in running[:MOST_PAIRS])
    return [(brief, sets.banned_names(pair_id)) for brief, pair_id in found if brief is not None]
