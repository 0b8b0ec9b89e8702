"""The BM25 leg: bm25s over Snowball stems, one index a language, so that each word meets only stems of its own language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from service.knowledge.rules.passages import Entry
from service.knowledge.rules.terms import terms

_K1 = 0.9
_B = 0.4


@dataclass(frozen=True, slots=True)
class _Index:
    model: bm25s.BM25
    positions: NDArray[np.int64]
    vocabulary: dict[str, int]
    idf: dict[str, float]
    unseen: float


class Lexical:
    """BM25 over the entries of one generation; scores are bounded by 0 and 1 (see ``rules.fusion``)."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        by_language: dict[str, list[int]] = {}
        for position, entry in enumerate(entries):
            by_language.setdefault(entry.passage.language, []).append(position)
        self._indexes = {
            language: _index([terms(entries[position].lexical, language) for position in positions], positions)
            for language, positions in by_language.items()
        }

    def scores(self, query: str, language: str, mask: NDArray[np.bool_]) -> dict[int, float]:
        """Bounded BM25 scores of a language's entries that the mask lets through; an entry without a word of the query has none."""
        index = self._indexes.get(language)
        if index is None:
            return {}
        asked = terms(query, language)
        known = [term for term in asked if term in index.vocabulary]
        weights = mask[index.positions]
        if not known or not weights.any():
            return {}
        most = sum(index.idf.get(term, index.unseen) for term in asked)
        raw = index.model.get_scores(known, weight_mask=weights.astype(np.float32))
        return {int(index.positions[place]): float(raw[place]) / most for place in np.flatnonzero(raw > 0)}

    def unseen(self, query: str, language: str) -> float:
        """The share of the query's words that stand in no entry of its language; 0 where there is no such entry."""
        index = self._indexes.get(language)
        asked = set(terms(query, language))
        if index is None or not asked:
            return 0.0
        return sum(1 for term in asked if term not in index.vocabulary) / len(asked)


def _index(texts: list[list[str]], positions: list[int]) -> _Index:
    frequencies: dict[str, int] = {}
    for text in texts:
        for term in set(text):
            frequencies[term] = frequencies.get(term, 0) + 1
    count = len(texts)
    # bm25s refuses a corpus without a single word.
    corpus = texts if frequencies else [["-"], *texts[1:]]
    model = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    model.index(corpus, show_progress=False)
    idf = {term: _idf(count, seen) for term, seen in frequencies.items()}
    vocabulary: dict[str, int] = model.vocab_dict if frequencies else {}
    return _Index(model, np.asarray(positions, dtype=np.int64), vocabulary, idf, _idf(count, 0))


def _idf(count: int, seen: int) -> float:
    """Lucene's idf, as bm25s computes it."""
    return float(np.log(1 + (count - seen + 0.5) / (seen + 0.5)))
