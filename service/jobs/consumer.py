"""Runs the jobs of an app in threads of this process."""

import threading

import structlog
from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from service import clock, leases
from service.jobs import ledger
from service.jobs.queue import queue_of

_log = structlog.get_logger(__name__)
_BEAT = 10.0


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """huey's consumer inside a process of ours: it must not take the process's signals."""

    def _set_signal_handlers(self) -> None:
        return


class Runner:
    """Runs jobs from ``start`` to ``stop``, and says every few seconds that it does.

    Raises ``LookupError`` where the app has no queue.
    """

    def __init__(self, app: Flask, *, workers: int = 2) -> None:
        queue = queue_of(app)
        if queue is None:
            message = "this app has no queue: bind one first"
            raise LookupError(message)
        self._app = app
        self._consumer = _QuietConsumer(
            queue.huey, workers=workers, worker_type="thread", initial_delay=0.1, max_delay=1.0
        )
        self._stopped = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="job-beat", daemon=True)

    def start(self) -> None:
        """Begin to run jobs; returns at once."""
        self._consumer.start()
        self._beating.start()

    def stop(self) -> None:
        """Let the running jobs end and stop."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._consumer.stop(graceful=True)
            self._beating.join(_BEAT)

    def _beat(self) -> None:
        me = leases.myself()
        while True:
            try:
                with self._app.app_context():
                    ledger.beat(me, clock.now())
            except SQLAlchemyError as error:
                _log.warning("beat_not_written", reason=type(error).__name__)
            if self._stopped.wait(_BEAT):
                break
        try:
            with self._app.app_context():
                ledger.silence(me)
        except SQLAlchemyError as error:
            _log.warning("beat_not_ended", reason=type(error).__name__)
