"""Take one rule of the gate away at a time, or bend one condition: a planted attack must then come through, or a neighbour fall.

The rules are read from the code: every table of rules or patterns in the modules of the gate, and every condition in their functions.
One that is added without an attack fails here.
"""

import re
from collections.abc import Iterable
from types import ModuleType

import pytest

from service.knowledge.rules import questions
from service.suggestions.rules import (
    citations,
    echo,
    frame,
    gate,
    instructions,
    lines,
    patterns,
    personal,
    quotations,
    register,
    similarity,
    subjects,
    turning,
)
from tests.mutation.battery import attacks, neighbours
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutants import Mutant, forget, mutants
from tests.suggestions.attacks_words import TABLES

MODULES: tuple[ModuleType, ...] = (
    citations, echo, frame, gate, instructions, lines, patterns, personal, quotations, register, similarity, subjects, turning,
)  # fmt: skip
BENT = (
    citations,
    echo,
    frame,
    gate,
    lines,
    turning,
)  # the others have tests of their own; python -m tests.mutation bends them all
# Where to look first, so that a mutant is soon noticed.
LIKELY = {
    "citations": ("quote", "two places", "one place"), "turning": ("quote", "neighbour quote"), "frame": ("frame", "neighbour"),
    "lines": ("line",), "echo": ("line echo", "echo", "words of"), "gate": ("without", "a ", "two", "one", "more", "echo", "words of"),
}  # fmt: skip
ATTACKS = dict(attacks())
CASES = {**ATTACKS, **dict(neighbours())}


def _is_rule(item: object) -> bool:
    named = isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], re.Pattern)
    return named or (callable(item) and not isinstance(item, type))


def _tables() -> list[tuple[ModuleType, str]]:
    """Every tuple of functions or of named patterns that a module of the gate defines."""
    return [
        (module, name)
        for module in (*MODULES, questions)
        for name, value in vars(module).items()
        if isinstance(value, tuple) and value and all(_is_rule(item) for item in value)
    ]


def _name(item: object) -> str:
    return item.__name__ if callable(item) else item[0]


RULES = [
    pytest.param(module, name, place, id=f"{name}-{place}-{_name(rule)}")
    for module, name in _tables()
    for place, rule in enumerate(getattr(module, name))
]
MUTANTS = [mutant for module in BENT for mutant in mutants(module)]


def heard(name: str) -> object:
    """What the gate says to a case, to be compared. A bent gate may break; that is noticed, too."""
    try:
        found = CASES[name]()
    except Exception as error:  # noqa: BLE001 - whatever it breaks with
        return type(error).__name__
    return found.topics, tuple((one.part, one.code, one.text) for one in found.dropped)


@pytest.fixture(scope="module")
def before() -> dict[str, object]:
    forget(MODULES)
    return {name: heard(name) for name in CASES}


def changed(names: Iterable[str], before: dict[str, object]) -> str | None:
    """The first case in which the gate says something else than before."""
    forget(MODULES)
    found = next((name for name in names if heard(name) != before[name]), None)
    forget(MODULES)
    return found


def test_the_gate_says_the_same_twice(before):
    assert changed(CASES, before) is None
    assert len(ATTACKS) == sum(1 for _ in attacks()), "two attacks have one name"
    assert not set(ATTACKS) & {name for name, _ in neighbours()}


def test_the_tables_are_found():
    assert {name for _, name in _tables()} >= {
        "FRAME_RULES", "LINE_RULES", "CITATION_RULES", "WHOLE_RULES", "CUT_RULES", "QUESTION_RULES", "PATTERNS", *TABLES,
    }  # fmt: skip


@pytest.mark.parametrize(("module", "table", "place"), RULES)
def test_without_one_rule_an_attack_comes_through(monkeypatch, before, module, table, place):
    rules = getattr(module, table)
    less = rules[:place] + rules[place + 1 :]
    if table in TABLES:
        caught = TABLES[table][1][place][1]
        assert any(not any(pattern.search(text) for _, pattern in less) for text in caught), rules[place]
        return
    monkeypatch.setattr(module, table, less)
    name = _name(rules[place])
    likely = sorted(ATTACKS, key=lambda one: name not in one.split(" ", 2)[:2])
    assert changed(likely, before), f"{table}: nothing planted needs {name}"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_bent_condition_is_noticed(before, mutant: Mutant):
    words = LIKELY.get(mutant.name.partition(".")[0], ())
    likely = sorted(CASES, key=lambda name: not name.startswith(words))
    with mutant.alive():
        found = changed(likely, before)
    if found is None and mutant.key in EQUIVALENT:
        pytest.skip(f"changes nothing: {EQUIVALENT[mutant.key]}")
    assert found, f"nothing planted notices {mutant.name}"
