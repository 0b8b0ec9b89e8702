"""The library that serves: the manifest's generation with its collection, swapped whole when it changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import structlog
from flask import current_app

from service.adapters.chroma import CollectionDamaged, CollectionMissing, Shelf, StoreAway, Vector
from service.adapters.chroma_embedded import EmbeddedShelf
from service.adapters.embedders import Missing
from service.adapters.index_lock import ProcessLock
from service.adapters.nearness import Table
from service.adapters.search import Search
from service.db import reading
from service.knowledge import queries
from service.knowledge.ports import Embedder, Embedders
from service.knowledge.rules.passages import Entry
from service.knowledge.values import RENEWALS, Found, IndexStatus, Need, TopicUnit

_log = structlog.get_logger(__name__)
_PATIENCE = (
    30.0  # seconds that the generation before goes on serving while another process fills the new one's collection
)


@dataclass(frozen=True, slots=True)
class _Serving:
    """A generation in memory; `final` once it is the manifest's, not one still being built."""

    card: queries.GenerationCard
    final: bool
    search: Search
    vectors: Mapping[str, Vector]
    units: tuple[TopicUnit, ...]
    by_passage: Mapping[str, TopicUnit]
    since: float

    @property
    def generation(self) -> int:
        return self.card.id

    @property
    def complete(self) -> bool:
        """Whether it has a dense leg, which may be down for a while."""
        return self.search.dense is not None

    @property
    def up(self) -> bool:
        """Whether both legs serve."""
        return self.search.dense is not None and self.search.dense.up


