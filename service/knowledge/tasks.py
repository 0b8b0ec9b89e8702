"""Keep the index at the folder's state, in short transactions, so that nobody waits for the embedder with a lock in hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog

from service import clock, jobs
from service.db import db
from service.knowledge import queries
from service.knowledge.actions import folder as folder_actions
from service.knowledge.actions import forgetting, shipped, versions, wishes
from service.knowledge.actions import index as index_actions
from service.knowledge.actions import problems as problem_actions
from service.knowledge.ports import Embedder, Embedders, EmbedderUnavailable, Folder, Library
from service.knowledge.values import RENEWALS, Problem
from service.ports import port

_log = structlog.get_logger(__name__)
_BATCH = 16
_LOOK = 2.0  # seconds between two looks at the folder while something is built
_SETTLES = 10.0  # seconds that a folder may go on changing before it is read as it is
_indexing = threading.Lock()
_seen: frozenset[tuple[str, int, int]] | None = None
_unsettled: tuple[float, frozenset[tuple[str, int, int]]] | None = None

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `generation` is None where nothing had changed.

    `fault` says why what curators asked for beyond the folder's state did not come about; empty where it did.
    """

    generation: int | None
    documents: int
    passages: int
    embedded: int
    problems: tuple[Problem, ...]
    fault: str = ""


class GivesWay(Exception):
    """The folder, or what is wanted of the index, has changed while a generation was built: it is begun anew."""


def _no_progress(_done: int, _total: int) -> None:
    return


def _calm() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Errand:
    """Why a generation is built, as its `cause` will say; embedders whose vectors are `spared`; and what may disturb it."""

    cause: str = "folder"
    spared: tuple[tuple[str, str], ...] = ()
    disturbed: Callable[[], bool] = _calm


def follow(
    folder: Path,
    embedders: Embedders,
    progress: Progress = _no_progress,
    started: Callable[[], None] | None = None,
) -> SyncReport:
    """Bring the index to the folder's state, then do what curators asked for beyond that: another embedder, all of it again.

    Whatever takes long gives way to a change in the folder, so that what is withdrawn is gone within seconds and what is edited
    waits for its own embedding alone; what was embedded is kept. Raises as ``sync`` does, but where only the second part failed
    the report says so.
    """
    while True:
        try:
            return _followed(folder, embedders, progress, started)
        except GivesWay:
            _log.info("index_gives_way")


def _followed(folder: Path, embedders: Embedders, progress: Progress, started: Callable[[], None] | None) -> SyncReport:
    asked = clock.now()
    plan = _read(lambda: wishes.plan(embedders))
    disturbance = _Disturbance(folder, asked, embedders, plan.target.name)
    spared = ((plan.target.name, plan.target.version),)
    report: SyncReport | None = None
    if plan.keeping is not None:
        try:
            report = sync(folder, plan.keeping, progress, started, Errand("folder", spared, disturbance))
        except EmbedderUnavailable:
            if plan.cause is None:
                raise
    if plan.cause is not None:
        report = _beyond(folder, plan, progress, started, disturbance, report)
        index_actions.answer_requests(asked, clock.now(), RENEWALS)
        db.session.commit()
    if report is None:  # there is a keeper, or a cause
        raise AssertionError
    return report


def _beyond(
    folder: Path,
    plan: wishes.Plan,
    progress: Progress,
    started: Callable[[], None] | None,
    disturbance: Callable[[], bool],
    before: SyncReport | None,
) -> SyncReport:
    """Build what was asked for; where it fails, what was brought to the folder's state goes on serving."""
    try:
        return sync(folder, plan.target, progress, started, Errand(plan.cause or "folder", (), disturbance))
    except (EmbedderUnavailable, index_actions.IndexMismatch) as error:
        if before is None:
            raise
        return SyncReport(
            before.generation, before.documents, before.passages, before.embedded, before.problems, str(error)
        )


@dataclass(slots=True)
class _Disturbance:
    """Tells a build that it had better begin anew; looks at the folder and the requests every other second."""

    folder: Path
    asked: datetime
    embedders: Embedders
    target: str
    before: frozenset[tuple[str, int, int]] = field(init=False)
    last: frozenset[tuple[str, int, int]] = field(init=False)
    looked: float = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.last = folder_actions.fingerprint(self.folder)
        self.looked = time.monotonic()

    def __call__(self) -> bool:
        if time.monotonic() - self.looked < _LOOK:
            return False
        self.looked = time.monotonic()
        present = folder_actions.fingerprint(self.folder)
        settled, self.last = present == self.last, present
        return (settled and present != self.before) or _read(self._wanted_otherwise)

    def _wanted_otherwise(self) -> bool:
        return queries.read_requested_since(self.asked) or wishes.chosen(self.embedders).name != self.target


