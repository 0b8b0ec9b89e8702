"""Two attackers on what is released: one solves equations, one plays through all answers that fit."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

import numpy as np

World = tuple[int, ...]
Groups = Sequence[tuple[int, ...]]


def histograms(people: int, cells: int) -> Iterator[World]:
    """Every way in which so many people can fall into so many cells."""
    if cells == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in histograms(people - first, cells - 1):
            yield (first, *rest)


def unions(cells: int) -> Groups:
    """Every set of cells but none and all."""
    return list(chain.from_iterable(combinations(range(cells), size) for size in range(1, cells)))


def told_apart(worlds: Iterable[World], told: Callable[[World], Hashable]) -> list[list[World]]:
    """Worlds that look the same from outside, together: whoever knows the code and sees a release knows one of these lists."""
    found: dict[Hashable, list[World]] = {}
    for world in worlds:
        found.setdefault(told(world), []).append(world)
    return list(found.values())


def exposed(worlds: Sequence[World], groups: Groups) -> list[str]:
    """What the worlds agree on that they should not: the answer of a person, with or without a colluder, or a group under five."""
    played = np.array(worlds)
    inside = np.array([[cell in group for cell in range(played.shape[1])] for group in groups], dtype=int)
    return [*_people(played, inside, groups), *_small_groups(played, inside, groups)]


def _people(worlds: np.ndarray, inside: np.ndarray, groups: Groups) -> Iterator[str]:
    """Worlds in which all others, of however many, are in a group, or none of them."""
    for colluder in (None, *range(worlds.shape[1])):
        others = worlds.copy() if colluder is None else worlds[worlds[:, colluder] > 0]
        if colluder is not None:
            others[:, colluder] -= 1
        if not len(others):
            continue
        counts, everybody = others @ inside.T, others.sum(axis=1, keepdims=True)
        agreed = (counts == 0).all(axis=0) | (counts == everybody).all(axis=0)
        for at in np.flatnonzero(agreed):
            yield f"with a colluder in {colluder}, everybody else is in {groups[at]} or nobody is"


def _small_groups(worlds: np.ndarray, inside: np.ndarray, groups: Groups) -> Iterator[str]:
    counts, people = worlds @ inside.T, worlds[0].sum()
    sure = (counts == counts[0]).all(axis=0)
    small = np.minimum(counts[0], people - counts[0])
    for at in np.flatnonzero(sure & (small > 0) & (small < 5)):
        yield f"exactly known: how many are in {groups[at]}"


def solved(figures: Sequence[Mapping[tuple[int, Hashable], int]], people: int, keys: Sequence[Hashable]) -> list[str]:
    """What linear algebra gets from exact figures about one question.

    Each figure says which (person, key) it adds up. That everybody gave one answer is known too. A group of fewer than five people is
    exposed when adding up their answers is a combination of the figures.
    """
    width = people * len(keys)
    place = {(person, key): person * len(keys) + at for person in range(people) for at, key in enumerate(keys)}
    rows = np.zeros((len(figures) + people, width))
    for row, figure in zip(rows, figures, strict=False):
        for cell, times in figure.items():
            row[place[cell]] = times
    for person in range(people):
        rows[len(figures) + person, [place[person, key] for key in keys]] = 1
    known = np.linalg.svd(rows)[2][: np.linalg.matrix_rank(rows)]
    found = []
    for group in chain.from_iterable(combinations(range(people), size) for size in range(1, 5)):
        for chosen in unions(len(keys)):
            wish = np.zeros(width)
            wish[[place[person, keys[at]] for person in group for at in chosen]] = 1
            if np.linalg.norm(wish - known.T @ (known @ wish)) < 1e-8:
                found.append(f"{group} in {chosen}")
    return found


def sheets(world: World, answers: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The sheets of a world whose cells are these answers."""
    return [answer for answer, count in zip(answers, world, strict=True) for _ in range(count)]
