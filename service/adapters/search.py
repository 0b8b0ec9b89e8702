"""One state of the index, ready to be asked: entries, their BM25 index, their collection, and what unrelated passages score.

Nothing in it changes after it is made, so a question in one thread never meets half of a new generation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import structlog

from service.adapters.chroma import Dense, Vector
from service.adapters.lexical import Lexical
from service.adapters.nearness import Nearness
from service.adapters.records import Records
from service.adapters.scope import Part, Scopes
from service.knowledge.ports import Embedder, EmbedderUnavailable
from service.knowledge.rules import answers
from service.knowledge.rules.diversity import diverse
from service.knowledge.rules.fusion import NEAR_ALONE, echoed, fuse, in_context, leaders, strange
from service.knowledge.rules.language import detect
from service.knowledge.rules.passages import Entry, pair_twins
from service.knowledge.rules.support import Signs, margin
from service.knowledge.rules.terms import terms
from service.knowledge.values import Found, Hit, Need

_log = structlog.get_logger(__name__)
_DEPTH = 200  # records that Chroma proposes, some three a passage
_DEPTH_NEAR = 100  # passages among them that are compared
_DEPTH_WORDS = 100
_ENOUGH = 30  # passages among them that the need allows; Chroma is asked again, with a filter, where there are fewer
_FEW = 150  # passages that are all compared rather than sought
_WITNESSES = 8
_PREFERENCE = 0.02
_ANSWERS = 40  # passages that are read for an answer


@dataclass(frozen=True, slots=True)
class Legs:
    """Scores of the candidates by entry: bounded BM25, standard deviations of the dense leg, its cosines; and what failed."""

    lexical: dict[int, float]
    dense: dict[int, float]
    cosines: dict[int, float]
    fused: dict[int, float]
    degraded: tuple[str, ...]
    question: Vector | None = None


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
        self.embedder = embedder
        self._languages = [entry.passage.language for entry in entries]
        self._lexical = Lexical(entries)
        self._twins = pair_twins(entries)
        self._scopes = Scopes(entries, self._twins)
        self._nearness = Nearness(entries, vectors) if dense is not None and vectors is not None else None

    @cached_property
    def records(self) -> Records:
        """What the collection of these entries holds."""
        return Records(self.entries, f"{self.embedder.name} {self.embedder.version}")

    def with_dense(self, dense: Dense | None, vectors: Mapping[str, Vector]) -> Search:
        """The same entries with another dense leg; what was made of the entries is shared, not made again."""
        other = copy(self)
        nearness = self._nearness or (Nearness(self.entries, vectors) if dense is not None else None)
        vars(other).update(dense=dense, _nearness=nearness)
        return other

    def without(self, documents: Collection[str]) -> Search:
        """The same, but no passage of these documents is found."""
        other = copy(self)
        vars(other).update(_scopes=Scopes(self.entries, self._twins, frozenset(documents)))
        return other

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
        return Found(hits, legs.degraded, supported=bool(hits) and self.supported(legs))

    def _without_twins(self, order: Sequence[int]) -> list[int]:
        """Of a passage and its twin only the first: they say the same."""
        seen: set[int] = set()
        kept: list[int] = []
        for position in order:
            if self._twins.get(position) not in seen:
                seen.add(position)
                kept.append(position)
        return kept

    def supported(self, legs: Legs) -> bool:
        """Whether what the legs found supports an answer."""
        above = self.margin(legs)
        return above is not None and above > 0

    def margin(self, legs: Legs) -> float | None:
        """How far what the legs found stands above what supports an answer; below 0 it does not, None where nothing was found."""
        if not legs.fused:
            return None
        signs = Signs(
            lexical=max(legs.lexical.values(), default=0.0),
            cosine=max(legs.cosines.values(), default=None),
            witnessed=self._witnessed(legs),
            standout=max(legs.dense.values(), default=None),
        )
        return margin(signs, self.embedder.name)

    def _witnessed(self, legs: Legs) -> float | None:
        """The best mean of a passage's cosine and the cosine of its twin, among the nearest passages.

        Both are of each passage's own words, whichever language they are in.
        """
        if legs.question is None or self._nearness is None:
            return None
        nearest = sorted(legs.cosines, key=lambda position: -legs.cosines[position])[:_WITNESSES]
        pairs = [(position, self._twins[position]) for position in nearest if position in self._twins]
        own = self._nearness.cosines(legs.question, [position for pair in pairs for position in pair])
        return max(((own[one] + own[other]) / 2 for one, other in pairs), default=None)

    def legs(self, need: Need) -> Legs:
        """Both legs' scores for a need and their fusion; a leg that fails is named and the other serves.

        A passage that has a twin in the question's language is found by what the twin says: a question then meets people's own
        translation instead of the embedder's guess. Each language is fused for itself, since BM25 can only speak for its own.
        """
        degraded: list[str] = [] if self.dense is not None and self.dense.up else ["dense"]
        spoken = detect(need.query, "")
        parts = self._scopes.parts(need, spoken) if need.query.strip() else {}
        if not parts:
            return Legs({}, {}, {}, {}, tuple(degraded))
        question = self._question(need, degraded)
        proposed = self._proposed(need, question, parts, degraded)
        legs = Legs({}, {}, {}, {}, (), question)
        for language, part in parts.items():
            words = self._worded(need, language, part, degraded)
            near, similar = self._near(question, language, proposed, words)
            both = self._mixed(need, language, words, near, foreign=spoken not in {"", language})
            for found, scores in (
                (legs.lexical, words),
                (legs.dense, near),
                (legs.cosines, similar),
                (legs.fused, both),
            ):
                if part.plain:
                    found.update(scores)
                    continue
                for position, score in scores.items():
                    for place in self._scopes.answers(part, position):
                        found[place] = max(score, found.get(place, score))
        return replace(legs, degraded=tuple(dict.fromkeys(degraded)))

    def _mixed(
        self, need: Need, language: str, words: Mapping[int, float], near: Mapping[int, float], *, foreign: bool
    ) -> dict[int, float]:
        """The legs' fusion; the dense leg alone where the question is in another language than these passages."""
        if foreign and near and strange(words):
            return fuse({}, near, NEAR_ALONE)
        both = fuse(words, near)
        both = echoed(both, self._lexical.echo(need.query, language, leaders(both), both))
        return self._answering(
            need, language, in_context(both, lambda position: self.entries[position].passage.document)
        )

    def _answering(self, need: Need, language: str, scores: Mapping[int, float]) -> dict[int, float]:
        """The scores where, among the best, those passages gain that can hold the kind of answer the question asks for."""

        def roots(text: str) -> list[str]:
            return terms(text, language)

        question = answers.read(need.query, roots)
        if question.asked is None:
            return dict(scores)
        covered = self._lexical.covered(need.query, language)
        gained = dict(scores)
        for position in leaders(scores, _ANSWERS):
            entry = self.entries[position]
            own = [view for view in entry.views[1:] if view in entry.passage.text] or entry.views[:1]
            sentences = [(sentence, covered(sentence)) for sentence in own]
            gained[position] += answers.evidence(question, sentences, roots)
        return gained

    def _question(self, need: Need, degraded: list[str]) -> Vector | None:
        """The question's vector, or None where the dense leg cannot serve."""
        if self.dense is None or not self.dense.up:
            return None
        try:
            (vector,) = self.embedder.queries([need.query])
        except EmbedderUnavailable as error:
            _log.warning("leg_failed", leg="dense", reason=str(error))
            degraded.append("dense")
            return None
        return np.asarray(vector, dtype=np.float32)

    def _worded(self, need: Need, language: str, part: Part, degraded: list[str]) -> dict[int, float]:
        try:
            return self._lexical.scores(need.query, language, part.readable, _DEPTH_WORDS)
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

    def _proposed(
        self, need: Need, question: Vector | None, parts: Mapping[str, Part], degraded: list[str]
    ) -> dict[str, list[int]] | None:
        """By language, the passages to compare with the question; None where Chroma does not serve.

        Chroma is asked once and without a filter, which costs it more than the search itself. What it proposes and the need does
        not allow is left out here; it is asked again, with the filter, only where the need allows a small share of a large folder.
        """
        if question is None or self.dense is None:
            return None
        try:
            near = self.records.positions(self.dense.nearest(question, _DEPTH))
            found: dict[str, list[int]] = {}
            for language, part in parts.items():
                allowed = _allowed(near, part)
                if part.count <= _FEW:
                    allowed = np.flatnonzero(part.readable).tolist()
                elif len(allowed) < _ENOUGH:
                    narrowed = self.dense.nearest(question, _DEPTH, _where(need, language))
                    positions = self.records.positions(narrowed) if narrowed else []
                    allowed = _allowed(positions, part)
                found[language] = allowed
        except Exception as error:  # noqa: BLE001 - Chroma's errors share no base class
            _log.warning("leg_failed", leg="dense", reason=f"{type(error).__name__}: {error}")
            degraded.append("dense")
            return None
        return found

    def _near(
        self,
        question: Vector | None,
        language: str,
        proposed: Mapping[str, Sequence[int]] | None,
        words: Mapping[int, float],
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Dense scores of what either leg proposes, in standard deviations and as cosines."""
        if question is None or proposed is None or self._nearness is None:
            return {}, {}
        cosines = self._nearness.cosines(question, list({*proposed[language], *words}))
        mean, deviation = self._nearness.usual(question, language)
        return {position: (cosine - mean) / deviation for position, cosine in cosines.items()}, cosines


def _allowed(near: Sequence[int], part: Part) -> list[int]:
    """The nearest of those that the need allows; a sentence that stands in many passages names them all at once."""
    return [position for position in near if part.readable[position]][:_DEPTH_NEAR]


def _where(need: Need, language: str) -> dict[str, Any]:
    clauses: list[dict[str, Any]] = [{"language": language}]
    if need.stage is not None:
        clauses.append({f"stage_{need.stage}": True})
    if need.audience is not None:
        clauses.append({f"audience_{need.audience}": True})
    if need.kinds:
        clauses.append({"kind": {"$in": list(need.kinds)}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0]
