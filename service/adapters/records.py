"""What a collection holds for a generation's entries, made when it is looked at: a large folder's records outweigh its texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import overload

from service.adapters.chroma import Record
from service.knowledge.rules.passages import Entry
from service.knowledge.values import SIDES, STAGES

WHOLE, SENTENCE = "whole", "sentence"


class Records(Sequence[Record]):
    """What the collection holds for entries: each view of each, with the flags that queries filter by. Made when looked at."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._begins = [0, *accumulate(len(entry.views) for entry in entries)]

    def __len__(self) -> int:
        return self._begins[-1]

    @overload
    def __getitem__(self, place: int) -> Record: ...

    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...

    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        position = bisect_right(self._begins, number) - 1
        return self._record(position, number - self._begins[position])

    def _record(self, position: int, number: int) -> Record:
        passage = self._entries[position].passage
        flags: dict[str, str | int | bool] = {
            "entry": position,
            "language": passage.language,
            "kind": passage.kind,
            "status": "active",
        }
        flags.update({f"audience_{side}": not passage.audience or side in passage.audience for side in SIDES})
        flags.update({f"stage_{stage}": not passage.stages or stage in passage.stages for stage in STAGES})
        flags["view"] = SENTENCE if number else WHOLE
        return Record(f"{position}.{number}", self._entries[position].views[number], flags)
