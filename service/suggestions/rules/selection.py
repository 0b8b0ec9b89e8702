"""One question a side for every topic of a set, so that the set covers GROW and somebody ends up doing something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from service.knowledge.values import Question
from service.suggestions.values import Topic


def narrow(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Keep one question for each side of each topic.

    The shared question prefers *will*, since it is the last one said aloud; the other sides take the GROW letter the set has
    least of, the author's order deciding between equals.
    """
    counts: Counter[str] = Counter()
    narrowed = []
    for topic in topics:
        both = _pick(topic.both, Counter({"G": 3, "R": 3, "O": 2, "W": 0}))
        counts[both.grow] += 1
        senior = _pick(topic.senior, counts)
        counts[senior.grow] += 1
        junior = _pick(topic.junior, counts)
        counts[junior.grow] += 1
        narrowed.append(replace(topic, senior=(senior,), junior=(junior,), both=(both,)))
    return tuple(narrowed)


def _pick(questions: Sequence[Question], counts: Counter[str]) -> Question:
    return min(questions, key=lambda question: counts[question.grow])
