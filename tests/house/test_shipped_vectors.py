"""The vectors that travel with the guides are those of the guides as they are now: else a first index takes minutes."""

from pathlib import Path

from service.adapters.embeddings import e5
from service.knowledge.actions import folder, shipped

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def test_every_text_of_the_shipped_guides_has_its_vector():
    texts = [
        view for document in folder.read(KNOWLEDGE, ()).documents for entry in document.entries for view in entry.views
    ]
    assert len(texts) > 1000
    assert len(shipped.vectors(texts, e5())) == len(set(texts)), "run `make vectors`"


def test_another_embedder_takes_nothing_from_them():
    class Other:
        name, version, dimensions = "other", "1", 384

    assert shipped.vectors(["apa pun"], Other()) == {}


def test_a_broken_file_is_passed_over(tmp_path):
    path = tmp_path / "vectors.npz"
    path.write_bytes(b"not a zip")
    assert shipped.vectors(["apa pun"], e5(), path) == {}
