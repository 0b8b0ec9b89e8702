"""Exact cosines from the vectors the manifest keeps: Chroma proposes which passages are near, this says how near each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.knowledge.rules.passages import Entry

Vector = NDArray[np.float32]
Score = TypeVar("Score", float, Vector)

_WHOLE_SHARE = 2 / 3
_BACKGROUND = 256
_FEWEST = 12
_USUAL = (0.80, 0.02)  # mean and deviation of unrelated e5 cosines, where a folder is too small to tell its own
_LEAST_DEVIATION = 1e-3


def _together(whole: Score, sentence: Score) -> Score:
    """One dense score: the passage as a whole counts twice its best sentence (tuned on FacQA's training questions)."""
    return whole * _WHOLE_SHARE + sentence * (1 - _WHOLE_SHARE)


class _Rows:
    """The vectors of some entries side by side: each whole passage, and its sentences (or the whole where it is one sentence)."""

    def __init__(self, entries: Sequence[Entry], vectors: Mapping[str, Vector]) -> None:
        sentences = [entry.views[1:] or entry.views for entry in entries]
        self._wholes = _stacked([vectors[entry.views[0]] for entry in entries])
        self._singles = _stacked([vectors[view] for views in sentences for view in views])
        self._begins = [0, *accumulate(len(views) for views in sentences)][:-1]

    def cosines(self, question: Vector) -> Vector:
        # Row by row: a product of this size is over before other threads have woken up to share it.
        singles = np.maximum.reduceat(np.vecdot(self._singles, question), self._begins)
        return _together(np.vecdot(self._wholes, question), singles)


def _stacked(vectors: Sequence[Vector]) -> Vector:
    """One matrix of them; several times quicker than ``np.stack``."""
    return np.concatenate(vectors).reshape(len(vectors), -1)


class Nearness:
    """How near each entry is to a question. `vectors` holds the vector of every view, by its text."""

    def __init__(self, entries: Sequence[Entry], vectors: Mapping[str, Vector]) -> None:
        self._entries = entries
        self._vectors = vectors
        by_language: dict[str, list[Entry]] = {}
        for entry in entries:
            by_language.setdefault(entry.passage.language, []).append(entry)
        self._samples = {
            language: _Rows(group[:: -(-len(group) // _BACKGROUND)], vectors)
            for language, group in by_language.items()
            if len(group) >= _FEWEST
        }

    def cosines(self, question: Vector, positions: Sequence[int]) -> dict[int, float]:
        """The cosines of some entries, by position: a mean of the whole passage's and its best sentence's."""
        if not positions:
            return {}
        rows = _Rows([self._entries[position] for position in positions], self._vectors)
        return dict(zip(positions, rows.cosines(question).tolist(), strict=True))

    def usual(self, question: Vector, language: str) -> tuple[float, float]:
        """Mean and standard deviation of what passages score that have nothing to do with the question: a fixed sample."""
        if language not in self._samples:
            return _USUAL
        scores = self._samples[language].cosines(question)
        return float(scores.mean()), max(float(scores.std()), _LEAST_DEVIATION)