class HybridLibrary:
    """The knowledge room's ``Library``. `data` holds the embedded collection; None keeps it in memory, for commands.

    Only the server gives `data`, and `open` is its first call: it takes the lock or raises ``LibraryBusy``. `shelf` is given where
    the collections are elsewhere: then only ``find``, ``refresh`` and ``attend`` ever ask the Chroma server.
    """

    def __init__(
        self,
        embedders: Embedders,
        data: Path | None = None,
        lock: ProcessLock | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self._embedders = embedders
        self._shelf: Shelf = shelf or EmbeddedShelf(data, lock)
        self._loading = threading.Lock()  # while the manifest is read
        self._mending = threading.Lock()  # while a collection is looked at or filled, which may take long
        self._serving: _Serving | None = None
        self._next: _Serving | None = None
        self._tried: int | None = None
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
        with self._shelf.question():
            if not serving.up and self._shelf.forgotten:
                serving = self._looked(serving)
            return [serving.search.find(need) for need in needs]

    def unit(self, passage_id: str) -> TopicUnit | None:
        """The unit a passage tells about."""
        serving = self._current()
        return serving.by_passage.get(passage_id) if serving else None

    def units(self, language: str, stage: int) -> list[TopicUnit]:
        """The units of a stage in a language, in the folder's order."""
        serving = self._current()
        found = serving.units if serving else ()
        return [unit for unit in found if unit.serves(language, stage)]

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
        if serving is None or not serving.up:
            return IndexStatus("degraded", done, total, kept.id, self._message or self._shelf.fault)
        return IndexStatus("ready", done, total, serving.generation, "")

    def refresh(self) -> None:
        """Serve the manifest's generation. While its collection is made anew, BM25 alone serves, or the generation before."""
        with self._mending:
            shown = self._load()
            if shown is not None and shown.final and not shown.complete:
                self._mend(shown)

    def attend(self) -> None:
        """Follow the manifest to a new generation, and see to a collection that others can take away: see ``Library.attend``."""
        if not self._mending.acquire(blocking=False):
            return
        try:
            shown = self._load()
            if shown is None or not shown.final:
                return
            untried = not shown.complete and (self._shelf.shared or shown.generation != self._tried)
            if untried or self._shelf.due:
                self._mend(shown)
        finally:
            self._mending.release()

    def _load(self) -> _Serving | None:
        """The manifest's generation, read where it is not in memory; it serves at once unless an older one serves better."""
        with self._loading:
            with _own_session():
                kept = queries.generation("serving")
                card = kept or queries.generation("building")
                if card is None:
                    self._serving = self._next = None
                    return None
                for known in (self._serving, self._next):
                    if known is not None and known.generation == card.id and known.final == (kept is not None):
                        return known
                built = self._built(card.id)  # BM25 served it already while its vectors were made
                entries = built.entries if built else queries.entries(card.id)
                vectors = _vectors(entries, card) if kept is not None else {}
            search = built or Search(entries, self._embedder(card), None)
            fresh = _read(card, search, vectors, final=kept is not None)
            if self._serving is not None and self._serving.up:
                self._serving, self._next = _without_gone(self._serving, fresh), fresh
            else:
                self._serving, self._next = fresh, None
            return fresh

    def _embedder(self, card: queries.GenerationCard) -> Embedder:
        """Whoever made a generation's vectors, which alone can ask for them; a stand-in where the settings do not offer it."""
        made_by = (card.embedder, card.embedder_version)
        return self._embedders.named(*made_by) or Missing(*made_by)

    def _built(self, generation: int) -> Search | None:
        serving = self._serving
        return serving.search.with_dense(None, {}) if serving is not None and serving.generation == generation else None

    def _mend(self, shown: _Serving, *, only_look: bool = False) -> None:
        """Give a generation its dense leg, and let it serve; without one where it cannot be had and nothing older serves better."""
        self._tried = shown.generation
        name, records, again = f"g{shown.generation}", shown.search.records, shown.card.cause in RENEWALS
        try:
            _fitting(shown)
            dense = (
                self._shelf.found(name, records, shown.vectors)
                if only_look
                else self._shelf.collection(name, records, shown.vectors, whole=again)
            )
        except (CollectionDamaged, StoreAway, KeyError) as error:
            self._worse(shown, error)
        else:
            if self._message:
                _log.info("dense_leg_back", generation=shown.generation)
            self._message = ""
            search = shown.search.with_dense(dense, shown.vectors)
            self._serving, self._next = replace(shown, search=search), None

    def _worse(self, shown: _Serving, error: Exception) -> None:
        """What serves when a generation's collection does not."""
        if not self._message and isinstance(error, CollectionDamaged):  # a shelf that is away has said so itself
            _log.warning("dense_leg_down", reason=str(error))
        self._message = str(error)
        older = self._serving
        waits = isinstance(error, CollectionMissing) and time.monotonic() - shown.since < _PATIENCE
        if older is not None and older.generation != shown.generation and older.up and waits:
            return
        if isinstance(error, CollectionDamaged):
            shown = replace(shown, search=shown.search.with_dense(None, {}))
        self._serving, self._next = shown, None

    def _looked(self, serving: _Serving) -> _Serving:
        """A question that comes first, or where nobody attends, looks for the collection itself, within its own time."""
        if not serving.final or not self._mending.acquire(blocking=False):
            return serving
        try:
            self._mend(serving, only_look=True)
        finally:
            self._mending.release()
        return self._serving or serving

    def _current(self) -> _Serving | None:
        """What serves; read first where nothing does, without a call to a server, since the caller may be in a transaction."""
        if self._serving is None:
            if self._shelf.shared:
                self._load()
            else:
                self.refresh()
        return self._serving


def _without_gone(older: _Serving, fresh: _Serving) -> _Serving:
    """What serves until a newer generation's collection is there; documents that it does not have are not found any more."""
    kept = {entry.passage.document for entry in fresh.search.entries}
    gone = {entry.passage.document for entry in older.search.entries} - kept
    if not gone:
        return older
    units = {key: unit for key, unit in older.by_passage.items() if unit.document not in gone}
    return replace(older, search=older.search.without(gone), units=tuple(units.values()), by_passage=units)


def _fitting(shown: _Serving) -> None:
    if isinstance(shown.search.embedder, Missing):
        message = "the index was made with another embedder than the settings offer, and is made again"
        raise CollectionDamaged(message)
    if any(view not in shown.vectors for entry in shown.search.entries for view in entry.views):
        message = "the index lacks vectors of some passages; `dua-arah knowledge sync` makes them"
        raise CollectionDamaged(message)


@contextmanager
def _own_session() -> Iterator[None]:
    """An app context of its own, so that reading the manifest neither joins nor keeps open the caller's transaction."""
    with current_app.app_context(), reading():
        yield


def _read(card: queries.GenerationCard, search: Search, vectors: Mapping[str, Vector], *, final: bool) -> _Serving:
    units = {entry.passage.id: entry.unit for entry in search.entries if entry.unit is not None}
    return _Serving(card, final, search, vectors, tuple(units.values()), units, time.monotonic())


def _vectors(entries: Sequence[Entry], generation: queries.GenerationCard) -> Table:
    """The kept vectors by text."""
    names = {queries.text_hash(view): view for entry in entries for view in entry.views}
    kept = queries.vectors(list(names), generation.embedder, generation.embedder_version)
    matrix = np.frombuffer(b"".join(kept.values()), dtype="<f4").reshape(len(kept), -1 if kept else 0)
    return Table([names[name] for name in kept], matrix)
