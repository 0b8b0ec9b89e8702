"""One data folder with the demo and an index, built once and copied for whoever changes something."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.console import Console, Warm, some_guides
from tests.fakes import FakeOpenAI

WINDOWS = (
    "Catatan lapangan 🙂\r\n\r\n1. Formulir serah terima\r\n\r\nFormulir serah terima gudang diisi pada pergantian shift 🙂. "
    "Kolom keterangan sering\r\ndibiarkan kosong karena waktunya sempit.\r\n\r\n2. Papan pengumuman\r\n\r\nPapan pengumuman "
    "gudang 🧾 dibaca lebih sering daripada pesan grup. Isinya diganti\r\nsetiap Senin pagi oleh petugas piket.\r\n"
)


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    yield
    Warm.end()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Console:
    """Read only; `console` is for whoever writes."""
    root = tmp_path_factory.mktemp("built")
    console = Console(root / "data", some_guides(root / "knowledge"))
    (console.knowledge / "catatan.txt").write_bytes(b"\xef\xbb\xbf" + WINDOWS.encode())
    said = console.run("demo")
    assert said.code == 0, said.err
    assert [line.split(":")[0] for line in said.out.splitlines()] == ["pair 1", "pair 2"]
    said = console.run("knowledge", "sync")
    assert said.code == 0, said.err
    return console


@pytest.fixture
def console(built: Console, tmp_path: Path) -> Console:
    return built.copy(tmp_path)


@pytest.fixture
def empty(tmp_path: Path) -> Console:
    """No database yet, and a folder with nothing in it."""
    (tmp_path / "new" / "knowledge").mkdir(parents=True)
    return Console(tmp_path / "new" / "data", tmp_path / "new" / "knowledge")


@dataclass(frozen=True)
class Remote:
    """A console whose vectors come from a server, where it can be seen what was embedded, and when."""

    console: Console
    fake: FakeOpenAI

    @property
    def embedded(self) -> list[str]:
        asked = [request.json["input"] for request in self.fake.requests if request.path.endswith("/embeddings")]
        return [text for texts in asked for text in ([texts] if isinstance(texts, str) else texts)]


@pytest.fixture(scope="session")
def remote(built: Console, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    """Read only, as `built` is; `embedding` is for whoever writes."""
    with FakeOpenAI() as fake:
        settings = {"DUA_ARAH_EMBEDDER": "openai:hashed-words", "DUA_ARAH_EMBEDDER_BASE_URL": fake.address}
        console = built.copy(tmp_path_factory.mktemp("remote"), **settings)
        said = console.run("knowledge", "sync")
        assert said.code == 0, said.err
        yield Remote(console, fake)


@pytest.fixture
def embedding(remote: Remote, tmp_path: Path) -> Iterator[Remote]:
    with FakeOpenAI() as fake:
        yield Remote(remote.console.copy(tmp_path, DUA_ARAH_EMBEDDER_BASE_URL=fake.address), fake)
