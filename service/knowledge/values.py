"""What the knowledge room hands to others: frozen, without a database behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Literal

Kind = Literal["prose", "topic", "article"]
IndexState = Literal["empty", "building", "ready", "degraded"]

LIMIT_MB = 4  # the largest file that the folder reads
REASONS = ("practice", "generations", "humility", "reality", "relevance")
STAGES = (1, 2, 3, 4, 5, 6)
SIDES = ("senior", "junior")
AUDIENCES = (*SIDES, "facilitator", "sponsor", "line_manager")
PAIR = "pair"
"""The reader of a set: both members, who see it together. What is for one of them alone is not for them."""
KINDS = ("guide", "article", "brief", "lesson")
STATUSES = ("draft", "published", "withdrawn")
RENEWALS = ("rebuild", "anew")  # why curators may have the index made again
COURAGES = ("light", "medium", "bold")
LANGUAGES = ("id", "en")
SKILLS = (
    "ai_assistants",
    "automation",
    "shared_documents",
    "dashboards",
    "data_work",
    "messaging",
    "social_listening",
    "short_video",
    "online_meetings",
    "privacy_security",
    "accessibility",
    "field_apps",
)


def addresses(audience: Sequence[str], reader: str) -> bool:
    """Whether something with this audience is for a reader (one of ``AUDIENCES``, or ``PAIR``); without one it is for all."""
    wanted = SIDES if reader == PAIR else (reader,)
    return not audience or set(wanted) <= set(audience)


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotable span: `text == raw[start:end]`, in code points of the file decoded as utf-8-sig, newlines untouched."""

    id: str
    document: str
    path: str
    version: str
    title: str
    heading: str
    language: str
    kind: Kind
    unit: str | None
    start: int
    end: int
    text: str
    reasons: tuple[str, ...] = ()
    stages: tuple[int, ...] = ()
    audience: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    courage: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` is between 0 and 1, higher is better; `legs` are the raw scores of the legs that served."""

    passage: Passage
    score: float
    legs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one need; `degraded` names the legs that did not serve; `supported` is false where the folder has nothing."""

    hits: tuple[Hit, ...]
    degraded: tuple[str, ...] = ()
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """What a pair looks for. Language, stage, audience and kinds filter inside the query; reasons only prefer.

    `audience` is one of ``AUDIENCES``, or ``PAIR``; None for whoever curates, who finds everything.
    """

    query: str
    language: str
    stage: int | None = None
    reasons: tuple[str, ...] = ()
    audience: str | None = None
    kinds: tuple[str, ...] = ()
    limit: int = 10
    any_language: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ten-minute activity."""

    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A reflection question with its GROW letter: goal, reality, options, will."""

    text: str
    grow: str


@dataclass(frozen=True, slots=True)
class TopicUnit:
    """A topic that people wrote: what it is about, an activity, openers and nine questions. `twin` is shared by both languages."""

    id: str
    document: str
    path: str
    version: str
    language: str
    title: str
    heading: str
    about: str
    activity: tuple[Step, ...]
    openers: tuple[str, ...]
    senior: tuple[Question, ...]
    junior: tuple[Question, ...]
    both: tuple[Question, ...]
    reasons: tuple[str, ...]
    stages: tuple[int, ...]
    skills: tuple[str, ...]
    courage: str | None
    passage: Passage
    twin: str

    def serves(self, language: str, stage: int) -> bool:
        """Whether a pair may be offered it in this language at this stage; without stages it fits each."""
        fits = self.language == language and (not self.stages or stage in self.stages)
        return fits and addresses(self.passage.audience, PAIR)


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How far the index is: `done` of `total` texts embedded for the generation being built."""

    state: IndexState
    done: int = 0
    total: int = 0
    generation: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file of the folder. `code` names the two sentences in `rules.faults`; `params` fill them."""

    file: str
    line: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something taken out of a text. `code` names the sentence in `rules.uploads`; `line` (from 1) and `excerpt` show the first."""

    code: str
    count: int
    line: int
    excerpt: str


ShelfState = Literal["indexed", "pending", "failed"]


@dataclass(frozen=True, slots=True)
class Tags:
    """What the front matter says a document is for; empty where it has none."""

    reasons: tuple[str, ...] = ()
    stages: tuple[int, ...] = ()
    audience: tuple[str, ...] = ()
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitTags:
    """What a topic unit is for. Reasons and stages are the unit's own, the audience is its guide's; empty means anybody."""

    language: str
    reasons: tuple[str, ...]
    stages: tuple[int, ...]
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShelfCard:
    """A document as curators see it. `faults` are the mistakes found in its file; `why` says what failed, `since` when."""

    document: str
    path: str
    title: str
    language: str
    kind: str
    status: str
    tags: Tags
    passages: int
    state: ShelfState
    since: datetime | None
    why: str
    faults: int
    twin: str | None

    @property
    def wants_twin(self) -> bool:
        """Whether it lies where a guide has another language, and that is not there."""
        return self.twin is None and other_language(self.path) is not None


def other_language(path: str) -> str | None:
    """Where the same guide lies in the other language; None for a file that lies in no language's folder."""
    place = PurePosixPath(path)
    if place.parent.name not in LANGUAGES:
        return None
    other = next(one for one in LANGUAGES if one != place.parent.name)
    return (place.parent.parent / other / place.name).as_posix()
