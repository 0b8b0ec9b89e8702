"""``dua-arah eval retrieval``: measure the parts that serve, on somebody's labelled passages or on the project's own questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from service import clock
from service.db import db, insert_new
from service.knowledge import queries
from service.knowledge.models import VectorRow
from service.knowledge.ports import Bench, Embedder, Ranking
from service.knowledge.rules.language import detect
from service.knowledge.rules.measured import LEGS, Asked, RetrievalRun
from service.knowledge.rules.metrics import DEPTH, figures
from service.knowledge.rules.passages import Entry, bare_entry
from service.knowledge.values import Need

LABELLED = Path(__file__).resolve().parents[1] / "labelled" / "questions.jsonl"
_BATCH = 16
_CLEARLY = 3

Progress = Callable[[int, int], None]
T = TypeVar("T")
Place = tuple[str, str]
"""Document and heading."""


class BadLabels(Exception):
    """A file of passages or questions is not in its format; the message names file and line."""


class BadRun(Exception):
    """A file is no saved measurement; the message names it."""


@dataclass(frozen=True, slots=True)
class Label:
    """A question of the project's own set. `relevant` are (document, heading); none where the folder cannot answer."""

    question: str
    language: str
    passages: str
    group: str
    part: str
    relevant: tuple[tuple[str, str], ...]


def _no_progress(_done: int, _total: int) -> None:
    return


def evaluate(
    passages: Path, questions: Path, embedder: Embedder, bench: Bench, progress: Progress = _no_progress
) -> RetrievalRun:
    """What each leg finds over files in the format of FacQA. Commits the vectors it makes. Raises ``BadLabels``."""
    texts = {_field(row, "id", place): _field(row, "text", place) for row, place in _rows(passages)}
    if not texts:
        message = f"{passages}: there is no passage in it"
        raise BadLabels(message)
    usual = detect(" ".join(list(texts.values())[:200]))
    entries = [bare_entry(name, text, detect(text, usual, margin=_CLEARLY)) for name, text in texts.items()]
    names = list(texts)
    labels: list[tuple[str, frozenset[str]]] = []
    for row, place in _rows(questions):
        wanted = row.get("relevant")
        if not isinstance(wanted, list) or not wanted or any(str(one) not in texts for one in wanted):
            message = f"{place}: relevant must list ids of {passages.name}"
            raise BadLabels(message)
        labels.append((_field(row, "question", place), frozenset(map(str, wanted))))
    needs = [Need(text, detect(text), any_language=True) for text, _ in labels]
    rankings = bench.rank(entries, kept_vectors(entries, embedder, progress), needs, DEPTH)
    asked = []
    for (text, wanted), need, one in zip(labels, needs, rankings, strict=True):
        legs = {leg: metrics([names[position] for position in one.legs[leg]], wanted) for leg in LEGS}
        asked.append(Asked(text, need.language, "", "", True, one.supported, one.margin, legs))
    return RetrievalRun(clock.now().isoformat(), questions.name, embedder.name, tuple(asked))


def evaluate_own(embedder: Embedder, bench: Bench, labels: Sequence[Label]) -> RetrievalRun:
    """What each leg finds in the serving generation for the project's own questions."""
    serving = queries.generation("serving")
    entries = queries.entries(serving.id) if serving else []
    vectors = kept_vectors(entries, embedder)
    needs = [Need(label.question, label.passages) for label in labels]
    rankings = bench.rank(entries, vectors, needs, DEPTH) if entries else [Ranking({}, supported=False) for _ in needs]
    places = places_of(entries)
    asked = tuple(_asked(label, places, one) for label, one in zip(labels, rankings, strict=True))
    return RetrievalRun(clock.now().isoformat(), "the project's own questions", embedder.name, asked)


def _asked(label: Label, places: Sequence[Place], one: Ranking) -> Asked:
    wanted = label.relevant
    legs = {leg: metrics(ranked_places(places, one.legs.get(leg, ())), wanted) for leg in LEGS} if wanted else {}
    return Asked(
        question=label.question,
        language=label.language,
        group=label.group,
        part=label.part,
        answerable=bool(wanted),
        supported=one.supported,
        margin=one.margin,
        legs=legs,
    )


def places_of(entries: Sequence[Entry]) -> list[Place]:
    """Where each entry stands, as labels name it."""
    return [(entry.passage.document, entry.passage.heading) for entry in entries]


def ranked_places(places: Sequence[Place], positions: Iterable[int]) -> list[Place]:
    """The places of ranked entries; two passages under one heading count as one place, the better."""
    return list(dict.fromkeys(places[position] for position in positions))


def supported_flags(rankings: Sequence[Ranking], labels: Sequence[Label]) -> dict[bool, list[bool]]:
    """Which questions got an answer, of the answerable (True) and of those no folder answers, for ``metrics.abstention``."""
    return {
        answer: [one.supported for one, label in zip(rankings, labels, strict=True) if bool(label.relevant) == answer]
        for answer in (True, False)
    }


def kept_vectors(entries: Sequence[Entry], embedder: Embedder, progress: Progress = _no_progress) -> dict[str, bytes]:
    """The vectors of all views, from the cache or made now and kept. Commits."""
    texts = {queries.text_hash(view): view for entry in entries for view in entry.views}
    known = queries.vectors(list(texts), embedder.name, embedder.version)
    db.session.commit()
    # Texts of like length fill a batch evenly, and a server that pads wastes little.
    missing = sorted((name for name in texts if name not in known), key=lambda name: (len(texts[name]), name))
    for begin in range(0, len(missing), _BATCH):
        progress(begin, len(missing))
        names = missing[begin : begin + _BATCH]
        made = embedder.passages([texts[name] for name in names])
        packed = {name: np.asarray(vector, dtype="<f4").tobytes() for name, vector in zip(names, made, strict=True)}
        key = {"embedder": embedder.name, "embedder_version": embedder.version, "purpose": "bench"}
        insert_new(VectorRow, [{"text_hash": name, "vector": vector, **key} for name, vector in packed.items()])
        db.session.commit()
        known.update(packed)
    return {texts[name]: vector for name, vector in known.items()}


def own_labels(path: Path = LABELLED) -> list[Label]:
    """The project's own labelled questions. Raises ``BadLabels``."""
    return [
        Label(
            question=_field(row, "question", place),
            language=_field(row, "language", place),
            passages=_field(row, "passages", place),
            group=_field(row, "group", place),
            part=_field(row, "part", place),
            relevant=tuple((str(one["document"]), str(one["heading"])) for one in row.get("relevant", [])),
        )
        for row, place in _rows(path)
    ]


_RUN = TypeAdapter(RetrievalRun)


def read_run(content: bytes, name: str | Path) -> RetrievalRun:
    """A measurement as ``--save`` wrote it. Raises ``BadRun``."""
    try:
        return _RUN.validate_json(content)
    except ValidationError as error:
        message = f"{name}: not a saved run of `dua-arah eval retrieval` ({error.error_count()} faults)"
        raise BadRun(message) from error


def _rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read as UTF-8 text ({type(error).__name__})"
        raise BadLabels(message) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            message = f"{place}: this line is not JSON"
            raise BadLabels(message) from error
        if not isinstance(row, dict):
            message = f"{place}: this line is not a JSON object"
            raise BadLabels(message)
        yield row, place


def _field(row: dict[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        message = f"{place}: the field {name} must be a text"
        raise BadLabels(message)
    return value


def metrics(ranked: Sequence[T], wanted: Collection[T]) -> dict[str, float]:
    """The metrics of one question's ranking."""
    return {name: round(value, 6) for name, value in figures([ranked], [wanted]).items()}
