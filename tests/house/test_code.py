"""How our code is cut: small files and functions, a docstring where somebody looks for one, no drawer for odds and ends."""

import ast
import sys

import pytest

from tests.house.tree import DATA_FOLDERS, ROOT, SERVICE, files, layers, modules, name, parsed

FILE_LINES = 320
FUNCTION_LINES = 50
LONG_FILES: dict[str, str] = {}  # path: why it may be longer
LONG_FUNCTIONS: dict[str, str] = {}  # path::function: why it may be longer
DRAWERS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "shared", "stuff"}
DRAWER_CLASSES = ("Manager", "Helper", "Util", "Utils")
PEOPLE = {"Manager", "LineManager"}  # whom somebody reports to: a person of the field
RULES_MAY_IMPORT = {
    "snowballstemmer": "English stems; pure Python, no state",
    "Sastrawi": "Indonesian roots by a dictionary in the package; pure Python, text in, text out",
    "markdown_it": "line maps of Markdown, so that a passage keeps its offsets; text in, tokens out",
    "yaml": "front matter with line numbers; text in, values out",
}

MODULES = [pytest.param(path, id=name(path)) for path in modules()]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module):
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


@pytest.mark.parametrize("path", MODULES)
def test_files_are_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_LINES or name(path) in LONG_FILES, (
        f"{name(path)} has {lines} lines; cut it where its subject changes"
    )


@pytest.mark.parametrize("path", MODULES)
def test_functions_are_short(path):
    long = {
        node.name: length
        for node in functions(parsed(path))
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
        and f"{name(path)}::{node.name}" not in LONG_FUNCTIONS
    }
    assert not long, f"{name(path)}: longer than {FUNCTION_LINES} lines: {long}"


def test_exceptions_still_needed():
    for path in LONG_FILES:
        assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) > FILE_LINES, f"{path} is short by now"
    for place in LONG_FUNCTIONS:
        path, _, function = place.partition("::")
        lengths = [n.end_lineno - n.lineno + 1 for n in functions(parsed(ROOT / path)) if n.name == function]
        assert lengths, f"{place} is gone"
        assert max(lengths) > FUNCTION_LINES, f"{place} is short by now"


@pytest.mark.parametrize("path", MODULES)
def test_what_is_public_says_what_it_is(path):
    tree = parsed(path)
    bare = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            bare.append(node.name)
        if isinstance(node, ast.ClassDef):
            bare.extend(
                f"{node.name}.{inner.name}"
                for inner in node.body
                if isinstance(inner, Function) and not inner.name.startswith("_") and not ast.get_docstring(inner)
            )
    assert not bare, f"{name(path)}: no docstring: {', '.join(bare)}"


@pytest.mark.parametrize("path", MODULES)
def test_imports_stand_at_the_top(path):
    if name(path) == "service/wiring.py":
        pytest.skip("the one place that imports late, so that a command pays only for what it uses")
    late = [
        inner.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, Function | ast.ClassDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not late, f"{name(path)}: imports inside functions, lines {late}"


@pytest.mark.parametrize("path", MODULES)
def test_nothing_is_imported_by_its_name_in_a_text(path):
    if name(path) == "service/wiring.py":
        pytest.skip("the same")
    found = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"importlib.import_module", "import_module", "__import__"}
    ]
    assert not found, f"{name(path)}: an import the contracts cannot see, lines {found}"


def test_no_drawer_for_odds_and_ends():
    named = [name(path) for path in files(".py", under=SERVICE) if DRAWERS & {path.stem.strip("_"), path.parent.name}]
    assert not named, f"name it after its subject: {named}"


@pytest.mark.parametrize("path", MODULES)
def test_classes_are_named_after_the_field(path):
    classes = {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)} - PEOPLE
    named = sorted(one for one in classes if one.endswith(DRAWER_CLASSES))
    assert not named, f"{name(path)}: {named}"


def test_every_folder_is_a_room_with_a_purpose():
    known = layers("1") | {"migrations"} | DATA_FOLDERS
    for folder in sorted(path for path in SERVICE.iterdir() if path.is_dir() and path.name != "__pycache__"):
        assert folder.name in known, f"service/{folder.name} is in no contract"
        if folder.name not in DATA_FOLDERS | {"migrations"}:
            assert (folder / "__init__.py").is_file(), f"service/{folder.name} does not say what it is for"


def test_folders_inside_a_room_are_layers_or_data():
    inside = layers("2")
    for path in SERVICE.rglob("*.py"):
        parts = path.relative_to(SERVICE).parts
        if len(parts) > 2 and parts[0] not in {"web", "adapters", "cli", "migrations", "_bundle"}:
            assert parts[1] in inside, f"{name(path)}: {parts[1]} is no layer"
            assert len(parts) == 3, f"{name(path)}: folders inside a layer"


@pytest.mark.parametrize("path", [one for one in MODULES if "rules" in one.id])
def test_rules_stand_on_plain_python(path):
    roots = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            roots.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            roots.add(node.module.split(".")[0])
    foreign = roots - sys.stdlib_module_names - RULES_MAY_IMPORT.keys() - {"service"}
    assert not foreign, f"{name(path)} imports {foreign}"
    doors = roots & {"os", "io", "socket", "subprocess", "sqlite3", "urllib", "http", "random", "threading", "logging"}
    assert not doors, f"{name(path)} reaches outside through {doors}"
