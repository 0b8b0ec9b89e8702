"""The web server: gunicorn with threads. Where the index is embedded there is one process, with the jobs inside it.

gunicorn forks its workers; embedded Chroma and the embedder must first be used after that, so the app is made in the worker.
"""

import secrets
import shutil
import sys
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.errors import HaltServer

from service import jobs
from service.accounts import queries as accounts
from service.accounts.access import demo_links
from service.app import bind_jobs, create_app
from service.attendant import Attendant
from service.db import db
from service.knowledge.ports import Library, LibraryBusy
from service.ports import port
from service.settings import Settings
from service.web.logs import ServerLog
from service.wiring import count_together, real_ports

_LOOK = 0.3
_BAR = 28
_LOOKS_AT_DEGRADED = 100
_GIVE_UP = 3


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings; `people` are the demo's people to print sign-in links for, by label and user id."""

    def __init__(self, settings: Settings, people: list[tuple[str, int]]) -> None:
        self._settings = settings
        # Made before the processes part, so that each of them knows every link.
        self._links = [(label, user_id, secrets.token_urlsafe(24)) for label, user_id in people]
        self._counts = count_together() if settings.metrics_token and settings.processes > 1 else None
        self._runner: jobs.Runner | None = None
        self._attendant: Attendant | None = None
        self._stop = threading.Event()
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what the settings say."""
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.processes,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 75,  # longer than proxies and browsers keep theirs: nobody sends on a connection just closed
            "preload_app": False,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": ServerLog,
            "proc_name": "dua-arah",
            "post_worker_init": self._begin,
            "worker_exit": self._end,
            "on_exit": self._forget_counts,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the app, in the worker."""
        inside = self._settings.jobs_inside
        try:
            app = create_app(self._settings, real_ports(self._settings, server=True, keeper=inside))
        except LibraryBusy as busy:
            say(str(busy))
            raise HaltServer(str(busy), _GIVE_UP) from busy
        bind_jobs(app, self._settings)
        self._app = app
        return app

    def _begin(self, worker: Any) -> None:
        self._attendant = Attendant(self._app, indexes=self._settings.jobs_inside)
        if self._settings.jobs_inside:
            self._runner = jobs.Runner(self._app, workers=self._settings.job_threads)
            self._runner.start()
        with self._app.app_context():
            if self._settings.jobs_inside:
                jobs.enqueue("knowledge.index")
                db.session.commit()
            self._welcome(aloud=worker.age == 1)  # of several processes the first speaks
            db.session.rollback()
        self._attendant.start()
        if worker.age == 1:
            threading.Thread(target=self._show_progress, name="index-progress", daemon=True).start()

    def _end(self, _server: object, _worker: object) -> None:
        self._stop.set()
        if self._attendant is not None:
            self._attendant.stop()
        if self._runner is not None:
            self._runner.stop()

    def _forget_counts(self, _server: object) -> None:
        if self._counts is not None:
            shutil.rmtree(self._counts, ignore_errors=True)

    def _welcome(self, *, aloud: bool) -> None:
        if aloud:
            say(f"\nDua Arah: {self._settings.address}")
        if not self._links or not accounts.is_demo():
            return
        if aloud:
            say("Sign-in links of the demo (they last while this runs, on this machine only):")
        for label, user_id, token in self._links:
            demo_links(self._app).add(user_id, token)
            if aloud:
                say(f"  {label:<26} http://127.0.0.1:{self._settings.port}/demo/{token}")

    def _show_progress(self) -> None:
        with self._app.app_context():
            show_progress(port(Library), self._stop.wait)


def show_progress(library: Library, wait: Callable[[float], bool]) -> None:
    """Draw the index's progress in the terminal until it serves; a line at the end where there is no terminal."""
    drawn = False
    looks_left = _LOOKS_AT_DEGRADED
    while not wait(_LOOK):
        status = library.status()
        if status.state == "building" and status.total and sys.stdout.isatty():
            filled = _BAR * status.done // status.total
            bar = "█" * filled + "·" * (_BAR - filled)
            sys.stdout.write(f"\rIndexing the guides {bar} {status.done}/{status.total}")
            sys.stdout.flush()
            drawn = True
        elif status.state == "ready":
            say(f"{chr(10) if drawn else ''}The index is ready.")
            return
        elif status.state == "degraded":  # mostly for moments, while the collection is looked for
            looks_left -= 1
            if not looks_left:
                say(f"{chr(10) if drawn else ''}The guides are found by their words alone for now: {status.message}")
                return


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
