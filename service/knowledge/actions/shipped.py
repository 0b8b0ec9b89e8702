"""Vectors that travel with the guides we ship, so that a first index of an unedited folder takes seconds, not minutes.

They are a cache like the one in the database and are trusted no further: keyed by the text's hash and by the embedder's name
and version, they are used where both fit and passed over where not. One byte a
number and a scale a vector: cosines differ by less than 0.002.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from service.knowledge import queries
from service.knowledge.ports import Embedder

FILE = Path(__file__).resolve().parents[1] / "shipped" / "vectors.npz"
_STEPS = 127
_LEAST = 1e-9


def vectors(texts: Sequence[str], embedder: Embedder, path: Path = FILE) -> dict[str, list[float]]:
    """The shipped vectors of those texts that have one, by text; none where the file is missing or for another embedder."""
    rows, table, scales = _read(path, embedder.name, embedder.version)
    known = {text: rows.get(queries.text_hash(text)) for text in texts}
    return {text: (table[row] * scales[row]).tolist() for text, row in known.items() if row is not None}


def write(made: dict[str, Sequence[float]], embedder: Embedder, path: Path = FILE) -> None:
    """Keep vectors by text for the folder as it is now."""
    hashes = sorted((queries.text_hash(text), text) for text in made)
    table = np.array([made[text] for _, text in hashes], dtype=np.float32)
    scales = np.maximum(np.abs(table).max(axis=1), _LEAST) / _STEPS
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        embedder=np.array([embedder.name, embedder.version]),
        hashes=np.array([bytes.fromhex(name) for name, _ in hashes], dtype="S32"),
        vectors=np.round(table / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
    )


@lru_cache(maxsize=2)
def _read(path: Path, name: str, version: str) -> tuple[dict[str, int], NDArray[np.int8], NDArray[np.float32]]:
    nothing: tuple[dict[str, int], NDArray[np.int8], NDArray[np.float32]] = (
        {},
        np.zeros((0, 0), np.int8),
        np.zeros(0, np.float32),
    )
    try:
        with np.load(path, allow_pickle=False) as kept:
            if list(kept["embedder"]) != [name, version]:
                return nothing
            rows = {bytes(one).ljust(32, b"\0").hex(): number for number, one in enumerate(kept["hashes"])}
            return rows, kept["vectors"], kept["scales"]
    except (OSError, KeyError, ValueError, BadZipFile):
        return nothing
