"""Reads the condition of a question: every question it names stands earlier in the form and can give the answer it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from service.surveys.kinds.conditions import AllOf, Answered, AnyOf, AtLeast, AtMost, Condition, Is, Not
from service.surveys.kinds.nodes import Fields, Reading
from service.surveys.kinds.questions import Choice, Question, Scale, Several, YesNo
from service.surveys.values import Option

_TESTS = ("is", "at_least", "at_most", "answered")
_GROUPS = ("all", "any", "not")
_DEEPEST = 6
_EXAMPLE = "Write, for example, `{item: goals, is: listen_better}`."


@dataclass(frozen=True, slots=True)
class Outline:
    """Every id that a file gives to a question of one side, with the ids that its condition names."""

    named: Mapping[str, frozenset[str]]
    others: frozenset[str]
    """Ids of questions that only the other side is asked."""

    def way(self, start: str, end: str) -> list[str] | None:
        """The ids from one question to another along their conditions, both included; none where no way leads there."""
        came_from: dict[str, str] = {}
        to_visit = [start]
        for here in to_visit:
            for following in sorted(self.named.get(here, ())):
                if following not in came_from:
                    came_from[following] = here
                    to_visit.append(following)
        if end not in came_from:
            return None
        way = [end]
        while way[-1] != start or len(way) == 1:
            way.append(came_from[way[-1]])
        return way[::-1]


def outline(reading: Reading, root: yaml.Node | None) -> Outline:
    """What the file's questions are called; problems of any other kind are left to the reader proper."""
    named: dict[str, frozenset[str]] = {}
    others: set[str] = set()
    for page in _entries(_child(root, "pages")):
        for item in _entries(_child(page, "items")):
            id_ = _word(_child(item, "id"))
            if _foreign(reading, page) or _foreign(reading, item):
                others.add(id_)
            elif id_:
                named[id_] = frozenset(_items_named(_child(item, "when"), 2 * _DEEPEST))
    return Outline(named, frozenset(others))


