"""The BM25 leg: bm25s over Snowball stems, one index a language, so that each word meets only stems of its own language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

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
_KEPT_TEXTS = 5_000

Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
Places = NDArray[np.int64]


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
        return sum(self.weight(term) for term in asked)

    def weight(self, term: str) -> float:
        """The idf of a term, also of one no text holds."""
        return self.idf.get(term, self._unseen)

    def scores(self, asked: Sequence[str]) -> Scores:
        """A score for each text."""
        known = [term for term in asked if term in self.idf]
        if not known:
            return np.zeros(self._count)
        return np.asarray(self._model.get_scores(known), dtype=np.float64)

    def column(self, term: str) -> int:
        """The number of a term, or -1."""
        return int(self._model.vocab_dict[term]) if term in self.idf else -1

    def of(self, column: int) -> tuple[Places, Scores]:
        """The texts that hold a term, in rising order, and what it adds to the score of each."""
        matrix = self._model.scores
        place = slice(int(matrix["indptr"][column]), int(matrix["indptr"][column + 1]))
        return matrix["indices"][place], matrix["data"][place]

    def by_text(self) -> _Terms:
        """The same, the other way round."""
        if not self.idf:  # what stands in for a corpus without a word is nobody's term
            return _Terms(np.zeros(0, np.int64), np.zeros(0), np.zeros(self._count + 1, np.int64))
        matrix = self._model.scores
        texts, begins = matrix["indices"], matrix["indptr"]
        order = np.argsort(texts, kind="stable")
        columns = np.repeat(np.arange(len(begins) - 1), np.diff(begins))[order]
        ends = np.cumsum(np.bincount(texts, minlength=self._count))
        return _Terms(columns, matrix["data"][order], np.concatenate([[0], ends]))

    def names(self) -> list[str]:
        """The terms by their numbers."""
        named = sorted(self._model.vocab_dict.items(), key=lambda item: item[1])
        return [term for term, _column in named]


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of each text: their numbers, and what each adds to the score."""

    columns: Places
    added: Scores
    begins: Places

    def of(self, text: int) -> tuple[Places, Scores]:
        place = slice(int(self.begins[text]), int(self.begins[text + 1]))
        return self.columns[place], self.added[place]


@dataclass(frozen=True, slots=True)
class _Index:
    positions: Places
    place: Mapping[int, int]
    words: _Postings
    pairs: _Postings
    terms: _Terms
    names: Sequence[str]


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

    def scores(self, query: str, language: str, mask: Mask, count: int) -> dict[int, float]:
        """Bounded BM25 scores of the best `count` of a language's entries that the mask lets through.

        An entry without a word of the query has none. Two words that follow each other in the query and in the entry count a
        little as a term of their own.
        """
        index = self._indexes.get(language)
        asked = terms(query, language)
        if index is None or not asked:
            return {}
        phrases = neighbours(asked)
        most = index.words.most(asked) + _PAIRS * index.pairs.most(phrases)
        raw = index.words.scores(asked) + _PAIRS * index.pairs.scores(phrases)
        raw[~mask[index.positions]] = 0.0
        best = _best(raw, count)
        return dict(zip(index.positions[best].tolist(), (raw[best] / most).tolist(), strict=True))

    def echo(self, query: str, language: str, best: Mapping[int, float], asked_of: Collection[int]) -> dict[int, float]:
        """Bounded scores for what the best passages found so far are about, beyond the words of the query (after RM3).

        A passage that goes on where another left off often does not repeat the name that the question asks by; it shares
        other words with the passage that has it. `best` are fused scores of the passages to learn from, `asked_of` the passages
        to score.
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
        weights: dict[int, float] = {}
        for place, score in known.items():
            trust = float(np.exp(_SHARPNESS * (score - highest)))
            columns, added = index.terms.of(place)
            for column, weight in zip(columns.tolist(), added.tolist(), strict=True):
                weights[column] = weights.get(column, 0.0) + trust * weight
        for term in terms(query, language):
            weights.pop(index.words.column(term), None)
        chosen = sorted(weights, key=lambda column: (-weights[column], index.names[column]))[:_ECHOED]
        raw = np.zeros(len(index.positions))
        most = 0.0
        for column in chosen:
            places, added = index.words.of(column)
            raw[places] += weights[column] * added
            most += weights[column] * index.words.idf[index.names[column]]
        wanted = [index.place[position] for position in asked_of]
        return {
            position: score / most for position, score in zip(asked_of, raw[wanted].tolist(), strict=True) if score > 0
        }

    def covered(self, query: str, language: str) -> Callable[[str], float]:
        """How much of the query's weight (idf) a sentence holds, 0 to 1."""
        index = self._indexes.get(language)
        asked = {term: index.words.weight(term) for term in terms(query, language)} if index else {}
        whole = sum(asked.values())

        def share(sentence: str) -> float:
            return sum(asked[term] for term in set(_words(sentence, language)) & asked.keys()) / whole if whole else 0.0

        return share


def _best(raw: Scores, count: int) -> Places:
    """Where the highest `count` scores above zero stand, in no order."""
    found = np.flatnonzero(raw > 0)
    if len(found) <= count:
        return found
    return found[np.argpartition(-raw[found], count)[:count]]


def _index(texts: Sequence[str], language: str, positions: Sequence[int]) -> _Index:
    known = abbreviations(texts)
    corpus = [_words(both_ways(text, known), language) for text in texts]
    words = _Postings(corpus)
    place = {position: number for number, position in enumerate(positions)}
    return _Index(
        positions=np.asarray(positions, dtype=np.int64),
        place=place,
        words=words,
        pairs=_Postings([neighbours(text) for text in corpus]),
        terms=words.by_text(),
        names=words.names(),
    )


@lru_cache(maxsize=_KEPT_TEXTS)
def _words(text: str, language: str) -> list[str]:
    """The terms of an indexed text; most texts of a new generation were in the one before. Nobody changes the list."""
    return [intern(term) for term in terms(text, language)]


def _idf(count: int, seen: int) -> float:
    """Lucene's idf, as bm25s computes it."""
    return float(np.log(1 + (count - seen + 0.5) / (seen + 0.5)))
