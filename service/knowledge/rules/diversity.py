"""A list of passages that is not one document ten times."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
MOST_OF_ONE = 3


def diverse(order: Sequence[T], group: Callable[[T], str], limit: int, most: int = MOST_OF_ONE) -> list[T]:
    """The first `limit` of `order`, at most `most` of a group before the others had their turn; the order stays otherwise."""
    taken: dict[str, int] = {}
    first: list[T] = []
    rest: list[T] = []
    for one in order:
        name = group(one)
        taken[name] = taken.get(name, 0) + 1
        (first if taken[name] <= most else rest).append(one)
    return [*first, *rest][:limit] if len(first) < limit else first[:limit]
