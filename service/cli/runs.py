"""What all measuring commands share: keeping a run, showing a report, and reading two runs to compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from service.cli.base import BadInput
from service.cli.report import Page, as_html, as_text
from service.knowledge.actions.files import replace

_TARGET = click.Path(dir_okay=False, path_type=Path)
SAVE = click.option("--save", type=_TARGET, help="Keep the run here, for `dua-arah eval compare`.")
REPORT = click.option("--report", type=_TARGET, help="Write a report with plots here, one HTML file.")


def keep(run: Mapping[str, Any], path: Path | None) -> None:
    """Write a run where it was asked for."""
    if path is not None:
        write(path, json.dumps(run, ensure_ascii=False, separators=(",", ":")))


def show(page: Page, report: Path | None, *, silent: bool = False) -> None:
    """Print a report unless `silent`, and write it where it was asked for."""
    if report is not None:
        write(report, as_html(page))
    if not silent:
        click.echo(as_text(page))


def write(path: Path, text: str) -> None:
    """Write a file whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, text.encode())
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror})"
        raise BadInput(message) from error
