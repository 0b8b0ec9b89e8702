"""The job behind a trial; nothing is searched with a transaction open."""

from __future__ import annotations

import time

import structlog

from service import clock, jobs
from service.curation.actions import trials
from service.db import db
from service.knowledge.actions import evaluation
from service.knowledge.ports import Bench, Embedder, EmbedderUnavailable
from service.ports import port

_log = structlog.get_logger(__name__)
_SECONDS = 600.0  # in all; looked at after every pair and every twenty questions


@jobs.job("curation.trial")
def trial(trial_id: int) -> None:
    """Find out what a change of the folder would do; a trial that is cut off may be asked for again."""
    begun = trials.begin(trial_id, clock.now())
    db.session.commit()
    if begun is None:
        return

    until = time.monotonic() + _SECONDS

    def progress(done: int, total: int) -> None:
        if time.monotonic() > until:
            raise TimeoutError
        trials.beat(trial_id, done, total, clock.now())
        db.session.commit()

    result = None
    try:
        result = trials.compare(*begun, port(Embedder), port(Bench), evaluation.own_labels(), progress)
    except (EmbedderUnavailable, TimeoutError) as error:
        _log.warning("trial_failed", reason=str(error) or "it took too long")
    finally:
        db.session.rollback()
        trials.end(trial_id, result)
        db.session.commit()
