"""The app with the rooms above plugged in, inside its context, and a way to come to it as somebody."""

from collections.abc import Callable

import pytest

from tests import builders


@pytest.fixture
def outside() -> dict[type, object]:
    return builders.outside()


@pytest.fixture
def here(app):
    with app.app_context():
        yield app


@pytest.fixture
def visit(app) -> Callable[..., builders.Guest]:
    """Come to the app as this user, or signed out."""

    def come(user_id: int | None = None, language: str = "en") -> builders.Guest:
        guest = builders.Guest(app, language=language)
        if user_id is not None:
            guest.sign_in(user_id)
        return guest

    return come
