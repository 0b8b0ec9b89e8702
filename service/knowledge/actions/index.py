"""Bring the manifest to the state of the folder, step by step, so that a crash between two steps loses nothing.

Each function flushes; ``tasks.sync`` commits between them. Vectors already made survive whatever happens to the generation they
were made for.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import delete, insert, select, update

from service.db import db, insert_new, turn
from service.knowledge import queries
from service.knowledge.actions.folder import Reading
from service.knowledge.models import (
    DocumentVersion,
    FolderProblem,
    Generation,
    GenerationDocument,
    PassageRow,
    SyncRequest,
    VectorRow,
)
from service.knowledge.ports import Embedder
from service.knowledge.rules.passages import SPLITTER, Document
from service.knowledge.values import Problem
from service.leases import myself

_TAGS = ("unit", "reasons", "stages", "audience", "skills", "courage")
_KEEPS_OUT = frozenset({"not-utf8", "unreadable", "too-large", "empty", "id-twice"})
_LEASE = timedelta(minutes=2)


class SyncRunning(Exception):
    """Somebody else is bringing the index up to date at this moment."""


class IndexMismatch(Exception):
    """A generation does not hold what the folder gave; it is not switched to."""


def known_versions() -> set[tuple[str, str]]:
    """(path, hash) of every document version whose passages the present splitter has cut and the manifest still holds."""
    rows = db.session.execute(
        select(DocumentVersion.path, DocumentVersion.sha256)
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .where(DocumentVersion.splitter == SPLITTER)
    )
    return {(path, sha256) for path, sha256 in rows}


def begin(reading: Reading, embedder: Embedder, now: datetime) -> tuple[int | None, list[Problem]]:
    """Note what the folder holds as a generation to build, and what is wrong with it.

    The id is None where the serving generation already holds just that. Raises ``SyncRunning`` while another process builds.
    """
    turn("knowledge.index")
    _take_over(now)
    for document in reading.documents:
        _keep(document, now)
    members, problems = _members(reading)
    serving = queries.generation("serving")
    if serving is not None and _same(serving, embedder, set(members)):
        return None, problems
    row = Generation(
        embedder=embedder.name,
        embedder_version=embedder.version,
        splitter=SPLITTER,
        state="building",
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
    row.total = len(queries.missing_texts(row.id))
    db.session.flush()
    return row.id, problems


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


def _keep(document: Document, now: datetime) -> None:
    """Keep a document version and its passages; a version that comes back gets its passages anew."""
    version = db.session.scalars(
        select(DocumentVersion).filter_by(path=document.path, sha256=document.sha256, splitter=SPLITTER)
    ).first()
    if version is None:
        version = DocumentVersion(
            path=document.path,
            document=document.document,
            sha256=document.sha256,
            splitter=SPLITTER,
            title=document.title,
            language=document.language,
            kind=document.kind,
            status=document.status,
            raw=document.raw,
            created_at=now,
        )
        db.session.add(version)
    else:
        db.session.execute(delete(PassageRow).where(PassageRow.version_id == version.id))
    db.session.flush()
    for position, entry in enumerate(document.entries):
        tags = asdict(entry.passage)
        db.session.add(
            PassageRow(
                version_id=version.id,
                position=position,
                key=entry.passage.id,
                heading=entry.passage.heading,
                kind=entry.passage.kind,
                start=entry.passage.start,
                end=entry.passage.end,
                tags={name: tags[name] for name in _TAGS} | {"twin": entry.twin},
                unit=queries.unit_fields(entry.unit) if entry.unit else None,
                lexical=entry.lexical,
                views=list(entry.views),
            )
        )
    db.session.flush()


def _members(reading: Reading) -> tuple[list[int], list[Problem]]:
    """The versions that make the folder's state; of two files with one id the first by path counts."""
    rows = {
        (row.path, row.sha256): row
        for row in db.session.execute(
            select(DocumentVersion.id, DocumentVersion.path, DocumentVersion.sha256, DocumentVersion.document).where(
                DocumentVersion.splitter == SPLITTER
            )
        )
    }
    problems = list(reading.problems)
    owners: dict[str, str] = {}
    members: list[int] = []
    for key in sorted(reading.present):
        row = rows[key]
        owner = owners.setdefault(row.document, row.path)
        if owner == row.path:
            members.append(row.id)
        else:
            problems.append(Problem(row.path, 1, "id-twice", {"value": row.document, "other": owner}))
    return members, problems


def _same(serving: queries.GenerationCard, embedder: Embedder, members: set[int]) -> bool:
    key = (serving.embedder, serving.embedder_version, serving.splitter)
    if key != (embedder.name, embedder.version, SPLITTER):
        return False
    rows = db.session.scalars(
        select(GenerationDocument.version_id).where(GenerationDocument.generation_id == serving.id)
    )
    return set(rows) == members


