"""Which embedders there are, and which of them made the index that serves.

Texts are embedded anew under a next version of the same model, so that what it made before neither counts nor mixes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from service.db import reading
from service.knowledge import queries
from service.knowledge.ports import Embedder, Embedders, EmbedderUnavailable

_AGAIN = " #"


@dataclass(frozen=True, slots=True)
class Again:
    """An embedder whose vectors are kept apart from all it made before; the first time has no number, so this begins at 2."""

    embedder: Embedder
    time: int

    @property
    def name(self) -> str:
        """The same model."""
        return self.embedder.name

    @property
    def version(self) -> str:
        """The model's version and the number."""
        return f"{self.embedder.version}{_AGAIN}{self.time}"

    @property
    def dimensions(self) -> int:
        """As the model's."""
        return self.embedder.dimensions

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        """As the model does."""
        return self.embedder.queries(texts)

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """As the model does."""
        return self.embedder.passages(texts)


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands in for the embedder of an index that the settings no longer offer: it has no vector for anybody."""

    name: str
    version: str
    dimensions: int = 0

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Raises ``EmbedderUnavailable``."""
        raise self._fault(len(texts))

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Raises ``EmbedderUnavailable``."""
        raise self._fault(len(texts))

    def _fault(self, texts: int) -> EmbedderUnavailable:
        return EmbedderUnavailable(f"the settings do not offer the embedder {self.name} for {texts} texts")


class Offered:
    """The embedders of the settings, the first the one they prefer. Nothing is asked of any but by name."""

    def __init__(self, *embedders: Embedder) -> None:
        self.available: tuple[Embedder, ...] = embedders

    def named(self, name: str, version: str) -> Embedder | None:
        """The one that makes just these vectors."""
        plain, time = _read(version)
        for embedder in self.available:
            if embedder.name == name and embedder.version == plain:
                return embedder if time == 1 else Again(embedder, time)
        return None

    def renewed(self, name: str, version: str) -> Embedder | None:
        """The same for the next time."""
        plain, time = _read(version)
        found = self.named(name, plain)
        return None if found is None else Again(found, time + 1)


def _read(version: str) -> tuple[str, int]:
    plain, mark, time = version.rpartition(_AGAIN)
    return (plain, int(time)) if mark and time.isdecimal() else (version, 1)


class InUse:
    """The embedder of the generation that serves at the moment of asking; the settings' first where none does."""

    def __init__(self, embedders: Embedders) -> None:
        self._embedders = embedders

    @property
    def name(self) -> str:
        """Of the one in use."""
        return self._now.name

    @property
    def version(self) -> str:
        """Of the one in use."""
        return self._now.version

    @property
    def dimensions(self) -> int:
        """Of the one in use."""
        return self._now.dimensions

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        """As the one in use does."""
        return self._now.queries(texts)

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """As the one in use does."""
        return self._now.passages(texts)

    @property
    def _now(self) -> Embedder:
        with current_app.app_context(), reading():
            serving = queries.generation("serving")
        found = self._embedders.named(serving.embedder, serving.embedder_version) if serving else None
        return found or self._embedders.available[0]
