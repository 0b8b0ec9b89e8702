"""Reads a questionnaire from YAML and says, with file and line, what to mend; never raises for what a person wrote.

A file is read once for each of its sides: texts written for each side are resolved, and the other's own questions are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import yaml

from service.surveys.kinds.instrument import Instrument, Kind, Page, Questionnaire
from service.surveys.kinds.nodes import Fields, Reading
from service.surveys.kinds.questions import Question
from service.surveys.kinds.read_conditions import Outline, outline
from service.surveys.kinds.read_items import read_questions, refuse_idle_permissions
from service.surveys.rules.visibility import Datum
from service.surveys.values import SIDES, Problem, Side

Loaded = tuple[Questionnaire | None, tuple[Problem, ...]]
_NEEDS = ("key", "version", "kind", "title", "intro", "minutes", "pages")
_MAY = ("sides", "linked_to", "also_sees", "retired")


def load(path: Path) -> Loaded:
    """The questionnaire of a file, which has the file's name as its key, or the problems that keep it from being shown."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None, (Problem(path.name, 1, "the file is not UTF-8.", "Save it as UTF-8."),)
    found, problems = load_text(text, path.name)
    if found is not None and found.key != path.stem:
        message = f"the key is `{found.key}`, the file is `{path.name}`."
        return None, (Problem(path.name, 1, message, "Give both the same name."),)
    return found, problems


def load_text(text: str, file: str) -> Loaded:
    """The questionnaire that stands in `text`, or the problems in it; `file` is what the problems call it."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        remedy = "Mend the YAML there; put texts with a colon in quotes."
        return None, (Problem(file, line, f"this is not valid YAML: {error.problem}.", remedy),)
    except yaml.YAMLError as error:
        return None, (Problem(file, 1, f"this is not valid YAML: {error}.", "Mend the YAML."),)
    sides, problems = _sides(file, root)
    read: dict[str, Instrument] = {}
    for side in sides:
        reading = Reading(file, side, sides)
        read[side] = _instrument(reading, root)
        problems += reading.problems
    if problems:
        return None, _once(problems)
    one = read[sides[0]]
    return Questionnaire(one.key, one.version, one.kind, read), ()


def _sides(file: str, root: yaml.Node | None) -> tuple[tuple[Side, ...], list[Problem]]:
    """Who is asked, in the order of the sides (both where the file does not say), and ids that two of its questions share."""
    reading = Reading(file)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    named = next((value for key, value in pairs if str(key.value) == "sides"), None)
    words = [reading.one_of(node, "an entry of `sides`", SIDES) for node in reading.entries(named, "`sides`")]
    taken: set[str] = set()
    for node in _ids(root):
        if node.value in taken:
            _twice(reading, node, node.value)
        taken.add(node.value)
    return tuple(side for side in SIDES if side in words) or SIDES, reading.problems


def _ids(root: yaml.Node | None) -> Iterable[yaml.ScalarNode]:
    """The nodes of all ids, whichever side they are for."""
    for pages in _values(root, "pages"):
        for page in pages.value if isinstance(pages, yaml.SequenceNode) else []:
            for items in _values(page, "items"):
                for item in items.value if isinstance(items, yaml.SequenceNode) else []:
                    yield from (node for node in _values(item, "id") if isinstance(node, yaml.ScalarNode))


def _values(node: yaml.Node | None, name: str) -> list[yaml.Node]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [value for key, value in pairs if str(key.value) == name]


def _twice(reading: Reading, node: yaml.Node, id_: str) -> None:
    reading.wrong(
        node, f"the id `{id_}` is used twice.", "Every answer needs its own id; take a new one and keep the old."
    )


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """In the order of the lines, and each once though the file was read for two sides."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))


def _instrument(reading: Reading, root: yaml.Node | None) -> Instrument:
    fields = reading.fields(root, "the instrument", _NEEDS, _MAY)
    kind = reading.one_of(fields.get("kind"), "`kind`", ("confidential", "anonymous"))
    linked_to = reading.one_of(fields.get("linked_to"), "`linked_to`", ("intake",)) or None
    if linked_to and kind == "anonymous":
        reading.wrong(fields["linked_to"], "an anonymous form is linked to nothing.", "Take `linked_to:` out.")
    minutes, what = reading.own(fields.get("minutes"), "`minutes`")
    return Instrument(
        key=reading.key(fields.get("key"), "`key`"),
        version=reading.number(fields.get("version"), "`version`", 1, 1),
        kind=cast("Kind", kind),
        side=reading.side,
        title=reading.text(fields.get("title"), "`title`"),
        intro=reading.text(fields.get("intro"), "`intro`"),
        minutes=reading.number(minutes, what, 1, 5),
        pages=_pages(reading, fields, outline(reading, root)),
        also_sees=tuple(
            datum
            for node in reading.entries(fields.get("also_sees"), "`also_sees`")
            if (datum := _datum(reading, node)) is not None
        ),
        linked_to=linked_to,
    )


def _pages(reading: Reading, fields: Fields, known: Outline) -> tuple[Page, ...]:
    pages: list[Page] = []
    seen: dict[str, Question] = {}
    places: dict[str, yaml.Node] = {}
    for node in reading.entries(fields.get("pages"), "`pages`"):
        if not reading.concerns(node):
            continue
        page = _page(reading, node, known, (seen, places))
        if page.key in {one.key for one in pages}:
            reading.wrong(node, f"there are two pages `{page.key}`.", "Give every page its own key.")
        pages.append(page)
    refuse_idle_permissions(reading, places, seen)
    _refuse_retired(reading, fields, seen)
    return tuple(pages)


def _page(
    reading: Reading, node: yaml.Node, known: Outline, before: tuple[dict[str, Question], dict[str, yaml.Node]]
) -> Page:
    seen, places = before
    fields = reading.fields(node, "a page", ("key", "title", "why", "sees"), ("items", "facts", "side"))
    key = reading.key(fields.get("key"), "the page's `key`")
    items: list[Question] = []
    for entry in reading.entries(fields.get("items"), f"`items` of the page `{key}`"):
        if not reading.concerns(entry):
            continue
        for question in read_questions(reading, entry, known, seen):
            if question.id in seen:
                _twice(reading, entry, question.id)
            seen[question.id], places[question.id] = question, entry
            items.append(question)
    facts = bool(reading.truth(fields.get("facts"), "`facts`", default=False))
    if not items and not facts and fields:
        remedy = "Give it `items:` or `facts: true`, or a `side:`."
        reading.wrong(node, f"the page `{key}` asks the {reading.side} nothing.", remedy)
    return Page(
        key=key,
        title=reading.text(fields.get("title"), f"`title` of the page `{key}`"),
        why=reading.text(fields.get("why"), f"`why` of the page `{key}`"),
        sees=_datum(reading, fields.get("sees")) or Datum.FORM_ANSWERS,
        items=tuple(items),
        facts=facts,
    )


def _datum(reading: Reading, node: yaml.Node | None) -> Datum | None:
    found = reading.one_of(node, "the row of the visibility table", [datum.value for datum in Datum])
    return Datum(found) if found else None


def _refuse_retired(reading: Reading, fields: Fields, seen: dict[str, Question]) -> None:
    for node in reading.entries(fields.get("retired"), "`retired`"):
        if (id_ := reading.key(node, "a retired id")) in seen:
            reading.wrong(node, f"the retired id `{id_}` is used again.", "Old answers carry it; take a new id.")
