"""The app with a folder of guides (see ``tests.folders``), somebody who curates it, and its index."""

import pytest

from service import clock
from service.accounts import actions as accounts
from service.knowledge import tasks
from tests import builders
from tests.folders import embedder, folder, library, outside

__all__ = ["embedder", "folder", "library", "outside"]


@pytest.fixture
def curator(here):
    person = builders.user("Curator", locale="en")
    accounts.grant(person.id, "curator", None, clock.now())
    return person


@pytest.fixture
def indexed(here, folder, embedder, library):
    tasks.sync(folder, embedder)
    library.refresh()
    return folder
