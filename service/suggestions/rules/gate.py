"""The gate: what a writer proposed is accepted item by item, or dropped with the name of the rule. The same for both writers.

A quotation that does not stand is dropped; a question of bad form is dropped; a topic that then lacks a citation, an opener
pair, a question for a side, an activity of ten minutes or a clean *why* is dropped whole. Nothing is mended here: mending
would be writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.knowledge.values import REASONS, Passage, Question
from service.suggestions.rules.frame import Frame, frame_fault
from service.suggestions.rules.lines import Line, Voice, line_fault
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.quotations import locate, quotation_fault
from service.suggestions.values import MAX_TOPICS, Citation, DraftTopic, Dropped, PairBrief, Topic, Verdict

MAX_QUESTIONS_A_SIDE = 3
OPENERS = 2
_VOICES: Mapping[str, Voice] = {"senior": "page", "junior": "page", "both": "both"}


@dataclass
class _Seen:
    """What this set, and this pair before, already said."""

    language: str
    names: tuple[str, ...]
    questions: list[str]
    titles: list[str]
    units: set[str]
    dropped: list[Dropped] = field(default_factory=list)


def accept(
    draft: Sequence[DraftTopic],
    passages: Mapping[str, Passage],
    brief: PairBrief,
    names: Iterable[str] = (),
    already: Sequence[Topic] = (),
) -> Verdict:
    """Judge a draft against the passages it may cite (by id) and against what the pair had before.

    `names` are people's names that must not appear; `already` are accepted topics of the same set. At most five topics
    come through. The order of the draft is kept.
    """
    seen = _Seen(
        language=brief.language,
        names=tuple(names),
        questions=[*brief.past_questions, *(q.text for topic in already for q in topic.questions)],
        titles=[*brief.past_titles, *(topic.title for topic in already)],
        units=set(brief.past_units | brief.set_aside) | {topic.unit for topic in already if topic.unit},
    )
    accepted: list[Topic] = []
    for proposal in draft:
        if len(accepted) + len(already) == MAX_TOPICS:
            break
        topic = _judge(proposal, passages, seen)
        if topic is not None:
            accepted.append(topic)
            seen.questions.extend(question.text for question in topic.questions)
            seen.titles.append(topic.title)
            if topic.unit:
                seen.units.add(topic.unit)
    return Verdict(topics=tuple(accepted), dropped=tuple(seen.dropped))


_Drop = Callable[..., None]


def _judge(proposal: DraftTopic, passages: Mapping[str, Passage], seen: _Seen) -> Topic | None:
    def drop(part: str, code: str, text: str = "") -> None:
        topic = _without_people(proposal.title, seen.names)
        told = _without_people(text, seen.names)
        seen.dropped.append(Dropped(topic=topic[:120], part=part, code=code, text=told[:300]))

    fault = frame_fault(Frame(proposal, seen.language, seen.names, tuple(seen.titles), frozenset(seen.units)))
    if fault:
        drop(*fault)
        return None
    citations = _citations(proposal, passages, seen.names, drop)
    if not citations:
        drop("topic", "no-citation")
        return None
    sift = _Sift(
        topic=" ".join((proposal.title, proposal.why, *(step.text for step in proposal.activity))),
        passage=" ".join(passages[citation.passage].text for citation in citations),
        seen=seen,
        drop=drop,
        taken=[],
    )
    openers = tuple(text for text in proposal.openers if sift.keeps(text, None, "spoken"))[:OPENERS]
    kept: dict[str, tuple[Question, ...]] = {
        side: tuple(question for question in getattr(proposal, side) if sift.keeps(question.text, question.grow, voice))
        for side, voice in _VOICES.items()
    }
    if len(openers) < OPENERS:
        drop("topic", "few-openers")
        return None
    for side, questions in kept.items():
        if not questions:
            drop("topic", f"no-question-{side}")
            return None
    return Topic(
        title=proposal.title,
        reasons=tuple(reason for reason in proposal.reasons if reason in REASONS),
        why=proposal.why,
        activity=proposal.activity,
        openers=openers,
        senior=kept["senior"][:MAX_QUESTIONS_A_SIDE],
        junior=kept["junior"][:MAX_QUESTIONS_A_SIDE],
        both=kept["both"][:MAX_QUESTIONS_A_SIDE],
        citations=citations,
        unit=proposal.unit,
        author=proposal.author,
        skills=proposal.skills,
        evidence=proposal.evidence,
    )


def _without_people(text: str, names: tuple[str, ...]) -> str:
    """A refused text for the receipt, which both sides keep; none where it names somebody."""
    return "" if personal_fault(text, names) not in {None, "link"} else text


def _citations(
    proposal: DraftTopic, passages: Mapping[str, Passage], names: tuple[str, ...], drop: _Drop
) -> tuple[Citation, ...]:
    """The citations of a draft topic whose quotation stands in the very passage it names."""
    kept: list[Citation] = []
    for citation in proposal.citations:
        passage = passages.get(citation.passage)
        if passage is None:
            drop("citation", "unknown-passage", citation.quote)
            continue
        span = locate(citation.quote, passage.text)
        if span is None:
            drop("citation", quotation_fault(citation.quote, passage.text) or "not-verbatim", citation.quote)
            continue
        start, end = span
        personal = personal_fault(passage.text[start:end], names)
        if personal and personal != "link":
            drop("citation", personal)
            continue
        if any(other.passage == passage.id and other.start == passage.start + start for other in kept):
            continue
        kept.append(
            Citation(
                document=passage.document,
                title=passage.title,
                heading=passage.heading,
                path=passage.path,
                version=passage.version,
                language=passage.language,
                passage=passage.id,
                quote=passage.text[start:end],
                start=passage.start + start,
                end=passage.start + end,
            )
        )
    return tuple(kept)


@dataclass
class _Sift:
    """Takes the lines of one topic that pass, and tells of the others; `taken` are those already kept."""

    topic: str
    passage: str
    seen: _Seen
    drop: _Drop
    taken: list[str]

    def keeps(self, text: str, grow: str | None, voice: Voice) -> bool:
        """Whether a line passes; a refusal is told with the first rule that refused it."""
        code = line_fault(
            Line(
                text=text,
                grow=grow,
                voice=voice,
                language=self.seen.language,
                topic=self.topic,
                passage=self.passage,
                names=self.seen.names,
                earlier=(*self.seen.questions, *self.taken),
            )
        )
        if code is None:
            self.taken.append(text)
            return True
        self.drop({"spoken": "opener", "both": "both"}.get(voice, "question"), code, text)
        return False


def grow_covered(topics: Sequence[Topic]) -> frozenset[str]:
    """The GROW stages that a set's questions cover."""
    return frozenset(question.grow for topic in topics for question in topic.questions)
