"""The app with the rooms above plugged in."""

import pytest

from tests import builders


@pytest.fixture
def outside() -> dict[type, object]:
    return builders.outside()
