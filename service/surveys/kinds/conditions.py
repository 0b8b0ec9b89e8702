"""When a question is asked: conditions on answers to earlier questions.

A question that is not asked counts as unanswered for every other, so a condition only ever reads answers that count. An answer that
is still to come makes a condition undecided (Kleene's third value): the pages of a form are counted before they are answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from service.surveys.values import Answers, Text

Data = dict[str, Any]
Sayer = Callable[[str, "bool | int | str"], Text]
"""The words of one answer to an item, from its id and the stored value."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What every condition can tell."""

    def judge(self, answers: Answers, pending: Collection[str] = ()) -> bool | None:
        """Whether it holds; none where that hangs on an item of `pending`, whose answer may still come."""
        raise NotImplementedError

    def holds(self, answers: Answers) -> bool:
        """Whether it holds for these answers, of which each belongs to a question that is asked."""
        return bool(self.judge(answers))

    def items(self) -> frozenset[str]:
        """The ids of the questions it reads."""
        raise NotImplementedError

    def as_data(self, answers: Answers | None = None) -> Data:
        """The same as plain JSON, for the page's script.

        Answers are named as the page's fields hold them. Where answers that count are given, each comparison says in `now` whether
        it holds for them: the script believes that for questions of other pages.
        """
        raise NotImplementedError

    def in_words(self, say: Sayer) -> Text:
        """The same as a phrase in both languages."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class _Comparison(Condition):
    """A condition on one answer."""

    item: str

    def judge(self, answers: Answers, pending: Collection[str] = ()) -> bool | None:
        return None if self.item in pending else self._met(answers.get(self.item))

    def items(self) -> frozenset[str]:
        return frozenset({self.item})

    def as_data(self, answers: Answers | None = None) -> Data:
        told = {"item": self.item, **self._told()}
        return told if answers is None else told | {"now": self.holds(answers)}

    def _met(self, given: Any) -> bool:
        raise NotImplementedError

    def _told(self) -> Data:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Is(_Comparison):
    """The answer is this one, or holds it where there may be several; `key` is the answer as the page's field holds it."""

    key: str
    stored: bool | str

    def in_words(self, say: Sayer) -> Text:
        """For example “goals is Listen better”."""
        answer = say(self.item, self.stored)
        return Text(f"{self.item} adalah “{answer.id}”", f"{self.item} is “{answer.en}”")

    def _met(self, given: Any) -> bool:
        return self.stored in given if isinstance(given, list) else given == self.stored

    def _told(self) -> Data:
        return {"is": self.key}


@dataclass(frozen=True, slots=True)
class AtLeast(_Comparison):
    """The point of a scale is this one or one after it; counted from 0."""

    point: int

    def in_words(self, say: Sayer) -> Text:
        """For example “worry is at least often”."""
        answer = say(self.item, self.point)
        return Text(f"{self.item} paling sedikit “{answer.id}”", f"{self.item} is at least “{answer.en}”")

    def _met(self, given: Any) -> bool:
        return _is_point(given) and given >= self.point

    def _told(self) -> Data:
        return {"at_least": self.point}


@dataclass(frozen=True, slots=True)
class AtMost(_Comparison):
    """The point of a scale is this one or one before it; counted from 0."""

    point: int

    def in_words(self, say: Sayer) -> Text:
        """For example “worry is at most rarely”."""
        answer = say(self.item, self.point)
        return Text(f"{self.item} paling banyak “{answer.id}”", f"{self.item} is at most “{answer.en}”")

    def _met(self, given: Any) -> bool:
        return _is_point(given) and given <= self.point

    def _told(self) -> Data:
        return {"at_most": self.point}


@dataclass(frozen=True, slots=True)
class Answered(_Comparison):
    """There is an answer, whichever it is."""

    def in_words(self, say: Sayer) -> Text:  # noqa: ARG002 - no answer is named
        """For example “what is answered”."""
        return Text(f"{self.item} dijawab", f"{self.item} is answered")

    def _met(self, given: Any) -> bool:
        return given is not None and given not in ("", [])

    def _told(self) -> Data:
        return {"answered": True}


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """Every one of its parts holds."""

    parts: tuple[Condition, ...]

    def judge(self, answers: Answers, pending: Collection[str] = ()) -> bool | None:
        """False as soon as one part is."""
        judged = [part.judge(answers, pending) for part in self.parts]
        return False if False in judged else None if None in judged else True

    def items(self) -> frozenset[str]:
        """Those of its parts."""
        return frozenset().union(*(part.items() for part in self.parts))

    def as_data(self, answers: Answers | None = None) -> Data:
        """Its parts under `all`."""
        return {"all": [part.as_data(answers) for part in self.parts]}

    def in_words(self, say: Sayer) -> Text:
        """Its parts, joined by and."""
        return _joined(self.parts, say, Text(" dan ", " and "))


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one of its parts holds."""

    parts: tuple[Condition, ...]

    def judge(self, answers: Answers, pending: Collection[str] = ()) -> bool | None:
        """True as soon as one part is."""
        judged = [part.judge(answers, pending) for part in self.parts]
        return True if True in judged else None if None in judged else False

    def items(self) -> frozenset[str]:
        """Those of its parts."""
        return frozenset().union(*(part.items() for part in self.parts))

    def as_data(self, answers: Answers | None = None) -> Data:
        """Its parts under `any`."""
        return {"any": [part.as_data(answers) for part in self.parts]}

    def in_words(self, say: Sayer) -> Text:
        """Its parts, joined by or."""
        return _joined(self.parts, say, Text(" atau ", " or "))


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """Its part does not hold; an unanswered question is no answer, so this holds before anything is said."""

    part: Condition

    def judge(self, answers: Answers, pending: Collection[str] = ()) -> bool | None:
        """The contrary."""
        judged = self.part.judge(answers, pending)
        return None if judged is None else not judged

    def items(self) -> frozenset[str]:
        """Those of its part."""
        return self.part.items()

    def as_data(self, answers: Answers | None = None) -> Data:
        """Its part under `not`."""
        return {"not": self.part.as_data(answers)}

    def in_words(self, say: Sayer) -> Text:
        """Its part, denied."""
        part = self.part.in_words(say)
        return Text(f"bukan: ({part.id})", f"not: ({part.en})")


def _is_point(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _joined(parts: tuple[Condition, ...], say: Sayer, word: Text) -> Text:
    told = [_bracketed(part, part.in_words(say)) for part in parts]
    return Text(word.id.join(one.id for one in told), word.en.join(one.en for one in told))


def _bracketed(part: Condition, words: Text) -> Text:
    return Text(f"({words.id})", f"({words.en})") if isinstance(part, AllOf | AnyOf) else words
