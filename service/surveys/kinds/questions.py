"""One small class a kind of question: it makes its form field, reads and shows an answer, and summarises many.

A stored answer is plain JSON: a key, a list of keys, a number, true or false, or a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import StringField, TextAreaField

from service.surveys.kinds.checks import HowMany, chosen, written
from service.surveys.kinds.conditions import Condition
from service.surveys.values import Option, Text
from service.web.forms import Checkboxes, Radios, options

_IN_A_ROW = 22
NOT_APPLICABLE = "na"
_YES, _NO = Text("Ya", "Yes"), Text("Tidak", "No")


@dataclass(frozen=True, slots=True)
class Summary:
    """Many answers at a glance: how many there are and, where they can be counted, how often each was given."""

    answered: int
    counts: tuple[tuple[Text, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a question comes from: the scale it is close to, whether it was adapted, and how far its translation is checked."""

    source: Text
    adapted: bool
    translation: str
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every kind has in common; `id` is stored with each answer and never changes.

    `reason` is the one of the five that it measures. A text may be shown to others, without a name, only where `permission` names a
    question and its author said yes there. `wording_ok` excuses a sign of doubtful wording, with the reason why.
    """

    kind: ClassVar[str] = ""
    in_words: ClassVar[bool] = False
    """Whether the answer is a topic that may be told in words, without any number or free text behind it."""

    id: str
    text: Text
    hint: Text | None = None
    required: bool = True
    when: Condition | None = None
    reason: str | None = None
    provenance: Provenance | None = None
    permission: str | None = None
    wording_ok: tuple[tuple[str, str], ...] = ()

    @property
    def comment(self) -> bool:
        """Whether it is a text that its author may allow to be quoted."""
        return self.permission is not None

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """The unbound form field; `lenient` accepts a gap, for saving half a page."""
        raise NotImplementedError

    def store(self, data: Any) -> Any:
        """The field's data as it is stored; None for no answer."""
        return data or None

    def fill(self, value: Any) -> Any:
        """A stored answer as the field's data."""
        return value

    def show(self, value: Any, language: str) -> list[str]:  # noqa: ARG002 - kinds with words of their own need it
        """A stored answer in words, one line each."""
        return [str(value)]

    def summarise(self, values: Sequence[Any]) -> Summary:
        """Many stored answers at a glance; texts are only counted."""
        return Summary(answered=len(values))

    def _labels(self, language: str) -> dict[str, Any]:
        return {
            "label": self.text.into(language),
            "description": self.hint.into(language) if self.hint else "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """One of several answers."""

    kind = "choice"
    in_words = True
    options: tuple[Option, ...]

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """Radios in the order of the options."""
        choices = options((option.key, option.text.into(language)) for option in self.options)
        return Radios(
            **self._labels(language), choices=choices, validators=chosen(needed=self.required and not lenient)
        )

    def show(self, value: Any, language: str) -> list[str]:
        """The words of the chosen option."""
        return [option.text.into(language) for option in self.options if option.key == value]

    def summarise(self, values: Sequence[Any]) -> Summary:
        """How often each option was chosen."""
        return count(values, {option.key: option.text for option in self.options})


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Question):
    """Some of several answers, between `at_least` and `at_most` of them."""

    kind = "several"
    in_words = True
    options: tuple[Option, ...]
    at_least: int = 1
    at_most: int | None = None

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """Check boxes in the order of the options."""
        choices = options((option.key, option.text.into(language)) for option in self.options)
        least = 0 if lenient or not self.required else self.at_least
        return Checkboxes(**self._labels(language), choices=choices, validators=[HowMany(least, self.at_most)])

    def show(self, value: Any, language: str) -> list[str]:
        """The words of the chosen options, in their own order."""
        return [option.text.into(language) for option in self.options if option.key in value]

    def summarise(self, values: Sequence[Any]) -> Summary:
        """How often each option was among the chosen."""
        counted = count([key for value in values for key in value], {one.key: one.text for one in self.options})
        return Summary(answered=len(values), counts=counted.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Question):
    """A point on a short scale, stored as its number from 0; every point has words. `measures` says what it is a scale of.

    Where the question may not apply, `not_applicable` says so beside the scale: no point of it, and stored as ``NOT_APPLICABLE``.
    """

    kind = "scale"
    points: tuple[Text, ...]
    measures: str | None = None
    not_applicable: Text | None = None

    @property
    def compact(self) -> bool:
        """Whether the words are short enough for all points to stand in one row."""
        return all(len(words) <= _IN_A_ROW for point in self.points for words in (point.id, point.en))

    def labels(self) -> dict[int | str, Text]:
        """The words of every answer, by what is stored."""
        points: dict[int | str, Text] = dict(enumerate(self.points))
        return points if self.not_applicable is None else points | {NOT_APPLICABLE: self.not_applicable}

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """Radios, one a point, and one for what does not apply."""
        return Radios(
            **self._labels(language),
            choices=options((str(stored), words.into(language)) for stored, words in self.labels().items()),
            validators=chosen(needed=self.required and not lenient),
            render_kw={"data-kind": "scale"},
        )

    def store(self, data: Any) -> Any:
        """The number of the point; none for what is no answer of this scale."""
        return {str(stored): stored for stored in self.labels()}.get(data)

    def fill(self, value: Any) -> Any:
        """The point as the radios know it."""
        return None if value is None else str(value)

    def show(self, value: Any, language: str) -> list[str]:
        """The words of the point."""
        return [words.into(language) for stored, words in self.labels().items() if stored == value]

    def summarise(self, values: Sequence[Any]) -> Summary:
        """How often each point was chosen, and last how often it did not apply."""
        return count(values, self.labels())


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Question):
    """Yes or no, stored as true or false; `default` is chosen beforehand where there is one."""

    kind = "yes_no"
    default: bool | None = None
    yes: Text = _YES
    no: Text = _NO

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """Two radios."""
        return Radios(
            **self._labels(language),
            choices=options([("yes", self.yes.into(language)), ("no", self.no.into(language))]),
            default=self.fill(self.default),
            validators=chosen(needed=self.required and not lenient),
        )

    def store(self, data: Any) -> Any:
        """True, false, or None where nothing was chosen."""
        return {"yes": True, "no": False}.get(data)

    def fill(self, value: Any) -> Any:
        """The answer as the radios know it."""
        return None if value is None else ("yes" if value else "no")

    def show(self, value: Any, language: str) -> list[str]:
        """The words of the answer."""
        return [(self.yes if value else self.no).into(language)]

    def summarise(self, values: Sequence[Any]) -> Summary:
        """How many said yes and how many no."""
        return count(values, {True: self.yes, False: self.no})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Question):
    """One line of at most `longest` characters."""

    kind = "short_text"
    longest: int = 200

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """A text field."""
        return StringField(
            **self._labels(language),
            filters=[_stripped],
            validators=written(needed=self.required and not lenient, longest=self.longest),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText(Question):
    """A few sentences of at most `longest` characters."""

    kind = "long_text"
    longest: int = 2000

    def field(self, language: str, *, lenient: bool = False) -> Any:
        """A text area."""
        return TextAreaField(
            **self._labels(language),
            filters=[_stripped],
            validators=written(needed=self.required and not lenient, longest=self.longest),
            render_kw={"rows": 5},
        )

    def show(self, value: Any, language: str) -> list[str]:  # noqa: ARG002 - the author's own words
        """The text as typed, line by line."""
        return str(value).splitlines()


def _stripped(data: str | None) -> str | None:
    return data.strip() if data else data


def count(values: Iterable[Any], labels: Mapping[Any, Text]) -> Summary:
    """How often each labelled answer was given."""
    found = Counter(values)
    return Summary(answered=found.total(), counts=tuple((label, found[key]) for key, label in labels.items()))
