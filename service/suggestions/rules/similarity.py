"""When two questions or titles are the same idea in other words.

Explained in full by what is counted, and needs no model. ``NEAR`` was chosen on one half of 200 hand-made pairs
and the other half reports it: docs/decisions/0004 and 0023.
"""

from collections.abc import Iterable
from functools import lru_cache

from service.knowledge.rules.questions import stems, words

NEAR = 0.67
_CONTENT, _FORM = 0.6, 0.4
_FEW = 3


@lru_cache(maxsize=8192)
def _forms(text: str) -> frozenset[str]:
    return frozenset(words(text))


def nearness(one: str, other: str, language: str) -> float:
    """From 0 to 1: how far two lines are the same question.

    Dice's coefficient over stems of content words, and over all words as they stand: a paraphrase keeps both, whereas two
    questions about one topic share its content words and ask with other words.
    """
    content = _dice(stems(one, language), stems(other, language))
    return _CONTENT * content + _FORM * _dice(_forms(one), _forms(other))


def _dice(first: frozenset[str], second: frozenset[str]) -> float:
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def repeats(text: str, earlier: Iterable[str], language: str) -> bool:
    """Whether `text` says again what one of `earlier` said."""
    own = _plain(text)
    return any(own == _plain(other) or nearness(text, other, language) >= NEAR for other in earlier)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return " ".join(words(text)) or " ".join(text.split())


def similarity(one: str, other: str, language: str) -> float:
    """How much of the shorter text's content the other shares, from 0 to 1: for texts of unlike length."""
    first, second = stems(one, language), stems(other, language)
    if not first or not second:
        return 0.0
    shared = len(first & second)
    if min(len(first), len(second)) < _FEW:
        return shared / len(first | second)
    return max(shared / len(first | second), 0.9 * shared / min(len(first), len(second)))
