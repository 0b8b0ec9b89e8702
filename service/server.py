"""The web server: one gunicorn process with threads, the jobs inside it, and the index built in the background.

gunicorn forks its worker; embedded Chroma and the embedder must first be used after that, so the app is made in the worker.
"""

import sys
import threading
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.errors import HaltServer
from sqlalchemy.exc import SQLAlchemyError

from service import jobs
from service.accounts import queries as accounts
from service.accounts.access import demo_links
from service.app import bind_jobs, create_app
from service.db import db, reading
from service.knowledge import queries as knowledge
from service.knowledge.ports import Library, LibraryBusy
from service.ports import port
from service.settings import Settings
from service.wiring import real_ports

_log = structlog.get_logger(__name__)
_LOOK = 0.3
_ATTEND = 2.0
_BAR = 28
_GIVE_UP = 3


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings; `people` are the demo's people to print sign-in links for, by label and user id."""

    def __init__(self, settings: Settings, people: list[tuple[str, int]]) -> None:
        self._settings = settings
        self._people = people
        self._runner: jobs.Runner | None = None
        self._stop = threading.Event()
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what the settings say."""
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "timeout": 60,
            "graceful_timeout": 10,
            "preload_app": False,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "dua-arah",
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the app, in the worker."""
        try:
            app = create_app(self._settings, real_ports(self._settings, server=True))
        except LibraryBusy as busy:
            say(str(busy))
            raise HaltServer(str(busy), _GIVE_UP) from busy
        bind_jobs(app, self._settings)
        self._app = app
        return app

    def _begin(self, _worker: object) -> None:
        self._runner = jobs.Runner(self._app, workers=2)
        self._runner.start()
        with self._app.app_context():
            jobs.enqueue("knowledge.index")
            db.session.commit()
            self._welcome()
        threading.Thread(target=self._show_progress, name="index-progress", daemon=True).start()

    def _end(self, _server: object, _worker: object) -> None:
        self._stop.set()
        if self._runner is not None:
            self._runner.stop()

    def _welcome(self) -> None:
        say(f"\nDua Arah: {self._settings.address}")
        if not self._people or not accounts.is_demo():
            return
        say("Sign-in links of the demo (they last while this runs, on this machine only):")
        links = demo_links(self._app)
        for label, user_id in self._people:
            say(f"  {label:<26} http://127.0.0.1:{self._settings.port}/demo/{links.add(user_id)}")

    def _show_progress(self) -> None:
        with self._app.app_context():
            show_progress(port(Library), self._stop.wait)
        self._enqueue("suggestions.sweep")  # wishes that waited for the index
        while not self._stop.wait(_ATTEND):
            self._attend()

    def _attend(self) -> None:
        """Answer a command's wish for a sync within seconds; the minute's watcher would be late."""
        try:
            with self._app.app_context(), reading():
                wanted = knowledge.sync_requested()
        except SQLAlchemyError as error:  # a locked database must not end this thread
            _log.warning("sync_requests_not_read", reason=type(error).__name__)
        else:
            if wanted:
                self._enqueue("knowledge.index")

    def _enqueue(self, name: str) -> None:
        with self._app.app_context():
            jobs.enqueue(name)
            db.session.commit()


def show_progress(library: Library, wait: Callable[[float], bool]) -> None:
    """Draw the index's progress in the terminal until it serves; a line at the end where there is no terminal."""
    drawn = False
    while not wait(_LOOK):
        status = library.status()
        if status.state == "building" and status.total and sys.stdout.isatty():
            filled = _BAR * status.done // status.total
            bar = "█" * filled + "·" * (_BAR - filled)
            sys.stdout.write(f"\rIndexing the guides {bar} {status.done}/{status.total}")
            sys.stdout.flush()
            drawn = True
        elif status.state in {"ready", "degraded"}:
            say(f"{chr(10) if drawn else ''}The index is ready.")
            return


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
