"""The jobs of surveys: close what is over, tell people, and seal what an older version left open."""

from service import clock, jobs
from service.db import db
from service.surveys import actions as surveys
from service.surveys import queries
from service.waves import actions


@jobs.every("waves.sweep", minutes=1)
def sweep() -> None:
    """Close the waves whose time is over; seal drafts from before there was a key."""
    actions.close_what_is_over(clock.now())
    surveys.seal_old_drafts()
    db.session.commit()


@jobs.every("waves.tell", minutes=10)
def tell() -> None:
    """Write to those who should hear of a wave; one transaction a wave."""
    for wave in queries.unclosed():
        actions.tell(wave, clock.now())
        db.session.commit()
