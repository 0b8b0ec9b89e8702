"""Small faults put into functions one at a time: a condition that always or never holds, a part of a condition left out.

A function gets its mutated code in place (`__code__`), so that it does not matter who imported it. ``mutmut`` and ``cosmic-ray`` do more,
and start the test runner for each mutant; see decision 23.
"""

import ast
import copy
import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType


@dataclass(frozen=True)
class Mutant:
    """A function, its other code, and what was done to it."""

    function: FunctionType
    code: CodeType
    name: str

    @property
    def key(self) -> str:
        """The name without the line."""
        return self.name.rpartition(" (")[0]

    @contextmanager
    def alive(self) -> Iterator[None]:
        """While this lasts, the function is the mutated one."""
        own = self.function.__code__
        self.function.__code__ = self.code
        try:
            yield
        finally:
            self.function.__code__ = own


def forget(modules: Sequence[ModuleType]) -> None:
    """Empty what these modules remember of earlier calls."""
    for module in modules:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def mutants(module: ModuleType) -> Iterator[Mutant]:
    """Every mutant of a module's own functions and methods."""
    source = inspect.getsource(module)
    functions = dict(_functions(module))
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for kind, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(list(ast.walk(changed))[place])
            compiled = compile(ast.fix_missing_locations(changed), module.__file__ or "", "exec")
            where = _within(tree, node)
            code = next((one for one in _codes(compiled) if one.co_qualname == where), None)
            if where in functions and code is not None:
                line = getattr(node, "lineno", 0)
                yield Mutant(
                    functions[where],
                    code,
                    f"{module.__name__.rsplit('.', 1)[-1]}.{where}: {ast.unparse(node)[:90]} {kind} ({line})",
                )


def _changes(node: ast.AST):
    if isinstance(node, ast.If | ast.IfExp):
        yield "never", lambda one: setattr(one, "test", ast.Constant(False))
        yield "always", lambda one: setattr(one, "test", ast.Constant(True))
    if isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            neutral = ast.Constant(isinstance(node.op, ast.And))
            name = f"without {ast.unparse(node.values[place])[:40]}"
            yield name, lambda one, place=place, neutral=neutral: one.values.__setitem__(place, neutral)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "unfiltered", lambda one: one.ifs.clear()


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for value in vars(module).values():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        plain = inspect.unwrap(value) if callable(value) and not isinstance(value, type) else value
        if isinstance(plain, FunctionType):
            yield plain.__qualname__, plain
        elif isinstance(plain, type):
            for member in vars(plain).values():
                inner = member.fget if isinstance(member, property) else member
                if isinstance(inner, FunctionType) and inner.__qualname__.startswith(plain.__name__):
                    yield inner.__qualname__, inner


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _within(tree: ast.Module, wanted: ast.AST) -> str:
    """The qualified name of the function around a node; empty at module level."""
    for outer in tree.body:
        if isinstance(outer, ast.FunctionDef) and any(node is wanted for node in ast.walk(outer)):
            return outer.name
        if isinstance(outer, ast.ClassDef):
            for inner in outer.body:
                if isinstance(inner, ast.FunctionDef) and any(node is wanted for node in ast.walk(inner)):
                    return f"{outer.name}.{inner.name}"
    return ""
