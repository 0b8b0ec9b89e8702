"""A copy of everything to keep, and the way back from one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from service import clock
from service.cli.base import BadInput, main, read_settings
from service.db import engine_options
from service.operations import actions
from service.operations.values import Manifest
from service.settings import Settings
from service.wiring import server_runs

_MB = 1_000_000
_SHOWN = 5


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
def backup(file: Path, *, force: bool) -> None:
    """Write the database and the knowledge folder into one FILE; works beside a running server."""
    settings = read_settings()
    if not file.parent.is_dir() or file.is_dir():
        message = f"{file} cannot be written: name a file in a folder that exists"
        raise BadInput(message)
    if file.exists() and not force:
        message = f"{file} exists: name another file, or add --force to replace it"
        raise BadInput(message)
    _refuse_missing(settings)
    with _engine(settings) as engine:
        try:
            manifest, size = actions.backup(engine, settings.knowledge, file, clock.now())
        except actions.NothingToKeep as error:
            raise BadInput(str(error)) from error
        except OSError as error:
            message = f"{file} cannot be written: {error.strerror}"
            raise BadInput(message) from error
    click.echo(f"{file}: {_counted(manifest)}; {size / _MB:.1f} MB, readable by this account only.")
    for path in manifest.left_out[:_SHOWN]:
        click.echo(f"Left out, because it is no plain file: {path}")
    click.echo(f"The secret key is not in it: keep a copy of {_key(settings)} elsewhere.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Move other files of the knowledge folder aside.")
def restore(file: Path, *, force: bool) -> None:
    """Bring a backup FILE back into an empty database, of either kind, and the knowledge folder."""
    settings = read_settings()
    if server_runs(settings):
        message = f"a server runs on {settings.data}: stop it first"
        raise BadInput(message)
    with _engine(settings) as engine, _nothing_left_of(settings):
        try:
            report = actions.restore(file, actions.Target(engine, settings.knowledge, force), clock.now())
        except (actions.BadArchive, actions.Refused) as error:
            raise BadInput(str(error)) from error
    click.echo(f"Restored {_counted(report.manifest)}, as of {report.manifest.made_at[:16].replace('T', ' ')} UTC.")
    if report.aside:
        click.echo(f"Files of the folder that were not in the backup are in {report.aside}.")
    click.echo(f"The secret key did not come with it: put yours back as {_key(settings)}, or everybody signs in anew.")
    click.echo("The index is built again at the next start, without embedding what was embedded before.")


def _counted(manifest: Manifest) -> str:
    return f"{len(manifest.tables)} tables with {manifest.rows} rows and {len(manifest.files)} files of the folder"


def _key(settings: Settings) -> str:
    return "DUA_ARAH_SECRET_KEY" if settings.secret_key else str(settings.data / "secret-key")


def _sqlite_file(settings: Settings) -> Path | None:
    address = make_url(settings.database)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def _refuse_missing(settings: Settings) -> None:
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        message = f"there is nothing to keep: {file} does not exist; look at DUA_ARAH_DATA and DUA_ARAH_DATABASE_URL"
        raise BadInput(message)


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    """The database itself: through the app it would be brought to the newest schema first, and a backup must not change it."""
    engine = create_engine(**engine_options(settings.database, 1))
    try:
        yield engine
    except SQLAlchemyError as error:
        shown = engine.url.render_as_string(hide_password=True)
        reason = getattr(error, "orig", None) or type(error).__name__
        message = f"the database {shown} does not serve ({' '.join(str(reason).split())}); `dua-arah doctor` says more"
        raise BadInput(message) from error
    finally:
        engine.dispose()


@contextmanager
def _nothing_left_of(settings: Settings) -> Iterator[None]:
    """A SQLite file that this command made is gone again where it failed."""
    file = _sqlite_file(settings)
    if file is None or file.exists():
        yield
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{file.parent} cannot be made ({error.strerror}): set DUA_ARAH_DATA to another folder"
        raise BadInput(message) from error
    try:
        yield
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        raise
