"""What every command needs: the group, the settings, an app with its database at the newest schema, and the index."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError

from service import clock, logs
from service.app import create_app
from service.db import db, reading
from service.jobs import queries as workers
from service.knowledge import queries as knowledge
from service.knowledge.actions.index import IndexMismatch, SyncRunning, request_sync
from service.knowledge.ports import Embedders, EmbedderUnavailable, Folder, Library
from service.knowledge.tasks import follow
from service.ports import port
from service.schema import is_current, upgrade
from service.settings import Settings, SettingsError, load_settings
from service.wiring import real_ports, server_runs

_SYNC_SECONDS = 900
_LOOK = 0.2
NUMBER = click.IntRange(1, 2**31 - 1)  # what every database takes for an id
WRITERS = click.Choice(["auto", "guided", "model"])
REFUSALS = {
    "no-model": "No model is configured: set DUA_ARAH_MODEL, or leave out --writer model.",
    "no-consent": "This pair may not be served by a model: both members must have said yes in their intake.",
}


class BadInput(click.ClickException):
    """What was asked for cannot be; exit code 2 and one sentence."""

    exit_code = 2


class _Commands(click.Group):
    """Says what is wrong with the words of a command in one sentence, without the usage around it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise BadInput(error.format_message()) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dua-arah", prog_name="dua-arah")
def main() -> None:
    """Dua Arah: reverse mentoring that your organisation runs itself."""
    logs.configure("WARNING")


def settings_to_serve() -> Settings:
    """The settings, or what keeps a server from starting with them."""
    settings = read_settings()
    faults = settings.faults_of_serving()
    if faults:
        message = "this cannot start:\n" + "\n".join(faults)
        raise BadInput(message)
    return settings


def read_settings() -> Settings:
    """The settings, or every mistake in them."""
    try:
        return load_settings()
    except SettingsError as error:
        message = f"the settings need mending:\n{error}"
        raise BadInput(message) from error


@contextmanager
def open_app(*, log: bool = False) -> Iterator[Flask]:
    """The app for one command, with its database at the newest schema."""
    settings = read_settings()
    if log:
        logs.configure(settings.log_level, settings.log_format)
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        app = create_app(settings, real_ports(settings))
    except OSError as error:
        message = f"the data folder {settings.data} cannot be written ({error.strerror}): set DUA_ARAH_DATA to another"
        raise BadInput(message) from error
    with app.app_context():
        try:
            if not is_current(db.engine):
                upgrade(db.engine)
            yield app
            db.session.rollback()
        except DatabaseError as error:
            shown = make_url(settings.database).render_as_string(hide_password=True)
            message = f"the database {shown} does not serve ({error.orig}); `dua-arah doctor` says more"
            raise BadInput(message) from error


def print_json(value: object) -> None:
    """JSON, alone on standard output, in UTF-8 whatever the terminal speaks."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode())


def somebody_indexes(settings: Settings) -> bool:
    """Whether a process that keeps the index runs at this moment: a server with the jobs inside, or a worker."""
    if settings.jobs_inside:
        return server_runs(settings)
    with reading():
        alive = workers.live_workers(clock.now()) > 0
    db.session.rollback()
    return alive


def synced(settings: Settings) -> None:
    """Bring the index to the folder's state: by the running server where there is one, else here."""
    until = time.monotonic() + _SYNC_SECONDS
    while not (_synced_by_server(until) if somebody_indexes(settings) else _synced_here(until)):
        time.sleep(_LOOK)  # the server ended meanwhile, or another command is at it
    db.session.rollback()
    port(Library).refresh()


def _synced_by_server(until: float) -> bool:
    """Leave a request and wait until it is answered; False where the server ends first."""
    settings = read_settings()
    request_sync(clock.now())
    db.session.commit()
    while knowledge.requested("read"):
        db.session.rollback()
        if not somebody_indexes(settings):
            return False
        if time.monotonic() > until:
            message = "the running server has not read the folder yet; look at its log"
            raise BadInput(message)
        time.sleep(_LOOK)
    return True


def _synced_here(until: float) -> bool:
    if not port(Folder).path.is_dir():
        message = f"{port(Folder).path} is no folder: set DUA_ARAH_KNOWLEDGE to where the guides are"
        raise BadInput(message)
    try:
        report = follow(port(Folder).path, port(Embedders), bar)
    except SyncRunning as error:
        db.session.rollback()
        if time.monotonic() > until:
            message = "another command has been building the index for too long; end it and try again"
            raise BadInput(message) from error
        return False
    except (EmbedderUnavailable, IndexMismatch) as error:
        message = f"the index could not be brought up to date: {error}"
        raise BadInput(message) from error
    if report.fault:
        click.echo(f"The index is up to date, but was not made anew as curators asked: {report.fault}", err=True)
    return True


def bar(done: int, total: int) -> None:
    """How far the index is, on standard error where that is a terminal."""
    if total and sys.stderr.isatty():
        end = "\n" if done >= total else ""
        click.echo(f"\rIndexing the guides {done}/{total}{end}", nl=False, err=True)


def ready_library() -> Library:
    """The library with an index that stands at the folder's state; built first where it is not."""
    settings = read_settings()
    if not somebody_indexes(settings) or knowledge.generation("serving") is None:
        db.session.rollback()
        synced(settings)
    return port(Library)
