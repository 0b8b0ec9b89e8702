"""Texts to measure with: FacQA's passages where they are enough, and beyond them passages made of their sentences.

FacQA (Indonesian news, Apache-2.0) lies beside the repository, not in it; ``FACQA`` names another folder.
"""

import json
import os
import random
from functools import cache
from pathlib import Path

import numpy as np

from service.knowledge.rules.passages import Entry, bare_entry
from service.knowledge.rules.sentences import sentences

FACQA = Path(os.environ.get("FACQA", Path(__file__).resolve().parents[3] / "shared" / "data" / "facqa"))
_SEED = 20
_TURN = 0.25  # length of the noise that turns a copied vector, against the vector's own length of 1


class NoCorpus(Exception):
    """The texts to measure with are not there; the message says where they should be."""


def rows(name: str) -> list[dict]:
    path = FACQA / name
    if not path.exists():
        message = f"{name} of FacQA is missing: set FACQA to the folder that holds it"
        raise NoCorpus(message)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@cache
def passages() -> list[str]:
    return [row["text"] for row in rows("passages.jsonl")]


def questions(count: int) -> list[str]:
    return [row["question"] for row in rows("questions-valid.jsonl")[:count]]


@cache
def _sentences() -> list[str]:
    return [sentence for text in passages() for sentence in sentences(text)]


def recombined(count: int, seed: int = _SEED) -> list[str]:
    """Passages of one to four shuffled sentences of FacQA's, each with two words of others, so that hardly one stands twice."""
    dice = random.Random(seed)
    words = [word for sentence in _sentences() for word in sentence.split()]

    def sentence() -> str:
        own = dice.choice(_sentences()).split()
        for place in dice.sample(range(len(own)), min(2, len(own))):
            own[place] = dice.choice(words)
        return " ".join(own)

    return [" ".join(sentence() for _ in range(dice.randint(1, 4))) for _ in range(count)]


def entries(count: int) -> list[Entry]:
    """Real passages first; recombined ones after the last of them."""
    real = passages()[:count]
    texts = [*real, *recombined(count - len(real))]
    return [bare_entry(f"p{number}", text, "id") for number, text in enumerate(texts)]


def turned(texts: list[str], real: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Vectors for texts that are only there for timing: copies of real ones, each turned a little in a direction of its own."""
    dice = np.random.default_rng(_SEED)
    models = np.stack(list(real.values()))
    found = dict(real)
    missing = [text for text in dict.fromkeys(texts) if text not in real]
    for begin in range(0, len(missing), 5000):
        part = missing[begin : begin + 5000]
        copies = models[dice.integers(len(models), size=len(part))]
        noise = dice.normal(size=copies.shape) * (_TURN / np.sqrt(copies.shape[1]))
        moved = copies + noise
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        found.update(zip(part, moved.astype("<f4"), strict=True))
    return found


def write_documents(folder: Path, count: int, *, sections: int) -> None:
    """A folder of Markdown files; each section is a heading and a passage."""
    real = passages()
    texts = [*real, *recombined(max(0, count * sections - len(real)))]
    for number in range(count):
        own = texts[number * sections : (number + 1) * sections]
        parts = [f"# Berkas {number}", *(f"## Bagian {number}.{place}\n\n{text}" for place, text in enumerate(own))]
        path = folder / f"{number // 100:02}" / f"berkas-{number:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
