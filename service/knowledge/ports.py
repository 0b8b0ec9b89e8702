"""What the knowledge room and those above it need from a library and an embedder; the real ones live in adapters/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from service.knowledge.rules.passages import Entry
from service.knowledge.values import Finding, Found, IndexStatus, Need, TopicUnit


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


class Embedders(Protocol):
    """The embedders that the settings offer; which of them is used for the index is the curators' choice."""

    @property
    def available(self) -> Sequence[Embedder]:
        """Each once; the first is used until somebody chooses."""
        ...

    def named(self, name: str, version: str) -> Embedder | None:
        """The one that makes just these vectors; None where the settings do not offer it, or no longer in this version."""
        ...

    def renewed(self, name: str, version: str) -> Embedder | None:
        """The same under the next version, so that nothing it has embedded before counts; None as above."""
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
    """What each leg (`fused`, `bm25`, `dense`) puts first for a need, as positions of entries; and whether it is supported.

    `margin` is how far it stands above the threshold of that, None where nothing was found.
    """

    legs: Mapping[str, tuple[int, ...]]
    supported: bool
    margin: float | None = None


class Stand(Protocol):
    """Given entries, ready to be asked with the very parts that serve."""

    @property
    def library(self) -> Library:
        """Answers from these entries alone."""
        ...

    def rank(self, needs: Sequence[Need], depth: int) -> list[Ranking]:
        """The first `depth` entries of each leg, per need."""
        ...


class Bench(Protocol):
    """Ranks given entries with the very parts that serve, for measuring them."""

    def stand(self, entries: Sequence[Entry], vectors: Mapping[str, bytes]) -> AbstractContextManager[Stand]:
        """The entries ready to be asked, inside the block. `vectors` as for ``rank``."""
        ...

    def rank(
        self, entries: Sequence[Entry], vectors: Mapping[str, bytes], needs: Sequence[Need], depth: int
    ) -> list[Ranking]:
        """The first `depth` entries of each leg, per need. `vectors` holds every view's vector (float32), by text."""
        ...


@dataclass(frozen=True, slots=True)
class Converted:
    """A file as Markdown that holds only what its reader sees. `title` may be empty; `pages` counts those of a PDF, else 0."""

    markdown: str
    title: str
    findings: tuple[Finding, ...]
    pages: int


class NotConverted(Exception):
    """A file gave no Markdown. `code` names the sentence in `rules.uploads`; `detail` fills it and is no one's text."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Converter(Protocol):
    """Turns a file that somebody sent into Markdown, without trusting it."""

    def convert(self, name: str, content: bytes) -> Converted:
        """The file as Markdown. Of the name only the ending counts. Raises `NotConverted`, within the converter's deadline.

        The caller has no transaction open.
        """
        ...
