"""What a guide must keep to before people may rely on it: fields, counts, minutes, and questions that can be asked upward."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from service.knowledge.rules.guides import (
    ACTIVITY,
    BOTH,
    JUNIOR,
    OPENERS,
    PARTS,
    SENIOR,
    Guide,
    UnitSource,
    split_grow,
    split_step,
    unit_fields,
)
from service.knowledge.rules.questions import question_faults, stems
from service.knowledge.values import AUDIENCES, COURAGES, KINDS, LANGUAGES, REASONS, SKILLS, STAGES, STATUSES, Problem

_ABOUT_WORDS = (70, 160)
_STEPS = (3, 5)
_OPENERS = (2, 3)
_EACH = 3
_MINUTES = 10
_AT_LEAST = 2
_REQUIRED = ("id", "title", "language", "translation_of", "reasons", "stages", "audience", "kind", "reviewed_on")
_OPTIONAL = ("sources", "units", "status")
_UNIT_FIELDS = ("heading", "stages", "reasons", "skills", "courage")
_CHOICES: dict[str, tuple[Any, ...]] = {
    "language": LANGUAGES,
    "kind": KINDS,
    "status": STATUSES,
    "courage": COURAGES,
}
_SEVERAL: dict[str, tuple[Any, ...]] = {"reasons": REASONS, "stages": STAGES, "audience": AUDIENCES, "skills": SKILLS}
_SENTENCE = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

Report = Callable[..., Problem]


def lint_guide(guide: Guide) -> list[Problem]:
    """Everything wrong in one guide, in the order of its lines."""
    if guide.problems:
        return list(guide.problems)
    if not guide.head.present:
        return [Problem(guide.file, 1, "front-matter-missing")]
    if guide.head.fields.get("status") == "withdrawn":
        return []  # nobody relies on it
    found = [*_fields(guide), *_headings(guide)]
    for unit in guide.units:
        found.extend(_unit(guide, unit))
    return sorted(found, key=lambda problem: problem.line)


def _fields(guide: Guide) -> Iterator[Problem]:
    head, file = guide.head, guide.file
    for name in _REQUIRED:
        if name not in head.fields:
            yield Problem(file, 1, "field-missing", {"field": name})
    for name, value in head.fields.items():
        line = head.lines.get(name, 1)
        if name not in (*_REQUIRED, *_OPTIONAL):
            yield Problem(file, line, "field-unknown", {"field": name})
        else:
            yield from _value(file, line, name, value)
    units = head.fields.get("units", [])
    if not isinstance(units, list) or len(unit_fields(head)) != len(units):
        yield Problem(file, head.lines.get("units", 1), "field-type", {"field": "units", "expected": "a list of units"})
        return
    for number, unit in enumerate(unit_fields(head)):
        yield from _unit_fields(file, head.lines.get(f"units.{number}", 1), unit)
    yield from _identity(guide)


def _unit_fields(file: str, line: int, unit: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _UNIT_FIELDS:
        if name not in unit:
            yield Problem(file, line, "field-missing", {"field": name})
    for name, value in unit.items():
        if name not in _UNIT_FIELDS:
            yield Problem(file, line, "field-unknown", {"field": str(name)})
        elif name != "heading":
            yield from _value(file, line, name, value)


def _value(file: str, line: int, name: str, value: Any) -> Iterator[Problem]:
    if name in _CHOICES and value not in _CHOICES[name]:
        yield _not_allowed(file, line, name, value, _CHOICES[name])
    elif name in _SEVERAL:
        if not isinstance(value, list):
            yield Problem(file, line, "field-type", {"field": name, "expected": "a list in square brackets"})
            return
        for one in value:
            if one not in _SEVERAL[name] or isinstance(one, bool):
                yield _not_allowed(file, line, name, one, _SEVERAL[name])
        if not value and name != "skills":
            yield _not_allowed(file, line, name, "[]", _SEVERAL[name])
    elif name in {"id", "title"} and not (isinstance(value, str) and value.strip()):
        yield Problem(file, line, "field-type", {"field": name, "expected": "a text"})
    elif name == "reviewed_on" and not isinstance(value, dt.date):
        yield Problem(file, line, "field-type", {"field": name, "expected": "a date as in 2026-11-24"})
    elif name == "sources" and not isinstance(value, list):
        yield Problem(file, line, "field-type", {"field": name, "expected": "a list"})


def _not_allowed(file: str, line: int, name: str, value: Any, allowed: Sequence[Any]) -> Problem:
    params = {"field": name, "value": str(value), "allowed": ", ".join(map(str, allowed))}
    return Problem(file, line, "field-value", params)


def _identity(guide: Guide) -> Iterator[Problem]:
    """Id and translation_of follow from where the file lies: guides/<language>/<slug>.md."""
    fields, lines = guide.head.fields, guide.head.lines
    slug, folder = PurePosixPath(guide.file).stem, PurePosixPath(guide.file).parent.name
    if folder not in LANGUAGES:
        return
    if fields.get("language") in LANGUAGES and fields["language"] != folder:
        yield _not_allowed(guide.file, lines.get("language", 1), "language", fields["language"], (folder,))
    if "id" in fields and fields["id"] != f"{slug}-{folder}":
        params = {"value": str(fields["id"]), "expected": f"{slug}-{folder}"}
        yield Problem(guide.file, lines.get("id", 1), "id-form", params)
    source = None if folder == "id" else f"{slug}-id"
    if "translation_of" in fields and fields["translation_of"] != source:
        allowed = ("null" if source is None else source,)
        yield _not_allowed(
            guide.file, lines.get("translation_of", 1), "translation_of", fields["translation_of"], allowed
        )


def _headings(guide: Guide) -> Iterator[Problem]:
    file, head = guide.file, guide.head
    first = next((section.heading for section in guide.prose if section.heading.level == 1), None)
    if first is None or first.text != " ".join(str(head.fields.get("title", "")).split()):
        yield Problem(file, first.line if first else head.body + 1, "title-heading")
    found = [unit.heading for unit in guide.units]
    for number, unit in enumerate(unit_fields(head)):
        heading = " ".join(str(unit.get("heading", "")).split())
        if heading not in found:
            yield Problem(file, head.lines.get(f"units.{number}", 1), "unit-heading", {"heading": heading})
    for unit_ in guide.units:
        if not unit_.tags:
            yield Problem(file, unit_.line, "unit-unlisted", {"heading": unit_.heading})
        if found.count(unit_.heading) > 1:
            yield Problem(file, unit_.line, "unit-twice", {"heading": unit_.heading})
    prose = sum(1 for section in guide.prose if section.heading.level == 2)  # noqa: PLR2004
    if head.fields.get("kind") == "guide" and len(guide.units) < _AT_LEAST:
        yield Problem(file, head.lines.get("units", 1), "units-few", {"count": len(guide.units)})
    if head.fields.get("kind") == "guide" and prose < _AT_LEAST:
        yield Problem(file, head.body + 1, "prose-few", {"count": prose})


def about_text(guide: Guide, unit: UnitSource) -> str:
    """What a unit is about, as it stands in the file."""
    if not unit.about:
        return ""
    return guide.raw[guide.lines.start(unit.about[0].first) : guide.lines.start(unit.about[-1].last)].rstrip()


def _unit(guide: Guide, unit: UnitSource) -> Iterator[Problem]:
    file = guide.file
    about = about_text(guide, unit)
    words = len(about.split())
    if not about:
        yield Problem(file, unit.line, "about-missing")
    elif not _ABOUT_WORDS[0] <= words <= _ABOUT_WORDS[1]:
        yield Problem(file, unit.line, "about-length", {"count": words})
    if any(block.kind != "paragraph" for block in unit.about):
        yield Problem(file, unit.line, "about-list")
    titles = PARTS.get(str(guide.language), {})
    for part in unit.parts:
        if part.key is None:
            params = {"heading": part.heading, "allowed": ", ".join(titles.values())}
            yield Problem(file, part.line, "part-unknown", params)
    for key, title in titles.items():
        count = sum(1 for part in unit.parts if part.key == key)
        if count != 1:
            yield Problem(file, unit.line, "part-twice" if count else "part-missing", {"part": title})
    yield from _activity(file, unit)
    yield from _counts(file, unit, titles)
    yield from _questions(guide, unit, about)


def _activity(file: str, unit: UnitSource) -> Iterator[Problem]:
    items = unit.items(ACTIVITY)
    if not items:
        return
    for item in items:
        if not split_step(item.text):
            yield Problem(file, item.line, "step-form")
    if not _STEPS[0] <= len(items) <= _STEPS[1]:
        yield Problem(file, items[0].line, "steps-count", {"count": len(items)})
    minutes = sum(step.minutes for step in unit.steps())
    if minutes != _MINUTES:
        yield Problem(file, items[0].line, "minutes-sum", {"count": minutes})


def _counts(file: str, unit: UnitSource, titles: Mapping[str, str]) -> Iterator[Problem]:
    openers = unit.items(OPENERS)
    if openers and not _OPENERS[0] <= len(openers) <= _OPENERS[1]:
        yield Problem(file, openers[0].line, "openers-count", {"count": len(openers)})
    letters: set[str] = set()
    for key in (SENIOR, JUNIOR, BOTH):
        items = unit.items(key)
        if items and len(items) != _EACH:
            params: dict[str, str | int] = {"part": titles.get(key, key), "count": len(items)}
            yield Problem(file, items[0].line, "questions-count", params)
        for item in items:
            letter, _ = split_grow(item.text)
            if letter is None:
                yield Problem(file, item.line, "grow-missing")
            else:
                letters.add(letter)
    if letters and letters != set("GROW"):
        yield Problem(file, unit.line, "grow-spread", {"letters": ", ".join(sorted(set("GROW") - letters))})
    if unit.items(BOTH) and all(question.grow != "W" for question in unit.questions(BOTH)):
        yield Problem(file, unit.items(BOTH)[0].line, "grow-action")


def _questions(guide: Guide, unit: UnitSource, about: str) -> Iterator[Problem]:
    language = guide.language
    if language is None:
        return
    topic = " ".join([unit.heading, *(step.text for step in unit.steps())])
    for key in (OPENERS, SENIOR, JUNIOR, BOTH):
        spoken = key in {OPENERS, BOTH}
        for item in unit.items(key):
            text = split_grow(item.text)[1]
            for fault in question_faults(text, language, spoken=spoken):
                code = "spoken-register" if fault == "register" else "question-form"
                yield Problem(guide.file, item.line, code, {"fault": fault, "text": text})
            if language == "en" and "{sapaan}" in text:
                yield Problem(guide.file, item.line, "sapaan-english")
            own = stems(text, language)
            if not own & stems(topic, language):
                yield Problem(guide.file, item.line, "question-topic", {"text": text})
            if not own & stems(about, language):
                yield Problem(guide.file, item.line, "question-about", {"text": text})


def shape(guide: Guide) -> list[tuple[str, str]]:
    """What both languages of a guide must have alike, as (name, value) in a fixed order."""
    fields = guide.head.fields
    found = [(name, str(fields.get(name))) for name in ("reasons", "stages", "audience", "kind", "status")]
    found.append(("prose sections", str(sum(1 for section in guide.prose if section.heading.level == 2))))  # noqa: PLR2004
    found.append(("units", str(len(guide.units))))
    for number, unit in enumerate(guide.units, start=1):
        found.extend((f"unit {number}: {name}", value) for name, value in _unit_shape(unit))
    return found


def _unit_shape(unit: UnitSource) -> Iterator[tuple[str, str]]:
    for key in ("stages", "reasons", "skills", "courage"):
        yield key, str(unit.tags.get(key))
    yield "minutes", str([step.minutes for step in unit.steps()])
    yield "openers", str(len(unit.openers()))
    for key in (SENIOR, JUNIOR, BOTH):
        yield f"{key} letters", "".join(question.grow for question in unit.questions(key))


def lint_twins(guide: Guide, twin: Guide) -> list[Problem]:
    """Where a guide differs in shape from its other language; reported for `guide`."""
    theirs = dict(shape(twin))
    return [
        Problem(
            guide.file,
            1,
            "twin-differs",
            {"what": what, "other": twin.file, "mine": value, "theirs": theirs.get(what, "-")},
        )
        for what, value in shape(guide)
        if theirs.get(what, "-") != value
    ]


def lint_repeats(guides: Sequence[Guide]) -> list[Problem]:
    """Questions and openers that stand twice in the folder, told at the second place."""
    seen: dict[tuple[str, ...], str] = {}
    found: list[Problem] = []
    for guide, line, text in _asked(guides):
        words = tuple(_SENTENCE.findall(text.lower()))
        place = f"{guide.file}:{line}"
        first = seen.setdefault(words, place)
        if first != place:
            found.append(Problem(guide.file, line, "question-twice", {"other": first, "text": text}))
    return found


def _asked(guides: Sequence[Guide]) -> Iterator[tuple[Guide, int, str]]:
    for guide in guides:
        for unit in guide.units:
            for key in (OPENERS, SENIOR, JUNIOR, BOTH):
                for item in unit.items(key):
                    yield guide, item.line, split_grow(item.text)[1]
