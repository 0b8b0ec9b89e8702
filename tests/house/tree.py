"""What the house tests look at: the repository's own files, its rooms, and the contracts that name them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SERVICE = ROOT / "service"
KEPT_HIDDEN = {".ci", ".env.example", ".gitignore"}
NOT_OURS = {"__pycache__", "node_modules", "dist", "build", "screenshots"}
NOT_ROOMS = {"web", "adapters", "migrations", "cli", "jobs"}  # packages that no feature lives in
DATA_FOLDERS = {"translations", "_bundle"}


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """The files a clone has, by path; caches, environments and what a run leaves behind are no part of it."""
    for path in sorted(under.iterdir()):
        if path.name in NOT_OURS or (path.name.startswith(".") and path.name not in KEPT_HIDDEN):
            continue
        if path.is_dir():
            yield from files(*suffixes, under=path)
        elif not suffixes or path.suffix in suffixes:
            yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules() -> list[Path]:
    """Our own Python modules; revisions of the database are written by Alembic."""
    return [path for path in files(".py", under=SERVICE) if "versions" not in path.relative_to(SERVICE).parts]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def rooms() -> set[str]:
    """The feature rooms on disk."""
    return {path.parent.name for path in SERVICE.glob("*/__init__.py")} - NOT_ROOMS - DATA_FOLDERS


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contracts() -> list[dict[str, Any]]:
    return project()["tool"]["importlinter"]["contracts"]


def layers(number: str) -> set[str]:
    """The module names in the layers of the contract whose name begins with `number`."""
    contract = next(one for one in contracts() if one["name"].startswith(f"{number} "))
    return {module.strip(" ()") for line in contract["layers"] for module in line.replace("|", ":").split(":")}
