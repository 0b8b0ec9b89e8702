"""Reads an instrument from YAML and says, with file and line, what to mend; never raises for what a person wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from service.surveys.kinds.instrument import Instrument, Page
from service.surveys.kinds.nodes import Fields, Reading
from service.surveys.kinds.questions import (
    Choice,
    Day,
    LongText,
    Question,
    Scale,
    Several,
    ShortText,
    WeeklyGrid,
    YesNo,
)
from service.surveys.rules import Datum
from service.surveys.values import DAYS, HALVES, Option, Problem, Text, When

_COMMON = ("id", "kind", "text")
_MAY = ("hint", "required", "when")
_FEWEST_POINTS, _MOST_POINTS = 2, 11


def load(path: Path) -> tuple[Instrument | None, tuple[Problem, ...]]:
    """The instrument, or the problems that keep it from being shown."""
    reading = Reading(path.name)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        reading.wrong(None, "the file is not UTF-8.", "Save it as UTF-8.")
        return None, tuple(reading.problems)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        remedy = "Mend the YAML there; put texts with a colon in quotes."
        return None, (Problem(path.name, line, f"this is not valid YAML: {error.problem}.", remedy),)
    except yaml.YAMLError as error:
        return None, (Problem(path.name, 1, f"this is not valid YAML: {error}.", "Mend the YAML."),)
    found = _instrument(reading, root, path.stem)
    return (None if reading.problems else found), tuple(reading.problems)


def _instrument(reading: Reading, root: yaml.Node | None, stem: str) -> Instrument:
    needs = ("key", "version", "kind", "title", "intro", "minutes", "pages")
    fields = reading.fields(root, "the instrument", needs, ("also_sees", "retired"))
    key = reading.key(fields.get("key"), "`key`")
    if key and key != stem:
        reading.wrong(fields["key"], f"the key is `{key}`, the file is `{stem}.yaml`.", "Give both the same name.")
    kind = reading.one_of(fields.get("kind"), "`kind`", ("confidential", "anonymous"))
    pages: list[Page] = []
    seen: dict[str, Question] = {}
    for node in reading.entries(fields.get("pages"), "`pages`"):
        page = _page(reading, node, seen)
        if page.key in {one.key for one in pages}:
            reading.wrong(node, f"there are two pages `{page.key}`.", "Give every page its own key.")
        pages.append(page)
    _refuse_retired(reading, fields, seen)
    return Instrument(
        key=key,
        version=reading.number(fields.get("version"), "`version`", 1, 1),
        kind=cast('Literal["confidential", "anonymous"]', kind),
        title=reading.text(fields.get("title"), "`title`"),
        intro=reading.text(fields.get("intro"), "`intro`"),
        minutes=reading.number(fields.get("minutes"), "`minutes`", 1, 5),
        pages=tuple(pages),
        also_sees=tuple(
            datum
            for node in (reading.entries(fields["also_sees"], "`also_sees`") if "also_sees" in fields else [])
            if (datum := _datum(reading, node)) is not None
        ),
    )


def _page(reading: Reading, node: yaml.Node, seen: dict[str, Question]) -> Page:
    fields = reading.fields(node, "a page", ("key", "title", "why", "sees"), ("items", "facts"))
    key = reading.key(fields.get("key"), "the page's `key`")
    items: list[Question] = []
    for entry in reading.entries(fields.get("items"), f"`items` of the page `{key}`"):
        for question in _questions(reading, entry, seen):
            if question.id in seen:
                remedy = "Every answer needs its own id; take a new one and keep the old."
                reading.wrong(entry, f"the id `{question.id}` is used twice.", remedy)
            seen[question.id] = question
            items.append(question)
    facts = bool(reading.truth(fields.get("facts"), "`facts`", default=False))
    if not items and not facts and fields:
        reading.wrong(node, f"the page `{key}` asks nothing.", "Give it `items:` or `facts: true`.")
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


def _questions(reading: Reading, node: yaml.Node, seen: Mapping[str, Question]) -> list[Question]:
    """One question, or with `each_of` one for every option of an earlier question, asked where it was chosen."""
    kinds = tuple(_KINDS)
    names = {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    if "kind" not in names:
        reading.fields(node, "an item", _COMMON)
        return []
    kind = reading.one_of(names["kind"], "the item's `kind`", kinds)
    if not kind:
        return []
    build, needs, may = _KINDS[kind]
    each = "each_of" in names
    common = ("id", "kind", "each_of") if each else _COMMON
    fields = reading.fields(node, "an item", (*common, *needs), (*_MAY, *may))
    id_ = reading.key(fields.get("id"), "the item's `id`")
    own = build(reading, fields, f"item `{id_}`")
    own["hint"] = reading.text(fields["hint"], f"`hint` of item `{id_}`") if "hint" in fields else None
    own["required"] = bool(reading.truth(fields.get("required"), f"`required` of item `{id_}`", default=True))
    cls = _CLASSES[kind]
    if each:
        return [
            cls(id=f"{id_}_{option.key}", text=option.text, when=When(asked, option.key), **own)
            for asked, option in _options_of(reading, fields.get("each_of"), seen)
        ]
    text = reading.text(fields.get("text"), f"`text` of item `{id_}`")
    return [cls(id=id_, text=text, when=_when(reading, fields.get("when"), seen), **own)]


def _options_of(reading: Reading, node: yaml.Node | None, seen: Mapping[str, Question]) -> list[tuple[str, Option]]:
    asked = reading.key(node, "`each_of`")
    question = seen.get(asked)
    if isinstance(question, Choice | Several):
        return [(asked, option) for option in question.options]
    if node is not None:
        reading.wrong(node, f"`each_of` names `{asked}`.", "Name an earlier item of kind `choice` or `several`.")
    return []


def _when(reading: Reading, node: yaml.Node | None, seen: Mapping[str, Question]) -> When | None:
    if node is None:
        return None
    fields = reading.fields(node, "`when`", ("item", "is"))
    key = reading.key(fields.get("is"), "`is`")
    known = [option.key for _, option in _options_of(reading, fields.get("item"), seen)]
    if known and key not in known:
        reading.wrong(fields.get("is"), f"`is` names `{key}`.", f"Use one of the keys {', '.join(known)}.")
    return When(reading.line(fields.get("item"), "`item`"), key)


def _refuse_retired(reading: Reading, fields: Fields, seen: Mapping[str, Question]) -> None:
    for node in reading.entries(fields["retired"], "`retired`") if "retired" in fields else []:
        if (id_ := reading.key(node, "a retired id")) in seen:
            reading.wrong(node, f"the retired id `{id_}` is used again.", "Old answers carry it; take a new id.")


Built = dict[str, Any]


def _options(reading: Reading, fields: Fields, what: str) -> Built:
    return {"options": reading.options(fields.get("options"), f"`options` of {what}")}


def _several(reading: Reading, fields: Fields, what: str) -> Built:
    built = _options(reading, fields, what)
    count = len(built["options"])
    least = reading.number(fields.get("at_least"), f"`at_least` of {what}", 0, 1)
    most = reading.number(fields["at_most"], f"`at_most` of {what}", 1, count) if "at_most" in fields else None
    if least > (count if most is None else min(most, count)):
        reading.wrong(fields.get("at_least"), f"{what} asks for more answers than it allows.", "Lower `at_least`.")
    return built | {"at_least": least, "at_most": most}


def _scale(reading: Reading, fields: Fields, what: str) -> Built:
    nodes = reading.entries(fields.get("points"), f"`points` of {what}")
    if nodes and not _FEWEST_POINTS <= len(nodes) <= _MOST_POINTS:
        reading.wrong(fields["points"], f"{what} has {len(nodes)} points.", "A scale has 2 to 11 points.")
    return {"points": tuple(reading.text(node, f"a point of {what}") for node in nodes)}


def _yes_no(reading: Reading, fields: Fields, what: str) -> Built:
    built: Built = {"default": reading.truth(fields.get("default"), f"`default` of {what}", default=None)}
    for name in ("yes", "no"):
        if name in fields:
            built[name] = reading.text(fields[name], f"`{name}` of {what}")
    return built


def _longest(reading: Reading, fields: Fields, what: str) -> Built:
    return {"longest": reading.number(fields["longest"], f"`longest` of {what}", 1, 200)} if "longest" in fields else {}


def _nothing(_reading: Reading, _fields: Fields, _what: str) -> Built:
    return {}


_DAY_NAMES = {
    "mon": Text("Senin", "Monday"),
    "tue": Text("Selasa", "Tuesday"),
    "wed": Text("Rabu", "Wednesday"),
    "thu": Text("Kamis", "Thursday"),
    "fri": Text("Jumat", "Friday"),
    "sat": Text("Sabtu", "Saturday"),
}
_HALF_NAMES = {"am": Text("pagi", "morning"), "pm": Text("siang", "afternoon")}


def _grid(reading: Reading, fields: Fields, what: str) -> Built:
    nodes = reading.entries(fields["days"], f"`days` of {what}") if "days" in fields else []
    keys = [reading.one_of(node, f"a day of {what}", DAYS) for node in nodes] or list(DAYS)
    return {
        "days": tuple(Option(key, _DAY_NAMES[key]) for key in keys if key),
        "halves": tuple(Option(half, _HALF_NAMES[half]) for half in HALVES),
        "at_least": reading.number(fields.get("at_least"), f"`at_least` of {what}", 0, 1),
    }


_Build = Callable[[Reading, Fields, str], Built]
_KINDS: Mapping[str, tuple[_Build, tuple[str, ...], tuple[str, ...]]] = {
    Choice.kind: (_options, ("options",), ()),
    Several.kind: (_several, ("options",), ("at_least", "at_most")),
    Scale.kind: (_scale, ("points",), ()),
    YesNo.kind: (_yes_no, (), ("default", "yes", "no")),
    ShortText.kind: (_longest, (), ("longest",)),
    LongText.kind: (_longest, (), ("longest",)),
    Day.kind: (_nothing, (), ()),
    WeeklyGrid.kind: (_grid, (), ("days", "at_least")),
}
_CLASSES: Mapping[str, type[Any]] = {
    cls.kind: cls for cls in (Choice, Several, Scale, YesNo, ShortText, LongText, Day, WeeklyGrid)
}
