"""The world is built once a run; whoever changed it gets it put back."""

from collections.abc import Iterator

import pytest
from huey import MemoryHuey

from service import jobs
from service.accounts.access import demo_links
from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.app import create_app
from service.db import Base, db
from service.knowledge import tasks
from service.knowledge.ports import Embedder, Embedders, Folder, Library
from service.notifications.ports import Mailer
from service.notifications.values import Message
from service.settings import Settings
from service.suggestions.actions import Desk
from tests import builders, embedders, guides
from tests.libraries import folder_library
from tests.security.world import World, build


class PaperMailer:
    """Mails on a pile."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("world")
    folder = guides.write(home / "knowledge")
    settings = Settings(data=home / "data", secret_key="x" * 32, _env_file=None)
    settings.data.mkdir()
    embedder = embedders.words()
    library = HybridLibrary(Offered(embedder))
    outside = {
        **builders.outside(),
        Folder: Folder(folder),
        Embedder: embedder,
        Embedders: Offered(embedder),
        Library: library,
        Desk: Desk(folder_library()),
        Mailer: PaperMailer(),
    }
    app = create_app(settings, outside)
    app.testing = True
    jobs.bind(app, MemoryHuey(immediate=True))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        tasks.sync(folder, embedder)
        library.refresh()
        database = db.engine.url.database
    world = build(app, folder, home / "kept.sqlite3", home / "data" / str(database).rsplit("/", 1)[-1])
    world.ids["demo"] = demo_links(app).add(world.people["stranger"])
    yield world
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(built) -> Iterator[World]:
    built.restore()
    yield built
    built.restore()
