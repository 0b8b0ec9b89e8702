"""A run looked at from several sides: by reason, stage, language and writer; what of the folder is used; how *why* is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from service.knowledge.values import REASONS
from service.suggestions.evaluation.figures import Figure
from service.suggestions.evaluation.records import SetRecord, SuggestionsRun, TopicRecord, summed

_OPENING = 4  # words that make a sentence sound like another
_TOP = 10
WORDS_A_MINUTE = 200  # of a text read on a phone, on the slow side (Brysbaert 2019 has 238 for English prose)
CHECKED = ("verbatim", "attributed", "language", "register", "question form", "specific", "not repeated")
WHOLE = ("GROW 3 of 4", "ends in an action", "three to five topics")


@dataclass(frozen=True, slots=True)
class Slice:
    """What belongs to one reason, stage, language or writer; `minutes` is the reading time of a topic, in minutes."""

    name: str
    sets: int
    topics: int
    figures: Mapping[str, Figure]
    missing: int
    why_words: float
    openings: int
    minutes: float

    @property
    def topics_a_set(self) -> float:
        """Of the sets that belong here."""
        return self.topics / self.sets if self.sets else 0.0


@dataclass(frozen=True, slots=True)
class Use:
    """What of a language's part of the folder was suggested. `counts` are topics by document, the most used first, unused too.

    `gini` is 0 where all documents are used alike and near 1 where one is used alone; `top` the share of the ten most used.
    """

    language: str
    documents: int
    used: int
    units: int
    units_used: int
    gini: float
    top: float
    counts: tuple[tuple[str, int], ...]


def by_stage(run: SuggestionsRun) -> list[Slice]:
    """The sessions in order."""
    numbers = sorted({one.session for one in run.sets})
    return [_slice(_stage_name(run, number), [one for one in run.sets if one.session == number]) for number in numbers]


def by_language(run: SuggestionsRun) -> list[Slice]:
    """The languages."""
    return [
        _slice(language, [one for one in run.sets if one.language == language])
        for language in dict.fromkeys(one.language for one in run.sets)
    ]


def by_reason(run: SuggestionsRun) -> list[Slice]:
    """The five reasons: the topics that serve each, and the sets of the sessions that work on it."""
    found = []
    for reason in REASONS:
        sets = [one for one in run.sets if reason in one.reasons]
        found.append(_slice(reason, sets, [topic for topic in run.topics if reason in topic.reasons]))
    return found


def by_writer(run: SuggestionsRun) -> list[Slice]:
    """Who wrote the topics, and the sets in which there is one of theirs."""
    found = []
    for author in sorted({topic.author for topic in run.topics}):
        sets = [one for one in run.sets if any(topic.author == author for topic in one.topics)]
        found.append(_slice(author, sets, [topic for topic in run.topics if topic.author == author]))
    return found


def _stage_name(run: SuggestionsRun, number: int) -> str:
    return next(f"{number} {one.stage}" for one in run.sets if one.session == number)


def _slice(name: str, sets: Sequence[SetRecord], topics: Sequence[TopicRecord] | None = None) -> Slice:
    own = [topic for one in sets for topic in one.topics] if topics is None else topics
    counts = summed([*(one.checks for one in sets), *(topic.checks for topic in own)])
    return Slice(
        name=name,
        sets=len(sets),
        topics=len(own),
        figures={one: Figure(*counts[one]) for one in (*WHOLE, *CHECKED) if one in counts},
        missing=sum(len(one.missing) for one in sets),
        why_words=median([len(topic.why.split()) for topic in own] or [0]),
        openings=len({opening(topic.why) for topic in own}),
        minutes=fmean([topic.words for topic in own] or [0]) / WORDS_A_MINUTE,
    )


def opening(why: str) -> str:
    """How a *why* begins."""
    return " ".join(why.lower().split()[:_OPENING])


def use(run: SuggestionsRun) -> list[Use]:
    """By language, what of the folder's topics is suggested at all, and how evenly."""
    return [_use(language, run, stock.units) for language, stock in run.stock.items()]


def _use(language: str, run: SuggestionsRun, stock: Mapping[str, int]) -> Use:
    topics = [topic for one in run.sets if one.language == language for topic in one.topics]
    counts = Counter(topic.documents[0] for topic in topics if topic.documents)
    spread = {document: counts.get(document, 0) for document in {*stock, *counts}}
    ordered = sorted(spread.items(), key=lambda one: (-one[1], one[0]))
    return Use(
        language=language,
        documents=len(stock),
        used=sum(1 for document in stock if counts[document]),
        units=sum(stock.values()),
        units_used=len({topic.unit for topic in topics if topic.unit}),
        gini=gini(spread.values()),
        top=sum(count for _, count in ordered[:_TOP]) / (len(topics) or 1),
        counts=tuple(ordered),
    )


def gini(values: Iterable[int]) -> float:
    """Gini's coefficient of how unevenly something is spread; 0 of nothing."""
    ordered = sorted(values)
    total, count = sum(ordered), len(ordered)
    if not total:
        return 0.0
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (count * total) - (count + 1) / count


@dataclass(frozen=True, slots=True)
class Telling:
    """How *why* is told in one language: how many there are, how many differ, how many beginnings, the commonest of these."""

    language: str
    whys: int
    texts: int
    openings: int
    commonest: str
    share: float


def telling(run: SuggestionsRun) -> list[Telling]:
    """By language. A set of many topics in few words reads like a form."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one in run.sets:
        groups[one.language].extend(topic.why for topic in one.topics)
    found = []
    for language, whys in groups.items():
        begun = Counter(opening(why) for why in whys)
        commonest, count = begun.most_common(1)[0] if begun else ("", 0)
        found.append(
            Telling(language, len(whys), len(set(whys)), len(begun), commonest, count / len(whys) if whys else 0.0)
        )
    return found


def refusals(run: SuggestionsRun) -> list[tuple[str, int]]:
    """What the gate refused, by rule, the commonest first."""
    total: Counter[str] = Counter()
    for one in run.sets:
        total.update(one.dropped)
    return total.most_common()
