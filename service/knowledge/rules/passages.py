"""How a document is cut into passages that can be found and quoted.

A passage is an exact slice of the file (`raw[start:end]`); what is indexed for it is richer: `title > heading` in front, the
parts of a topic unit behind, its sentences one by one, and the questions a unit asks: people ask in words that its questions
use sooner than its prose. Change `SPLITTER` whenever the result of this module changes: the
generations are keyed by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from service.knowledge.rules.front_matter import several
from service.knowledge.rules.guides import BOTH, JUNIOR, PARTS, SENIOR, Guide, UnitSource, parse_guide
from service.knowledge.rules.language import detect
from service.knowledge.rules.outline import outline
from service.knowledge.rules.sentences import sentence_spans
from service.knowledge.rules.structure import Block, Section
from service.knowledge.values import STATUSES, Kind, Passage, Problem, TopicUnit

SPLITTER = "2"
LONGEST = 1200
_VERSION_DIGITS = 12
_SHORTEST_VIEW = 25
_LONGEST_NAME = 600  # fits the manifest, and what PostgreSQL keeps in an index, whatever the script
_LONGEST_KIND = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage with what is indexed for it: `lexical` for BM25, `views` for the embedder, and its unit if it has one.

    `twin` is the same for the passage that says the same in the other language; see `pair_twins`.
    """

    passage: Passage
    lexical: str
    views: tuple[str, ...]
    twin: str
    unit: TopicUnit | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the folder, read: its fields and its entries in the order of the file."""

    document: str
    path: str
    sha256: str
    raw: str
    title: str
    language: str
    kind: str
    status: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all passages of a document have in common."""

    document: str
    path: str
    version: str
    title: str
    language: str
    twin: str
    raw: str
    reasons: tuple[str, ...]
    stages: tuple[int, ...]
    audience: tuple[str, ...]


def read_document(path: str, content: bytes) -> Document:
    """Read a file of the folder. Raises ``UnicodeDecodeError``; anything else wrong is among `problems`."""
    raw = content.decode("utf-8-sig")
    if b"\0" in content:  # UTF-16, say: decodes, but PostgreSQL keeps no NUL
        place = content.index(b"\0")
        raise UnicodeDecodeError("utf-8", content, place, place + 1, "NUL")
    guide = parse_guide(path, raw)
    plain = path.endswith(".txt") or (not guide.head.present and _headings(guide) <= 1)
    prose = tuple(outline(guide.lines, guide.head.body)) if plain else guide.prose
    fields = guide.head.fields
    stem = str(PurePosixPath(path).with_suffix(""))
    frame = _Frame(
        document=(_text(fields.get("id")) or stem)[:_LONGEST_NAME],
        path=path,
        version=hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS],
        title=_text(fields.get("title")) or _title(prose) or PurePosixPath(stem).name,
        language=guide.language or detect(raw),
        twin=_text(fields.get("translation_of")) or _text(fields.get("id")) or stem,
        raw=raw,
        reasons=several(fields.get("reasons"), str),
        stages=several(fields.get("stages"), int),
        audience=several(fields.get("audience"), str),
    )
    kind: Kind = "article" if fields.get("kind") == "article" else "prose"
    entries = sorted(
        [*_prose(frame, guide, prose, kind), *_units(frame, guide, () if plain else guide.units)],
        key=lambda entry: entry.passage.start,
    )
    status = fields.get("status", "published")
    problems = guide.problems if entries or guide.problems else (Problem(path, 1, "empty"),)
    return Document(
        frame.document,
        path,
        hashlib.sha256(content).hexdigest(),
        raw,
        frame.title,
        frame.language,
        _text(str(fields.get("kind") or "plain"))[:_LONGEST_KIND],
        status if status in STATUSES else "published",
        tuple(entries),
        problems,
    )


def _headings(guide: Guide) -> int:
    return len(guide.units) + sum(1 for section in guide.prose if section.heading.level)


def _title(prose: Sequence[Section]) -> str:
    return next((section.heading.text for section in prose if section.heading.text), "")


def _text(value: Any) -> str:
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _prose(frame: _Frame, guide: Guide, prose: Sequence[Section], kind: Kind) -> Iterator[Entry]:
    for number, section in enumerate(prose):
        for piece, (start, end) in enumerate(_cut(guide, section.blocks)):
            heading = section.heading.text or frame.title
            passage = _passage(frame, heading, kind, start, end)
            lexical = f"{_label(frame, heading)}\n{passage.text}"
            yield Entry(passage, lexical, _views(frame, passage), f"{frame.twin}:{number}.{piece}")


def _label(frame: _Frame, heading: str) -> str:
    return frame.title if heading in {"", frame.title} else f"{frame.title} > {heading}"


def _passage(frame: _Frame, heading: str, kind: Kind, start: int, end: int, **more: Any) -> Passage:
    tags = {"unit": None, "reasons": frame.reasons, "stages": frame.stages, "audience": frame.audience, **more}
    return Passage(
        id=f"{frame.document}@{frame.version}:{start}-{end}",
        document=frame.document,
        path=frame.path,
        version=frame.version,
        title=frame.title,
        heading=heading,
        language=frame.language,
        kind=kind,
        start=start,
        end=end,
        text=frame.raw[start:end],
        **tags,
    )


