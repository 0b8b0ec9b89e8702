"""A guided set from the pair's brief to its kept rows, against the time that embedding its questions takes."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from service import clock
from service.db import db
from service.demo import create_demo
from service.suggestions import actions as suggestions
from service.suggestions import queries as briefs
from tests.benchmarks.apps import Service, forgetful, serving
from tests.benchmarks.figures import Figure, side_by_side

BAR = 2.0
KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
_SESSIONS = 6


def figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data", KNOWLEDGE, forgetful()) as service:
        say("indexing the guides")
        service.index()
        pairs = [pair.number for pair in create_demo(clock.now()).pairs]
        db.session.commit()
        turns = [(pair, session) for session in range(1, _SESSIONS + 1) for pair in pairs]
        turns = turns[:4] if quick else turns * 2
        say(f"{len(turns)} sets")
        asked = {turn: _questions(service, *turn) for turn in turns}
        rounds = [
            (lambda turn=turn: _set(service, *turn), lambda turn=turn: service.embedder.embedder.queries(asked[turn]))
            for turn in turns
        ]
        pace = side_by_side(rounds, warm=2)
        count = sorted(len(questions) for questions in asked.values())[len(asked) // 2]
        return [
            Figure(
                "a guided set, brief to kept rows",
                pace.ours * 1000,
                "ms",
                pace.reference * 1000,
                pace.ratio,
                BAR,
                rounds=pace.rounds,
                note=f"our own guides; reference: embedding the same questions ({count} a set)",
            )
        ]


def _questions(service: Service, pair: int, session: int) -> list[str]:
    service.embedder.asked.clear()
    _set(service, pair, session)
    return list(service.embedder.asked)


def _set(service: Service, pair: int, session: int) -> None:
    """As the job makes one; the rows go to the database and are taken back, so that every round meets the same history."""
    brief = briefs.brief(pair, session)
    names = briefs.banned_names(pair)
    assert brief is not None
    db.session.rollback()
    outcome = suggestions.suggest(brief, suggestions.Desk(service.library), "guided", names)
    assert outcome.topics and outcome.receipt.degraded == ()
    suggestions.save(outcome, clock.now())
    db.session.rollback()
