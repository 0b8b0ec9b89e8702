"""The folder as a shelf: every document with its tags, its other language and how far the index is with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import func, select, true

from service.db import db
from service.knowledge.models import DocumentVersion, FolderProblem, Generation, GenerationDocument, PassageRow
from service.knowledge.rules.faults import KEEPS_OUT
from service.knowledge.rules.front_matter import read_head, several
from service.knowledge.rules.structure import Lines
from service.knowledge.values import ShelfCard, ShelfState, Tags, other_language

_tags: dict[str, Tags] = {}
"""Of each text by its hash; reading two thousand heads anew for every look at the list would take seconds."""


def shelf() -> list[ShelfCard]:
    """All documents that serve or wait, and the files that cannot be read, by path."""
    return _cards(None)


def shelf_card(path: str) -> ShelfCard | None:
    """The card of one file; None where there is none."""
    other = other_language(path)
    return next((card for card in _cards({path, other} if other else {path}) if card.path == path), None)


def _cards(paths: Collection[str] | None) -> list[ShelfCard]:
    """The cards of the files at some paths, or of all."""
    serving = _newest("serving")
    latest = _newest("building", "failed")
    rows = _documents(serving, paths)
    served = {row.id for row, _ in rows}
    waiting = (
        [pair for pair in _documents(latest, paths) if pair[0].id not in served] if _after(latest, serving) else []
    )
    changed = {row.path for row, _ in waiting}
    faults = Counter(db.session.scalars(select(FolderProblem.path)))
    known = _known_tags([row for row, _ in [*rows, *waiting]], whole=paths is None)
    paths = {row.path: row.document for row, _ in [*rows, *waiting]}
    cards = [
        _card(row, count, faults, known, paths, "indexed", serving) for row, count in rows if row.path not in changed
    ]
    state: ShelfState = "failed" if latest is not None and latest.state == "failed" else "pending"
    cards.extend(_card(row, count, faults, known, paths, state, latest) for row, count in waiting)
    unread = _unread({card.path for card in cards}, faults)
    cards.extend(card for card in unread if paths is None or card.path in paths)
    return sorted(cards, key=lambda card: card.path)


def _newest(*states: str) -> Generation | None:
    return db.session.scalars(
        select(Generation).where(Generation.state.in_(states)).order_by(Generation.id.desc()).limit(1)
    ).first()


def _after(latest: Generation | None, serving: Generation | None) -> bool:
    return latest is not None and (serving is None or latest.id > serving.id)


def _documents(generation: Generation | None, paths: Collection[str] | None) -> Sequence[tuple[Any, int]]:
    """Rows without their texts, and how many passages each has."""
    if generation is None:
        return []
    columns = (
        DocumentVersion.id,
        DocumentVersion.document,
        DocumentVersion.path,
        DocumentVersion.sha256,
        DocumentVersion.title,
        DocumentVersion.language,
        DocumentVersion.kind,
        DocumentVersion.status,
        DocumentVersion.created_at,
    )
    counts = (
        select(PassageRow.version_id, func.count(PassageRow.id).label("number"))
        .group_by(PassageRow.version_id)
        .subquery()
    )
    rows = db.session.execute(
        select(*columns, func.coalesce(counts.c.number, 0))
        .join(GenerationDocument, GenerationDocument.version_id == DocumentVersion.id)
        .outerjoin(counts, counts.c.version_id == DocumentVersion.id)
        .where(
            GenerationDocument.generation_id == generation.id,
            true() if paths is None else DocumentVersion.path.in_(paths),
        )
        .order_by(DocumentVersion.path)
    )
    return [(row, int(row[-1])) for row in rows]


def _known_tags(rows: Iterable[Any], *, whole: bool) -> dict[str, Tags]:
    """The tags of texts by their hash; of the `whole` folder, so that what is not in it any more may be forgotten."""
    wanted = {row.sha256: row.id for row in rows}
    missing = [number for sha256, number in wanted.items() if sha256 not in _tags]
    for begin in range(0, len(missing), 200):
        texts = db.session.execute(
            select(DocumentVersion.sha256, DocumentVersion.path, DocumentVersion.raw).where(
                DocumentVersion.id.in_(missing[begin : begin + 200])
            )
        )
        _tags.update((sha256, tags_of(path, raw)) for sha256, path, raw in texts)
    for gone in _tags.keys() - wanted.keys() if whole else ():
        _tags.pop(gone, None)
    return {sha256: _tags.get(sha256, Tags()) for sha256 in wanted}


def tags_of(path: str, raw: str) -> Tags:
    """The tags in a text's front matter; what has the wrong form is left out."""
    fields = read_head(path, Lines(raw)).fields
    reviewed = fields.get("reviewed_on")
    return Tags(
        several(fields.get("reasons"), str),
        several(fields.get("stages"), int),
        several(fields.get("audience"), str),
        reviewed if type(reviewed) is date else None,
    )


def _card(
    row: Any,
    count: int,
    faults: Counter[str],
    known: dict[str, Tags],
    paths: dict[str, str],
    state: ShelfState,
    generation: Generation | None,
) -> ShelfCard:
    other = other_language(row.path)
    since = generation.switched_at or generation.beat_at if generation else None
    return ShelfCard(
        document=row.document,
        path=row.path,
        title=row.title,
        language=row.language,
        kind=row.kind,
        status=row.status,
        tags=known[row.sha256],
        passages=count,
        state=state,
        since=max(row.created_at, since) if state != "indexed" and since else row.created_at,
        why=generation.message if state == "failed" and generation else "",
        faults=faults[row.path],
        twin=paths.get(other) if other else None,
    )


def _unread(read: set[str], faults: Counter[str]) -> list[ShelfCard]:
    """Files that a fault keeps out of the index."""
    codes = select(FolderProblem.path, FolderProblem.code).order_by(FolderProblem.id)
    kept_out = {
        path: code
        for path, code in db.session.execute(codes)
        if path not in read and (code in KEEPS_OUT or code.startswith("front-matter-"))
    }
    return [
        ShelfCard(
            document=str(PurePosixPath(path).with_suffix("")),
            path=path,
            title=PurePosixPath(path).name,
            language="",
            kind="",
            status="",
            tags=Tags(),
            passages=0,
            state="failed",
            since=None,
            why=code,
            faults=faults[path],
            twin=None,
        )
        for path, code in kept_out.items()
    ]
