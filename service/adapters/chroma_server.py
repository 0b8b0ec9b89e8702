"""Collections on a Chroma server that several processes share.

Only a keeper (a process that runs the jobs) fills, repairs and removes them, and of several keepers one at a time: whoever has the
lease. The others look for the collection and serve it. Whatever goes wrong, the leg is marked as down at once, so that nobody waits
again, until a look finds the collection right; the words of the passages serve meanwhile.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import structlog
from chromadb.errors import NotFoundError
from langchain_chroma import Chroma
from sqlalchemy.exc import SQLAlchemyError

from service import leases
from service.adapters.chroma import (
    CollectionDamaged,
    CollectionMissing,
    Dense,
    StoreAway,
    Vector,
    fingerprint,
    opened,
    put,
)
from service.adapters.chroma_http import PunctualClient, within
from service.adapters.records import Records

_log = structlog.get_logger(__name__)
_BATCH = 500  # records of some 2 kB each
_FILL_SECONDS = 30.0  # for one batch, which is no question: nobody waits for it
_LEASE_SECONDS = 120.0
_CHECK_SECONDS = 10.0
_FORGOTTEN_SECONDS = 10.0
_NOT_ASKED = "The Chroma server has not been asked yet."


class ServerShelf:
    """The collections of one installation. Names begin with `prefix`, so that several installations can share a server."""

    shared = True

    def __init__(self, address: str, prefix: str, seconds: float, *, keeper: bool) -> None:
        """`seconds`: how long all calls of one question may take together. Asks nobody yet."""
        self.client = PunctualClient(address, seconds)
        self.fault = _NOT_ASKED
        self._prefix = prefix
        self._seconds = seconds
        self._keeper = keeper
        self._names: dict[str, str] = {}
        self._token = uuid4().hex[:8]
        self._looked_at = float("-inf")
        self._turn = 0

    @property
    def due(self) -> bool:
        """Every ten seconds, and at once when the server is away."""
        return bool(self.fault) or time.monotonic() - self._looked_at > _CHECK_SECONDS

    @property
    def forgotten(self) -> bool:
        """No look for ten seconds: nobody attends to this process, or it has just begun."""
        return time.monotonic() - self._looked_at > _FORGOTTEN_SECONDS

    def open(self) -> None:
        """Nothing to lock: the server is for many."""

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def ping(self) -> str:
        """Ask the server whether it lives; why it does not, in plain words, or nothing."""
        try:
            with self.question():
                self.client.heartbeat()
        except Exception as error:  # noqa: BLE001 - Chroma's errors share no base class
            self.broke(error)
            return self.fault
        return ""

    def question(self) -> AbstractContextManager[None]:
        """All calls inside take no longer together than one question may."""
        return within(self._seconds)

    def found(self, name: str, records: Records, vectors: Mapping[str, Vector]) -> Dense:
        """Look at the collection as it stands. Raises ``CollectionDamaged``, ``CollectionMissing``, ``StoreAway``."""
        self._looked_at = time.monotonic()
        self._turn += 1
        full = self._full(name, records)
        try:
            dense = self._looked(full, records, vectors)
        except CollectionDamaged:
            self.fault = ""  # the server is there, even if the collection is not
            raise
        except Exception as error:  # Chroma's errors share no base class
            self.broke(error)
            raise StoreAway(self.fault) from error
        self.fault = ""
        return dense

    def collection(
        self,
        name: str,
        records: Records,
        vectors: Mapping[str, Vector],
        *,
        whole: bool = False,  # noqa: ARG002 - each is
    ) -> Dense:
        """The collection as it stands; a keeper makes it where it is missing or damaged. Raises as ``found`` does."""
        try:
            with self.question():
                return self.found(name, records, vectors)
        except CollectionDamaged as error:
            if not self._keeper:
                raise
            _log.warning("collection_rebuilt", reason=str(error))
        try:
            return self._made(name, records, vectors)
        except (CollectionDamaged, StoreAway, SQLAlchemyError):
            raise
        except Exception as error:
            self.broke(error)
            raise StoreAway(self.fault) from error

    def broke(self, error: Exception) -> None:
        """Note why the server does not serve, in plain words."""
        before = self.fault
        self.fault = str(error) if isinstance(error, StoreAway) else f"{_place(self.client)} {_said(error)}"
        if before in {"", _NOT_ASKED}:  # once, and not at every look
            _log.warning("dense_leg_down", reason=self.fault)

    def _full(self, name: str, records: Records) -> str:
        if name not in self._names:
            self._names = {name: f"{self._prefix}-{name}-{fingerprint(records)}"}
        return self._names[name]

    def _looked(self, full: str, records: Records, vectors: Mapping[str, Vector]) -> Dense:
        try:
            count = self.client.get_collection(full).count()
            if count != len(records):
                message = f"The collection on the Chroma server holds {count} vectors instead of {len(records)}."
                raise CollectionDamaged(message)
            dense = _ServerDense(self, opened(self.client, full, vectors, create=False), count)
            dense.verify(records, vectors, self._turn)
        except NotFoundError:
            message = "The collection is not on the Chroma server; the process that runs the jobs makes it."
            raise CollectionMissing(message) from None
        return dense

    def _made(self, name: str, records: Records, vectors: Mapping[str, Vector]) -> Dense:
        """Fill the collection anew, as the only one that does so at this moment."""
        self._lease()
        try:
            with self.question():
                try:
                    return self.found(name, records, vectors)  # another keeper was quicker
                except CollectionDamaged:
                    pass
            full = self._full(name, records)
            with within(_FILL_SECONDS):
                self._removed(full)
                store = opened(self.client, full, vectors, create=True)
            for begin in range(0, len(records), _BATCH):
                with within(_FILL_SECONDS):
                    put(store, records[begin : begin + _BATCH])
                self._lease()
            with within(_FILL_SECONDS):  # the first question after a filling builds what the server keeps in memory
                dense = self.found(name, records, vectors)
            self._remove_older(name)
        finally:
            leases.release(self._lease_name, self._owner)
        return dense

    @property
    def _lease_name(self) -> str:
        return f"chroma.{self._prefix}"

    @property
    def _owner(self) -> str:
        return f"{leases.myself()}:{self._token}"

    def _lease(self) -> None:
        """Take or keep the lease. Raises ``CollectionMissing`` where another process has it."""
        if not leases.take(self._lease_name, self._owner, _LEASE_SECONDS):
            message = "Another process is filling the collection on the Chroma server."
            raise CollectionMissing(message)

    def _removed(self, full: str) -> None:
        try:
            self.client.delete_collection(full)
        except NotFoundError:
            return

    def _remove_older(self, name: str) -> None:
        """Of our own collections keep this generation's and the one before, which others may still serve."""
        try:
            with within(_FILL_SECONDS):
                for old in stale(self._prefix, int(name.removeprefix("g")), [c.name for c in self._listed()]):
                    self._removed(old)
        except Exception as error:  # noqa: BLE001 - what is left over is removed another time
            _log.warning("collections_left_over", reason=_said(error))

    def _listed(self) -> Sequence[Any]:
        return self.client.list_collections()


