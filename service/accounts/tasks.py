"""Keeps the tables of signing in short."""

from service import clock, jobs
from service.accounts import actions
from service.db import db


@jobs.every("accounts.forget_old_tries", minutes=30)
def forget_old_tries() -> None:
    """Drop old tries, codes and sessions."""
    actions.forget_old_tries(clock.now())
    db.session.commit()
