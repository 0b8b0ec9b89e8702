"""The job behind a wish, in three steps so that no transaction is open while anything is searched or written.

The request row is the truth; a killed worker leaves it with a lease that runs out, and the sweeper takes it up again.
"""

import time
from collections.abc import Callable, Sequence

import structlog

from service import clock, jobs
from service.db import db
from service.knowledge.ports import Library
from service.ports import port
from service.suggestions import actions, queries
from service.suggestions.actions import Claim, Desk

_log = structlog.get_logger(__name__)
_PATIENCE = 8.0  # a worker that waits longer keeps mails waiting; the wish is taken up again once there is an index
_LOOK_AGAIN = 0.5


@jobs.job("suggestions.suggest")
def suggest(request_id: int) -> None:
    """Write the set a request asks for."""
    claimed = actions.claim(request_id, clock.now())
    db.session.commit()
    if claimed is None:
        return
    if not _index_ready(claimed):
        actions.release(claimed, "waiting")
        db.session.commit()
        return
    brief = queries.brief(claimed.pair_id, claimed.session, claimed.focus)
    held = actions.held(claimed.pair_id, port(Desk).tariff, clock.now())
    names = queries.banned_names(claimed.pair_id)
    if brief is None:
        actions.fail(claimed, "gone", clock.now())
        db.session.commit()
        return
    actions.advance(claimed, "writing", clock.now(), seconds=port(Desk).seconds)
    db.session.commit()
    try:
        outcome = actions.suggest(brief, port(Desk), claimed.writer, names, held=held, told=_teller(claimed))
    except actions.ModelRefusedError as error:
        actions.fail(claimed, error.reason, clock.now())
        db.session.commit()
        return
    actions.finish(claimed, outcome, clock.now())
    db.session.commit()
    _log.info("set_written", writer=outcome.receipt.writer, topics=len(outcome.topics), seconds=outcome.receipt.seconds)


def _teller(claimed: Claim) -> Callable[[Sequence[str]], None]:
    """Keeps what is written so far, each time in a transaction of its own."""

    def tell(titles: Sequence[str]) -> None:
        actions.show_partly(claimed, titles)
        db.session.commit()

    return tell


def _index_ready(claimed: Claim) -> bool:
    """Wait a little for an index that is being built for the first time; the request says so meanwhile."""
    library = port(Library)
    until = time.monotonic() + _PATIENCE
    told = False
    while (status := library.status()).state in {"empty", "building"}:
        if status.state == "empty" and status.message:
            return True  # it could not be built; the set says what is missing
        if time.monotonic() > until:
            return False
        if not told:
            actions.advance(claimed, "waiting", clock.now())
            db.session.commit()
            told = True
        time.sleep(_LOOK_AGAIN)
    return True


@jobs.every("suggestions.sweep", minutes=1)
def sweep() -> None:
    """Take up again what nobody works on."""
    actions.sweep(clock.now())
    db.session.commit()
