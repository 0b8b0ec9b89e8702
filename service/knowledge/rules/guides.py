"""A guide as its author wrote it: fields, prose sections and topic units, each part with its line and its offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.knowledge.rules.front_matter import Head, read_head
from service.knowledge.rules.structure import Block, Item, Lines, Section, sections
from service.knowledge.values import Problem, Question, Step

ACTIVITY, OPENERS, SENIOR, JUNIOR, BOTH = "activity", "openers", "senior", "junior", "both"
PARTS: dict[str, dict[str, str]] = {
    "id": {
        ACTIVITY: "Praktik 10 menit",
        OPENERS: "Pembuka",
        SENIOR: "Pertanyaan untuk pemimpin",
        JUNIOR: "Pertanyaan untuk mentor",
        BOTH: "Pertanyaan bersama",
    },
    "en": {
        ACTIVITY: "10-minute practice",
        OPENERS: "Openers",
        SENIOR: "Questions for the leader",
        JUNIOR: "Questions for the mentor",
        BOTH: "Questions for both",
    },
}
_STEP = re.compile(r"^\((\d{1,3})\)\s*(.*)$", re.DOTALL)
_GROW = re.compile(r"^\[([GROW])\]\s*(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """One `###` part of a topic unit; `key` is None where the heading is no known part."""

    key: str | None
    heading: str
    line: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class UnitSource:
    """A topic unit in the file: its `##` heading, what stands under it, and the tags the front matter gives it."""

    heading: str
    line: int
    about: tuple[Block, ...]
    parts: tuple[Part, ...]
    tags: Mapping[str, Any]
    last_line: int

    def items(self, key: str) -> tuple[Item, ...]:
        """The items of a part; none where it is missing."""
        return next((part.items for part in self.parts if part.key == key), ())

    def steps(self) -> tuple[Step, ...]:
        """The activity's steps that name their minutes."""
        found = (_STEP.match(item.text) for item in self.items(ACTIVITY))
        return tuple(Step(int(match[1]), match[2]) for match in found if match)

    def openers(self) -> tuple[str, ...]:
        """What the mentor may say first."""
        return tuple(item.text for item in self.items(OPENERS))

    def questions(self, key: str) -> tuple[Question, ...]:
        """The questions of a side (or of both) that have a GROW letter."""
        found = (_GROW.match(item.text) for item in self.items(key))
        return tuple(Question(match[2], match[1]) for match in found if match)


@dataclass(frozen=True, slots=True)
class Guide:
    """A Markdown file of the folder, parsed. `prose` are the sections outside the units."""

    file: str
    lines: Lines
    head: Head
    prose: tuple[Section, ...]
    units: tuple[UnitSource, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def raw(self) -> str:
        """The whole file as text."""
        return self.lines.raw

    @property
    def language(self) -> str | None:
        """The language the front matter gives, where it is one of ours."""
        value = self.head.fields.get("language")
        return value if value in PARTS else None


def parse_guide(file: str, raw: str) -> Guide:
    """Parse a guide. Never raises: what is wrong is among `problems`, and what can be read is read."""
    lines = Lines(raw)
    head = read_head(file, lines)
    found = sections(lines, head.body)
    tags = {_squeeze(str(unit["heading"])): unit for unit in unit_fields(head) if unit.get("heading")}
    language = str(head.fields.get("language"))
    known = {title: key for key, title in PARTS.get(language, {}).items()}
    prose: list[Section] = []
    units: list[UnitSource] = []
    position = 0
    while position < len(found):
        section = found[position]
        after = next((n for n in range(position + 1, len(found)) if found[n].heading.level <= 2), len(found))  # noqa: PLR2004
        below = found[position + 1 : after] if section.heading.level == 2 else []  # noqa: PLR2004
        title = _squeeze(section.heading.text)
        if section.heading.level == 2 and (title in tags or any(part.heading.text in known for part in below)):  # noqa: PLR2004
            end = found[after].heading.line - 1 if after < len(found) else len(lines)
            units.append(_unit(section, below, known, tags.get(title, {}), end))
            position = after
        else:
            prose.append(section)
            position += 1
    return Guide(file, lines, head, tuple(prose), tuple(units), head.problems)


def unit_fields(head: Head) -> list[Mapping[str, Any]]:
    """The units of the front matter that are mappings."""
    units = head.fields.get("units") or []
    return [unit for unit in units if isinstance(unit, dict)] if isinstance(units, list) else []


def split_step(text: str) -> bool:
    """Whether a step begins with its minutes."""
    return _STEP.match(text) is not None


def split_grow(text: str) -> tuple[str | None, str]:
    """A question's GROW letter, if it has one, and its text."""
    match = _GROW.match(text)
    return (match[1], match[2]) if match else (None, text)


def _unit(
    section: Section, below: Sequence[Section], known: Mapping[str, str], tags: Mapping[str, Any], last_line: int
) -> UnitSource:
    parts = tuple(
        Part(
            known.get(part.heading.text),
            part.heading.text,
            part.heading.line,
            tuple(item for block in part.blocks for item in block.items),
        )
        for part in below
    )
    return UnitSource(section.heading.text, section.heading.line, section.blocks, parts, tags, last_line)


def _squeeze(text: str) -> str:
    return " ".join(text.split())
