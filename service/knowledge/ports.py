"""What the knowledge room and those above it need from a library and an embedder; the real ones live in adapters/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from service.knowledge.rules.passages import Entry
from service.knowledge.values import Found, IndexStatus, Need, TopicUnit


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the knowledge folder lies; plugged in like a port, since a room reads no settings."""

    path: Path


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` and `version` key the cache, so a new model never meets old vectors."""

    @property
    def name(self) -> str:
        """The model."""
        ...

    @property
    def version(self) -> str:
        """What else decides its vectors."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of questions (with the model's query prefix). Raises `EmbedderUnavailable`."""
        ...

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of texts to be found (with the model's passage prefix). Raises `EmbedderUnavailable`."""
        ...


class EmbedderUnavailable(Exception):
    """The embedder gave no vectors within its deadline; the lexical leg serves alone."""


class LibraryBusy(Exception):
    """Another process holds the embedded collection; the message says what to do."""


class Library(Protocol):
    """Finds passages with ids, offsets and scores in the generation that serves."""

    def find(self, needs: Sequence[Need]) -> list[Found]:
        """One answer per need, in the same order."""
        ...

    def unit(self, passage_id: str) -> TopicUnit | None:
        """The topic unit that a passage tells about, if it tells about one."""
        ...

    def units(self, language: str, stage: int) -> list[TopicUnit]:
        """All units of a stage in a language, in the folder's order."""
        ...

    def status(self) -> IndexStatus:
        """What serves now, for a progress bar and for `doctor`."""
        ...

    def refresh(self) -> None:
        """Serve the manifest's generation; rebuild the collection where it is missing, empty or damaged."""
        ...

    def attend(self) -> None:
        """Follow the manifest to a new generation, and bring a search by meaning back that was down.

        Called every other second by each process that serves; costs next to nothing where there is nothing to do. The caller has no
        transaction open.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each leg (`fused`, `bm25`, `dense`) puts first for a need, as positions of entries; and whether it is supported."""

    legs: Mapping[str, tuple[int, ...]]
    supported: bool


class Bench(Protocol):
    """Ranks given entries with the very parts that serve, for measuring them."""

    def rank(
        self, entries: Sequence[Entry], vectors: Mapping[str, bytes], needs: Sequence[Need], depth: int
    ) -> list[Ranking]:
        """The first `depth` entries of each leg, per need. `vectors` holds every view's vector (float32), by text."""
        ...
