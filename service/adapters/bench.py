"""Measures the retrieval with the parts that serve: the same legs, fusion and support check, over entries held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import uuid4

import numpy as np

from service.adapters.chroma_embedded import EmbeddedShelf
from service.adapters.search import Search
from service.knowledge.ports import Embedder, Ranking
from service.knowledge.rules.passages import Entry
from service.knowledge.values import Found, IndexStatus, Need, TopicUnit

_MOST_KNOWN = 2000


class SearchBench:
    """The knowledge room's ``Bench``."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = _Remembering(embedder)

    def search(self, entries: Sequence[Entry], vectors: Mapping[str, bytes]) -> Search:
        """Both legs over the entries. Their collection stays in memory for as long as the process lives: see ``stand``."""
        arrays = {text: np.frombuffer(vector, dtype="<f4") for text, vector in vectors.items()}
        search = Search(entries, self._embedder, None)
        name = f"bench-{uuid4().hex[:12]}"
        return search.with_dense(EmbeddedShelf().collection(name, search.records, arrays), arrays)

    @contextmanager
    def stand(self, entries: Sequence[Entry], vectors: Mapping[str, bytes]) -> Iterator[SearchStand]:
        """The entries ready to be asked; their collection is gone after the block."""
        search = self.search(entries, vectors)
        try:
            yield SearchStand(search)
        finally:
            if search.dense is not None:
                search.dense.store.delete_collection()

    def rank(
        self, entries: Sequence[Entry], vectors: Mapping[str, bytes], needs: Sequence[Need], depth: int
    ) -> list[Ranking]:
        """The first `depth` entries of each leg, per need."""
        with self.stand(entries, vectors) as stand:
            return stand.rank(needs, depth)


class SearchStand:
    """The knowledge room's ``Stand``, and the ``Library`` that it offers."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._units = {entry.passage.id: entry.unit for entry in search.entries if entry.unit is not None}

    @property
    def library(self) -> SearchStand:
        """Itself: it finds over its entries."""
        return self

    def rank(self, needs: Sequence[Need], depth: int) -> list[Ranking]:
        """The first `depth` entries of each leg, per need."""
        found: list[Ranking] = []
        for need in needs:
            legs = self._search.legs(need)
            ranked = {
                "fused": _first(legs.fused, depth),
                "bm25": _first(legs.lexical, depth),
                "dense": _first(legs.dense, depth),
            }
            above = self._search.margin(legs)
            found.append(Ranking(ranked, above is not None and above > 0, above))
        return found

    def find(self, needs: Sequence[Need]) -> list[Found]:
        """One answer per need, in the same order."""
        return [self._search.find(need) for need in needs]

    def unit(self, passage_id: str) -> TopicUnit | None:
        """The unit a passage tells about."""
        return self._units.get(passage_id)

    def units(self, language: str, stage: int) -> list[TopicUnit]:
        """The units of a stage in a language, in the folder's order."""
        found = self._units.values()
        return [unit for unit in found if unit.serves(language, stage)]

    def status(self) -> IndexStatus:
        """Always ready."""
        return IndexStatus("ready")

    def refresh(self) -> None:
        """Nothing to follow: the entries are given."""

    def attend(self) -> None:
        """Nothing to follow."""


class _Remembering:
    """An embedder that is asked for a question once: folders that are compared are asked the same questions."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[tuple[str, str, str], list[float]] = {}

    @property
    def name(self) -> str:
        """The model."""
        return self._embedder.name

    @property
    def version(self) -> str:
        """What else decides its vectors."""
        return self._embedder.version

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._embedder.dimensions

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of questions. Raises `EmbedderUnavailable`."""
        keys = [(self.name, self.version, text) for text in texts]
        found = {key: self._known[key] for key in keys if key in self._known}
        missing = list(dict.fromkeys(key for key in keys if key not in found))
        if missing:
            made = self._embedder.queries([text for _name, _version, text in missing])
            found |= dict(zip(missing, made, strict=True))
            if len(self._known) > _MOST_KNOWN:
                self._known = {}
            self._known |= found
        return [found[key] for key in keys]

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of texts to be found. Raises `EmbedderUnavailable`."""
        return self._embedder.passages(texts)


def _first(scores: Mapping[int, float], depth: int) -> tuple[int, ...]:
    return tuple(sorted(scores, key=lambda position: (-scores[position], position))[:depth])
