"""What a collection holds for a generation's entries: one record for each text and what queries may filter it by.

A record is known by what it is, not by where it stands, so that two generations share the records of all that did not change.
Records are made when they are looked at: of a large folder they would outweigh its texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from service.knowledge.rules.passages import Entry
from service.knowledge.values import AUDIENCES, PAIR, STAGES, addresses

_DIGEST = 10  # bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One vector of an entry: `text` names it in the cache, `flags` are what a query may filter by."""

    id: str
    text: str
    flags: Mapping[str, str | int | bool]


class Records(Sequence[Record]):
    """The distinct records of entries, and where each of them stands. `maker` is who made their vectors: another's are others."""

    def __init__(self, entries: Sequence[Entry], maker: str = "") -> None:
        self._entries = entries
        self._first: dict[str, tuple[int, int]] = {}
        self._again: dict[str, list[int]] = {}
        for position, entry in enumerate(entries):
            head = repr((maker, sorted(_flags(entry).items())))
            for number, view in enumerate(entry.views):
                name = _name(head, view)
                if name in self._first:
                    self._again.setdefault(name, []).append(position)
                else:
                    self._first[name] = (position, number)
        self._names = list(self._first)

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> Record: ...

    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...

    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if isinstance(place, slice):
            return [self._record(name) for name in self._names[place]]
        return self._record(self._names[place])

    def only(self, names: Iterable[str]) -> list[Record]:
        """The records with these ids."""
        return [self._record(name) for name in names]

    @property
    def ids(self) -> Mapping[str, object]:
        """The ids of all records, as a set would have them."""
        return self._first

    def positions(self, ids: Iterable[str]) -> list[int]:
        """The entries that records belong to, each once and in their order. Ids of other entries are passed over.

        Raises ``LookupError`` where most ids are others': these are not the records of these entries.
        """
        found: dict[int, None] = {}
        strange = known = 0
        for name in ids:
            if name not in self._first:
                strange += 1
                continue
            known += 1
            found[self._first[name][0]] = None
            found.update(dict.fromkeys(self._again.get(name, ())))
        if strange > known or not found:
            message = "the collection is not of these entries"
            raise LookupError(message)
        return list(found)

    def _record(self, name: str) -> Record:
        position, number = self._first[name]
        entry = self._entries[position]
        return Record(name, entry.views[number], _flags(entry))


def _flags(entry: Entry) -> dict[str, str | int | bool]:
    """What queries may filter by."""
    passage = entry.passage
    flags: dict[str, str | int | bool] = {"language": passage.language, "kind": passage.kind}
    flags.update({f"audience_{reader}": addresses(passage.audience, reader) for reader in (*AUDIENCES, PAIR)})
    flags.update({f"stage_{stage}": not passage.stages or stage in passage.stages for stage in STAGES})
    return flags


def _name(flags: str, text: str) -> str:
    return hashlib.blake2b(f"{flags}\0{text}".encode("utf-8", "replace"), digest_size=_DIGEST).hexdigest()
