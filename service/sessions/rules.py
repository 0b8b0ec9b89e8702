"""Which stage a session number has, and which session comes next."""

from __future__ import annotations

from collections.abc import Sequence

from service.sessions.values import SessionCard, Stage


def stage_of(number: int, arc: Sequence[Stage]) -> Stage:
    """The stage of session `number` (from 1); a programme with more sessions than stages stays on the last one."""
    if number < 1:
        message = f"sessions count from 1, not {number}"
        raise ValueError(message)
    return arc[min(number, len(arc)) - 1]


def current(sessions: Sequence[SessionCard]) -> SessionCard | None:
    """The first session that was not held; the last one once all were; none without sessions."""
    ordered = sorted(sessions, key=lambda one: one.number)
    return next((one for one in ordered if not one.held), ordered[-1] if ordered else None)
