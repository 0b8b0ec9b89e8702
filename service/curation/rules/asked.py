"""What pairs needed and the folder did not have, clustered, so that nothing in it tells a pair or a person.

The service's own words (a skill, a session's purpose) are counted by their key. What a pair typed is shown only where at least
three different pairs used the same stems, and then only those: the sentence itself never.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.knowledge.rules.questions import stems, words
from service.suggestions.values import Unmet

LEAST_PAIRS = 3
Known = Mapping[tuple[str, str], tuple[str, str]]
"""(language, words) of everything the service says itself, to its kind and key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A cluster. `kind` is ``skill``, ``stage``, ``more`` (too few topics for a session) or ``words``; `language` asked most."""

    kind: str
    key: str
    language: str
    sets: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """The clusters, the most asked first, and how many wishes in people's own words stay unshown."""

    asked: tuple[Asked, ...]
    unshown: int


@dataclass(frozen=True)
class _Wish:
    """A wish in a pair's own words."""

    unmet: Unmet
    names: frozenset[str]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its content, without anybody's name."""
        return stems(self.unmet.words, self.unmet.language) - self.names

    def forms(self, stem: str) -> set[str]:
        """How the wish spells a stem."""
        parts = {part for word in words(self.unmet.words) for part in re.split("[-'\u2019]", word)}
        return {part for part in parts if stem in stems(part, self.unmet.language)}


def cluster(unmet: Iterable[Unmet], known: Known, names: Iterable[str]) -> Clusters:
    """Put together what sets were missing; `names` of people are never shown, however many pairs wrote them."""
    planned: dict[tuple[str, str], list[Unmet]] = defaultdict(list)
    typed: dict[str, list[Unmet]] = defaultdict(list)
    unshown = 0
    for one in unmet:
        kind, key = known.get((one.language, one.words), ("", ""))
        if kind == "own":
            unshown += 1
        elif kind:
            planned[kind, str(one.session) if kind == "more" else key].append(one)
        else:
            typed[one.language].append(one)
    asked = [Asked(kind, key, _language(found), _sets(found)) for (kind, key), found in planned.items()]
    people = list(names)
    for language, found in typed.items():
        hidden = frozenset(stem for name in people for stem in stems(name, language))
        wishes = [_Wish(one, hidden) for one in found]
        shared = _shared(wishes)
        asked.extend(
            Asked("words", " ".join(_shown(stem, group) for stem in key), language, n) for key, group, n in shared
        )
        told = {id(wish) for _key, group, _n in shared for wish in group}
        unshown += sum(1 for wish in wishes if id(wish) not in told)
    return Clusters(tuple(sorted(asked, key=lambda one: (-one.sets, one.kind, one.key))), unshown)


def _shared(wishes: Sequence[_Wish]) -> list[tuple[list[str], list[_Wish], int]]:
    """Stems that enough pairs share, with the wishes that hold all of a group."""
    holders: dict[str, list[_Wish]] = defaultdict(list)
    for wish in wishes:
        for stem in wish.stems:
            holders[stem].append(wish)
    left = {stem for stem, found in holders.items() if _pairs(found) >= LEAST_PAIRS}
    groups = []
    while left:
        seed = min(left, key=lambda stem: (-_pairs(holders[stem]), stem))
        key, group = [seed], holders[seed]
        for stem in sorted(left - {seed}, key=lambda stem: (-_pairs(holders[stem]), stem)):
            both = [wish for wish in group if stem in wish.stems]
            if _pairs(both) >= max(LEAST_PAIRS, _pairs(holders[seed]) / 2):
                key.append(stem)
                group = both
        left -= set(key)
        groups.append((key, group, _sets([wish.unmet for wish in group])))
    return groups


def _shown(stem: str, group: Sequence[_Wish]) -> str:
    """The spelling that enough pairs used; else the bare stem, since a spelling of fewer might be somebody's own."""
    writers: dict[str, set[int]] = defaultdict(set)
    for wish in group:
        for form in wish.forms(stem):
            writers[form].add(wish.unmet.pair_id)
    form = min(writers, key=lambda form: (-len(writers[form]), form))
    return form if len(writers[form]) >= LEAST_PAIRS else stem


def _pairs(wishes: Iterable[_Wish]) -> int:
    return len({wish.unmet.pair_id for wish in wishes})


def _sets(unmet: Iterable[Unmet]) -> int:
    return len({one.set_id for one in unmet})


def _language(unmet: Sequence[Unmet]) -> str:
    every = [one.language for one in unmet]
    return min(set(every), key=lambda language: (-every.count(language), language))
