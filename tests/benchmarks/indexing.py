"""From a folder to a generation that serves, against the bare embedder; and what one edited document of many costs."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from service.knowledge.values import Need
from tests.benchmarks import corpora
from tests.benchmarks.apps import Service, forgetful, serving
from tests.benchmarks.figures import Figure, seconds, side_by_side

BAR = 1.1
EDIT_BAR = 0.01


def figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    documents, rounds = (15, 1) if quick else (60, 3)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        corpora.write_documents(root / "folder", documents, sections=3)
        with serving(root / "known", root / "folder", forgetful()) as first:
            say(f"{documents} documents")
            first.index()
            texts = list(first.embedder.embedded)
        embedder = forgetful()
        embedder.queries(["a"])
        pairs = [
            (lambda turn=turn: _full(root, turn, embedder), lambda: embedder.passages(texts)) for turn in range(rounds)
        ]
        pace = side_by_side(pairs, warm=0)
    return [
        Figure(
            f"index {documents} documents until they serve",
            pace.ours,
            "s",
            pace.reference,
            pace.ratio,
            BAR,
            rounds=pace.rounds,
            note=f"{len(texts)} texts; reference: the embedder, given all of them at once",
        )
    ]


def _full(root: Path, turn: int, embedder) -> None:
    with serving(root / f"data-{turn}", root / "folder", embedder) as service:
        service.index()


def edit_figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    documents, edits = (100, 3) if quick else (2_000, 7)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        corpora.write_documents(root / "folder", documents, sections=1)
        with serving(root / "data", root / "folder", forgetful()) as service:
            say(f"a full index of {documents} documents")
            service.embedder.queries(["a"])
            whole = seconds(service.index)
            say(f"{edits} edits")
            files = sorted((root / "folder").rglob("*.md"))
            taken = [_edited(service, path) for path in _spread(files, edits + 1)][1:]
    return [
        Figure(
            f"one edited document of {documents:,}",
            median(taken),
            "s",
            whole,
            median(taken) / whole,
            EDIT_BAR if not quick else None,
            rounds=edits,
            note="until the new passage is found; reference: the full index of the same folder, once",
        )
    ]


def _spread(files: Sequence[Path], count: int) -> list[Path]:
    return [files[number * len(files) // count] for number in range(count)]


def _edited(service: Service, path: Path) -> float:
    """Seconds from the saved file until its new sentence is found."""
    sentence = f"Kalimat baru tentang {path.stem} ditulis untuk diukur."
    path.write_text(path.read_text(encoding="utf-8").rstrip() + f" {sentence}\n", encoding="utf-8")

    def serve() -> None:
        service.index()
        (found,) = service.library.find([Need(sentence, "id", limit=3)])
        assert any(sentence in hit.passage.text for hit in found.hits)

    return seconds(serve)
