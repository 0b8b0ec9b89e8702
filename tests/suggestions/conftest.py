"""The app with the rooms above plugged in and the shipped guides in memory."""

import pytest

from service.knowledge.ports import Library
from service.suggestions.actions import Desk
from tests import builders
from tests.libraries import folder_library


@pytest.fixture
def outside() -> dict[type, object]:
    library = folder_library()
    return {**builders.outside(), Library: library, Desk: Desk(library)}
