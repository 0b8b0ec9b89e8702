"""Reads of the main job: the nameless brief of a pair, what it had before, sets for the room, and flagged items for curators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from service.accounts import queries as accounts
from service.db import db
from service.knowledge.values import Question, Step
from service.pairing import queries as pairing
from service.pairing.values import PairCard
from service.people import queries as people
from service.people.values import Intake, Participant
from service.sessions import queries as sessions
from service.suggestions.models import Mark, SuggestedTopic, SuggestionRequest, SuggestionSet, TopicCitation
from service.suggestions.queries.courage import held_courage
from service.suggestions.rules.past import SET_ASIDE, earlier
from service.suggestions.values import Citation, Language, PairBrief, SideBrief, Stage, Topic

_NAME_PART = 3


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic with its id and the reader's own mark; `hidden` where the reader found it inappropriate."""

    id: int
    topic: Topic
    citation_ids: tuple[int, ...]
    mark: str | None

    @property
    def hidden(self) -> bool:
        """Hidden from the one who flagged it, at once; the partner's page does not change."""
        return self.mark == "inappropriate"


@dataclass(frozen=True, slots=True)
class ShownSet:
    """A set as the room shows it to one reader."""

    id: int
    session: int
    language: Language
    writer: str
    missing: tuple[str, ...]
    receipt: dict[str, Any]
    created_at: datetime
    topics: tuple[ShownTopic, ...]


@dataclass(frozen=True, slots=True)
class RequestState:
    """How far a wish for a set is; `partial` are titles that a model has written and that passed, while it writes the others."""

    id: int
    pair_id: int
    session: int
    step: str
    open: bool
    fault: str | None
    set_id: int | None
    asked_at: datetime
    partial: tuple[str, ...] = ()


def brief(pair_id: int, session: int, focus: str = "") -> PairBrief | None:
    """All a writer may know of a pair and a session, without a name; None where there is no such pair or session."""
    card = pairing.pair(pair_id)
    stage = sessions.stage(pair_id, session) if card else None
    if card is None or stage is None:
        return None
    language = cast("Language", card.language)
    senior, junior = people.intake(card.senior.id), people.intake(card.junior.id)
    topics = [(one.session, row, topic(row)) for one in _sets(SuggestionSet.pair_id == pair_id) for row in one.topics]
    marks = _marks_of_pair(pair_id)
    return PairBrief(
        pair_id=pair_id,
        session=session,
        language=language,
        stage=Stage(stage.number, stage.key, stage.purpose.into(language), stage.reasons),
        senior=_side(card.senior, senior),
        junior=_side(card.junior, junior),
        focus=focus.strip(),
        past_titles=tuple(row.title for _, row, _ in topics),
        past_questions=tuple(question.text for _, _, past in topics for question in past.questions),
        past_units=frozenset(row.unit for _, row, _ in topics if row.unit),
        set_aside=frozenset(row.unit for _, row, _ in topics if row.unit and marks.get(row.id, set()) & SET_ASIDE),
        earlier=tuple(earlier(number, past, marks.get(row.id, set())) for number, row, past in topics),
        courage=held_courage(pair_id, (card.senior.id, card.junior.id)),
        model_allowed=bool(senior and junior and senior.wants_model and junior.wants_model),
    )


def banned_names(pair_id: int) -> tuple[str, ...]:
    """Names that must stand in no set: everybody's full name, and the parts of both members' names."""
    names = [card.name for card in accounts.roster() if " " in card.name.strip()]
    card = pairing.pair(pair_id)
    if card is not None:
        for person in (card.senior, card.junior):
            names.extend(part for part in person.name.split() if len(part) >= _NAME_PART)
    return tuple(dict.fromkeys(names))


def sets(pair_id: int, session: int, participation_id: int) -> list[ShownSet]:
    """The sets of a session for one reader, the newest first."""
    rows = _sets(SuggestionSet.pair_id == pair_id, SuggestionSet.session == session)
    marks = _marks(participation_id, [row.id for one in rows for row in one.topics])
    return [_shown(one, marks) for one in reversed(rows)]


def open_request(pair_id: int, session: int) -> RequestState | None:
    """The open wish of a pair and session, if there is one."""
    return request_state(SuggestionRequest.open_key == f"{pair_id}-{session}")


def latest_request(pair_id: int, session: int) -> RequestState | None:
    """The last wish of a pair and session, open or ended."""
    return request_state(SuggestionRequest.pair_id == pair_id, SuggestionRequest.session == session)


def request_state(*where: ColumnElement[bool]) -> RequestState | None:
    """The last request that fits."""
    row = db.session.scalar(select(SuggestionRequest).where(*where).order_by(SuggestionRequest.id.desc()).limit(1))
    if row is None:
        return None
    return RequestState(
        row.id,
        row.pair_id,
        row.session,
        row.step,
        row.open_key is not None,
        row.fault,
        row.set_id,
        row.asked_at,
        tuple(row.partial or ()),
    )


