"""What the knowledge room hands to others: frozen, without a database behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["prose", "topic", "article"]
IndexState = Literal["empty", "building", "ready", "degraded"]

REASONS = ("practice", "generations", "humility", "reality", "relevance")
STAGES = (1, 2, 3, 4, 5, 6)
SIDES = ("senior", "junior")
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
    """What a pair looks for. Language, stage, audience and kinds filter inside the query; reasons only prefer."""

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
