"""Fixtures every room's tests share: an app on a real database, with quiet stand-ins for the outside world.

A test that uses the app runs twice: on a SQLite file of its own and on a real PostgreSQL (``--database`` chooses one).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from huey import MemoryHuey
from sqlalchemy import create_engine

from service import jobs
from service.app import create_app
from service.db import Base, db
from service.settings import Settings
from service.web import access
from tests import builders, postgres
from tests.emptied import emptied

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*DATABASES, "both"], default="both", help="where database tests run")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = list(DATABASES if chosen == "both" else (chosen,))
        if metafunc.definition.get_closest_marker("sqlite"):
            kinds = [kind for kind in kinds if kind == "sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server's superuser."""
    with postgres.running() as server:
        if server is None:
            pytest.skip("PostgreSQL is not installed (Debian's postgresql), and TEST_POSTGRES_URL names none")
        yield server


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh and empty PostgreSQL database of this test's own."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with our tables, which many tests use one after the other."""
    with postgres.database(postgres_server) as url:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
        Base.metadata.create_all(engine)
        engine.dispose()
        yield url


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the app keeps its rows: None for the SQLite file in its data folder."""
    if database_kind == "sqlite":
        yield None
        return
    url: str = request.getfixturevalue("postgres_tables")
    emptied(url)
    yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str | None) -> Settings:
    return Settings(data=tmp_path / "data", database_url=database_url, secret_key="x" * 32, _env_file=None)


@pytest.fixture
def outside() -> dict[type, object]:
    """What is plugged in; a test overrides this fixture or adds to it."""
    return {}


@pytest.fixture
def app(settings: Settings, outside: dict[type, object]) -> Iterator[Flask]:
    settings.data.mkdir(parents=True, exist_ok=True)
    app = create_app(settings, outside)
    app.testing = True
    jobs.bind(app, MemoryHuey(immediate=True))
    if not settings.on_postgresql:
        with app.app_context():
            Base.metadata.create_all(db.engine)
    real = set(access.table())
    yield app
    for endpoint in set(access.table()) - real:  # pages that a test added, in a table that all apps of a process share
        del access._table[endpoint]
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask):
    return app.test_client()


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    """The app, inside its context."""
    with app.app_context():
        yield app


@pytest.fixture
def visit(app: Flask) -> Callable[..., builders.Guest]:
    """Come to the app as this user, or signed out."""

    def come(user_id: int | None = None, language: str = "en") -> builders.Guest:
        guest = builders.Guest(app, language=language)
        if user_id is not None:
            guest.sign_in(user_id)
        return guest

    return come
