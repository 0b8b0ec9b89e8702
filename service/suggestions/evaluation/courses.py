"""Invented pairs go through their six sessions, each with what it had before; what came of it is checked and recorded."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from service.knowledge.ports import Library
from service.sessions import queries as sessions
from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.checks import Shown, Tally, TextOf, lines, one_topic, whole_set
from service.suggestions.evaluation.fictional import Fictional
from service.suggestions.evaluation.records import SetRecord, Stock, SuggestionsRun, TopicRecord
from service.suggestions.rules.past import earlier
from service.suggestions.values import Language, Outcome, PairBrief, Stage, Topic, WriterChoice

LANGUAGES: tuple[Language, ...] = ("id", "en")
_MOST_SHORTFALLS = 12
_PRINT = 12
Progress = Callable[[int, int], None]


def _no_progress(_done: int, _total: int) -> None:
    return


def play(
    people: Sequence[Fictional],
    desk: Desk,
    text_of: TextOf,
    choice: WriterChoice,
    now: datetime,
    progress: Progress = _no_progress,
) -> tuple[SuggestionsRun, list[Outcome]]:
    """Suggest for every pair and session in order: the run, and its outcomes for whoever wants to read them.

    Raises what ``suggest`` raises. The caller has no transaction open.
    """
    sets: list[SetRecord] = []
    outcomes: list[Outcome] = []
    shortfalls: list[str] = []
    for done, pair in enumerate(people):
        progress(done, len(people))
        shown = Shown()
        for outcome in course(pair, desk, choice):
            outcomes.append(outcome)
            sets.append(_record(pair, outcome, text_of, shown, shortfalls))
    progress(len(people), len(people))
    stock: dict[str, Stock] = {language: _stock(desk.library, language) for language in LANGUAGES}
    run = SuggestionsRun(now.isoformat(), choice, tuple(sets), stock, tuple(shortfalls[:_MOST_SHORTFALLS]))
    return run, outcomes


def course(pair: Fictional, desk: Desk, choice: WriterChoice) -> Iterator[Outcome]:
    """The sessions of one pair in order; what was shown is what the next brief knows as past."""
    before: list[tuple[int, Topic]] = []
    for number in range(1, len(sessions.arc()) + 1):
        outcome = suggest(_after(pair.brief(stage_in(number, pair.language)), before), desk, choice)
        before.extend((number, topic) for topic in outcome.topics)
        yield outcome


def stage_in(number: int, language: Language) -> Stage:
    """A stage of the arc, its purpose in a language."""
    stage = sessions.arc()[number - 1]
    return Stage(stage.number, stage.key, stage.purpose.into(language), stage.reasons)


def _after(brief: PairBrief, shown: Sequence[tuple[int, Topic]]) -> PairBrief:
    return replace(
        brief,
        past_titles=tuple(topic.title for _, topic in shown),
        past_questions=tuple(question.text for _, topic in shown for question in topic.questions),
        past_units=frozenset(topic.unit for _, topic in shown if topic.unit),
        earlier=tuple(earlier(number, topic) for number, topic in shown),
    )


def _record(pair: Fictional, outcome: Outcome, text_of: TextOf, shown: Shown, shortfalls: list[str]) -> SetRecord:
    brief, receipt = outcome.brief, outcome.receipt
    where = f"pair {brief.pair_id}, session {brief.session}"
    whole = Tally(where, shortfalls)
    whole_set(outcome, whole)
    topics = []
    for topic in outcome.topics:
        tally = Tally(where, shortfalls)
        one_topic(topic, brief.language, text_of, shown, tally)
        topics.append(_topic(topic, tally))
    return SetRecord(
        pair=brief.pair_id,
        session=brief.session,
        stage=brief.stage.key,
        reasons=brief.stage.reasons,
        language=brief.language,
        field=pair.field,
        writer=receipt.writer,
        fallback=receipt.fallback,
        topics=tuple(topics),
        checks=whole.counts,
        missing=outcome.missing,
        dropped=dict(Counter(one.code for one in receipt.dropped)),
    )


def _topic(topic: Topic, tally: Tally) -> TopicRecord:
    text = "\n".join((*lines(topic), *(citation.quote for citation in topic.citations)))
    return TopicRecord(
        title=topic.title,
        unit=topic.unit,
        author=topic.author,
        reasons=topic.reasons,
        documents=tuple(dict.fromkeys(citation.document for citation in topic.citations)),
        grow="".join(question.grow for question in topic.questions),
        why=topic.why,
        words=sum(len(line.split()) for line in lines(topic)),
        print=hashlib.sha256(text.encode()).hexdigest()[:_PRINT],
        checks=tally.counts,
    )


def _stock(library: Library, language: Language) -> Stock:
    """What could be suggested at all: a unit counts once, however many stages it serves."""
    stages = range(1, len(sessions.arc()) + 1)
    units = {unit.twin: unit.document for stage in stages for unit in library.units(language, stage)}
    return Stock(dict(Counter(units.values())))
