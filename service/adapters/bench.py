"""Measures the retrieval with the parts that serve: the same legs, fusion and support check, over entries held in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from service.adapters.chroma_embedded import EmbeddedShelf
from service.adapters.records import Records
from service.adapters.search import Search
from service.knowledge.ports import Embedder, Ranking
from service.knowledge.rules.passages import Entry
from service.knowledge.values import Need


class SearchBench:
    """The knowledge room's ``Bench``."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def search(self, entries: Sequence[Entry], vectors: Mapping[str, bytes]) -> Search:
        """Both legs over the entries."""
        arrays = {text: np.frombuffer(vector, dtype="<f4") for text, vector in vectors.items()}
        dense = EmbeddedShelf().collection("bench", Records(entries), arrays)
        return Search(entries, self._embedder, dense, arrays)

    def rank(
        self, entries: Sequence[Entry], vectors: Mapping[str, bytes], needs: Sequence[Need], depth: int
    ) -> list[Ranking]:
        """The first `depth` entries of each leg, per need."""
        search = self.search(entries, vectors)
        found: list[Ranking] = []
        for need in needs:
            legs = search.legs(need)
            ranked = {
                "fused": _first(legs.fused, depth),
                "bm25": _first(legs.lexical, depth),
                "dense": _first(legs.dense, depth),
            }
            found.append(Ranking(ranked, search.supported(need, legs)))
        return found


def _first(scores: Mapping[int, float], depth: int) -> tuple[int, ...]:
    return tuple(sorted(scores, key=lambda position: (-scores[position], position))[:depth])
