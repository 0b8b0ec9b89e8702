"""A small folder that is indexed, and libraries of several processes that share a real Chroma server."""

from uuid import uuid4

import pytest

from service.adapters import chroma_server
from service.adapters.chroma_server import ServerShelf
from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.knowledge import tasks
from tests import embedders, guides
from tests.chroma_server import SECONDS, ChromaServer, Wire


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def wire(running):
    with Wire(running.port) as wire:
        yield wire


@pytest.fixture
def prefix():
    return f"t{uuid4().hex[:12]}"


@pytest.fixture
def folder(tmp_path):
    root = guides.write(tmp_path / "knowledge")
    (root / "artikel.txt").write_text(guides.ARTICLE)
    return root


@pytest.fixture
def embedder():
    return embedders.words({"formula": "rumus", "overtime": "lembur"})


@pytest.fixture
def indexed(here, folder, embedder):
    tasks.sync(folder, embedder)


@pytest.fixture
def library_at(indexed, embedder, prefix):
    """Makes libraries of processes that share the server, and closes them."""
    made = []

    def make(server, *, keeper=False):
        shelf = ServerShelf(server.address, prefix, SECONDS, keeper=keeper)
        made.append(HybridLibrary(Offered(embedder), shelf=shelf))
        return made[-1]

    yield make
    for library in made:
        library.close()


@pytest.fixture
def anytime(monkeypatch):
    """Every attending looks at the collection, not only every ten seconds."""
    monkeypatch.setattr(chroma_server, "_CHECK_SECONDS", -1.0)


@pytest.fixture
def server_alone(tmp_path):
    """A server that a test may kill and empty."""
    with ChromaServer(tmp_path / "chroma-alone") as server:
        yield server
