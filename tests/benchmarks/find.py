"""One question to the library against what it cannot do without: embedding the question and asking Chroma for its nearest."""

from collections.abc import Callable

import numpy as np

from service.adapters.chroma import Vector
from service.adapters.chroma_embedded import EmbeddedShelf
from service.adapters.search import Search
from service.knowledge.values import Need
from tests.benchmarks import corpora
from tests.benchmarks.apps import forgetful
from tests.benchmarks.figures import Figure, side_by_side

BAR = 1.3
SIZES = (500, 5_000, 20_000)
RESULTS = 10
_EMBEDDED = 500
_AT_ONCE = 16


def figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    sizes, rounds, embedded = ((500,), 30, 60) if quick else (SIZES, 120, _EMBEDDED)
    embedder = forgetful()
    views = [view for entry in corpora.entries(embedded) for view in entry.views]
    say(f"embedding {len(views)} texts for the corpora")
    real: dict[str, Vector] = {}
    for begin in range(0, len(views), _AT_ONCE):
        batch = views[begin : begin + _AT_ONCE]
        real.update(zip(batch, np.asarray(embedder.passages(batch), dtype="<f4"), strict=True))
    found = []
    for size in sizes:
        say(f"{size} passages")
        found.append(_measured(size, rounds, real, embedder))
    return found


def _measured(size: int, rounds: int, real, embedder) -> Figure:
    entries = corpora.entries(size)
    vectors = corpora.turned([view for entry in entries for view in entry.views], real)
    bare = Search(entries, embedder, None)
    records = bare.records
    dense = EmbeddedShelf().collection(f"bench-{size}", records, vectors)
    search = bare.with_dense(dense, vectors)
    collection = dense.store._collection

    def ours(question: str):
        found = search.find(Need(question, "id", limit=RESULTS, any_language=True))
        assert len(found.hits) == RESULTS and found.degraded == ()

    def reference(question: str):
        (vector,) = embedder.queries([question])
        assert len(collection.query(query_embeddings=[vector], n_results=RESULTS)["ids"][0]) == RESULTS

    asked = (corpora.questions(rounds) * rounds)[:rounds]
    pace = side_by_side([(lambda q=q: ours(q), lambda q=q: reference(q)) for q in asked], warm=5)
    return Figure(
        f"find, {size:,} passages",
        pace.ours * 1000,
        "ms",
        pace.reference * 1000,
        pace.ratio,
        BAR,
        rounds=pace.rounds,
        note=f"{len(records):,} vectors; reference: embed the question, collection.query for {RESULTS}",
    )
