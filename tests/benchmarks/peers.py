"""LlamaIndex and Haystack on the same passages, questions and embedder, in the same run: nDCG@10, indexing and query time.

Each peer runs in a process and an environment of its own (``.venv-bench``, from ``peers.lock``), ours in this one.
"""

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from service.adapters.chroma_embedded import EmbeddedShelf
from service.adapters.search import Search
from service.knowledge.actions.evaluation import own_labels
from service.knowledge.actions.folder import files
from service.knowledge.rules.metrics import DEPTH, figures
from service.knowledge.rules.passages import Entry, bare_entry, read_document
from service.knowledge.values import Need
from tests.benchmarks import corpora
from tests.benchmarks.apps import forgetful
from tests.benchmarks.guided import KNOWLEDGE

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
PEERS = {"LlamaIndex": "with_llamaindex.py", "Haystack": "with_haystack.py"}
_LONGEST = 1800
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "OMP_WAIT_POLICY": "passive",
}
_AT_ONCE = 16


@dataclass(frozen=True)
class Corpus:
    """Passages with questions. `relevant` names passages by their place among the entries."""

    name: str
    entries: list[Entry]
    needs: list[Need]
    relevant: list[frozenset[int]]


@dataclass
class Result:
    """What one contestant did with one corpus."""

    corpus: str
    who: str
    ndcg: float
    index_seconds: float
    query_ms: float
    versions: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return vars(self)


class PeersMissing(Exception):
    """The peers' environment is not there; the message says how to make it."""


def results(*, quick: bool, say: Callable[[str], None]) -> list[Result]:
    if not PYTHON.exists():
        message = "the peers are not installed: `make bench` makes .venv-bench from tests/benchmarks/peers.lock"
        raise PeersMissing(message)
    found = []
    for corpus in (_facqa(quick=quick), *_guides(quick=quick)):
        say(f"{corpus.name}: {len(corpus.entries)} passages, {len(corpus.needs)} questions")
        found.append(_ours(corpus))
        for who, script in PEERS.items():
            say(f"{corpus.name}: {who}")
            found.append(_theirs(corpus, who, script))
    return found


def _facqa(*, quick: bool) -> Corpus:
    rows = corpora.rows("passages.jsonl")
    asked = corpora.rows("questions-valid.jsonl")[: 20 if quick else None]
    if quick:
        wanted = {one for row in asked for one in row["relevant"]}
        rows = [row for row in rows if row["id"] in wanted] + rows[:60]
        rows = list({row["id"]: row for row in rows}.values())
    place = {row["id"]: number for number, row in enumerate(rows)}
    return Corpus(
        "FacQA valid",
        [bare_entry(row["id"], row["text"], "id") for row in rows],
        [Need(row["question"], "id", limit=DEPTH) for row in asked],
        [frozenset(place[one] for one in row["relevant"]) for row in asked],
    )


def _guides(*, quick: bool) -> list[Corpus]:
    """Our own guides and labelled questions, one corpus a language: a label says in which the answer is sought."""
    found = [read_document(file.path, file.content) for file in files(KNOWLEDGE, [])]
    if quick:
        return []
    corpora_: list[Corpus] = []
    for language in ("id", "en"):
        entries = [entry for document in found if document.language == language for entry in document.entries]
        labels = [label for label in own_labels() if label.relevant and label.passages == language]
        places: dict[tuple[str, str], set[int]] = {}
        for number, entry in enumerate(entries):
            places.setdefault((entry.passage.document, entry.passage.heading), set()).add(number)
        corpora_.append(
            Corpus(
                f"own guides, {language}",
                entries,
                [Need(label.question, language, limit=DEPTH) for label in labels],
                [frozenset().union(*(places[one] for one in label.relevant)) for label in labels],
            )
        )
    return corpora_


def _ours(corpus: Corpus) -> Result:
    embedder = forgetful()
    embedder.queries(["a"])
    began = time.perf_counter()
    vectors: dict[str, np.ndarray] = {}
    views = list(dict.fromkeys(view for entry in corpus.entries for view in entry.views))
    for begin in range(0, len(views), _AT_ONCE):
        batch = views[begin : begin + _AT_ONCE]
        vectors.update(zip(batch, np.asarray(embedder.passages(batch), dtype="<f4"), strict=True))
    bare = Search(corpus.entries, embedder, None)
    search = bare.with_dense(EmbeddedShelf().collection("bench-peers", bare.records, vectors), vectors)
    indexed = time.perf_counter() - began
    search.find(corpus.needs[0])
    place = {entry.passage.id: number for number, entry in enumerate(corpus.entries)}
    taken, rankings = [], []
    for need in corpus.needs:
        began = time.perf_counter()
        hits = search.find(need).hits
        taken.append(time.perf_counter() - began)
        rankings.append([place[hit.passage.id] for hit in hits])
    return _result(corpus, "Dua Arah", rankings, indexed, taken)


def _theirs(corpus: Corpus, who: str, script: str) -> Result:
    sent = {
        "passages": [{"id": str(number), "text": entry.views[0]} for number, entry in enumerate(corpus.entries)],
        "questions": [need.query for need in corpus.needs],
        "depth": DEPTH,
    }
    done = subprocess.run(
        [str(PYTHON), str(Path(__file__).parent / "peer_scripts" / script)],
        input=json.dumps(sent),
        env={**os.environ, **_QUIET},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    if done.returncode:
        message = f"{who} failed:\n{done.stderr[-2000:]}"
        raise RuntimeError(message)
    answer = json.loads(done.stdout)
    rankings = [[int(one) for one in ranking] for ranking in answer["rankings"]]
    return _result(corpus, who, rankings, answer["index_seconds"], answer["query_seconds"], answer["versions"])


def _result(
    corpus: Corpus,
    who: str,
    rankings: Sequence[Sequence[int]],
    indexed: float,
    taken: Sequence[float],
    versions: dict[str, str] | None = None,
) -> Result:
    ndcg = figures([list(ranking) for ranking in rankings], corpus.relevant)[f"ndcg@{DEPTH}"]
    return Result(corpus.name, who, ndcg, indexed, median(taken) * 1000, versions or {})
