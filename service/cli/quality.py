"""``dua-arah eval quality``: the two tables of quality.md that the product can fill, each figure beside its bar."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from service.cli.base import BadInput, open_app, print_json
from service.cli.measuring import PAIRS, evaluate, retrieved, suggested
from service.cli.report import quality as of_quality
from service.cli.runs import REPORT, show
from service.suggestions.evaluation import quality
from service.suggestions.evaluation.labelled import BadLabels, load, study

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@evaluate.command("quality")
@click.option("--pairs", type=PAIRS, help="So many of the invented pairs; all of them without it.")
@click.option("--facqa", type=_FOLDER, help="A folder with passages.jsonl and questions-valid.jsonl; takes long.")
@click.option(
    "--measured", "counts", type=_FILE, help="What the tests measured: `python -m tests.evals.measured FILE`."
)
@REPORT
@click.option("--json", "as_json", is_flag=True)
def evaluate_quality(
    pairs: int | None, facqa: Path | None, counts: Path | None, report: Path | None, *, as_json: bool
) -> None:
    """Print the figures of quality.md beside their bars; exit code 1 where one is missed. What is not measured says so."""
    try:
        labelled = study(load())
        measured = quality.read_measured(counts) if counts else {}
    except (BadLabels, quality.BadMeasured) as error:
        raise BadInput(str(error)) from error
    with open_app():
        run = suggested(pairs=pairs)
        own = retrieved()
        news = retrieved(facqa / "passages.jsonl", facqa / "questions-valid.jsonl") if facqa else None
    tables = {
        "Suggestions": quality.suggestion_rows(run, labelled, measured),
        "Retrieval": quality.retrieval_rows(own, news),
    }
    if as_json:
        print_json(of_quality.plain(tables))
    show(of_quality.page(tables, run), report, silent=as_json)
    if any(row.passed is False for rows in tables.values() for row in rows):
        sys.exit(1)
