"""Which passages may answer a need, and by whose words each of them is found: masks over the entries, made once a kind of need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from service.knowledge.rules.passages import Entry
from service.knowledge.values import Need, addresses

Mask = NDArray[np.bool_]
_KINDS_OF_NEED = 128
_Kind = tuple[str | None, int | None, str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """The passages of one language that are read for a need; each answers for itself, for its twin, or for both.

    `count` is how many are read; `plain` says that each of them answers for itself alone.
    """

    readable: Mask
    itself: Mask
    for_twin: Mask
    count: int
    plain: bool


class Scopes:
    """The scopes of fixed entries. `twins` gives the twin's position of each passage that has one.

    Passages of `closed` documents answer nothing.
    """

    def __init__(
        self, entries: Sequence[Entry], twins: Mapping[int, int], closed: frozenset[str] = frozenset()
    ) -> None:
        passages = [entry.passage for entry in entries]
        self._twins = twins
        self._passages = passages
        self._closed = closed
        self._twin = np.array([twins.get(place, -1) for place in range(len(passages))], dtype=np.int64)
        self._languages = np.array([passage.language for passage in passages], dtype=np.str_)
        # The same few kinds of need are asked again and again, and nothing here changes.
        self._parts_of = lru_cache(maxsize=_KINDS_OF_NEED)(self._parts)

    def parts(self, need: Need, spoken: str) -> Mapping[str, Part]:
        """What to read for a need in the language `spoken`, by the language read; nothing where nothing is allowed.

        A passage that has a twin in the question's language is found by what the twin says, and only by that.
        """
        return self._parts_of(
            (None if need.any_language else need.language, need.stage, need.audience, need.kinds), spoken
        )

    def answers(self, part: Part, position: int) -> Iterator[int]:
        """The passages that a text read answers for."""
        if part.itself[position]:
            yield position
        if part.for_twin[position]:
            yield self._twins[position]

    def _parts(self, kind: _Kind, spoken: str) -> dict[str, Part]:
        allowed = self._allowed(kind)
        paired = self._twin >= 0
        spoken_self = self._languages == spoken
        spoken_twin = paired & spoken_self[self._twin]
        itself = allowed & (spoken_self | ~spoken_twin)
        by_twin = np.flatnonzero(allowed & paired & (spoken_twin | ~spoken_self))
        for_twin = np.zeros_like(allowed)
        for_twin[self._twin[by_twin]] = True
        found: dict[str, Part] = {}
        for language in np.unique(self._languages[itself | for_twin]).tolist():
            here = self._languages == language
            readable = here & (itself | for_twin)
            plain = not (here & for_twin).any()
            found[language] = Part(readable, here & itself, here & for_twin, int(readable.sum()), plain)
        return found

    def _allowed(self, kind: _Kind) -> Mask:
        language, stage, audience, kinds = kind
        return np.fromiter(
            (
                passage.document not in self._closed
                and (language is None or passage.language == language)
                and (stage is None or not passage.stages or stage in passage.stages)
                and (audience is None or addresses(passage.audience, audience))
                and (not kinds or passage.kind in kinds)
                for passage in self._passages
            ),
            dtype=np.bool_,
            count=len(self._passages),
        )
