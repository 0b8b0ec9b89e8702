"""Exact cosines from the vectors the manifest keeps: Chroma proposes which passages are near, this says how near each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


class Table(Mapping[str, Vector]):
    """The vectors of texts as the rows of one matrix: no text pays for an array of its own, and many are taken at once."""

    def __init__(self, texts: Sequence[str], matrix: Vector) -> None:
        self.matrix = matrix
        self.row = {text: number for number, text in enumerate(texts)}

    @classmethod
    def of(cls, vectors: Mapping[str, Vector]) -> Table:
        """The same vectors as a table."""
        if isinstance(vectors, Table):
            return vectors
        return cls(list(vectors), np.stack(list(vectors.values())) if vectors else np.zeros((0, 0), np.float32))

    def __getitem__(self, text: str) -> Vector:
        row: Vector = self.matrix[self.row[text]]
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self.row)

    def __len__(self) -> int:
        return len(self.row)


class Nearness:
    """How near each entry is to a question. `vectors` holds the vector of every view, by its text."""

    def __init__(self, entries: Sequence[Entry], vectors: Mapping[str, Vector]) -> None:
        table = Table.of(vectors)
        self._matrix = table.matrix
        self._wholes = np.array([table.row[entry.views[0]] for entry in entries], dtype=np.int64)
        # The sentences of all entries, one entry after the other; the whole stands in where it is one sentence.
        sentences = [entry.views[1:] or entry.views for entry in entries]
        self._singles = np.array([table.row[view] for views in sentences for view in views], dtype=np.int64)
        self._counts = np.array([len(views) for views in sentences], dtype=np.int64)
        self._begins = np.cumsum(self._counts) - self._counts
        by_language: dict[str, list[int]] = {}
        for position, entry in enumerate(entries):
            by_language.setdefault(entry.passage.language, []).append(position)
        self._samples = {
            language: np.array(group[:: -(-len(group) // _BACKGROUND)], dtype=np.int64)
            for language, group in by_language.items()
            if len(group) >= _FEWEST
        }

    def cosines(self, question: Vector, positions: Sequence[int]) -> dict[int, float]:
        """The cosines of some entries, by position: a mean of the whole passage's and its best sentence's."""
        if not positions:
            return {}
        return dict(zip(positions, self._cosines(question, np.array(positions)).tolist(), strict=True))

    def usual(self, question: Vector, language: str) -> tuple[float, float]:
        """Mean and standard deviation of what passages score that have nothing to do with the question: a fixed sample."""
        if language not in self._samples:
            return _USUAL
        scores = self._cosines(question, self._samples[language])
        return float(scores.mean()), max(float(scores.std()), _LEAST_DEVIATION)

    def _cosines(self, question: Vector, positions: NDArray[np.int64]) -> Vector:
        counts = self._counts[positions]
        begins = np.cumsum(counts) - counts
        places = np.repeat(self._begins[positions] - begins, counts) + np.arange(counts.sum())
        # Row by row: a product of this size is over before other threads have woken up to share it.
        singles = np.vecdot(self._matrix[self._singles[places]], question)
        return _together(
            np.vecdot(self._matrix[self._wholes[positions]], question), np.maximum.reduceat(singles, begins)
        )
