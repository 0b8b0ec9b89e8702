"""The service in this process, with a database and an embedded collection in a folder of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from huey import MemoryHuey

from service import jobs
from service.adapters.embedders import Offered
from service.adapters.embeddings import Vectors, e5
from service.adapters.library import HybridLibrary
from service.app import create_app
from service.db import db
from service.knowledge import tasks
from service.knowledge.ports import Embedder, Embedders, Folder, Library
from service.pairing.ports import Arc
from service.pairing.queries import PairLines
from service.people.access import ProgrammeRespondents
from service.people.ports import Pairings
from service.schema import upgrade
from service.sessions.actions import PairArc
from service.settings import Settings
from service.surveys.ports import Respondents


def forgetful() -> Vectors:
    """The built-in embedder without its memory for questions: what is asked twice is embedded twice, on both sides."""
    real = e5()
    return Vectors(real.name, real.version, real.embeddings, real.dimensions)


@dataclass
class Recorder:
    """An embedder that hands everything on and keeps what it was asked."""

    embedder: Embedder
    asked: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def version(self) -> str:
        return self.embedder.version

    @property
    def dimensions(self) -> int:
        return self.embedder.dimensions

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked.extend(texts)
        return self.embedder.queries(texts)

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return self.embedder.passages(texts)


@dataclass(frozen=True)
class Service:
    app: Flask
    library: HybridLibrary
    embedder: Recorder
    folder: Path

    def index(self) -> None:
        """Bring the index to the folder's state, until it serves: what the server's job does."""
        tasks.sync(self.folder, self.embedder, started=self.library.refresh)
        self.library.refresh()
        status = self.library.status()
        assert status.state == "ready", status


@contextmanager
def serving(data: Path, knowledge: Path, embedder: Embedder) -> Iterator[Service]:
    """An app as the server has it, inside its context."""
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=data, knowledge=knowledge, secret_key="b" * 32, _env_file=None)
    recorder = Recorder(embedder)
    library = HybridLibrary(Offered(recorder), data)
    outside = {
        Embedder: recorder,
        Embedders: Offered(recorder),
        Folder: Folder(knowledge),
        Library: library,
        Arc: PairArc(),
        Pairings: PairLines(),
        Respondents: ProgrammeRespondents(),
    }
    app = create_app(settings, outside)
    jobs.bind(app, MemoryHuey(immediate=True))
    library.open()
    try:
        with app.app_context():
            upgrade(db.engine)
            yield Service(app, library, recorder, knowledge)
            db.session.rollback()
            db.engine.dispose()
    finally:
        library.close()
