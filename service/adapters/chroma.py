"""The dense leg: Chroma through langchain-chroma, derived from the manifest's vectors and rebuilt whenever it is not what they say.

An embedded collection belongs to one process: two writers lose vectors without an error. So a lock on a file refuses the second.
Commands that run beside the server get a collection in memory and never wait.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import chromadb
import numpy as np
import structlog
from chromadb.api import ClientAPI
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from service.adapters.index_lock import ProcessLock, lock_path

_log = structlog.get_logger(__name__)
_BATCH = 5000  # Chroma takes at most 5,461 at once
_PROBES = 8
_NEAR = 1e-3
_CREATING = threading.Lock()

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Record:
    """One vector of an entry: `text` names it in the cache, `flags` are what a query may filter by."""

    id: str
    text: str
    flags: Mapping[str, str | int | bool]


class CollectionDamaged(Exception):
    """The collection does not hold, or does not find, what was put into it."""


class KeptVectors(Embeddings):
    """Hands langchain-chroma the vectors that the manifest keeps; it never embeds. ``add_texts`` ignores ``embeddings=``."""

    def __init__(self, vectors: Mapping[str, Vector]) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The kept vectors; raises ``KeyError`` for a text that has none."""
        return [self._vectors[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Not used: questions come as vectors."""
        raise NotImplementedError(text)


class Shelf:
    """Where collections stand: a folder of this process, or memory when `data` is None."""

    def __init__(self, data: Path | None, lock: ProcessLock | None = None) -> None:
        self._root = data / "chroma" if data is not None else None
        self._lock = lock or (ProcessLock(lock_path(data)) if data is not None else None)
        self._client: ClientAPI | None = None
        self._store: Path | None = None

    def open(self) -> None:
        """Take the lock of the embedded store. Raises ``LibraryBusy``."""
        if self._lock is not None:
            self._lock.acquire()

    def close(self) -> None:
        """Close the store and let the lock go."""
        self._drop_client()
        if self._lock is not None:
            self._lock.release()

    def collection(self, name: str, records: Sequence[Record], vectors: Mapping[str, Vector]) -> Dense:
        """A verified collection of just these records; what is there is used when it is right, else it is made anew."""
        self.open()
        full = f"{name}-{_fingerprint(records)}"
        for attempt in ("kept", "new"):
            try:
                client = self._opened()
                dense = Dense(self._filled(client, full, records, vectors), len(records))
                dense.verify(records, vectors)
                self._remove_others(client, full)
            except (KeyboardInterrupt, SystemExit, KeyError):
                raise
            except BaseException as error:  # Chroma's Rust panics are no Exceptions
                if attempt == "new":
                    message = f"Chroma could not be filled: {type(error).__name__}: {error}"
                    raise CollectionDamaged(message) from error
                _log.warning("collection_rebuilt", reason=f"{type(error).__name__}: {error}")
                self._wipe()
            else:
                return dense
        raise AssertionError

    def _filled(self, client: ClientAPI, name: str, records: Sequence[Record], vectors: Mapping[str, Vector]) -> Chroma:
        store = Chroma(
            collection_name=name,
            embedding_function=KeptVectors(vectors),
            client=client,
            collection_configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}},
        )
        count = client.get_collection(name, embedding_function=None).count()
        if count != len(records):
            if count:
                client.delete_collection(name)
                return self._filled(client, name, records, vectors)
            for begin in range(0, len(records), _BATCH):
                batch = records[begin : begin + _BATCH]
                store.add_texts(
                    [record.text for record in batch], [dict(record.flags) for record in batch], [r.id for r in batch]
                )
        return store

    def _opened(self) -> ClientAPI:
        if self._client is None:
            settings = Settings(anonymized_telemetry=False)
            with _CREATING:
                if self._root is None:
                    self._client = chromadb.EphemeralClient(settings)
                else:
                    stores = sorted(path for path in self._root.iterdir() if path.name.startswith("store-"))
                    self._store = stores[-1] if stores else self._root / f"store-{time.time_ns()}"
                    self._client = chromadb.PersistentClient(str(self._store), settings)
        return self._client

    def _drop_client(self) -> None:
        client, self._client = self._client, None
        if client is not None and self._root is not None:
            try:
                client.close()  # type: ignore[attr-defined]  # the interface does not name it, every client has it
            except Exception as error:  # noqa: BLE001 - a damaged store may not even close
                _log.warning("collection_not_closed", reason=str(error))

    def _wipe(self) -> None:
        """Throw the store away: it is derived. The next has another name, since Chroma keeps what it opened by its path."""
        self._drop_client()
        if self._root is not None:
            for path in self._root.iterdir():
                if path.name.startswith("store-"):
                    shutil.rmtree(path, ignore_errors=True)

    def _remove_others(self, client: ClientAPI, name: str) -> None:
        if self._root is None:
            return
        for other in client.list_collections():
            if other.name != name:
                client.delete_collection(other.name)


class Dense:
    """A collection that answers with cosine similarities."""

    def __init__(self, store: Chroma, count: int) -> None:
        self.store = store
        self._count = count

    def near(self, vector: Vector, count: int, where: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], float]]:
        """Flags and cosine of the nearest records that the filter lets through, best first."""
        found = self.store.similarity_search_by_vector_with_relevance_scores(
            vector.tolist(), k=max(1, min(count, self._count)), filter=dict(where)
        )
        return [(document.metadata, 1.0 - distance) for document, distance in found]

    def verify(self, records: Sequence[Record], vectors: Mapping[str, Vector]) -> None:
        """Look some records up by their own vectors. Raises ``CollectionDamaged``."""
        step = max(1, len(records) // _PROBES)
        for record in records[::step]:
            found = self.store.similarity_search_by_vector_with_relevance_scores(vectors[record.text].tolist(), k=1)
            if not found or found[0][1] > _NEAR:
                message = f"the record {record.id} is not found by its own vector"
                raise CollectionDamaged(message)


def _fingerprint(records: Sequence[Record]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(f"{record.id}\0{record.text}\0{sorted(record.flags.items())}\n".encode("utf-8", "replace"))
    return digest.hexdigest()[:16] if records else uuid4().hex[:16]
