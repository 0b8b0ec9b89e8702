"""The library that serves: the manifest's generation, in the embedded collection or in memory, swapped whole when it changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from flask import current_app

from service.adapters.chroma import CollectionDamaged, Shelf, Vector
from service.adapters.index_lock import ProcessLock
from service.adapters.search import Search, records
from service.db import reading
from service.knowledge import queries
from service.knowledge.ports import Embedder
from service.knowledge.rules.passages import Entry
from service.knowledge.values import Found, IndexStatus, Need, TopicUnit

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Serving:
    generation: int
    complete: bool
    search: Search
    units: tuple[TopicUnit, ...]
    by_passage: Mapping[str, TopicUnit]


class HybridLibrary:
    """The knowledge room's ``Library``. `data` holds the embedded collection; None keeps it in memory, for commands.

    Only the server gives `data`, and `open` is its first call: it takes the lock or raises ``LibraryBusy``.
    """

    def __init__(self, embedder: Embedder, data: Path | None = None, lock: ProcessLock | None = None) -> None:
        self._embedder = embedder
        self._shelf = Shelf(data, lock)
        self._lock = threading.Lock()
        self._serving: _Serving | None = None
        self._message = ""

    def open(self) -> None:
        """Take the embedded collection's lock, waiting some seconds. Raises ``LibraryBusy``, whose message says what to do."""
        self._shelf.open()

    def close(self) -> None:
        """Give the collection and its lock back."""
        self._shelf.close()

    def find(self, needs: Sequence[Need]) -> list[Found]:
        """One answer per need, all from the same generation."""
        serving = self._current()
        if serving is None:
            return [Found((), ("bm25", "dense"), supported=False) for _ in needs]
        return [serving.search.find(need) for need in needs]

    def unit(self, passage_id: str) -> TopicUnit | None:
        """The unit a passage tells about."""
        serving = self._current()
        return serving.by_passage.get(passage_id) if serving else None

    def units(self, language: str, stage: int) -> list[TopicUnit]:
        """The units of a stage in a language, in the folder's order."""
        serving = self._current()
        found = serving.units if serving else ()
        return [unit for unit in found if unit.language == language and (not unit.stages or stage in unit.stages)]

    def status(self) -> IndexStatus:
        """What serves, and how far a first index is."""
        with _own_session():
            kept, building = queries.generation("serving"), queries.generation("building")
            failed = queries.generation("failed") if kept is None and building is None else None
        done, total = (building.done, building.total) if building else (0, 0)
        if kept is None:
            if building is not None:
                return IndexStatus("building", done, total, building.id)
            return IndexStatus("empty", message=failed.message if failed else "")
        serving = self._current()
        if serving is None or not serving.complete:
            return IndexStatus("degraded", done, total, kept.id, self._message)
        return IndexStatus("ready", done, total, serving.generation, "")

    def refresh(self) -> None:
        """Serve the manifest's generation. While its collection is made anew, BM25 alone serves, or the generation before."""
        with self._lock:
            with _own_session():
                kept = queries.generation("serving")
                shown = kept or queries.generation("building")
                if shown is None:
                    self._serving = None
                    return
                old = self._serving
                if old is not None and old.generation == shown.id and (old.complete or kept is None):
                    return
                entries = queries.entries(shown.id)
                vectors = _vectors(entries, shown) if kept is not None else {}
            if old is None or not old.complete:
                self._serving = _serving(shown.id, Search(entries, self._embedder, None), complete=False)
            if kept is not None:
                self._serve_dense(kept, entries, vectors)

    def _serve_dense(
        self, generation: queries.GenerationCard, entries: Sequence[Entry], vectors: Mapping[str, Vector]
    ) -> None:
        try:
            _same_embedder(generation, self._embedder)
            dense = self._shelf.collection(f"g{generation.id}", list(records(entries)), vectors)
            search = Search(entries, self._embedder, dense, vectors)
        except (CollectionDamaged, KeyError) as error:
            self._message = str(error)
            _log.warning("dense_leg_down", reason=self._message)
            self._serving = _serving(generation.id, Search(entries, self._embedder, None), complete=False)
        else:
            self._message = ""
            self._serving = _serving(generation.id, search, complete=True)

    def _current(self) -> _Serving | None:
        if self._serving is None:
            self.refresh()
        return self._serving


def _same_embedder(generation: queries.GenerationCard, embedder: Embedder) -> None:
    if (generation.embedder, generation.embedder_version) != (embedder.name, embedder.version):
        message = "the index was made with another embedder, and is made again"
        raise CollectionDamaged(message)


@contextmanager
def _own_session() -> Iterator[None]:
    """An app context of its own, so that reading the manifest neither joins nor keeps open the caller's transaction."""
    with current_app.app_context(), reading():
        yield


def _serving(generation: int, search: Search, *, complete: bool) -> _Serving:
    units = {entry.passage.id: entry.unit for entry in search.entries if entry.unit is not None}
    return _Serving(generation, complete, search, tuple(units.values()), units)


def _vectors(entries: Sequence[Entry], generation: queries.GenerationCard) -> dict[str, Vector]:
    """The kept vectors by text."""
    names = {queries.text_hash(view): view for entry in entries for view in entry.views}
    kept = queries.vectors(list(names), generation.embedder, generation.embedder_version)
    return {names[name]: np.frombuffer(vector, dtype="<f4") for name, vector in kept.items()}
