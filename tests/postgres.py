"""A real PostgreSQL for the tests: the one at TEST_POSTGRES_URL, or one of our own where the server's programs are installed.

It listens on a socket of its own and on loopback, keeps nothing (fsync off), and never runs as root, which PostgreSQL refuses.
``python -m tests.postgres start`` starts one and prints its address, ``stop`` ends it: see ``.ci/run``.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

ADDRESS = "TEST_POSTGRES_URL"
_FOLDER = Path(tempfile.gettempdir()) / "dua-arah-postgres"
_numbers = count(1)


def programs() -> Path | None:
    """Where the server's programs are, the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def _user() -> str | None:
    """Under which user the server runs: our own, unless that is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def _run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True, user=_user(), timeout=60, cwd="/")


def start(folder: Path) -> str:
    """Start a server with its data in `folder`; the address of its superuser."""
    bin_folder = programs()
    assert bin_folder is not None, "PostgreSQL is not installed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    user = _user()
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    _run(
        bin_folder / "initdb",
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    )
    options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options += " -c max_connections=200 -c shared_buffers=128MB"
    _run(bin_folder / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def stop(folder: Path) -> None:
    """End the server and forget its data."""
    bin_folder = programs()
    if bin_folder is not None and (folder / "data").exists():
        _run(bin_folder / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str | None]:
    """The address of a server to use, started here where nobody else has; None where there is none to be had."""
    given = os.environ.get(ADDRESS)
    if given or programs() is None:
        yield given
        return
    # Not under pytest's folder, which the server's user may not enter.
    folder = Path(tempfile.gettempdir()) / f"dua-arah-postgres-{os.getpid()}"
    try:
        yield start(folder)
    finally:
        stop(folder)


@contextmanager
def database(server: str) -> Iterator[str]:
    """A fresh, empty database on the server; gone afterwards, whoever is still connected."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield address(make_url(server).set(database=name))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def main() -> None:
    match sys.argv[1:]:
        case ["start"]:
            sys.stdout.write(start(_FOLDER) + "\n")
        case ["stop"]:
            stop(_FOLDER)
        case _:
            sys.exit("start or stop")


if __name__ == "__main__":
    main()
