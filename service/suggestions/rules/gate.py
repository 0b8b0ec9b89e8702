"""The gate: what a writer proposed is accepted item by item, or dropped with the name of the rule. The same for both writers.

A quotation that does not stand is dropped; a question of bad form is dropped; a topic that then lacks a citation, an opener
pair, a question for a side, an activity of ten minutes or a clean *why* is dropped whole. Nothing is mended here: mending
would be writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.knowledge.values import REASONS, Passage, Question
from service.suggestions.rules.citations import judged
from service.suggestions.rules.echo import SHARED_RUN, Typed, echoes
from service.suggestions.rules.frame import Frame, frame_fault
from service.suggestions.rules.instructions import instructs
from service.suggestions.rules.lines import Line, Voice, line_fault
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.subjects import off_limits, stereotypes
from service.suggestions.values import MAX_TOPICS, Citation, DraftTopic, Dropped, PairBrief, Topic, Verdict

MAX_QUESTIONS_A_SIDE = 3
OPENERS = 2
_VOICES: Mapping[str, Voice] = {"senior": "page", "junior": "page", "both": "both"}


@dataclass
class _Seen:
    """What this set, and this pair before, already said."""

    language: str
    names: tuple[str, ...]
    typed: tuple[Typed, ...]
    questions: list[str]
    titles: list[str]
    units: set[str | None]
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, topic: str, part: str, code: str, text: str = "") -> None:
        """Tell of a refusal."""
        self.dropped.append(Dropped(self._told(topic)[:120], part, code, self._told(text)[:300]))

    def _told(self, text: str) -> str:
        """A refused text for the receipt, which both sides keep; none where its words are the harm."""
        harmful = personal_fault(text, self.names) or instructs(text) or off_limits(text) or stereotypes(text)
        return "" if harmful or echoes(text, self.typed) else text


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
        typed=(Typed(brief.senior.focus), Typed(brief.junior.focus), Typed(brief.focus, SHARED_RUN)),
        questions=[*brief.past_questions, *(q.text for topic in already for q in topic.questions)],
        titles=[*brief.past_titles, *(topic.title for topic in already)],
        units={*brief.past_units, *brief.set_aside, *(topic.unit for topic in already)},
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
            seen.units.add(topic.unit)
    return Verdict(topics=tuple(accepted), dropped=tuple(seen.dropped))


def _judge(proposal: DraftTopic, passages: Mapping[str, Passage], seen: _Seen) -> Topic | None:
    fault = frame_fault(
        Frame(proposal, seen.language, seen.names, tuple(seen.titles), frozenset(seen.units), seen.typed)
    )
    if fault:
        seen.drop(proposal.title, *fault)
        return None
    citations = _citations(proposal, passages, seen)
    kept = _lines(proposal, passages, citations, seen) if citations else _NOTHING
    lacking = next((code for rule in WHOLE_RULES if (code := rule(citations, kept))), None)
    if lacking:
        seen.drop(proposal.title, "topic", lacking)
        return None
    return Topic(
        title=proposal.title,
        reasons=tuple(reason for reason in proposal.reasons if reason in REASONS),
        why=proposal.why,
        activity=proposal.activity,
        openers=tuple(one.text for one in kept["openers"])[:OPENERS],
        senior=kept["senior"][:MAX_QUESTIONS_A_SIDE],
        junior=kept["junior"][:MAX_QUESTIONS_A_SIDE],
        both=kept["both"][:MAX_QUESTIONS_A_SIDE],
        citations=citations,
        unit=proposal.unit,
        author=proposal.author,
        skills=proposal.skills,
        evidence=proposal.evidence,
    )


_Kept = Mapping[str, tuple[Question, ...]]
_NOTHING: _Kept = {"openers": (), "senior": (), "junior": (), "both": ()}


def cited(citations: Sequence[Citation], _kept: _Kept) -> str | None:
    """No topic without a quotation that stands."""
    return None if citations else "no-citation"


def opened(_citations: Sequence[Citation], kept: _Kept) -> str | None:
    """Two openers."""
    return None if len(kept["openers"]) >= OPENERS else "few-openers"


def asked(_citations: Sequence[Citation], kept: _Kept) -> str | None:
    """A question for each side and one for both."""
    return next((f"no-question-{side}" for side in ("senior", "junior", "both") if not kept[side]), None)


WHOLE_RULES: tuple[Callable[[Sequence[Citation], _Kept], str | None], ...] = (cited, opened, asked)


def _citations(proposal: DraftTopic, passages: Mapping[str, Passage], seen: _Seen) -> tuple[Citation, ...]:
    """The citations of a draft topic whose quotation stands in the very passage it names."""
    kept: list[Citation] = []
    for citation in proposal.citations:
        found = judged(citation, passages, seen.names)
        if isinstance(found, str):
            seen.drop(proposal.title, "citation", found, citation.quote)
        elif not any(other.passage == found.passage and other.start == found.start for other in kept):
            kept.append(found)
    return tuple(kept)


def _lines(
    proposal: DraftTopic, passages: Mapping[str, Passage], citations: Sequence[Citation], seen: _Seen
) -> dict[str, tuple[Question, ...]]:
    """The openers and questions that pass, by side."""
    sift = _Sift(
        title=proposal.title,
        topic=" ".join((proposal.title, proposal.why, *(step.text for step in proposal.activity))),
        passage=" ".join(passages[citation.passage].text for citation in citations),
        seen=seen,
        taken=[],
    )
    openers = tuple(Question(text, "") for text in proposal.openers if sift.keeps(text, None, "spoken"))
    kept = {
        side: tuple(question for question in getattr(proposal, side) if sift.keeps(question.text, question.grow, voice))
        for side, voice in _VOICES.items()
    }
    return {"openers": openers, **kept}


@dataclass
class _Sift:
    """Takes the lines of one topic that pass, and tells of the others; `taken` are those already kept."""

    title: str
    topic: str
    passage: str
    seen: _Seen
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
                typed=self.seen.typed,
            )
        )
        if code is None:
            self.taken.append(text)
            return True
        self.seen.drop(self.title, {"spoken": "opener", "both": "both"}.get(voice, "question"), code, text)
        return False


def grow_covered(topics: Sequence[Topic]) -> frozenset[str]:
    """The GROW stages that a set's questions cover."""
    return frozenset(question.grow for topic in topics for question in topic.questions)
