"""Two, or many, at the same moment: on a database whose writers run side by side, and on one whose writers wait."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from service.db import db
from service.jobs import queue

Action = Callable[[], Any]
_PATIENCE = 0.4
"""Seconds the second gets to finish before the first commits; who rightly waits for the first needs them all."""
_END = 30


@dataclass
class Meeting:
    """What the first and the second got: an answer, or what was raised."""

    first: Any = None
    second: Any = None
    order: list[str] = field(default_factory=list)


def unsent() -> None:
    """Forget the jobs of this transaction: the test is about rows."""
    db.session.info.pop(queue._PENDING, None)


def _tried(app: Flask, action: Action) -> Any:
    """Do it in a transaction of its own."""
    with app.app_context():
        try:
            answer = action()
            db.session.flush()
            unsent()
            db.session.commit()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            db.session.rollback()
            return error
        return answer


def while_open(app: Flask, first: Action, second: Action, then: Action = lambda: None) -> Meeting:
    """Do `first`; while its transaction is still open, somebody else does `second`; then `then`, and commit the first."""
    meeting = Meeting()

    def other() -> None:
        meeting.second = _tried(app, second)

    thread = threading.Thread(target=other)

    def opened() -> Any:
        answer = first()
        db.session.flush()
        thread.start()
        thread.join(_PATIENCE)
        then()
        return answer

    meeting.first = _tried(app, opened)
    thread.join(_END)
    assert not thread.is_alive(), "the second still waits"
    return meeting


def all_at_once(app: Flask, actions: Sequence[Action]) -> list[Any]:
    """What each got; all begin together."""
    gate = threading.Barrier(len(actions))
    answers: list[Any] = [None] * len(actions)

    def one(number: int) -> None:
        gate.wait(_END)
        answers[number] = _tried(app, actions[number])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_END)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def sent_at_once(app: Flask, sends: Sequence[Action]) -> list[Any]:
    """The same for visitors, who bring a transaction of their own."""
    gate = threading.Barrier(len(sends))
    answers: list[Any] = [None] * len(sends)

    def one(number: int) -> None:
        gate.wait(_END)
        answers[number] = sends[number]()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(sends))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_END)
    return answers