class ConditionReader:
    """Reads the condition of one question; `seen` are the questions before it."""

    def __init__(self, reading: Reading, known: Outline, seen: Mapping[str, Question], id_: str) -> None:
        self._reading = reading
        self._known = known
        self._seen = seen
        self._id = id_

    def read(self, node: yaml.Node | None, depth: int = _DEEPEST) -> Condition | None:
        """The condition, or none where it cannot be made out (then the problem is noted)."""
        if node is None:
            return None
        names = [str(key.value) for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        group = next((name for name in _GROUPS if name in names), None)
        if depth == 0:
            self._reading.wrong(node, "`when` is nested too deeply.", f"Nest at most {_DEEPEST} levels.")
            return None
        if group is None:
            return self._comparison(node, names)
        inner = self._reading.fields(node, "`when`", (group,)).get(group)
        if group == "not":
            part = self.read(inner, depth - 1)
            return None if part is None else Not(part)
        parts = [self.read(one, depth - 1) for one in self._reading.entries(inner, f"`{group}`")]
        whole = tuple(part for part in parts if part is not None)
        if not parts or len(whole) < len(parts):
            return None
        return AllOf(whole) if group == "all" else AnyOf(whole)

    def _comparison(self, node: yaml.Node, names: list[str]) -> Condition | None:
        tests = [name for name in _TESTS if name in names]
        if len(tests) != 1:
            self._reading.wrong(node, "`when` does not say, once, which answer it waits for.", _EXAMPLE)
            return None
        fields = self._reading.fields(node, "`when`", ("item", tests[0]))
        question = self._question(fields.get("item"))
        if question is None:
            return None
        if tests[0] == "answered":
            return self._answered(fields, question)
        if tests[0] == "is":
            return self._is(fields, question)
        return self._point(fields, question, tests[0])

    def _question(self, node: yaml.Node | None) -> Question | None:
        id_ = self._reading.key(node, "`item`")
        if not id_ or id_ in self._seen:
            return self._seen.get(id_)
        if id_ == self._id:
            self._reading.wrong(node, f"`{id_}` waits for itself.", "Name an earlier item.")
        elif (way := self._known.way(id_, self._id)) is not None:
            circle = " → ".join(f"`{one}`" for one in [self._id, *way])
            self._reading.wrong(node, f"items wait for each other in a circle: {circle}.", "Take one `when` out.")
        elif id_ in self._known.named:
            self._reading.wrong(node, f"`{id_}` stands later in the form.", f"Move it before `{self._id}`.")
        elif id_ in self._known.others:
            remedy = "Give both the same `side:`."
            self._reading.wrong(node, f"`{id_}` is not asked of the {self._reading.side}, `{self._id}` is.", remedy)
        else:
            self._reading.wrong(node, f"no item has the id `{id_}`.", "Name an earlier item.")
        return None

    def _answered(self, fields: Fields, question: Question) -> Condition | None:
        if self._reading.truth(fields.get("answered"), "`answered`", default=None):
            return Answered(question.id)
        self._reading.wrong(fields.get("answered"), "`answered` is not true.", "Put the whole under `not:` instead.")
        return None

    def _is(self, fields: Fields, question: Question) -> Condition | None:
        key = self._reading.key(fields.get("is"), "`is`")
        if isinstance(question, YesNo):
            found = self._reading.one_of(fields.get("is"), "`is`", ("yes", "no"))
            return Is(question.id, found, found == "yes") if found else None
        if not isinstance(question, Choice | Several):
            remedy = "Name an earlier item of kind `choice`, `several` or `yes_no`, or use another test."
            self._reading.wrong(fields.get("item"), f"`{question.id}` has no keys to choose from.", remedy)
            return None
        known = [option.key for option in question.options]
        if key in known:
            return Is(question.id, key, key)
        if key:
            self._reading.wrong(fields.get("is"), f"`is` names `{key}`.", f"Use one of the keys {', '.join(known)}.")
        return None

    def _point(self, fields: Fields, question: Question, test: str) -> Condition | None:
        if not isinstance(question, Scale):
            remedy = "Name an earlier item of kind `scale`."
            self._reading.wrong(fields.get("item"), f"`{question.id}` is no scale.", remedy)
            return None
        last = len(question.points) - 1
        point = self._reading.number(fields.get(test), f"`{test}`", 0, 0)
        if point > last:
            remedy = f"Its points count from 0 to {last}."
            self._reading.wrong(fields.get(test), f"`{question.id}` has no point {point}.", remedy)
            return None
        return AtLeast(question.id, point) if test == "at_least" else AtMost(question.id, point)


def options_of(reading: Reading, node: yaml.Node | None, seen: Mapping[str, Question]) -> list[tuple[str, Option]]:
    """The options of the earlier question that `each_of` names, each with that question's id."""
    asked = reading.key(node, "`each_of`")
    question = seen.get(asked)
    if isinstance(question, Choice | Several):
        return [(asked, option) for option in question.options]
    if node is not None:
        reading.wrong(node, f"`each_of` names `{asked}`.", "Name an earlier item of kind `choice` or `several`.")
    return []


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for key, value in pairs if str(key.value) == name), None)


def _entries(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _word(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _foreign(reading: Reading, node: yaml.Node) -> bool:
    return _word(_child(node, "side")) not in {"", reading.side}


def _items_named(node: yaml.Node | None, depth: int) -> set[str]:
    if depth == 0:
        return set()
    if isinstance(node, yaml.SequenceNode):
        return {id_ for part in node.value for id_ in _items_named(part, depth - 1)}
    if not isinstance(node, yaml.MappingNode):
        return set()
    own = {_word(_child(node, "item"))} - {""}
    return own.union(*(_items_named(_child(node, name), depth - 1) for name in _GROUPS))
