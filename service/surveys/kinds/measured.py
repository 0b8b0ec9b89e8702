"""The questions of an instrument as a release sees them (`rules/release.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.surveys.kinds.codebook import codes
from service.surveys.kinds.conditions import Is
from service.surveys.kinds.instrument import Instrument
from service.surveys.kinds.questions import Choice, Question, Scale, Several, YesNo
from service.surveys.rules.figures import Measure, Parent

_SKIPPED = None


def measures(instrument: Instrument) -> tuple[Measure, ...]:
    """One a question, in order; a date or a week counts as a text, which nobody may show."""
    known = {item.id: item for item in instrument.items()}
    return tuple(_measure(item, known) for item in instrument.items())


def _measure(item: Question, known: Mapping[str, Question]) -> Measure:
    conditional = item.when is not None
    parent = _parent(item, known)
    skipped = () if item.required else (_SKIPPED,)
    if isinstance(item, Scale | YesNo):
        lower, middle, upper = _ends(item)
        keys = (*lower, *middle, *skipped, *upper)
        return Measure(item.id, "ordered", keys, frozenset(lower), frozenset(upper), conditional, parent)
    if isinstance(item, Several):
        least = item.at_least if item.required else 0
        keys = tuple(option.key for option in item.options)
        return Measure(item.id, "several", keys, conditional=conditional, parent=parent, least=least, most=item.at_most)
    if isinstance(item, Choice):
        keys = (*(option.key for option in item.options), *skipped)
        return Measure(item.id, "nominal", keys, conditional=conditional, parent=parent)
    return Measure(item.id, "text", conditional=conditional, parent=parent, permission=item.permission)


def _ends(item: Scale | YesNo) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """The stored answers of the lower end, of neither, and of the upper end; what does not apply is neither."""
    if isinstance(item, YesNo):
        return (False,), (), (True,)
    points = tuple(range(len(item.points)))
    half = len(points) // 2
    upper = points[len(points) - half :]
    middle = tuple(key for key in item.labels() if key not in points[:half] and key not in upper)
    return points[:half], middle, upper


def _parent(item: Question, known: Mapping[str, Question]) -> Parent | None:
    """The one question that this one hangs on, and the answers that open it; none where it hangs on more, or on silence."""
    if item.when is None or len(item.when.items()) != 1:
        return None
    (id_,) = item.when.items()
    above, when = known[id_], item.when
    if when.holds({}) or (isinstance(above, Several) and not isinstance(when, Is)):
        return None
    opening = tuple(key for key, _ in codes(above) if when.holds({id_: [key] if isinstance(above, Several) else key}))
    return Parent(id_, opening) if opening else None
