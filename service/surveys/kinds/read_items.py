"""Reads the questions of an instrument, each into the class of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from service.surveys.kinds.conditions import Is
from service.surveys.kinds.nodes import Fields, Reading
from service.surveys.kinds.questions import (
    Choice,
    LongText,
    Provenance,
    Question,
    Scale,
    Several,
    ShortText,
    YesNo,
)
from service.surveys.kinds.read_conditions import ConditionReader, Outline, options_of
from service.surveys.kinds.times import Day, WeeklyGrid
from service.surveys.rules.wording import SIGNS
from service.surveys.values import DAYS, HALVES, Option, Text

REASONS = ("practice", "generations", "humility", "reality", "relevance")
TRANSLATIONS = ("own", "forward", "back-translated", "reviewed")
MEASURES = ("agreement", "frequency", "degree")
_COMMON = ("id", "kind", "text")
_MAY = ("hint", "required", "when", "side", "reason", "provenance", "wording_ok")
_FEWEST_POINTS, _MOST_POINTS = 2, 11

Built = dict[str, Any]


def read_questions(reading: Reading, node: yaml.Node, known: Outline, seen: Mapping[str, Question]) -> list[Question]:
    """One question, or with `each_of` one for every option of an earlier question, asked where it was chosen."""
    names = {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    if "kind" not in names:
        reading.fields(node, "an item", _COMMON)
        return []
    kind = reading.one_of(names["kind"], "the item's `kind`", tuple(_KINDS))
    if not kind:
        return []
    cls, build, needs, may = _KINDS[kind]
    each = "each_of" in names
    common = ("id", "kind", "each_of") if each else _COMMON
    fields = reading.fields(node, "an item", (*common, *needs), (*_MAY, *may))
    id_ = reading.key(fields.get("id"), "the item's `id`")
    own = build(reading, fields, f"item `{id_}`") | _of_every_kind(reading, fields, f"item `{id_}`")
    if each:
        return [
            cls(id=f"{id_}_{option.key}", text=option.text, when=Is(asked, option.key, option.key), **own)
            for asked, option in options_of(reading, fields.get("each_of"), seen)
        ]
    text = reading.text(fields.get("text"), f"`text` of item `{id_}`")
    when = ConditionReader(reading, known, seen, id_).read(fields.get("when"))
    return [cls(id=id_, text=text, when=when, **own)]


def refuse_idle_permissions(reading: Reading, places: Mapping[str, yaml.Node], seen: Mapping[str, Question]) -> None:
    """A comment's `permission` names a question of this side that is answered with yes or no; `places` are the items' nodes."""
    for item in seen.values():
        if item.permission and not isinstance(seen.get(item.permission), YesNo):
            remedy = "Name an item of kind `yes_no` that the same side is asked."
            reading.wrong(places[item.id], f"`permission` of item `{item.id}` names `{item.permission}`.", remedy)


def _of_every_kind(reading: Reading, fields: Fields, what: str) -> Built:
    return {
        "hint": reading.text(fields["hint"], f"`hint` of {what}") if "hint" in fields else None,
        "required": bool(reading.truth(fields.get("required"), f"`required` of {what}", default=True)),
        "reason": reading.one_of(fields.get("reason"), f"`reason` of {what}", REASONS) or None,
        "provenance": _provenance(reading, fields["provenance"], what) if "provenance" in fields else None,
        "wording_ok": _wording_ok(reading, fields.get("wording_ok"), what),
    }


def _provenance(reading: Reading, node: yaml.Node, what: str) -> Provenance:
    what = f"`provenance` of {what}"
    fields = reading.fields(node, what, ("source", "adapted", "translation"), ("note",))
    return Provenance(
        source=_either(reading, fields.get("source"), f"`source` in {what}"),
        adapted=bool(reading.truth(fields.get("adapted"), f"`adapted` in {what}", default=True)),
        translation=reading.one_of(fields.get("translation"), f"`translation` in {what}", TRANSLATIONS),
        note=_either(reading, fields["note"], f"`note` in {what}") if "note" in fields else None,
    )


def _either(reading: Reading, node: yaml.Node | None, what: str) -> Text:
    """A text in both languages, or one that is the same in both (a reference)."""
    if isinstance(node, yaml.ScalarNode):
        line = reading.line(node, what)
        return Text(line, line)
    return reading.text(node, what)


def _wording_ok(reading: Reading, node: yaml.Node | None, what: str) -> tuple[tuple[str, str], ...]:
    if node is None:
        return ()
    fields = reading.fields(node, f"`wording_ok` of {what}", (), SIGNS)
    return tuple((sign, reading.line(reason, f"the reason for `{sign}`")) for sign, reason in fields.items())


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
    beside = fields.get("not_applicable")
    return {
        "measures": reading.one_of(fields.get("measures"), f"`measures` of {what}", MEASURES) or None,
        "points": tuple(reading.text(node, f"a point of {what}") for node in nodes),
        "not_applicable": None if beside is None else reading.text(beside, f"`not_applicable` of {what}"),
    }


def _yes_no(reading: Reading, fields: Fields, what: str) -> Built:
    built: Built = {"default": reading.truth(fields.get("default"), f"`default` of {what}", default=None)}
    for name in ("yes", "no"):
        if name in fields:
            built[name] = reading.text(fields[name], f"`{name}` of {what}")
    return built


def _words(reading: Reading, fields: Fields, what: str) -> Built:
    built: Built = {}
    if "longest" in fields:
        built["longest"] = reading.number(fields["longest"], f"`longest` of {what}", 1, 200)
    comment = bool(reading.truth(fields.get("comment"), f"`comment` of {what}", default=False))
    permission = reading.key(fields.get("permission"), f"`permission` of {what}") or None
    if comment != (permission is not None):
        remedy = "Write `comment: true` and `permission:` with the id of the item that asks for it."
        reading.wrong(fields.get("comment") or fields.get("permission"), f"{what} has one without the other.", remedy)
    return built | {"permission": permission}


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


_Names = tuple[str, ...]
_Build = Callable[[Reading, Fields, str], Built]
_TEXTS: _Names = ("longest", "comment", "permission")
_KINDS: Mapping[str, tuple[type[Any], _Build, _Names, _Names]] = {
    Choice.kind: (Choice, _options, ("options",), ()),
    Several.kind: (Several, _several, ("options",), ("at_least", "at_most")),
    Scale.kind: (Scale, _scale, ("points",), ("measures", "not_applicable")),
    YesNo.kind: (YesNo, _yes_no, (), ("default", "yes", "no")),
    ShortText.kind: (ShortText, _words, (), _TEXTS),
    LongText.kind: (LongText, _words, (), _TEXTS),
    Day.kind: (Day, _nothing, (), ()),
    WeeklyGrid.kind: (WeeklyGrid, _grid, (), ("days", "at_least")),
}
