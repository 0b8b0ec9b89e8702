"""A library in memory: the folder read with the knowledge room's own rules, searched by shared stems. No index, no model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from service.knowledge.rules.passages import Entry, read_document
from service.knowledge.rules.questions import stems
from service.knowledge.values import Found, Hit, IndexStatus, Need, TopicUnit, addresses

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
_LEAST = 0.08  # below this share of the query's weight the folder has nothing on it


class FolderLibrary:
    """Answers like the real one: filters by language, stage and kind, prefers the session's reasons."""

    def __init__(self, folder: Path = KNOWLEDGE) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.suffix in {".md", ".txt"})
        documents = [read_document(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]
        self.texts = {(one.path, one.sha256[:12]): one.raw for one in documents}
        self.entries: list[Entry] = [entry for one in documents if one.status == "published" for entry in one.entries]
        self._stems = {entry.passage.id: stems(entry.lexical, entry.passage.language) for entry in self.entries}
        counts = Counter(stem for found in self._stems.values() for stem in found)
        self._weights = {stem: math.log(1 + len(self.entries) / count) for stem, count in counts.items()}
        self._units = {entry.passage.id: entry.unit for entry in self.entries if entry.unit}

    def text_of(self, path: str, version: str) -> str | None:
        return self.texts.get((path, version))

    def find(self, needs: Sequence[Need]) -> list[Found]:
        return [self._find(need) for need in needs]

    def _find(self, need: Need) -> Found:
        hits = []
        queries = {language: stems(need.query, language) for language in ("id", "en")}
        for entry in self.entries:
            passage = entry.passage
            if passage.language != need.language and not need.any_language:
                continue
            if need.stage is not None and passage.stages and need.stage not in passage.stages:
                continue
            if need.kinds and passage.kind not in need.kinds:
                continue
            if need.audience is not None and not addresses(passage.audience, need.audience):
                continue
            wanted = queries[passage.language]
            shared = sum(self._weights[stem] for stem in wanted & self._stems[passage.id])
            score = shared / (sum(self._weights.get(stem, 5.0) for stem in wanted) or 1.0)
            if score > 0:
                liked = 1.1 if set(need.reasons) & set(passage.reasons) else 1.0
                hits.append(Hit(passage, min(score * liked, 1.0), {"stems": shared}))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return Found(tuple(hits[: need.limit]), (), bool(hits) and hits[0].score >= _LEAST)

    def unit(self, passage_id: str) -> TopicUnit | None:
        return self._units.get(passage_id)

    def units(self, language: str, stage: int) -> list[TopicUnit]:
        return [unit for unit in self._units.values() if unit.serves(language, stage)]

    def status(self) -> IndexStatus:
        return IndexStatus("ready", len(self.entries), len(self.entries), 1)

    def refresh(self) -> None:
        pass

    def attend(self) -> None:
        pass


@cache
def folder_library() -> FolderLibrary:
    """The shipped folder, read once."""
    return FolderLibrary()
