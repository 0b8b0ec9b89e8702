"""Bring the manifest to the state of the folder, step by step, so that a crash between two steps loses nothing.

Each function flushes; ``tasks.sync`` commits between them. Vectors already made survive whatever happens to the generation they
were made for.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NoReturn

import numpy as np
from sqlalchemy import ColumnElement, delete, insert, select, update

from service.db import db, insert_new, turn
from service.knowledge import queries
from service.knowledge.actions import versions
from service.knowledge.actions.folder import Reading
from service.knowledge.models import (
    DocumentVersion,
    Generation,
    GenerationDocument,
    SyncRequest,
    VectorRow,
)
from service.knowledge.ports import Embedder
from service.knowledge.rules.passages import SPLITTER
from service.knowledge.values import RENEWALS, Problem
from service.leases import myself

_LEASE = timedelta(minutes=2)
_SERVED = "published"


class SyncRunning(Exception):
    """Somebody else is bringing the index up to date at this moment."""


class IndexMismatch(Exception):
    """A generation does not hold what the folder gave; it is not switched to."""


class BuildCancelled(IndexMismatch):
    """A curator gave up what they had asked for."""

    def __init__(self) -> None:
        super().__init__("given up by a curator")


def begin(
    reading: Reading, embedder: Embedder, now: datetime, cause: str = "folder"
) -> tuple[int | None, list[Problem]]:
    """Note what the folder holds as a generation to build, and what is wrong with it.

    The id is None where the serving generation already holds just that, unless the `cause` is that it be made again. Raises
    ``SyncRunning`` while another process builds.
    """
    turn("knowledge.index")
    _take_over(now)
    for document in reading.documents:
        versions.keep(document, now)
    members, problems = versions.members_of(reading)
    serving = queries.generation("serving")
    if serving is not None and cause not in RENEWALS and _same(serving, embedder, set(members)):
        return None, problems
    staying = _staying(serving, members) if serving is not None else None
    lesser = None
    if serving is not None and staying is not None:
        lesser = _noted((serving.embedder, serving.embedder_version), staying, "withdrawn", now)
    row = _noted((embedder.name, embedder.version), members, cause, now)
    row.total = len(queries.missing_texts(row.id))
    if lesser is not None and row.total:
        _prefer(lesser.id, "retired", now)
    elif lesser is not None:
        _drop(lesser.id)
    row.state = "building"
    db.session.flush()
    return row.id, problems


def _noted(embedder: tuple[str, str], members: Sequence[int], cause: str, now: datetime) -> Generation:
    """A generation of these versions that neither builds nor serves yet."""
    row = Generation(
        embedder=embedder[0],
        embedder_version=embedder[1],
        splitter=SPLITTER,
        state="retired",
        cause=cause,
        documents=len(members),
        passages=0,
        done=0,
        total=0,
        owner=myself(),
        beat_at=now,
        created_at=now,
        switched_at=None,
        message="",
    )
    db.session.add(row)
    db.session.flush()
    if members:
        db.session.execute(
            insert(GenerationDocument), [{"generation_id": row.id, "version_id": version} for version in members]
        )
    row.passages = queries.counted_passages(row.id)
    return row


def _staying(serving: queries.GenerationCard, members: Sequence[int]) -> list[int] | None:
    """What serves, without documents that are withdrawn or gone; None where nothing has to go.

    They go at once: what comes in their place, or comes otherwise, may have to be embedded first, which can take long or fail.
    """
    columns = select(DocumentVersion.id, DocumentVersion.path, DocumentVersion.status)
    chosen = set(members)
    now_there = db.session.execute(columns.where(DocumentVersion.splitter == SPLITTER))
    present = {row.path: row.status for row in now_there if row.id in chosen}
    rows = db.session.execute(
        columns.join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id).where(
            GenerationDocument.generation_id == serving.id
        )
    ).all()
    staying = [row.id for row in rows if row.status != _SERVED or present.get(row.path) == _SERVED]
    return staying if len(staying) < len(rows) else None


def _prefer(generation_id: int, state: str, now: datetime) -> None:
    """Let a generation of ours serve from this transaction on, if it is still in the state that we know it in."""
    db.session.execute(update(Generation).where(Generation.state == "serving").values(state="retired"))
    ours = db.session.scalar(
        update(Generation)
        .where(Generation.id == generation_id, Generation.state == state, Generation.owner == myself())
        .values(state="serving", beat_at=now, switched_at=now)
        .returning(Generation.id)
    )
    if ours is None:
        _refuse(generation_id)


def _take_over(now: datetime) -> None:
    """Give up generations whose builder is gone; refuse where one is alive."""
    for row in db.session.scalars(select(Generation).where(Generation.state == "building")):
        if row.owner != myself() and now - row.beat_at < _LEASE and _alive(row.owner):
            raise SyncRunning
        row.state = "failed"
        row.message = "interrupted"
    db.session.flush()


def _alive(owner: str) -> bool:
    host, pid, _ = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return True
    if int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _same(serving: queries.GenerationCard, embedder: Embedder, members: set[int]) -> bool:
    key = (serving.embedder, serving.embedder_version, serving.splitter)
    if key != (embedder.name, embedder.version, SPLITTER):
        return False
    rows = db.session.scalars(
        select(GenerationDocument.version_id).where(GenerationDocument.generation_id == serving.id)
    )
    return set(rows) == members


def keep_vectors(
    generation_id: int,
    embedder: Embedder,
    texts: Sequence[str],
    vectors: Sequence[Sequence[float]],
    now: datetime,
    *,
    made: bool = True,
) -> None:
    """Keep the vectors of some texts and note the progress; of those that were not `made` now, less is left to do.

    Raises ``IndexMismatch`` on a wrong count or length, and where another process took over meanwhile.
    """
    if len(texts) != len(vectors) or any(len(vector) != embedder.dimensions for vector in vectors):
        wrong = f"{len(vectors)} vectors for {len(texts)} texts, or of the wrong length"
        message = f"the embedder {embedder.name} gave {wrong}"
        raise IndexMismatch(message)
    _go_on(
        generation_id, {"done": Generation.done + len(texts)} if made else {"total": Generation.total - len(texts)}, now
    )
    hashes = [queries.text_hash(text) for text in texts]
    known = queries.vectors(hashes, embedder.name, embedder.version)
    rows = [
        {
            "text_hash": name,
            "embedder": embedder.name,
            "embedder_version": embedder.version,
            "vector": np.asarray(vector, dtype="<f4").tobytes(),
            "purpose": "index",
        }
        for name, vector in zip(hashes, vectors, strict=True)
        if name not in known
    ]
    if rows:
        insert_new(VectorRow, rows)


def _go_on(generation_id: int, progress: Mapping[str, ColumnElement[int]], now: datetime) -> None:
    """Note the progress, and that the builder lives; whoever took the generation over waits for the end of this step."""
    ours = db.session.scalar(
        update(Generation)
        .where(Generation.id == generation_id, Generation.state == "building", Generation.owner == myself())
        .values(**progress, beat_at=now)
        .returning(Generation.id)
    )
    if ours is None:
        _refuse(generation_id)


def _refuse(generation_id: int) -> NoReturn:
    state = db.session.scalar(select(Generation.state).where(Generation.id == generation_id))
    if state == "cancelled":
        raise BuildCancelled
    message = "another process took over this generation"
    raise IndexMismatch(message)


def switch(generation_id: int, now: datetime) -> None:
    """Let a complete generation serve, in the caller's one transaction. Raises ``IndexMismatch`` where it is not complete."""
    row = db.session.get_one(Generation, generation_id)
    counted, missing = queries.counted_passages(generation_id), len(queries.missing_texts(generation_id))
    if counted != row.passages or missing:
        message = f"{counted} of {row.passages} passages are there, {missing} texts have no vector"
        raise IndexMismatch(message)
    _prefer(generation_id, "building", now)


