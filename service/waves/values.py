"""What the pages and exports of waves hold in their hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.surveys.rules.figures import Figure, Row
from service.surveys.values import Text, WaveCard, WaveState

_A_RANGE = 2  # points of a scale from which on they are told as a range


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of one side have answered, of how many who were asked."""

    side: str
    done: int
    asked: int


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave on the admin's list. `urgent` is one that closes soon with less than half of its answers."""

    wave: WaveCard
    title: Text
    state: WaveState
    turnout: tuple[Turnout, ...]
    urgent: bool

    @property
    def done(self) -> int:
        """Answers of both sides."""
        return sum(one.done for one in self.turnout)

    @property
    def asked(self) -> int:
        """People of both sides who were asked."""
        return sum(one.asked for one in self.turnout)


@dataclass(frozen=True, slots=True)
class FormLine:
    """An instrument that an admin may open, and for how many sessions it is asked (none where it asks about none)."""

    key: str
    title: Text
    kind: str
    sides: tuple[str, ...]
    minutes: int
    by_session: bool


@dataclass(frozen=True, slots=True)
class Block:
    """What is shown of one side's answers to one question, with the words of each stored answer.

    `scale` says which words suit its ends: "agreement", "yes_no", "ends" (the words of the scale), or "options".
    """

    side: str
    question: Text
    figure: Figure
    labels: Mapping[Any, Text]
    scale: str

    def words(self, keys: tuple[Any, ...], language: str) -> str:
        """Answers that are counted together: points of a scale as a range, joined with what is no point of it."""
        told = [self.labels[key].into(language) for key in keys]
        points = [text for key, text in zip(keys, told, strict=True) if type(key) is int]
        if len(points) < _A_RANGE:
            return " + ".join(told)
        rest = [text for key, text in zip(keys, told, strict=True) if type(key) is not int]
        return " + ".join([f"{points[0]} – {points[-1]}", *rest])  # noqa: RUF001 - the dash of a range

    def end(self, place: int, language: str) -> str:
        """The words of the first (0) or the last (-1) answer of the scale."""
        points = [key for key in self.labels if type(key) is int or self.scale == "options"]
        return self.labels[points[place]].into(language) if points else ""

    @property
    def leading(self) -> Row | None:
        """The row in which at least half of those asked are, surely; none where a word is all there is."""
        if self.figure.word is not None:
            return None
        return next((row for row in self.figure.rows if 2 * row.low >= self.figure.base_high), None)


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One question with its sides; a question that both read in the same words has one text."""

    id: str
    blocks: tuple[Block, ...]

    @property
    def shared(self) -> bool:
        """Whether all its sides were asked in the same words."""
        return len({block.question for block in self.blocks}) == 1


@dataclass(frozen=True, slots=True)
class SideSummary:
    """How many of a side answered, and whether that is too few for anything to be shown."""

    side: str
    answered: int
    withheld: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The results of a closed wave, page by page of its instrument, as everybody who may see them sees them."""

    wave: WaveCard
    title: Text
    sides: tuple[SideSummary, ...]
    pages: tuple[tuple[Text, tuple[ResultItem, ...]], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written to a file: the first row is its head. Cells are texts or whole numbers."""

    name: str
    rows: tuple[tuple[str | int, ...], ...]
