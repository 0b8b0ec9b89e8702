"""The fields at the head of a guide, with the line each stands on, so that a mistake can be shown where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from service.knowledge.rules.structure import Lines
from service.knowledge.values import Problem

_FENCE = "---"
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it: ten times faster
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Head:
    """Parsed front matter. `body` is the line (from 0) after it; `lines` gives the line (from 1) of a field or a unit."""

    fields: dict[str, Any]
    lines: dict[str, int]
    body: int
    present: bool
    problems: tuple[Problem, ...] = field(default=())


def read_head(file: str, lines: Lines) -> Head:
    """Read the front matter; a text without one is no mistake here."""
    if lines.text(0).rstrip() != _FENCE:
        return Head({}, {}, 0, present=False)
    close = next((n for n in range(1, min(len(lines), _LONGEST)) if lines.text(n).rstrip() == _FENCE), None)
    if close is None:
        return Head({}, {}, 0, present=False, problems=(Problem(file, 1, "front-matter-open"),))
    source = "\n".join(lines.text(n) for n in range(1, close))
    try:
        loader = _Loader(source)
        node = loader.get_single_node()
        fields = loader.construct_document(node) if node is not None else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(getattr(error, "problem", None) or error).splitlines()[0]
        line = mark.line + 2 if mark else 1
        return Head({}, {}, close + 1, True, (Problem(file, line, "front-matter-yaml", {"detail": detail}),))
    if not isinstance(fields, dict) or not isinstance(node, yaml.MappingNode):
        return Head({}, {}, close + 1, True, (Problem(file, 1, "front-matter-map"),))
    return Head({str(key): value for key, value in fields.items()}, _lines(node), close + 1, True)


def several(value: Any, kind: type) -> tuple[Any, ...]:
    """The entries of a field's list that are of this kind; none where it is no list."""
    return tuple(one for one in value if type(one) is kind) if isinstance(value, list) else ()


def _lines(node: yaml.MappingNode) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, value in node.value:
        found[str(key.value)] = key.start_mark.line + 2
        if key.value == "units" and isinstance(value, yaml.SequenceNode):
            for number, unit in enumerate(value.value):
                found[f"units.{number}"] = unit.start_mark.line + 2
    return found
