"""How good suggested sets are, in figures that are counted anew: twenty invented pairs, six sessions each (quality.md).

The gate is not asked again. Quotations are looked up in the files' own text, headings and document ids are read from it
afresh, language is told by another detector, and repeats are sought over all a pair was shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import PurePosixPath
from typing import Any

from service.knowledge.rules.language import detect
from service.knowledge.rules.questions import question_faults, words
from service.sessions import queries as sessions
from service.suggestions.actions import Desk, suggest
from service.suggestions.evaluation.fictional import language_of, pairs
from service.suggestions.rules.similarity import repeats
from service.suggestions.values import MAX_TOPICS, MIN_TOPICS, Citation, Outcome, PairBrief, Stage, Topic, WriterChoice

TextOf = Callable[[str, str], str | None]

_QUOTE, _MINUTES, _GROW, _GOOD_SESSIONS, _TELLING = 12, 10, 3, 5, 5
_HEADING = re.compile(r"^(?:#{1,6}[ \t]+(.+?)[ \t#]*|\d{1,2}\.[ \t]+(\S.*?))\s*$", re.MULTILINE)
_IDENTITY = re.compile(r"\A\ufeff?---\r?\n(?:.*\r?\n)*?id:[ \t]*[\"']?([^\s\"'#]+)")
_ADDRESS = re.compile(r"\b(?:anda|kamu|kau|engkau|kalian)\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:akan|mulai|coba|mencoba|will|shall|try|start)\b", re.IGNORECASE)
_MOST_SHORTFALLS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """So many `good` ones `of` so many, against a `bar` as a share of one."""

    good: int
    of: int
    bar: float = 1.0

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where there was nothing to count."""
        return self.good / self.of if self.of else 1.0

    @property
    def reached(self) -> bool:
        """Whether the bar is reached on something."""
        return self.of > 0 and self.share >= self.bar