def pair_of_topic(topic_id: int) -> PairCard | None:
    """The pair a topic was suggested to."""
    pair_id = db.session.scalar(
        select(SuggestionSet.pair_id)
        .join(SuggestedTopic, SuggestedTopic.set_id == SuggestionSet.id)
        .where(SuggestedTopic.id == topic_id)
    )
    return None if pair_id is None else pairing.pair(pair_id)


def session_of_topic(topic_id: int) -> int | None:
    """The session number a topic was suggested for."""
    return db.session.scalar(
        select(SuggestionSet.session)
        .join(SuggestedTopic, SuggestedTopic.set_id == SuggestionSet.id)
        .where(SuggestedTopic.id == topic_id)
    )


def citation(citation_id: int) -> tuple[int, Citation] | None:
    """A citation with the id of its topic."""
    row = db.session.get(TopicCitation, citation_id)
    return None if row is None else (row.topic_id, _citation(row))


@dataclass(frozen=True, slots=True)
class Flagged:
    """An item somebody found inappropriate, without the pair: what curators see."""

    topic: Topic
    flags: int


def flagged() -> list[Flagged]:
    """Flagged items for curators, without any pair, the most flagged first."""
    rows = db.session.scalars(
        select(SuggestedTopic).join(Mark, Mark.topic_id == SuggestedTopic.id).where(Mark.kind == "inappropriate")
    ).all()
    counts: dict[str, tuple[Topic, int]] = {}
    for row in rows:
        key = row.unit or row.title
        counts[key] = (topic(row), counts.get(key, (None, 0))[1] + 1)
    return sorted(
        (Flagged(one, number) for one, number in counts.values()), key=lambda one: (-one.flags, one.topic.title)
    )


def topic(row: SuggestedTopic) -> Topic:
    """A stored topic as a value."""
    body = row.body
    return Topic(
        title=row.title,
        reasons=tuple(body["reasons"]),
        why=body["why"],
        activity=tuple(Step(**step) for step in body["activity"]),
        openers=tuple(body["openers"]),
        senior=_questions(body["senior"]),
        junior=_questions(body["junior"]),
        both=_questions(body["both"]),
        citations=tuple(_citation(one) for one in row.citations),
        unit=row.unit,
        author=cast("Any", row.author),
        skills=tuple(body["skills"]),
        evidence=tuple(body["evidence"]),
    )


def _questions(rows: Iterable[dict[str, str]]) -> tuple[Question, ...]:
    return tuple(Question(**row) for row in rows)


def _citation(row: TopicCitation) -> Citation:
    return Citation(
        document=row.document,
        title=row.title,
        heading=row.heading,
        path=row.path,
        version=row.version,
        language=row.language,
        passage=row.passage,
        quote=row.quote,
        start=row.start,
        end=row.end,
    )


def _sets(*where: ColumnElement[bool]) -> Sequence[SuggestionSet]:
    whole = joinedload(SuggestionSet.topics).joinedload(
        SuggestedTopic.citations
    )  # one statement: a set is always shown whole
    found = select(SuggestionSet).where(*where).order_by(SuggestionSet.id).options(whole)
    return db.session.scalars(found).unique().all()


def _shown(row: SuggestionSet, marks: dict[int, str]) -> ShownSet:
    return ShownSet(
        id=row.id,
        session=row.session,
        language=cast("Language", row.language),
        writer=row.writer,
        missing=tuple(row.missing),
        receipt=row.receipt,
        created_at=row.created_at,
        topics=tuple(
            ShownTopic(one.id, topic(one), tuple(citation.id for citation in one.citations), marks.get(one.id))
            for one in row.topics
        ),
    )


def _marks(participation_id: int, topic_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Mark.topic_id, Mark.kind).where(Mark.participation_id == participation_id, Mark.topic_id.in_(topic_ids))
    )
    return {row.topic_id: row.kind for row in rows}


def _marks_of_pair(pair_id: int) -> dict[int, set[str]]:
    """The marks of both sides by topic, whosever they are."""
    rows = db.session.execute(
        select(Mark.topic_id, Mark.kind)
        .join(SuggestedTopic, SuggestedTopic.id == Mark.topic_id)
        .join(SuggestionSet, SuggestionSet.id == SuggestedTopic.set_id)
        .where(SuggestionSet.pair_id == pair_id)
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.topic_id, set()).add(row.kind)
    return found


def _side(person: Participant, intake: Intake | None) -> SideBrief:
    if intake is None:
        return SideBrief(role_level=person.side, function=person.function)
    gaps = {reason: intake.behaviours_target.get(reason, now) - now for reason, now in intake.behaviours_now.items()}
    return SideBrief(
        role_level=person.side,
        function=person.function,
        goals=intake.goals,
        skills=dict(intake.skills),
        behaviour_gaps={reason: gap for reason, gap in gaps.items() if gap > 0},
        focus=intake.focus,
    )


def next_session(pair_id: int) -> int:
    """The number of the session a pair prepares now; 1 where it has none."""
    current = sessions.current_session(pair_id)
    return current.number if current else 1
