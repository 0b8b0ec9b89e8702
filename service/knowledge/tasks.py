"""Keep the index at the folder's state, in short transactions, so that nobody waits for the embedder with a lock in hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from service import clock, jobs
from service.db import db
from service.knowledge import queries
from service.knowledge.actions import folder as folder_actions
from service.knowledge.actions import index as index_actions
from service.knowledge.actions import shipped
from service.knowledge.ports import Embedder, EmbedderUnavailable, Folder, Library
from service.knowledge.values import Problem
from service.ports import port

_log = structlog.get_logger(__name__)
_BATCH = 16
_indexing = threading.Lock()
_seen: frozenset[tuple[str, int, int]] | None = None

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `generation` is None where nothing had changed."""

    generation: int | None
    documents: int
    passages: int
    embedded: int
    problems: tuple[Problem, ...]


def _no_progress(_done: int, _total: int) -> None:
    return


def sync(
    folder: Path, embedder: Embedder, progress: Progress = _no_progress, started: Callable[[], None] | None = None
) -> SyncReport:
    """Read the folder, embed what is new, and let the new generation serve. Commits between its steps.

    `started` is called once the manifest holds the new generation's passages (so BM25 can serve a first index at once). Raises
    ``SyncRunning``, ``EmbedderUnavailable``, ``IndexMismatch``; whichever it is, the generation before goes on serving.
    """
    asked = clock.now()
    reading = folder_actions.read(folder, _read(index_actions.known_versions))
    generation, problems = index_actions.begin(reading, embedder, clock.now())
    db.session.commit()
    embedded = 0
    if generation is not None:
        if started is not None:
            started()
        embedded = _build(generation, embedder, progress)
        index_actions.forget()
        db.session.commit()
    if generation is not None or not _read(lambda: index_actions.problems_stand(problems)):
        problems.extend(problem for problem in folder_actions.check(folder) if problem not in problems)
        index_actions.note_problems(problems)
    else:
        problems = queries.problems()
    index_actions.answer_requests(asked, clock.now())
    db.session.commit()
    cards = _read(queries.documents)
    passages = sum(card.passages for card in cards)
    return SyncReport(generation, len(cards), passages, embedded, tuple(problems))


def _read(query: Callable[[], T]) -> T:
    """Ask the database and end the transaction at once."""
    answer = query()
    db.session.commit()
    return answer


def _build(generation: int, embedder: Embedder, progress: Progress) -> int:
    texts = _read(lambda: queries.missing_texts(generation))
    try:
        texts = _unshipped(generation, embedder, texts)
        for begin in range(0, len(texts), _BATCH):
            progress(begin, len(texts))
            batch = texts[begin : begin + _BATCH]
            vectors = embedder.passages(batch)
            index_actions.keep_vectors(generation, embedder, batch, vectors, clock.now())
            db.session.commit()
        progress(len(texts), len(texts))
        index_actions.switch(generation, clock.now())
        db.session.commit()
    except (EmbedderUnavailable, index_actions.IndexMismatch) as error:
        db.session.rollback()
        index_actions.give_up(generation, str(error))
        db.session.commit()
        raise
    return len(texts)


def _unshipped(generation: int, embedder: Embedder, texts: list[str]) -> list[str]:
    """Take over the vectors that travel with our guides; what is left must be embedded."""
    made = shipped.vectors(texts, embedder)
    if made:
        index_actions.keep_vectors(generation, embedder, list(made), list(made.values()), clock.now())
        db.session.commit()
    return [text for text in texts if text not in made]


@jobs.job("knowledge.index")
def index() -> None:
    """Bring the index up to date and serve it; at start, after a change, and on request. One at a time in a process."""
    if not _indexing.acquire(blocking=False):
        return
    try:
        _index()
    finally:
        _indexing.release()


def _index() -> None:
    library = port(Library)
    library.refresh()
    try:
        report = sync(port(Folder).path, port(Embedder), started=library.refresh)
    except index_actions.SyncRunning:
        return
    except (EmbedderUnavailable, index_actions.IndexMismatch) as error:
        _log.warning("index_not_built", reason=str(error))
        return
    if report.generation is not None:
        library.refresh()
        _log.info("index_built", documents=report.documents, passages=report.passages, embedded=report.embedded)


@jobs.every("knowledge.watch", minutes=1)
def watch() -> None:
    """Answer sync requests left by commands, notice files changed by hand, and take up a build that was cut off."""
    global _seen  # noqa: PLW0603 - what this process saw last time, no more
    present = folder_actions.fingerprint(port(Folder).path)
    settled = _read(lambda: queries.generation("building") is None and queries.generation("serving") is not None)
    if settled and present == _seen and not _read(queries.sync_requested):
        return
    index()
    _seen = present


def stirred() -> bool:
    """Whether the folder has changed since this process last indexed it, or somebody asks for a sync. Cheap: files are not read."""
    return _read(queries.sync_requested) or folder_actions.fingerprint(port(Folder).path) != _seen
