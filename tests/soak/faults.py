"""What is broken on purpose, and mended: a worker and a web process killed, Chroma stopped, the database's connections cut.

The oldest process of each kind is left alone, so that its memory can be followed over the whole soak.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

import psycopg

from tests.soak.record import Journal
from tests.soak.stage import Stage, until

_CHROMA_AWAY = 20.0
_WORKER_AWAY = 5.0
_RECOVERS = 20.0
_WEB_STARTS = 45.0
_BACK = 120.0
FIRST, LAST = 0.2, 0.85


class Saboteur:
    """Plants faults between the first fifth and the last sixth of the play, one at a time."""

    def __init__(self, stage: Stage, journal: Journal, stop: threading.Event) -> None:
        self._stage = stage
        self._journal = journal
        self._stop = stop

    def times(self, seconds: float) -> list[float]:
        """When: every five minutes or so, four at least where there is room for them."""
        count = max(4 if self._stage.many else 1, round(seconds / 300))
        room = (LAST - FIRST) * seconds
        count = max(1, min(count, int(room // 40)))
        return [FIRST * seconds + room * number / count for number in range(count)]

    def work(self, seconds: float) -> None:
        kinds = cycle(self._many() if self._stage.many else self._embedded())
        for at in self.times(seconds):
            if self._stop.wait(max(0.0, at - self._journal.now())):
                return
            next(kinds)()

    def _many(self) -> list[Callable[[], None]]:
        return [self.worker_killed, self.chroma_stopped, self.links_cut, self.web_killed]

    def _embedded(self) -> list[Callable[[], None]]:
        return [self.web_killed]

    def worker_killed(self) -> None:
        worker = self._stage.parts["worker-2"]
        with self._fault("worker killed"):
            worker.kill()
            self._stop.wait(_WORKER_AWAY)
            worker.start()
            self._stop.wait(_RECOVERS)

    def web_killed(self) -> None:
        """The youngest of gunicorn's processes; gunicorn starts another. With one process it is the only one."""
        children = self._stage.parts["web"].processes()[1:]
        if not children:
            self._journal.mishap("fault", "there is no web process to kill")
            return
        with self._fault("web process killed"):
            os.kill(children[-1].pid, signal.SIGKILL)
            self._stop.wait(_RECOVERS)
            until(self._stage.answers, _BACK, "the web answers again")
            self._stop.wait(_WEB_STARTS - _RECOVERS)

    def chroma_stopped(self) -> None:
        chroma = self._stage.parts["chroma"]
        with self._fault("Chroma stopped"):
            chroma.end()
            self._stop.wait(_CHROMA_AWAY)
            chroma.start()
            until(self._stage.chroma_answers, _BACK, "Chroma answers again")
            self._stop.wait(_RECOVERS)

    def links_cut(self) -> None:
        with self._fault("database connections cut"):
            with psycopg.connect(str(self._stage.database), autocommit=True, connect_timeout=10) as connection:
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
            self._stop.wait(_RECOVERS)

    @contextmanager
    def _fault(self, name: str) -> Iterator[None]:
        fault = self._journal.fault(name)
        try:
            yield
        except TimeoutError as error:
            self._journal.mishap("fault", str(error))
        finally:
            fault.mended = self._journal.now()