def _views(frame: _Frame, passage: Passage) -> tuple[str, ...]:
    """What the embedder sees: the whole passage under its headings, and each sentence of it."""
    label = _label(frame, passage.heading)
    whole = f"{label}\n{passage.text}" if label else passage.text
    spans = sentence_spans(passage.text, 0, len(passage.text))
    single = [passage.text[start:end] for start, end in spans if end - start >= _SHORTEST_VIEW]
    return (whole, *(single if len(spans) > 1 else ()))


def _cut(guide: Guide, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Spans of at most `LONGEST` characters, of about equal length, cut between blocks or, in a long block, sentences."""
    raw, lines = guide.raw, guide.lines
    atoms: list[tuple[int, int]] = []
    for block in blocks:
        start, end = _trim(raw, lines.start(block.first), lines.start(block.last))
        if end - start <= LONGEST:
            atoms.append((start, end))
        else:
            atoms.extend(piece for span in sentence_spans(raw, start, end) for piece in _hard(raw, *span))
    atoms = [(start, end) for start, end in atoms if end > start]
    if not atoms:
        return
    total = atoms[-1][1] - atoms[0][0]
    aim = total / -(-total // LONGEST)
    begin, close = atoms[0]
    for start, end in atoms[1:]:
        if end - begin > LONGEST or close - begin >= aim:
            yield begin, close
            begin = start
        close = end
    yield begin, close


def _trim(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    return start, end


def _hard(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what has no sentence end within reach at white space, or anywhere if there is none."""
    while end - start > LONGEST:
        space = max(raw.rfind(" ", start, start + LONGEST), raw.rfind("\n", start, start + LONGEST))
        cut = space if space > start else start + LONGEST
        yield _trim(raw, start, cut)
        start = _trim(raw, cut, end)[0]
    yield start, end


def _units(frame: _Frame, guide: Guide, units: Sequence[UnitSource]) -> Iterator[Entry]:
    for number, source in enumerate(units, start=1):
        if not source.about:
            continue
        lines = guide.lines
        start, end = _trim(guide.raw, lines.start(source.about[0].first), lines.start(source.about[-1].last))
        tags = source.tags
        identity = f"{frame.document}#{number}"
        passage = _passage(
            frame,
            source.heading,
            "topic",
            start,
            end,
            unit=identity,
            reasons=several(tags.get("reasons"), str) or frame.reasons,
            stages=several(tags.get("stages"), int) or frame.stages,
            skills=several(tags.get("skills"), str),
            courage=_text(tags.get("courage")) or None,
        )
        unit = _topic(frame, source, passage, identity, f"{frame.twin}#{number}")
        lexical = "\n".join([_label(frame, passage.heading), passage.text, *_parts(frame, unit)])
        views = tuple(dict.fromkeys((*_views(frame, passage), *_asked(unit))))
        yield Entry(passage, lexical, views, unit.twin, unit)


def _asked(unit: TopicUnit) -> Iterator[str]:
    """A unit's openers and questions as somebody would ask them, without the form of address."""
    for text in (*unit.openers, *(question.text for question in (*unit.senior, *unit.junior, *unit.both))):
        yield " ".join(text.replace("{sapaan}", "").split())


def _parts(frame: _Frame, unit: TopicUnit) -> list[str]:
    """The unit's activity and its questions, found by their words; only what the topic is about can be quoted."""
    names = PARTS.get(frame.language, PARTS["id"])
    questions = (*unit.senior, *unit.junior, *unit.both)
    return [
        " ".join([names["activity"], *(step.text for step in unit.activity)]),
        " ".join([*unit.openers, *(question.text for question in questions)]),
    ]


def _topic(frame: _Frame, source: UnitSource, passage: Passage, identity: str, twin: str) -> TopicUnit:
    return TopicUnit(
        id=identity,
        document=frame.document,
        path=frame.path,
        version=frame.version,
        language=frame.language,
        title=frame.title,
        heading=source.heading,
        about=passage.text,
        activity=source.steps(),
        openers=source.openers(),
        senior=source.questions(SENIOR),
        junior=source.questions(JUNIOR),
        both=source.questions(BOTH),
        reasons=passage.reasons,
        stages=passage.stages,
        skills=passage.skills,
        courage=passage.courage,
        passage=passage,
        twin=twin,
    )


def bare_entry(name: str, text: str, language: str) -> Entry:
    """An entry for a text that is a passage already, as in a labelled set."""
    frame = _Frame(name, name, "", "", language, name, text, (), (), ())
    passage = _passage(frame, "", "prose", 0, len(text))
    return Entry(passage, text, _views(frame, passage), name)


def pair_twins(entries: Sequence[Entry]) -> dict[int, int]:
    """For the position of each passage that has a twin in another language, the twin's position."""
    found: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        found.setdefault(entry.twin, []).append(position)
    pairs: dict[int, int] = {}
    for group in found.values():
        if len(group) == 2 and entries[group[0]].passage.language != entries[group[1]].passage.language:  # noqa: PLR2004
            pairs[group[0]], pairs[group[1]] = group[1], group[0]
    return pairs
