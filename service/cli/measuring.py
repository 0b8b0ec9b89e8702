"""``dua-arah eval retrieval | suggestions``: measure, keep what was measured, and show it."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from service import clock
from service.cli.base import REFUSALS, WRITERS, BadInput, bar, main, open_app, print_json, ready_library
from service.cli.report import retrieval as of_retrieval
from service.cli.report import suggestions as of_suggestions
from service.cli.runs import REPORT, SAVE, keep, show
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge.actions import evaluation as retrieval
from service.knowledge.ports import Bench, Embedder, EmbedderUnavailable
from service.knowledge.rules.measured import RetrievalRun
from service.ports import port
from service.suggestions import actions as suggestions
from service.suggestions import evaluation
from service.suggestions.evaluation.judging import judge
from service.suggestions.values import WriterChoice

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PAIRS = click.IntRange(2, len(evaluation.invented()))


_SENT = (
    "To {model} go up to {count} topics of invented pairs, what those pairs filled in, and the sections of guides the topics "
    "quote; nothing of anybody in this installation."
)


def _pairs_bar(done: int, total: int) -> None:
    """How far the pairs are, on standard error where that is a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\rPairs {done}/{total}" + ("\n" if done == total else ""), nl=False, err=True)


@main.group("eval")
def evaluate() -> None:
    """Measure retrieval and suggestions."""


@evaluate.command("retrieval")
@click.option("--passages", type=_FILE, help="JSON lines of {id, text}; the project's own set without it.")
@click.option("--questions", type=_FILE, help="JSON lines of {question, relevant}.")
@SAVE
@REPORT
@click.option("--json", "as_json", is_flag=True)
def evaluate_retrieval(
    passages: Path | None, questions: Path | None, save: Path | None, report: Path | None, *, as_json: bool
) -> None:
    """Measure nDCG@10, recall and MRR of the fused search and of each leg."""
    if (passages is None) != (questions is None):
        message = "give --passages and --questions together, or neither"
        raise BadInput(message)
    with open_app():
        run = retrieved(passages, questions)
        keep(run.to_json(), save)
        if as_json:
            print_json(run.figures())
        show(of_retrieval.page(run), report, silent=as_json)


def retrieved(passages: Path | None = None, questions: Path | None = None) -> RetrievalRun:
    """A measurement over given files, or over the project's own questions."""
    try:
        if passages is not None and questions is not None:
            return retrieval.evaluate(passages, questions, port(Embedder), port(Bench), bar)
        ready_library()
        return retrieval.evaluate_own(port(Embedder), port(Bench), retrieval.own_labels())
    except (retrieval.BadLabels, EmbedderUnavailable) as error:
        raise BadInput(str(error)) from error


@evaluate.command("suggestions")
@click.option("--writer", type=WRITERS, default="guided")
@click.option("--pairs", type=PAIRS, help="So many of the invented pairs; all of them without it.")
@click.option(
    "--judge", "judged", type=click.IntRange(1, 500), help="Have the configured model read so many of the topics too."
)
@SAVE
@REPORT
@click.option("--json", "as_json", is_flag=True)
def evaluate_suggestions(
    writer: WriterChoice,
    pairs: int | None,
    judged: int | None,
    save: Path | None,
    report: Path | None,
    *,
    as_json: bool,
) -> None:
    """Measure the suggestions over invented pairs, six sessions each; some minutes."""
    with open_app():
        run = suggested(writer, pairs, judged)
        keep(run.to_json(), save)
        if as_json:
            print_json(of_suggestions.summary(run))
        show(of_suggestions.page(run), report, silent=as_json)


def suggested(
    writer: WriterChoice = "guided", pairs: int | None = None, judged: int | None = None
) -> evaluation.SuggestionsRun:
    """A run over the invented pairs; `judged` topics of it are read by the configured model."""
    desk = port(suggestions.Desk)
    if judged and desk.model is None:
        raise BadInput(REFUSALS["no-model"])
    ready_library()
    db.session.rollback()
    try:
        run, outcomes = evaluation.play(
            evaluation.invented()[:pairs], desk, knowledge.text_of, writer, clock.now(), _pairs_bar
        )
        if not judged or desk.model is None:
            return run
        click.echo(_SENT.format(count=judged, model=desk.model.name), err=True)
        said = judge(outcomes, desk, knowledge.text_of, judged)
    except suggestions.ModelRefusedError as error:
        raise BadInput(REFUSALS.get(error.reason, error.reason)) from error
    for fault in said.faults:
        click.echo(f"not judged: {fault}", err=True)
    return replace(run, judged=said.counts, judge=said.model)
