"""Whether a text hands on, word for word, what somebody typed for themselves or for this session.

A wish in a form is its writer's: the partner reads that there was one, not its words. And whoever dictates sentences in such
a field would otherwise speak in the voice of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from service.knowledge.rules.questions import words

# Words in a row; shorter runs are how people say things. What was asked for this session both may read: a topic may name it.
PRIVATE_RUN = 6
SHARED_RUN = 9


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote in free words, and how many of its words in a row are too many."""

    text: str
    run: int = PRIVATE_RUN


def echoes(text: str, typed: Iterable[Typed]) -> bool:
    """Whether `text` shares a run of words with one of `typed` that is too long."""
    return any(not _runs(text, one.run).isdisjoint(_runs(one.text, one.run)) for one in typed)


@lru_cache(maxsize=4096)
def _runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    tokens = words(text)
    return frozenset(tuple(tokens[place : place + length]) for place in range(len(tokens) - length + 1))
