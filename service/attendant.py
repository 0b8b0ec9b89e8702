"""Looks after the index in the background of every process that serves.

Each follows the generation that serves; those that run jobs also notice what changed in the folder, within seconds: the
minute's watcher would be late.
"""

import threading
import time

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from service import jobs
from service.db import db, reading
from service.knowledge.ports import Library
from service.knowledge.tasks import settling, stirred
from service.ports import port

_log = structlog.get_logger(__name__)
_EVERY = 2.0
_SOON = 0.7  # seconds until a folder that has changed is looked at again, to see whether it goes on changing
_AGAIN = 10.0  # seconds until it is asked again, where the index was busy with something else
_SERVES = frozenset({"ready", "degraded"})


class Attendant:
    """A thread of its own from ``start`` to ``stop``. `indexes`: whether this process runs the jobs that index."""

    def __init__(self, app: Flask, *, indexes: bool) -> None:
        self._app = app
        self._indexes = indexes
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="attendant", daemon=True)
        self._asked_at = float("-inf")
        self._served = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End within moments."""
        self._stop.set()
        self._thread.join(_EVERY)

    def _run(self) -> None:
        while not self._stop.wait(_SOON if self._indexes and settling() else _EVERY):
            with self._app.app_context():
                try:
                    self._look()
                except SQLAlchemyError as error:  # a database that is away for a while must not end this thread
                    _log.warning("index_not_attended", reason=type(error).__name__)

    def _look(self) -> None:
        library = port(Library)
        library.attend()
        if not self._indexes:
            return
        with reading():
            wanted = stirred()
            serves = library.status().state in _SERVES
        db.session.rollback()
        now = time.monotonic()
        if wanted and now - self._asked_at > _AGAIN:  # the job that comes of it settles what is seen
            jobs.enqueue("knowledge.watch")
            self._asked_at = now
        elif not wanted:
            self._asked_at = float("-inf")
        if serves and not self._served:
            jobs.enqueue("suggestions.sweep")  # wishes that waited for the index
        db.session.commit()
        self._served = serves