def keep_vectors(
    generation_id: int, embedder: Embedder, texts: Sequence[str], vectors: Sequence[Sequence[float]], now: datetime
) -> None:
    """Keep the vectors of some texts and note the progress.

    Raises ``IndexMismatch`` on a wrong count or length, and where another process took over meanwhile.
    """
    if len(texts) != len(vectors) or any(len(vector) != embedder.dimensions for vector in vectors):
        message = (
            f"the embedder {embedder.name} gave {len(vectors)} vectors for {len(texts)} texts, or of the wrong length"
        )
        raise IndexMismatch(message)
    _go_on(generation_id, len(texts), now)
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


def _go_on(generation_id: int, texts: int, now: datetime) -> None:
    """Note the progress, and that the builder lives; whoever took the generation over waits for the end of this step."""
    ours = db.session.scalar(
        update(Generation)
        .where(Generation.id == generation_id, Generation.state == "building", Generation.owner == myself())
        .values(done=Generation.done + texts, beat_at=now)
        .returning(Generation.id)
    )
    if ours is None:
        message = "another process took over this generation"
        raise IndexMismatch(message)


def switch(generation_id: int, now: datetime) -> None:
    """Let a complete generation serve, in the caller's one transaction. Raises ``IndexMismatch`` where it is not complete."""
    row = db.session.get_one(Generation, generation_id)
    if row.state != "building" or row.owner != myself():
        message = "another process took over this generation"
        raise IndexMismatch(message)
    counted, missing = queries.counted_passages(generation_id), len(queries.missing_texts(generation_id))
    if counted != row.passages or missing:
        message = f"{counted} of {row.passages} passages are there, {missing} texts have no vector"
        raise IndexMismatch(message)
    db.session.execute(update(Generation).where(Generation.state == "serving").values(state="retired"))
    row.state = "serving"
    row.switched_at = now
    db.session.flush()


def give_up(generation_id: int, message: str) -> None:
    """Note that a generation could not be built; the one before goes on serving."""
    db.session.execute(
        update(Generation)
        .where(Generation.id == generation_id, Generation.state == "building")
        .values(state="failed", message=message)
    )


def forget() -> None:
    """Drop what only old generations used: their passages and their vectors. Raw versions stay for old citations."""
    serving = queries.generation("serving")
    if serving is None or queries.generation("building") is not None:
        return
    own = select(GenerationDocument.version_id).where(GenerationDocument.generation_id == serving.id)
    db.session.execute(delete(GenerationDocument).where(GenerationDocument.generation_id != serving.id))
    db.session.execute(delete(PassageRow).where(PassageRow.version_id.not_in(own)))
    views = db.session.scalars(select(PassageRow.views).where(PassageRow.version_id.in_(own)))
    used = {queries.text_hash(view) for of_passage in views for view in of_passage}
    kept = db.session.scalars(select(VectorRow.text_hash).where(VectorRow.purpose == "index").distinct())
    stale = [name for name in kept if name not in used]
    for begin_at in range(0, len(stale), 500):
        db.session.execute(delete(VectorRow).where(VectorRow.text_hash.in_(stale[begin_at : begin_at + 500])))
    db.session.execute(
        delete(VectorRow).where(
            VectorRow.purpose == "index",
            (VectorRow.embedder != serving.embedder) | (VectorRow.embedder_version != serving.embedder_version),
        )
    )


def problems_stand(found: Sequence[Problem]) -> bool:
    """Whether what a reading found is what was noted; only faults that keep a file out of the index can change without it."""
    noted = {
        (problem.file, problem.line, problem.code)
        for problem in queries.problems()
        if problem.code in _KEEPS_OUT or problem.code.startswith("front-matter-")
    }
    return noted == {(problem.file, problem.line, problem.code) for problem in found}


def note_problems(problems: Sequence[Problem]) -> None:
    """Replace what is known to be wrong in the folder."""
    db.session.execute(delete(FolderProblem))
    for problem in problems:
        db.session.add(
            FolderProblem(path=problem.file, line=problem.line, code=problem.code, params=dict(problem.params))
        )
    db.session.flush()


def request_sync(now: datetime) -> None:
    """Ask the process that keeps the index to read the folder again."""
    db.session.add(SyncRequest(requested_at=now, done_at=None))
    db.session.flush()


def answer_requests(asked_until: datetime, now: datetime) -> None:
    """Note that the requests up to a moment are served."""
    db.session.execute(
        update(SyncRequest)
        .where(SyncRequest.done_at.is_(None), SyncRequest.requested_at <= asked_until)
        .values(done_at=now)
    )
