"""Fixtures every room's tests share: an app on a real SQLite file, with quiet stand-ins for the outside world."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from huey import MemoryHuey

from service import jobs
from service.app import create_app
from service.db import Base, db
from service.settings import Settings
from tests import builders


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", secret_key="x" * 32, _env_file=None)


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
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
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
