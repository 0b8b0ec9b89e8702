"""Collections in this process: in a folder for the server, in memory for a command.

An embedded collection belongs to one process: two writers lose vectors without an error. So a lock on a file refuses the second.
Commands that run beside the server get a collection in memory and never wait.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from uuid import uuid4

import chromadb
import structlog
from chromadb.api import ClientAPI
from chromadb.config import Settings
from langchain_chroma import Chroma

from service.adapters.chroma import CollectionDamaged, Dense, Vector, fingerprint, opened, put
from service.adapters.index_lock import ProcessLock, lock_path
from service.adapters.records import Records

_log = structlog.get_logger(__name__)
_BATCH = 5000  # Chroma takes at most 5,461 at once
_MOST_CHANGED = 0.2  # of a collection; what changes more is filled anew
_CREATING = threading.Lock()


class EmbeddedShelf:
    """Where collections stand: a folder of this process, or memory when `data` is None."""

    shared = False
    fault = ""
    due = False
    forgotten = False

    def __init__(self, data: Path | None = None, lock: ProcessLock | None = None) -> None:
        self._root = data / "chroma" if data is not None else None
        self._lock = lock or (ProcessLock(lock_path(data)) if data is not None else None)
        self._client: ClientAPI | None = None
        self._store: Path | None = None
        self._last: tuple[str, Records] | None = None  # the collection that was right when it was last looked at
        self._worn = 0  # records deleted from it, which the store only marks

    def open(self) -> None:
        """Take the lock of the embedded store. Raises ``LibraryBusy``."""
        if self._lock is not None:
            self._lock.acquire()

    def close(self) -> None:
        """Close the store and let the lock go."""
        self._drop_client()
        if self._lock is not None:
            self._lock.release()

    def question(self) -> AbstractContextManager[None]:
        """Nothing here waits for anybody."""
        return nullcontext()

    def found(self, name: str, records: Records, vectors: Mapping[str, Vector]) -> Dense:
        """The same as ``collection``: whatever stands here is ours."""
        return self.collection(name, records, vectors)

    def collection(self, name: str, records: Records, vectors: Mapping[str, Vector], *, whole: bool = False) -> Dense:
        """A verified collection of just these records; what is there is used when it is right, else it is made anew.

        The last generation's is not changed into it where it is to be `whole`.
        """
        self.open()
        full = f"{name}-{fingerprint(records) if records else uuid4().hex[:16]}"
        for attempt in ("kept", "new"):
            try:
                client = self._opened()
                if attempt == "kept" and not whole:
                    self._changed(client, full, records, vectors)
                dense = Dense(self._filled(client, full, records, vectors), len(records))
                dense.verify(records, vectors)
                self._remove_others(client, full)
                self._last = (full, records)
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

    def _changed(self, client: ClientAPI, name: str, records: Records, vectors: Mapping[str, Vector]) -> None:
        """Turn the last generation's collection into this one's, where most of it stays: filling one costs the more the larger.

        Meanwhile it has a name that nobody looks for, so that a change cut short is made good at the next start. What serves still
        passes over the records it does not know.
        """
        if self._last is None or self._root is None or self._last[0] == name:
            return
        old, before = self._last
        gone, fresh = before.ids.keys() - records.ids.keys(), records.ids.keys() - before.ids.keys()
        self._worn += len(gone)
        if max(len(gone), len(fresh), self._worn) > len(records) * _MOST_CHANGED:
            return
        store = opened(client, old, vectors, create=False)
        collection = store._collection  # noqa: SLF001 - langchain-chroma cannot rename
        collection.modify(name=f"changing-{uuid4().hex[:16]}")
        for batch in _batches(sorted(gone)):
            collection.delete(ids=batch)
        for batch in _batches(sorted(fresh)):
            put(store, records.only(batch))
        collection.modify(name=name)

    def _filled(self, client: ClientAPI, name: str, records: Records, vectors: Mapping[str, Vector]) -> Chroma:
        store = opened(client, name, vectors, create=True)
        count = client.get_collection(name, embedding_function=None).count()
        if count != len(records):
            if count:
                client.delete_collection(name)
                return self._filled(client, name, records, vectors)
            self._worn = 0
            for begin in range(0, len(records), _BATCH):
                put(store, records[begin : begin + _BATCH])
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
        self._last = None
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


def _batches(names: list[str]) -> Iterator[list[str]]:
    return (names[begin : begin + _BATCH] for begin in range(0, len(names), _BATCH))
