"""What the suggestion room works on: a nameless brief, drafts as a writer proposes them, and what the gate let through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from service.knowledge.values import Question, Step

Language = Literal["id", "en"]
WriterName = Literal["guided", "model", "mixed"]
WriterChoice = Literal["auto", "guided", "model"]

MIN_TOPICS = 3
MAX_TOPICS = 5


@dataclass(frozen=True, slots=True)
class SideBrief:
    """One side of a pair without a name: what this person chose and, per topic, how far they say they are (0 to 4)."""

    role_level: str = ""
    function: str = ""
    goals: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    behaviour_gaps: Mapping[str, int] = field(default_factory=dict)
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a session stands in the arc; `reasons` are the keys worked on (all five at the first session)."""

    number: int
    key: str
    purpose: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A topic this pair was suggested before, for what comes next to build on.

    `evidence` are the fields its *why* spoke of, `document` is where its unit stands. `liked` and `declined` are private marks of
    either side: they weigh, and nothing that is shown may tell of them. `barred` was found inappropriate and is never named.
    """

    session: int
    title: str
    unit: str | None
    document: str
    reasons: tuple[str, ...]
    skills: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    liked: bool = False
    declined: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True)
class PairBrief:
    """All that a writer may know of a pair and a session. No name, no free-text feedback, no survey answer, no note.

    `past_*` and `earlier` come from this pair's earlier sets; `set_aside` are the topic units that either side marked as not for
    them. `courage` is the lower of what both sides chose; who chose it is not in here.
    """

    pair_id: int
    session: int
    language: Language
    stage: Stage
    senior: SideBrief
    junior: SideBrief
    focus: str = ""
    past_titles: tuple[str, ...] = ()
    past_questions: tuple[str, ...] = ()
    past_units: frozenset[str] = frozenset()
    set_aside: frozenset[str] = frozenset()
    earlier: tuple[Earlier, ...] = ()
    courage: str = "medium"
    model_allowed: bool = False

    @property
    def liked_skills(self) -> frozenset[str]:
        """Skills of what one of the two found useful or used, and neither declined."""
        return frozenset(
            skill for one in self.earlier if one.liked and not (one.declined or one.barred) for skill in one.skills
        )


@dataclass(frozen=True, slots=True)
class DraftCitation:
    """A quotation as proposed: the id of the passage it is said to stand in, and its words."""

    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class DraftTopic:
    """A topic as proposed by a writer; nothing in it has been checked. `unit` is the twin key of the unit it uses."""

    title: str
    reasons: tuple[str, ...]
    why: str
    activity: tuple[Step, ...]
    openers: tuple[str, ...]
    senior: tuple[Question, ...]
    junior: tuple[Question, ...]
    both: tuple[Question, ...]
    citations: tuple[DraftCitation, ...]
    unit: str | None = None
    author: Literal["guided", "model"] = "guided"
    skills: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation that stands: `quote` is the text from `start` to `end` (code points) of that `version`."""

    document: str
    title: str
    heading: str
    path: str
    version: str
    language: str
    passage: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that may be shown: every question passed the form rules, every citation was found word for word."""

    title: str
    reasons: tuple[str, ...]
    why: str
    activity: tuple[Step, ...]
    openers: tuple[str, ...]
    senior: tuple[Question, ...]
    junior: tuple[Question, ...]
    both: tuple[Question, ...]
    citations: tuple[Citation, ...]
    unit: str | None
    author: Literal["guided", "model"]
    skills: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All reflection questions, senior's first."""
        return (*self.senior, *self.junior, *self.both)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something the gate refused: which part of which draft topic, and the code of the rule."""

    topic: str
    part: str
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came through the gate, and what did not, with the rule that refused it."""

    topics: tuple[Topic, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a set came about, readable by both participants; topics in words, never a number from a self-rating."""

    writer: WriterName
    model: str | None
    prompt: str | None
    prompt_hash: str | None
    tokens_in: int
    tokens_out: int
    seconds: float
    fields: tuple[str, ...]
    passages: tuple[Mapping[str, str], ...]
    dropped: tuple[Dropped, ...]
    fallback: str | None = None
    degraded: tuple[str, ...] = ()
    stood_in: tuple[str, ...] = ()  # parts of a model's topics that the guides' own words stand in for


@dataclass(frozen=True, slots=True)
class Spent:
    """What a set cost at the model's server: how often it was asked, tokens as it counted them, and how often that failed."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a model may use and what it costs: tokens a programme and day (0 for no limit), prices for a million tokens."""

    tokens_a_day: int = 0
    price_in: float | None = None
    price_out: float | None = None
    currency: str = "USD"

    def cost(self, spent: Spent) -> float | None:
        """What was spent in money; None where not both prices are known."""
        if self.price_in is None or self.price_out is None:
            return None
        return (spent.tokens_in * self.price_in + spent.tokens_out * self.price_out) / 1_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole suggestion: the topics, what the folder had nothing on (in words), the receipt, and what it cost."""

    brief: PairBrief
    topics: tuple[Topic, ...]
    missing: tuple[str, ...]
    receipt: Receipt
    spent: Spent = Spent()


@dataclass(frozen=True, slots=True)
class Use:
    """Topics that cited something: how many were suggested, found useful (or used), and flagged as inappropriate."""

    suggested: int = 0
    useful: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class Unmet:
    """Something a set said the folder has nothing on. `words` may be a pair's own: never show them as they are."""

    set_id: int
    pair_id: int
    session: int
    language: str
    words: str