class _ServerDense(Dense):
    """A collection on a server; it is not asked while the server is away, and its first failure says that it is."""

    def __init__(self, shelf: ServerShelf, store: Chroma, count: int) -> None:
        super().__init__(store, count)
        self._shelf = shelf

    @property
    def up(self) -> bool:
        """Whether the server answered when it was last asked."""
        return not self._shelf.fault

    def nearest(self, vector: Vector, count: int, where: Mapping[str, Any] | None = None) -> list[str]:
        """As ``Dense.nearest``. Raises ``StoreAway`` at once while the server is away."""
        if self._shelf.fault:
            raise StoreAway(self._shelf.fault)
        try:
            return super().nearest(vector, count, where)
        except Exception as error:
            self._shelf.broke(error)
            raise StoreAway(self._shelf.fault) from error


def stale(prefix: str, generation: int, names: Sequence[str]) -> list[str]:
    """Which of these collections are ours and older than the generation before this one.

    Never a later one: another process may be ahead of us. Never another installation's, even if its prefix begins with ours.
    """
    pattern = re.compile(rf"{re.escape(prefix)}-g(\d+)-[0-9a-f]{{16}}")
    own = {name: int(match.group(1)) for name in names if (match := pattern.fullmatch(name))}
    before = max((number for number in own.values() if number < generation), default=generation)
    return [name for name, number in own.items() if number < before]


def _place(client: PunctualClient) -> str:
    return f"The Chroma server at {client.place}"


def _said(error: Exception) -> str:
    return f"answers with an error ({type(error).__name__}: {str(error)[:200]})."
