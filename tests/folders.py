"""The app with an embedder of words, a library in memory and a folder of its own."""

from pathlib import Path

import pytest

from service.adapters.embedders import Offered
from service.adapters.library import HybridLibrary
from service.knowledge.ports import Embedder, Embedders, Folder, Library
from tests import builders, embedders, guides


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return guides.write(tmp_path / "knowledge")


@pytest.fixture
def embedder():
    return embedders.words()


@pytest.fixture
def library(embedder):
    return HybridLibrary(Offered(embedder))


@pytest.fixture
def outside(folder, embedder, library) -> dict[type, object]:
    return {
        **builders.outside(),
        Folder: Folder(folder),
        Embedder: embedder,
        Embedders: Offered(embedder),
        Library: library,
    }