@dataclass(frozen=True, slots=True)
class Report:
    """The figures by name, what was evaluated, and the first shortfalls in words."""

    writer: str
    counts: Mapping[str, int]
    figures: Mapping[str, Figure]
    overlap: float
    same_topics: float
    shortfalls: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every bar is reached."""
        return all(figure.reached for figure in self.figures.values())

    def to_json(self) -> dict[str, Any]:
        """Plain values, for ``dua-arah eval suggestions --json``."""
        return {
            "writer": self.writer,
            **self.counts,
            "figures": {
                name: {
                    "good": one.good,
                    "of": one.of,
                    "share": round(one.share, 4),
                    "bar": one.bar,
                    "reached": one.reached,
                }
                for name, one in self.figures.items()
            },
            "overlap": round(self.overlap, 4),
            "same_topics": round(self.same_topics, 4),
            "passed": self.passed,
            "shortfalls": list(self.shortfalls),
        }

    def table(self) -> str:
        """The same for reading."""
        rows = [
            f"{name:<22} {one.good:>5} of {one.of:>5} {one.share:>8.1%}  bar {one.bar:>4.0%}  {'yes' if one.reached else 'NO'}"
            for name, one in self.figures.items()
        ]
        head = f"writer {self.writer}: " + ", ".join(f"{count} {name}" for name, count in self.counts.items())
        tail = (
            f"two pairs of one language share {self.overlap:.0%} of their topics at a session on average, "
            f"and have exactly the same topics in {self.same_topics:.0%}"
        )
        return "\n".join([head, "", *rows, "", tail, *self.shortfalls])


@dataclass
class _Tally:
    good: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    shortfalls: list[str] = field(default_factory=list)

    def note(self, name: str, where: str, text: str, *, good: bool) -> None:
        self.of[name] += 1
        self.good[name] += good
        if not good:
            self.shortfalls.append(f"{name}: {where}: {text}")


_BARS = {
    "verbatim": 1.0,
    "attributed": 1.0,
    "language": 1.0,
    "register": 1.0,
    "question form": 1.0,
    "not repeated": 1.0,
    "three to five topics": _GOOD_SESSIONS / 6,
    "pairs 5 of 6 sessions": 1.0,
    "ten minutes": 1.0,
    "why in words": 1.0,
    "GROW 3 of 4": 1.0,
    "ends in an action": 1.0,
    "honest when short": 1.0,
    "two pairs differ": 1.0,
}


def evaluate(desk: Desk, text_of: TextOf, choice: WriterChoice = "guided") -> Report:
    """Suggest for every invented pair and session, each with what it had before, and count.

    `text_of` gives the text of a file (path, version) or None. Raises what ``suggest`` raises.
    """
    tally = _Tally()
    outcomes: dict[tuple[int, int], Outcome] = {}
    for number in range(len(pairs(_stage(1, 1)))):
        _course(number, desk, choice, outcomes)
    for (pair, session), outcome in outcomes.items():
        _set(outcome, f"pair {pair}, session {session}", text_of, tally)
    _over_sessions(outcomes, tally)
    overlap, same = _between_pairs(outcomes, tally)
    topics = [topic for outcome in outcomes.values() for topic in outcome.topics]
    writers = {outcome.receipt.writer for outcome in outcomes.values()}
    return Report(
        writer=writers.pop() if len(writers) == 1 else "mixed",
        counts={
            "sets": len(outcomes),
            "topics": len(topics),
            "questions": sum(len(topic.questions) for topic in topics),
            "quotations": sum(len(topic.citations) for topic in topics),
            "needs without an answer": sum(len(outcome.missing) for outcome in outcomes.values()),
            "dropped by the gate": sum(len(outcome.receipt.dropped) for outcome in outcomes.values()),
        },
        figures={name: Figure(tally.good[name], tally.of[name], bar) for name, bar in _BARS.items() if tally.of[name]},
        overlap=overlap,
        same_topics=same,
        shortfalls=tuple(tally.shortfalls[:_MOST_SHORTFALLS]),
    )


def _stage(number: int, pair: int) -> Stage:
    stage = sessions.arc()[number - 1]
    return Stage(stage.number, stage.key, stage.purpose.into(language_of(pair)), stage.reasons)


def _course(place: int, desk: Desk, choice: WriterChoice, outcomes: dict[tuple[int, int], Outcome]) -> None:
    """The sessions of one pair in order; what was shown is what the next brief knows as past."""
    shown: list[Topic] = []
    for session in range(1, len(sessions.arc()) + 1):
        fresh = pairs(_stage(session, place + 1))[place]
        outcome = suggest(_after(fresh, shown), desk, choice)
        shown.extend(outcome.topics)
        outcomes[fresh.pair_id, session] = outcome


def _after(brief: PairBrief, shown: Sequence[Topic]) -> PairBrief:
    return replace(
        brief,
        past_titles=tuple(topic.title for topic in shown),
        past_questions=tuple(question.text for topic in shown for question in topic.questions),
        past_units=frozenset(topic.unit for topic in shown if topic.unit),
    )


def _set(outcome: Outcome, where: str, text_of: TextOf, tally: _Tally) -> None:
    language = outcome.brief.language
    count = len(outcome.topics)
    tally.note("three to five topics", where, f"{count} topics", good=MIN_TOPICS <= count <= MAX_TOPICS)
    if count < MIN_TOPICS:
        tally.note("honest when short", where, "nothing is said to be missing", good=bool(outcome.missing))
    for topic in outcome.topics:
        for citation in topic.citations:
            text = text_of(citation.path, citation.version) or ""
            stands = text[citation.start : citation.end] == citation.quote and len(citation.quote) >= _QUOTE
            tally.note("verbatim", where, citation.quote, good=stands)
            tally.note(
                "attributed", where, f"{citation.document} > {citation.heading}", good=attributed(citation, text)
            )
        for line in _lines(topic):
            known = detect(line, language) == language or len(line.split()) < _TELLING
            tally.note("language", where, line, good=known)
        tally.note("language", where, topic.title, good=detect(" ".join(_lines(topic)), language) == language)
        for line in (*topic.openers, *(question.text for question in topic.both)):
            tally.note("register", where, line, good=language == "en" or not _ADDRESS.search(line))
            tally.note("question form", where, line, good=not question_faults(line, language, spoken=True))
        for question in (*topic.senior, *topic.junior):
            tally.note("question form", where, question.text, good=not question_faults(question.text, language))
        minutes = sum(step.minutes for step in topic.activity)
        tally.note("ten minutes", where, f"{topic.title}: {minutes}", good=minutes == _MINUTES)
        tally.note("why in words", where, topic.why, good=not re.search(r"\d", topic.why) and bool(topic.why.strip()))
    if outcome.topics:
        letters = {question.grow for topic in outcome.topics for question in topic.questions}
        tally.note("GROW 3 of 4", where, "".join(sorted(letters)), good=len(letters & set("GROW")) >= _GROW)
        wills = [question.text for topic in outcome.topics for question in topic.both if question.grow == "W"]
        tally.note("ends in an action", where, "no question does", good=any(_WILL.search(text) for text in wills))


def _lines(topic: Topic) -> Iterator[str]:
    yield topic.title
    yield topic.why
    yield from (step.text for step in topic.activity)
    yield from topic.openers
    yield from (question.text for question in topic.questions)


def attributed(citation: Citation, text: str) -> bool:
    """Whether document and heading are those of the file at the quotation, read from the file alone."""
    head = _IDENTITY.match(text)
    document = head[1] if head else str(PurePosixPath(citation.path).with_suffix(""))
    headings = [match[1] or match[2] for match in _HEADING.finditer(text, 0, citation.start)]
    heading = " ".join(headings[-1].split()) if headings else citation.title
    return citation.document == document and citation.heading == heading


def _over_sessions(outcomes: Mapping[tuple[int, int], Outcome], tally: _Tally) -> None:
    """Within a pair: nothing asked twice, no passage's questions twice; enough topics in enough sessions."""
    by_pair: defaultdict[int, list[Outcome]] = defaultdict(list)
    for (pair, _session), outcome in outcomes.items():
        by_pair[pair].append(outcome)
    for pair, course in by_pair.items():
        asked: list[str] = []
        units: set[str] = set()
        for topic in (topic for outcome in course for topic in outcome.topics):
            again = topic.unit is not None and topic.unit in units
            tally.note("not repeated", f"pair {pair}", f"unit {topic.unit}", good=not again)
            units.update([topic.unit] if topic.unit else [])
            for question in topic.questions:
                tally.note(
                    "not repeated", f"pair {pair}", question.text, good=not _again(question.text, asked, course[0])
                )
                asked.append(question.text)
        full = sum(MIN_TOPICS <= len(outcome.topics) <= MAX_TOPICS for outcome in course)
        tally.note("pairs 5 of 6 sessions", f"pair {pair}", f"{full} sessions", good=full >= _GOOD_SESSIONS)


def _again(text: str, asked: Sequence[str], outcome: Outcome) -> bool:
    return sorted(words(text)) in [sorted(words(one)) for one in asked] or repeats(text, asked, outcome.brief.language)


def _between_pairs(outcomes: Mapping[tuple[int, int], Outcome], tally: _Tally) -> tuple[float, float]:
    """No two pairs of one language get the same set; returns the average share of topics in common, and of equal choices."""
    shares: list[float] = []
    groups: defaultdict[tuple[str, int], list[tuple[int, tuple[Topic, ...]]]] = defaultdict(list)
    for (pair, session), outcome in outcomes.items():
        groups[outcome.brief.language, session].append((pair, outcome.topics))
    for (_language, session), sets in groups.items():
        for (one, first), (other, second) in combinations(sets, 2):
            titles = {topic.title for topic in first}, {topic.title for topic in second}
            if titles[0] | titles[1]:
                shares.append(len(titles[0] & titles[1]) / len(titles[0] | titles[1]))
                tally.note("two pairs differ", f"session {session}", f"pairs {one} and {other}", good=first != second)
    count = len(shares) or 1
    return sum(shares) / count, sum(share == 1 for share in shares) / count
