"""How the folder is used: how often a passage was suggested, what readers thought of it, and what it had nothing on."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, case, distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute

from service.db import db
from service.suggestions.models import Mark, SuggestedTopic, SuggestionSet, TopicCitation
from service.suggestions.values import Unmet, Use

_LIKED = ("used", "useful")


def use_of_documents() -> Mapping[str, Use]:
    """Use by document id; documents never suggested are missing."""
    return _use(TopicCitation.document)


def use_of_passages(document: str) -> Mapping[str, Use]:
    """Use of a document's passages by their headings; those never suggested are missing."""
    return _use(TopicCitation.heading, TopicCitation.document == document)


def unmet() -> list[Unmet]:
    """What sets said to be missing, the oldest first; for clustering only, since some of it is in a pair's own words."""
    rows = db.session.execute(
        select(
            SuggestionSet.id,
            SuggestionSet.pair_id,
            SuggestionSet.session,
            SuggestionSet.language,
            SuggestionSet.missing,
        ).order_by(SuggestionSet.id)
    )
    return [
        Unmet(set_id, pair_id, session, language, words)
        for set_id, pair_id, session, language, missing in rows
        for words in missing
    ]


def _use(key: InstrumentedAttribute[str], *where: ColumnElement[bool]) -> Mapping[str, Use]:
    liked = func.count(distinct(case((Mark.kind.in_(_LIKED), SuggestedTopic.id))))
    flagged = func.count(distinct(case((Mark.kind == "inappropriate", SuggestedTopic.id))))
    rows = db.session.execute(
        select(key, func.count(distinct(SuggestedTopic.id)), liked, flagged)
        .select_from(TopicCitation)
        .join(SuggestedTopic, SuggestedTopic.id == TopicCitation.topic_id)
        .outerjoin(Mark, Mark.topic_id == SuggestedTopic.id)
        .where(*where)
        .group_by(key)
    )
    return {name: Use(suggested, useful, bad) for name, suggested, useful, bad in rows}
