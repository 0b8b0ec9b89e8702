"""One state of the index, ready to be asked: entries, their BM25 index, their collection, and what unrelated passages score.

Nothing in it changes after it is made, so a question in one thread never meets half of a new generation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import structlog
from numpy.typing import NDArray

from service.adapters.chroma import Dense, Record, Vector
from service.adapters.lexical import Lexical
from service.knowledge.ports import Embedder, EmbedderUnavailable
from service.knowledge.rules.diversity import diverse
from service.knowledge.rules.fusion import NEAR_ALONE, echoed, fuse, in_context, leaders, strange
from service.knowledge.rules.language import detect
from service.knowledge.rules.passages import Entry, pair_twins
from service.knowledge.rules.support import Signs, supported
from service.knowledge.values import SIDES, STAGES, Found, Hit, Need

_log = structlog.get_logger(__name__)
_WHOLE, _SENTENCE = "whole", "sentence"
_DEPTH_WHOLE = 100
_DEPTH_SENTENCE = 300
_BACKGROUND = 256
_FEWEST = 12
_WITNESSES = 8
_USUAL = (0.80, 0.02)  # mean and deviation of unrelated e5 cosines, where a folder is too small to tell its own
_LEAST_DEVIATION = 1e-3
_PREFERENCE = 0.02

_WHOLE_SHARE = 2 / 3

Score = TypeVar("Score", float, Vector)


@dataclass(frozen=True, slots=True)
class Legs:
    """Scores of the candidates by entry: bounded BM25, standard deviations of the dense leg, its cosines; and what failed."""

    lexical: Mapping[int, float]
    dense: Mapping[int, float]
    cosines: Mapping[int, float]
    fused: Mapping[int, float]
    degraded: tuple[str, ...]
    question: Vector | None = None


def records(entries: Sequence[Entry]) -> Iterator[Record]:
    """What the collection holds for entries: each view of each, with the flags that queries filter by."""
    for position, entry in enumerate(entries):
        passage = entry.passage
        flags: dict[str, str | int | bool] = {
            "entry": position,
            "language": passage.language,
            "kind": passage.kind,
            "status": "active",
        }
        flags.update({f"audience_{side}": not passage.audience or side in passage.audience for side in SIDES})
        flags.update({f"stage_{stage}": not passage.stages or stage in passage.stages for stage in STAGES})
        for number, view in enumerate(entry.views):
            yield Record(f"{position}.{number}", view, {**flags, "view": _SENTENCE if number else _WHOLE})


class Search:
    """Answers needs over fixed entries. `dense` is None while or where the collection does not serve."""

    def __init__(
        self,
        entries: Sequence[Entry],
        embedder: Embedder,
        dense: Dense | None,
        vectors: Mapping[str, Vector] | None = None,
    ) -> None:
        self.entries = tuple(entries)
        self.dense = dense
        self._embedder = embedder
        self._languages = [entry.passage.language for entry in entries]
        self._lexical = Lexical(entries)
        self._vectors = vectors or {}
        self._twins = pair_twins(entries)
        self._background = _Background(entries, vectors) if dense is not None and vectors is not None else None

    def find(self, need: Need) -> Found:
        """The best passages for a need, varied, and whether they support an answer."""
        legs = self.legs(need)
        spoken = detect(need.query, need.language)
        preferred = set(need.reasons)
        scored = {
            position: score + (_PREFERENCE if preferred & set(self.entries[position].passage.reasons) else 0.0)
            for position, score in legs.fused.items()
        }
        order = sorted(scored, key=lambda position: (-scored[position], self._languages[position] != spoken, position))
        once = self._without_twins(order)
        chosen = diverse(once, lambda position: self.entries[position].passage.document, max(0, need.limit))
        hits = tuple(self._hit(position, scored[position], legs) for position in chosen)
        return Found(hits, legs.degraded, supported=bool(hits) and self.supported(need, legs))

    def _without_twins(self, order: Sequence[int]) -> list[int]:
        """Of a passage and its twin only the first: they say the same."""
        seen: set[int] = set()
        kept: list[int] = []
        for position in order:
            if self._twins.get(position) not in seen:
                seen.add(position)
                kept.append(position)
        return kept

    def supported(self, need: Need, legs: Legs) -> bool:
        """Whether what the legs found supports an answer."""
        if not legs.fused:
            return False
        signs = Signs(
            lexical=max(legs.lexical.values(), default=0.0),
            unseen=self._lexical.unseen(need.query, detect(need.query, need.language)),
            cosine=max(legs.cosines.values(), default=None),
            witnessed=self._witnessed(legs),
            standout=max(legs.dense.values(), default=None),
        )
        return supported(signs, self._embedder.name)

    def _witnessed(self, legs: Legs) -> float | None:
        """The best mean of a passage's cosine and the cosine of its twin, among the nearest passages."""
        if legs.question is None:
            return None
        nearest = sorted(legs.cosines, key=lambda position: -legs.cosines[position])[:_WITNESSES]
        pairs = [(position, self._twins[position]) for position in nearest if position in self._twins]
        means = ((self._cosine(one, legs.question) + self._cosine(other, legs.question)) / 2 for one, other in pairs)
        return max(means, default=None)

    def _cosine(self, position: int, question: Vector) -> float:
        """The cosine of a passage's own words, whichever language they are in."""
        views = [float(self._vectors[view] @ question) for view in self.entries[position].views]
        return _together(views[0], max(views[1:] or views))

    def legs(self, need: Need) -> Legs:
        """Both legs' scores for a need and their fusion; a leg that fails is named and the other serves.

        A passage that has a twin in the question's language is found by what the twin says: a question then meets people's own
        translation instead of the embedder's guess. Each language is fused for itself, since BM25 can only speak for its own.
        """
        allowed = self._mask(need)
        degraded: list[str] = [] if self.dense is not None else ["dense"]
        lexical: dict[int, float] = {}
        dense: dict[int, float] = {}
        cosines: dict[int, float] = {}
        fused: dict[int, float] = {}
        if not need.query.strip() or not allowed.any():
            return Legs({}, {}, {}, {}, tuple(degraded))
        question = self._question(need, degraded)
        spoken = detect(need.query, "")
        for language, serves in self._readings(spoken, allowed).items():
            readable = np.zeros_like(allowed)
            readable[list(serves)] = True
            words = self._worded(need, language, readable, degraded)
            near, similar = self._near(need, language, question, degraded)
            both = self._mixed(need, language, words, near, foreign=spoken not in {"", language})
            for found, scores in ((lexical, words), (dense, near), (cosines, similar), (fused, both)):
                for position, score in scores.items():
                    for place in serves.get(position, ()):
                        found[place] = max(score, found.get(place, score))
        return Legs(lexical, dense, cosines, fused, tuple(dict.fromkeys(degraded)), question)

    def _mixed(
        self, need: Need, language: str, words: Mapping[int, float], near: Mapping[int, float], *, foreign: bool
    ) -> dict[int, float]:
        """The legs' fusion; the dense leg alone where the question is in another language than these passages."""
        if foreign and near and strange(words):
            return fuse({}, near, NEAR_ALONE)
        both = fuse(words, near)
        both = echoed(both, self._lexical.echo(need.query, language, leaders(both)))
        return in_context(both, lambda position: self.entries[position].passage.document)

    def _readings(self, spoken: str, allowed: NDArray[np.bool_]) -> dict[str, dict[int, list[int]]]:
        """By language, which passages are to be read and for which allowed ones each speaks: for itself, or for its twin."""
        found: dict[str, dict[int, list[int]]] = {}
        for place in np.flatnonzero(allowed).tolist():
            twin = self._twins.get(place)
            texts = [place] if twin is None else [place, twin]
            for text in [text for text in texts if self._languages[text] == spoken] or texts:
                found.setdefault(self._languages[text], {}).setdefault(text, []).append(place)
        return found

    def _question(self, need: Need, degraded: list[str]) -> Vector | None:
        """The question's vector, or None where the dense leg cannot serve."""
        if self.dense is None:
            return None
        try:
            (vector,) = self._embedder.queries([need.query])
        except EmbedderUnavailable as error:
            _log.warning("leg_failed", leg="dense", reason=str(error))
            degraded.append("dense")
            return None
        return np.asarray(vector, dtype=np.float32)

    def _worded(self, need: Need, language: str, readable: NDArray[np.bool_], degraded: list[str]) -> dict[int, float]:
        try:
            return self._lexical.scores(need.query, language, readable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other leg serves
            _log.warning("leg_failed", leg="bm25", reason=f"{type(error).__name__}: {error}")
            degraded.append("bm25")
            return {}

    def _hit(self, position: int, score: float, legs: Legs) -> Hit:
        shown: dict[str, float] = {}
        if position in legs.lexical:
            shown["bm25"] = legs.lexical[position]
        if position in legs.cosines:
            shown["dense"] = legs.cosines[position]
        return Hit(self.entries[position].passage, score, shown)

    def _mask(self, need: Need) -> NDArray[np.bool_]:
        passages = (entry.passage for entry in self.entries)
        return np.fromiter(
            (
                (need.any_language or passage.language == need.language)
                and (need.stage is None or not passage.stages or need.stage in passage.stages)
                and (need.audience is None or not passage.audience or need.audience in passage.audience)
                and (not need.kinds or passage.kind in need.kinds)
                for passage in passages
            ),
            dtype=np.bool_,
            count=len(self.entries),
        )

    def _near(
        self, need: Need, language: str, question: Vector | None, degraded: list[str]
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Dense scores in standard deviations and as cosines: a mean of the whole passage's and its best sentence's."""
        if self.dense is None or self._background is None or question is None:
            return {}, {}
        try:
            whole = _best(self.dense.near(question, _DEPTH_WHOLE, _where(need, language, _WHOLE)))
            single = _best(self.dense.near(question, _DEPTH_SENTENCE, _where(need, language, _SENTENCE)))
        except Exception as error:  # noqa: BLE001 - Chroma's errors share no base class
            _log.warning("leg_failed", leg="dense", reason=f"{type(error).__name__}: {error}")
            degraded.append("dense")
            return {}, {}
        lowest_whole = min(whole.values(), default=0.0)
        lowest_single = min(single.values(), default=0.0)
        cosines: dict[int, float] = {}
        for position in whole.keys() | single.keys():
            of_whole = whole.get(position, lowest_whole)
            of_single = single.get(position, lowest_single) if len(self.entries[position].views) > 1 else of_whole
            cosines[position] = _together(of_whole, of_single)
        mean, deviation = self._background.usual(question, language)
        return {position: (cosine - mean) / deviation for position, cosine in cosines.items()}, cosines


def _where(need: Need, language: str, view: str) -> dict[str, Any]:
    clauses: list[dict[str, Any]] = [{"view": view}, {"status": "active"}, {"language": language}]
    if need.stage is not None:
        clauses.append({f"stage_{need.stage}": True})
    if need.audience is not None:
        clauses.append({f"audience_{need.audience}": True})
    if need.kinds:
        clauses.append({"kind": {"$in": list(need.kinds)}})
    return {"$and": clauses}


def _together(whole: Score, sentence: Score) -> Score:
    """One dense score: the passage as a whole counts twice its best sentence (tuned on FacQA's training questions)."""
    return whole * _WHOLE_SHARE + sentence * (1 - _WHOLE_SHARE)


def _best(near: Sequence[tuple[Mapping[str, Any], float]]) -> dict[int, float]:
    found: dict[int, float] = {}
    for flags, cosine in near:
        position = int(flags["entry"])
        found[position] = max(cosine, found.get(position, -1.0))
    return found


class _Background:
    """What passages that have nothing to do with a question score for it, in each language: a fixed sample of the entries."""

    def __init__(self, entries: Sequence[Entry], vectors: Mapping[str, Vector]) -> None:
        by_language: dict[str, list[Entry]] = {}
        for entry in entries:
            by_language.setdefault(entry.passage.language, []).append(entry)
        self._samples = {language: _sample(group, vectors) for language, group in by_language.items()}

    def usual(self, question: Vector, language: str) -> tuple[float, float]:
        """Mean and standard deviation of the dense score of a language's passages."""
        wholes, singles, begins = self._samples[language]
        if len(wholes) < _FEWEST:
            return _USUAL
        scores = _together(wholes @ question, np.maximum.reduceat(singles @ question, begins))
        return float(scores.mean()), max(float(scores.std()), _LEAST_DEVIATION)


def _sample(group: Sequence[Entry], vectors: Mapping[str, Vector]) -> tuple[Vector, Vector, NDArray[np.int64]]:
    step = -(-len(group) // _BACKGROUND)
    chosen = group[::step]
    wholes = np.stack([vectors[entry.views[0]] for entry in chosen])
    singles: list[Vector] = []
    begins: list[int] = []
    for entry in chosen:
        begins.append(len(singles))
        singles.extend(vectors[view] for view in entry.views[1:] or entry.views)
    return wholes, np.stack(singles), np.asarray(begins, dtype=np.int64)