def sync(
    folder: Path,
    embedder: Embedder,
    progress: Progress = _no_progress,
    started: Callable[[], None] | None = None,
    errand: Errand = Errand(),
) -> SyncReport:
    """Read the folder, embed what is new, and let the new generation serve. Commits between its steps.

    `started` is called once the manifest holds the new generation's passages (so BM25 can serve a first index at once). Raises
    ``SyncRunning``, ``EmbedderUnavailable``, ``IndexMismatch``, ``GivesWay``; whichever it is, the generation before goes on
    serving, without what was withdrawn since.
    """
    asked = clock.now()
    reading = folder_actions.read(folder, _read(versions.known))
    generation, problems = index_actions.begin(reading, embedder, clock.now(), errand.cause)
    db.session.commit()
    embedded = 0
    if generation is not None:
        if started is not None:
            started()
        embedded = _build(generation, embedder, progress, errand.disturbed)
        forgetting.forget(errand.spared)
        db.session.commit()
    if generation is not None or not _read(lambda: problem_actions.stand(problems)):
        problems.extend(problem for problem in folder_actions.check(folder) if problem not in problems)
        problem_actions.note(problems)
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


def _build(generation: int, embedder: Embedder, progress: Progress, disturbed: Callable[[], bool]) -> int:
    texts = _read(lambda: queries.missing_texts(generation))
    try:
        texts = _unshipped(generation, embedder, texts)
        for begin in range(0, len(texts), _BATCH):
            progress(begin, len(texts))
            batch = texts[begin : begin + _BATCH]
            vectors = embedder.passages(batch)
            index_actions.keep_vectors(generation, embedder, batch, vectors, clock.now())
            db.session.commit()
            if disturbed():
                index_actions.give_way(generation)
                db.session.commit()
                raise GivesWay
        progress(len(texts), len(texts))
        index_actions.switch(generation, clock.now())
        db.session.commit()
    except (EmbedderUnavailable, index_actions.IndexMismatch) as error:
        db.session.rollback()
        index_actions.give_up(generation, str(error), clock.now())
        db.session.commit()
        raise
    return len(texts)


def _unshipped(generation: int, embedder: Embedder, texts: list[str]) -> list[str]:
    """Take over the vectors that travel with our guides; what is left must be embedded."""
    made = shipped.vectors(texts, embedder)
    if made:
        index_actions.keep_vectors(generation, embedder, list(made), list(made.values()), clock.now(), made=False)
        db.session.commit()
    return [text for text in texts if text not in made]


@jobs.job("knowledge.index")
def index() -> None:
    """Bring the index up to date and serve it; at start, after a change, and on request. One at a time in a process."""
    _indexed()


def _indexed() -> bool:
    """Do so; False where somebody else is at it, who need not have seen what we have."""
    if not _indexing.acquire(blocking=False):
        return False
    try:
        return _index()
    finally:
        _indexing.release()


def _index() -> bool:
    library = port(Library)
    library.refresh()
    try:
        report = follow(port(Folder).path, port(Embedders), started=library.refresh)
    except index_actions.SyncRunning:
        db.session.rollback()
        return False
    except (EmbedderUnavailable, index_actions.IndexMismatch) as error:
        _log.warning("index_not_built", reason=str(error))
        return True
    if report.fault:
        _log.warning("index_not_renewed", reason=report.fault)
    if report.generation is not None:
        library.refresh()
        _log.info("index_built", documents=report.documents, passages=report.passages, embedded=report.embedded)
    return True


@jobs.every("knowledge.watch", minutes=1)
def watch() -> None:
    """Answer sync requests left by commands, notice files changed by hand, and take up a build that was cut off."""
    global _seen  # noqa: PLW0603 - what this process saw last time, no more
    present = folder_actions.fingerprint(port(Folder).path)
    settled = _read(lambda: queries.generation("building") is None and queries.generation("serving") is not None)
    if settled and present == _seen and not _read(queries.sync_requested):
        return
    if _indexed():
        _seen = present


def stirred() -> bool:
    """Whether the folder has changed since this process last indexed it, or somebody asks for a sync. Cheap: files are not read.

    A folder that is still changing, as while many files come with one pull, is waited for: until two looks in a row see the same.
    """
    global _unsettled  # noqa: PLW0603 - as above
    if _read(queries.sync_requested):
        return True
    present = folder_actions.fingerprint(port(Folder).path)
    if present == _seen:
        _unsettled = None
        return False
    now = time.monotonic()
    since, before = _unsettled or (now, None)
    _unsettled = (since, present)
    return present == before or now - since >= _SETTLES


def settling() -> bool:
    """Whether the last look found the folder changed, so that the next had better come soon."""
    return _unsettled is not None
