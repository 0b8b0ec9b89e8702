"""The app with the rooms above plugged in and the shipped guides in memory, inside its context."""

from collections.abc import Callable

import pytest

from service.knowledge.ports import Library
from service.suggestions.actions import Desk
from tests import builders
from tests.libraries import folder_library


@pytest.fixture
def outside() -> dict[type, object]:
    library = folder_library()
    return {**builders.outside(), Library: library, Desk: Desk(library)}


@pytest.fixture
def here(app):
    with app.app_context():
        yield app


@pytest.fixture
def visit(app) -> Callable[..., builders.Guest]:
    """Come to the app as this user."""

    def come(user_id: int, language: str = "en") -> builders.Guest:
        return builders.Guest(app, language=language).sign_in(user_id)

    return come
