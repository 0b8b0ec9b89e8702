"""What lies on the desk while a set is written: what a writer works with, what the folder gave, and how it went so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from service.knowledge.ports import Library
from service.knowledge.values import Found, Passage
from service.suggestions import model as model_writer
from service.suggestions.guided.choosing import Candidate
from service.suggestions.ports import Answers, ChatModel
from service.suggestions.rules.needs import Planned
from service.suggestions.rules.worth import Measure
from service.suggestions.values import Dropped, PairBrief, Spent, Tariff


class ModelRefusedError(Exception):
    """A model was asked for by name, and this pair did not say yes on both sides, or none is configured."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Desk:
    """What a writer works with: the library, perhaps a model with its prompts, its total seconds and a stop-watch.

    `answers` are those a model gave before; `tariff` is what it may use and what that costs.
    """

    library: Library
    model: ChatModel | None = None
    render: model_writer.Render | None = None
    seconds: float = 45.0
    stopwatch: Callable[[], float] = time.monotonic
    answers: Answers | None = None
    tariff: Tariff = field(default_factory=Tariff)


@dataclass
class Material:
    """What the folder gives for a brief; `passages` are all that may be cited."""

    planned: list[Planned]
    found: list[Found]
    pool: list[Candidate]
    passages: dict[str, Passage]
    degraded: tuple[str, ...]

    def measure(self, brief: PairBrief) -> Measure:
        """By what the topics of this set are weighed."""
        return Measure(
            brief,
            self.planned,
            self.passages,
            support={one.unit.twin: one.support for one in self.pool},
            unit_reasons={one.unit.twin: one.unit.reasons for one in self.pool},
        )


@dataclass
class Course:
    """How the writing went, for the receipt and for the books."""

    dropped: list[Dropped] = field(default_factory=list)
    stood_in: list[str] = field(default_factory=list)
    calls: int = 0
    faults: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    prompt: str | None = None
    prompt_hash: str | None = None
    fallback: str | None = None

    @property
    def spent(self) -> Spent:
        """What was asked of the model's server."""
        return Spent(self.calls, self.tokens_in, self.tokens_out, self.faults)
