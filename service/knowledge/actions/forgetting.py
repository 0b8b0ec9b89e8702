"""Let go of what only old generations used."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_, select

from service.db import db
from service.knowledge import queries
from service.knowledge.models import Generation, GenerationDocument, PassageRow, VectorRow


def forget(spared: Collection[tuple[str, str]] = ()) -> None:
    """Drop what only old generations used: their passages and their vectors. Raw versions stay for old citations.

    `spared` are embedders (name, version) whose vectors of present texts are still wanted: those of a switch that is to come.
    """
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
    made_by = {(serving.embedder, serving.embedder_version), *spared}
    known = select(VectorRow.embedder, VectorRow.embedder_version).where(VectorRow.purpose == "index").distinct()
    for name, version in {(row.embedder, row.embedder_version) for row in db.session.execute(known)} - made_by:
        db.session.execute(
            delete(VectorRow).where(
                VectorRow.purpose == "index", VectorRow.embedder == name, VectorRow.embedder_version == version
            )
        )
    _forget_history(serving.id)


def _forget_history(serving: int) -> None:
    """Of old generations the last rows tell how the index came about."""
    kept = (
        select(Generation.id)
        .where(Generation.state != queries.LAID_ASIDE)
        .order_by(Generation.id.desc())
        .limit(queries.HISTORY)
    )
    oldest = min(db.session.scalars(kept), default=0)
    old = or_(Generation.id < oldest, Generation.state == queries.LAID_ASIDE)
    db.session.execute(delete(Generation).where(old, Generation.id < serving))
