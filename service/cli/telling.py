"""``dua-arah eval compare | questions | stories``: two runs side by side, the labelled questions, and sessions to be read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.base import BadInput, open_app, print_json, ready_library
from service.cli.measuring import evaluate
from service.cli.report import comparing, labelled
from service.cli.runs import REPORT, show, write
from service.db import db
from service.knowledge.actions import evaluation as retrieval
from service.knowledge.rules.measured import RetrievalRun
from service.ports import port
from service.suggestions import actions as suggestions
from service.suggestions import evaluation
from service.suggestions.evaluation import stories
from service.suggestions.evaluation.comparing import compare
from service.suggestions.evaluation.courses import course
from service.suggestions.evaluation.labelled import BadLabels, load, study
from service.suggestions.evaluation.records import SuggestionsRun

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@evaluate.command("compare")
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@REPORT
@click.option("--json", "as_json", is_flag=True)
def compare_runs(first: Path, second: Path, report: Path | None, *, as_json: bool) -> None:
    """Hold run SECOND against run FIRST (both from --save): the change of every figure, and what changed."""
    one, other = _run(first), _run(second)
    if isinstance(one, SuggestionsRun) and isinstance(other, SuggestionsRun):
        changes, page = compare(one, other).changes, comparing.suggestions_page(one, other)
    elif isinstance(one, RetrievalRun) and isinstance(other, RetrievalRun):
        changes, page = comparing.retrieval_changes(one, other), comparing.retrieval_page(one, other)
    else:
        message = f"{first} is a run of {one.kind} and {second} of {other.kind}: give two of one kind"
        raise BadInput(message)
    if as_json:
        print_json(comparing.plain(changes))
    show(page, report, silent=as_json)


def _run(path: Path) -> SuggestionsRun | RetrievalRun:
    """A saved run of either kind."""
    try:
        content = path.read_bytes()
        found = json.loads(content)
        kind = found.get("kind") if isinstance(found, dict) else None
        if kind == "retrieval":
            return retrieval.read_run(content, path)
        return evaluation.read_run(content, path)
    except (OSError, ValueError) as error:
        message = f"{path} is no saved run: it cannot be read as JSON"
        raise BadInput(message) from error
    except (evaluation.BadRun, retrieval.BadRun) as error:
        raise BadInput(str(error)) from error


@evaluate.command("questions")
@REPORT
@click.option("--json", "as_json", is_flag=True)
def evaluate_questions(report: Path | None, *, as_json: bool) -> None:
    """Hold the gate against questions labelled for power-safety and depth, and tell how far the two passes agree."""
    try:
        found = study(load())
    except BadLabels as error:
        raise BadInput(str(error)) from error
    if as_json:
        print_json(labelled.plain(found))
    show(labelled.page(found), report, silent=as_json)


@evaluate.command("stories")
@click.option("--out", type=_FOLDER, required=True, help="The folder to write into, one document a pair.")
def tell_stories(out: Path) -> None:
    """Write the six sessions of three invented pairs, in both languages, as documents to be read."""
    with open_app():
        ready_library()
        db.session.rollback()
        for pair in evaluation.invented():
            if pair.story:
                outcomes = list(course(pair, port(suggestions.Desk), "guided"))
                write(out / stories.file_name(pair), stories.tell(pair, outcomes))
                click.echo(out / stories.file_name(pair))