def give_up(generation_id: int, message: str, now: datetime) -> None:
    """Note that a generation could not be built; the one before goes on serving."""
    db.session.execute(
        update(Generation)
        .where(Generation.id == generation_id, Generation.state == "building")
        .values(state="failed", message=message, beat_at=now)
    )


def give_way(generation_id: int) -> None:
    """Lay a generation aside that is begun anew at once, since the folder has changed meanwhile; its vectors stay.

    Its row stays too until the next one serves: a library knows a generation by its number, which must not come again.
    """
    db.session.execute(
        update(Generation)
        .where(Generation.id == generation_id, Generation.state == "building")
        .values(state=queries.LAID_ASIDE)
    )


def _drop(generation_id: int) -> None:
    db.session.execute(delete(GenerationDocument).where(GenerationDocument.generation_id == generation_id))
    db.session.execute(delete(Generation).where(Generation.id == generation_id))


def request_sync(now: datetime, kind: str = "read") -> None:
    """Ask the process that keeps the index to read the folder again, to `rebuild` the index, or to embed everything `anew`."""
    db.session.add(SyncRequest(kind=kind, requested_at=now, done_at=None))
    db.session.flush()


def answer_requests(asked_until: datetime, now: datetime, kinds: Sequence[str] = ("read",)) -> None:
    """Note that the requests up to a moment are served."""
    db.session.execute(
        update(SyncRequest)
        .where(SyncRequest.done_at.is_(None), SyncRequest.requested_at <= asked_until, SyncRequest.kind.in_(kinds))
        .values(done_at=now)
    )
