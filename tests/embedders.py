"""Embedders for tests: vectors of words, made in no time, so that what is tested is the index and not a model."""

import hashlib
from collections.abc import Callable

import numpy as np
from langchain_core.embeddings import Embeddings

from service.adapters.embeddings import Vectors
from service.knowledge.ports import EmbedderUnavailable
from service.knowledge.rules.language import detect
from service.knowledge.rules.terms import terms

DIMENSIONS = 256


class WordEmbeddings(Embeddings):
    """Each stem is a direction of its own; `synonyms` makes two stems one, across languages too."""

    def __init__(
        self, synonyms: dict[str, str] | None = None, before: Callable[[list[str]], None] | None = None
    ) -> None:
        self.synonyms = synonyms or {}
        self.embedded: list[str] = []
        self.before = before

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.before is not None:
            self.before(texts)
        self.embedded.extend(texts)
        return [self.vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.vector(text)

    def vector(self, text: str) -> list[float]:
        found = np.full(DIMENSIONS, 0.01)
        for term in terms(text, detect(text)):
            name = self.synonyms.get(term, term)
            found[int(hashlib.sha256(name.encode()).hexdigest(), 16) % DIMENSIONS] += 1.0
        return (found / np.linalg.norm(found)).tolist()


class NoEmbeddings(WordEmbeddings):
    """A server that is away."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        message = "away"
        raise EmbedderUnavailable(message)

    def embed_query(self, text: str) -> list[float]:
        message = "away"
        raise EmbedderUnavailable(message)


def words(
    synonyms: dict[str, str] | None = None,
    *,
    name: str = "words",
    version: str = "1",
    before: Callable[[list[str]], None] | None = None,
) -> Vectors:
    return Vectors(name, version, WordEmbeddings(synonyms, before), DIMENSIONS)


def away(name: str = "words") -> Vectors:
    return Vectors(name, "1", NoEmbeddings(), DIMENSIONS)


def embedded(embedder: Vectors) -> list[str]:
    """What it was asked to embed so far."""
    assert isinstance(embedder.embeddings, WordEmbeddings)
    return embedder.embeddings.embedded
