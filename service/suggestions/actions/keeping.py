"""What stays: sets as they were shown, private marks, and a set in the shape that commands print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from service.db import db, turn
from service.suggestions.actions.spending import count
from service.suggestions.guided import phrases
from service.suggestions.models import Mark, SuggestedTopic, SuggestionSet, TopicCitation
from service.suggestions.values import Outcome, Receipt, Topic


def save(outcome: Outcome, now: datetime) -> int:
    """Keep a set as it is shown, and what it cost in the programme's books."""
    row = SuggestionSet(
        pair_id=outcome.brief.pair_id,
        session=outcome.brief.session,
        language=outcome.brief.language,
        writer=outcome.receipt.writer,
        missing=list(outcome.missing),
        receipt=receipt_json(outcome.receipt),
        created_at=now,
    )
    for position, topic in enumerate(outcome.topics):
        row.topics.append(_topic_row(topic, position))
    db.session.add(row)
    db.session.flush()
    count(outcome.brief.pair_id, outcome.spent, now)
    return row.id


def _topic_row(topic: Topic, position: int) -> SuggestedTopic:
    body = {
        "reasons": list(topic.reasons),
        "why": topic.why,
        "activity": [asdict(step) for step in topic.activity],
        "openers": list(topic.openers),
        "senior": [asdict(question) for question in topic.senior],
        "junior": [asdict(question) for question in topic.junior],
        "both": [asdict(question) for question in topic.both],
        "skills": list(topic.skills),
        "evidence": list(topic.evidence),
    }
    row = SuggestedTopic(position=position, title=topic.title, unit=topic.unit, author=topic.author, body=body)
    row.citations.extend(TopicCitation(**asdict(citation)) for citation in topic.citations)
    return row


def receipt_json(receipt: Receipt) -> dict[str, object]:
    """A receipt as plain values."""
    plain: dict[str, object] = asdict(receipt)
    plain["passages"] = [dict(passage) for passage in receipt.passages]
    return plain


def mark(topic_id: int, participation_id: int, kind: str | None, now: datetime) -> None:
    """Keep what one side thinks of a topic; None takes the mark back."""
    turn("suggestions.mark", topic_id)
    own = (Mark.topic_id == topic_id, Mark.participation_id == participation_id)
    if kind is None:
        db.session.execute(delete(Mark).where(*own))
        return
    row = db.session.scalar(select(Mark).where(*own))
    if row is None:
        db.session.add(Mark(topic_id=topic_id, participation_id=participation_id, kind=kind, marked_at=now))
    else:
        row.kind, row.marked_at = kind, now


def receipt_words(fields: Sequence[str], language: str) -> list[str]:
    """The used fields in words of a reader's language."""
    return list(dict.fromkeys(phrases.field_words(one, language) for one in fields))


def as_json(outcome: Outcome) -> Mapping[str, object]:
    """A set in the fixed shape of ``dua-arah suggest --json``."""
    brief = outcome.brief
    receipt = receipt_json(outcome.receipt)
    receipt["fields"] = receipt_words(outcome.receipt.fields, brief.language)
    return {
        "pair": brief.pair_id,
        "session": brief.session,
        "language": brief.language,
        "writer": outcome.receipt.writer,
        "topics": [_topic_json(topic) for topic in outcome.topics],
        "missing": list(outcome.missing),
        "receipt": receipt,
    }


def _topic_json(topic: Topic) -> Mapping[str, object]:
    return {
        "title": topic.title,
        "reasons": list(topic.reasons),
        "why": topic.why,
        "activity": " ".join(f"({step.minutes}) {step.text}" for step in topic.activity),
        "prompts": list(topic.openers),
        "questions": {
            "senior": [question.text for question in topic.senior],
            "junior": [question.text for question in topic.junior],
            "both": [question.text for question in topic.both],
        },
        "citations": [
            {
                "document": one.document,
                "heading": one.heading,
                "path": one.path,
                "version": one.version,
                "quote": one.quote,
                "start": one.start,
                "end": one.end,
            }
            for one in topic.citations
        ],
    }
