"""The dense leg: a Chroma collection through langchain-chroma, made of the manifest's vectors, and anew when it does not hold them.

Where collections stand is another matter: in this process (``chroma_embedded``) or on a server (``chroma_server``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from chromadb.api import ClientAPI
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from service.adapters.records import Record, Records

_PROBES = 8
_NEAR = 1e-3
_MOST_MISSED = 0.25  # of the probed records; an approximate search may pass one over
# Of 57,257 vectors in groups, 16 neighbours (Chroma's default) leave 23 in 100 that their own vector does not find, 32 leave none;
# both take as long to build.
_CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}}

Vector = NDArray[np.float32]


class CollectionDamaged(Exception):
    """The collection does not hold, or does not find, what was put into it."""


class CollectionMissing(CollectionDamaged):
    """The collection is not there yet; whoever keeps the index makes it."""


class StoreAway(Exception):
    """Whoever holds the collections does not answer, or not in time."""


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


class Dense:
    """A collection that answers with cosine similarities."""

    def __init__(self, store: Chroma, count: int) -> None:
        self.store = store
        self._count = count

    @property
    def up(self) -> bool:
        """Whether it is worth asking."""
        return True

    def nearest(self, vector: Vector, count: int, where: Mapping[str, Any] | None = None) -> list[str]:
        """Ids of the records nearest to a vector, best first; a filter (`where`) costs Chroma more than the search itself."""
        found = self.store._collection.query(  # noqa: SLF001 - langchain-chroma would have the texts fetched too
            query_embeddings=[vector.tolist()],
            n_results=max(1, min(count, self._count)),
            where=dict(where) if where else None,
            include=[],
        )
        return found["ids"][0]

    def verify(self, records: Records, vectors: Mapping[str, Vector], turn: int = 0) -> None:
        """Look some records up by their own vectors, other ones at each `turn`. Raises ``CollectionDamaged``.

        The search is approximate: among very many records a sound one may be passed over. It counts against the collection only
        where it does not stand there as it was put, or where it is the rule and no exception.
        """
        step = max(1, len(records) // _PROBES)
        probed = records[turn % step :: step]
        missed = [record for record in probed if not self._finds(record, vectors)]
        lost = [record for record in missed if not self._holds(record, vectors)]
        if lost or len(missed) > len(probed) * _MOST_MISSED:
            message = f"the record {(lost or missed)[0].id} is not found by its own vector"
            raise CollectionDamaged(message)

    def _finds(self, record: Record, vectors: Mapping[str, Vector]) -> bool:
        own = vectors[record.text]
        found = self.store.similarity_search_by_vector_with_relevance_scores(own.tolist(), k=1)
        return bool(found) and found[0][1] <= _NEAR and _alike(found[0][0], record, own, vectors)

    def _holds(self, record: Record, vectors: Mapping[str, Vector]) -> bool:
        kept = self.store.get(ids=[record.id], include=["embeddings", "documents"])
        if kept["documents"] != [record.text]:
            return False
        return float(np.asarray(kept["embeddings"][0], dtype="<f4") @ vectors[record.text]) > 1.0 - _NEAR


def _alike(found: Document, record: Record, own: Vector, vectors: Mapping[str, Vector]) -> bool:
    """Whether what was found is the record, or one that rightly has the same vector (a text that stands twice)."""
    if found.id == record.id:
        return True
    kept = vectors.get(found.page_content)
    return kept is not None and float(kept @ own) > 1.0 - _NEAR


class Shelf(Protocol):
    """Where collections stand."""

    @property
    def shared(self) -> bool:
        """Whether other processes use the collections too, so that they may come and go without us."""
        ...

    @property
    def fault(self) -> str:
        """Why no collection can be asked, in plain words; empty while all is well."""
        ...

    @property
    def due(self) -> bool:
        """Whether it is time to look whether a collection that serves is still right."""
        ...

    @property
    def forgotten(self) -> bool:
        """Whether nobody has looked for long, so that a question had better do it itself."""
        ...

    def open(self) -> None:
        """Be ready. Raises ``LibraryBusy`` where another process has it."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...

    def question(self) -> AbstractContextManager[None]:
        """Everything asked inside takes no longer than one question may."""
        ...

    def found(self, name: str, records: Records, vectors: Mapping[str, Vector]) -> Dense:
        """The collection of just these records, as it stands. Raises ``CollectionDamaged``, ``StoreAway``."""
        ...

    def collection(self, name: str, records: Records, vectors: Mapping[str, Vector], *, whole: bool = False) -> Dense:
        """The same, made first where it is not there or not right, if that is ours to do; `whole` makes it of nothing older."""
        ...


def opened(client: ClientAPI, name: str, vectors: Mapping[str, Vector], *, create: bool) -> Chroma:
    """The collection with this name; it is made empty where `create` allows it, else it must be there."""
    return Chroma(
        collection_name=name,
        embedding_function=KeptVectors(vectors),
        client=client,
        collection_configuration=_CONFIGURATION,
        create_collection_if_not_exists=create,
    )


def put(store: Chroma, batch: Sequence[Record]) -> None:
    """Add some records, at most as many as Chroma takes at once."""
    store.add_texts([record.text for record in batch], [dict(record.flags) for record in batch], [r.id for r in batch])


def fingerprint(records: Records) -> str:
    """What tells one collection from another, by what it holds and how it is built: 16 hexadecimal digits."""
    digest = hashlib.sha256(repr(_CONFIGURATION).encode())
    for name in sorted(records.ids):
        digest.update(name.encode())
    return digest.hexdigest()[:16]
