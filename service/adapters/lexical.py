"""The BM25 leg: bm25s over Snowball stems, one index a language, so that each word meets only stems of its own language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from service.knowledge.rules.passages import Entry
from service.knowledge.rules.terms import abbreviations, both_ways, neighbours, terms

_K1 = 0.4
_B = 0.5
_PAIRS = 0.15
_ECHOED = 12
_SHARPNESS = 10.0

Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]


class _Postings:
    """BM25 over lists of terms."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        count = len(texts)
        seen = Counter(term for text in texts for term in set(text))
        # bm25s refuses a corpus without a single word.
        corpus = [list(text) for text in texts] if seen else [["-"], *([] for _ in texts[1:])]
        self._model = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        self._model.index(corpus, show_progress=False)
        self._count = count
        self.idf = {term: _idf(count, documents) for term, documents in seen.items()}
        self._unseen = _idf(count, 0)

    def most(self, asked: Sequence[str]) -> float:
        """What a text that holds all terms, each very often, would score."""
        return sum(self.idf.get(term, self._unseen) for term in asked)

    def scores(self, asked: Sequence[str]) -> Scores:
        """A score for each text."""
        known = [term for term in asked if term in self.idf]
        if not known:
            return np.zeros(self._count)
        return np.asarray(self._model.get_scores(known), dtype=np.float64)

    def of(self, term: str) -> tuple[NDArray[np.int64], Scores]:
        """The texts that hold a known term, in rising order, and what it adds to the score of each."""
        matrix = self._model.scores
        column = self._model.vocab_dict[term]
        place = slice(int(matrix["indptr"][column]), int(matrix["indptr"][column + 1]))
        return np.asarray(matrix["indices"][place], dtype=np.int64), np.asarray(matrix["data"][place], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Index:
    positions: NDArray[np.int64]
    place: Mapping[int, int]
    texts: Sequence[Sequence[str]]
    words: _Postings
    pairs: _Postings


class Lexical:
    """BM25 over the entries of one generation; scores are bounded by 0 and 1 (see ``rules.fusion``)."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        by_language: dict[str, list[int]] = {}
        for position, entry in enumerate(entries):
            by_language.setdefault(entry.passage.language, []).append(position)
        self._indexes = {
            language: _index([entries[position].lexical for position in positions], language, positions)
            for language, positions in by_language.items()
        }

    def scores(self, query: str, language: str, mask: Mask) -> dict[int, float]:
        """Bounded BM25 scores of a language's entries that the mask lets through; an entry without a word of the query has none.

        Two words that follow each other in the query and in the entry count a little as a term of their own.
        """
        index = self._indexes.get(language)
        asked = terms(query, language)
        if index is None or not asked:
            return {}
        phrases = neighbours(asked)
        most = index.words.most(asked) + _PAIRS * index.pairs.most(phrases)
        raw = index.words.scores(asked) + _PAIRS * index.pairs.scores(phrases)
        raw[~mask[index.positions]] = 0.0
        return {int(index.positions[place]): float(raw[place]) / most for place in np.flatnonzero(raw > 0)}

    def echo(self, query: str, language: str, best: Mapping[int, float]) -> dict[int, float]:
        """Bounded scores for what the best passages found so far are about, beyond the words of the query (after RM3).

        A passage that goes on where another left off often does not repeat the name that the question asks by; it shares
        other words with the passage that has it. `best` are fused scores of the passages to learn from.
        """
        index = self._indexes.get(language)
        known = (
            {index.place[position]: score for position, score in best.items() if position in index.place}
            if index
            else {}
        )
        if index is None or not known:
            return {}
        highest = max(known.values())
        trust = {place: float(np.exp(_SHARPNESS * (score - highest))) for place, score in known.items()}
        weights: dict[str, float] = {}
        asked = set(terms(query, language))
        columns = {term: index.words.of(term) for place in trust for term in set(index.texts[place]) - asked}
        for term, (places, added) in columns.items():
            weights[term] = sum(share * float(added[places == place].sum()) for place, share in trust.items())
        chosen = sorted(weights, key=lambda term: (-weights[term], term))[:_ECHOED]
        raw = np.zeros(len(index.positions))
        for term in chosen:
            places, added = columns[term]
            raw[places] += weights[term] * added
        most = sum(weights[term] * index.words.idf[term] for term in chosen)
        return {int(index.positions[place]): float(raw[place]) / most for place in np.flatnonzero(raw > 0)}

    def unseen(self, query: str, language: str) -> float:
        """The share of the query's words that stand in no entry of its language; 0 where there is no such entry."""
        index = self._indexes.get(language)
        asked = set(terms(query, language))
        if index is None or not asked:
            return 0.0
        return sum(1 for term in asked if term not in index.words.idf) / len(asked)


def _index(texts: Sequence[str], language: str, positions: Sequence[int]) -> _Index:
    known = abbreviations(texts)
    words = [terms(both_ways(text, known), language) for text in texts]
    place = {position: number for number, position in enumerate(positions)}
    return _Index(
        np.asarray(positions, dtype=np.int64), place, words, _Postings(words), _Postings([neighbours(w) for w in words])
    )


def _idf(count: int, seen: int) -> float:
    """Lucene's idf, as bm25s computes it."""
    return float(np.log(1 + (count - seen + 0.5) / (seen + 0.5)))
