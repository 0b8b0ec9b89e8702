"""``dua-arah eval``: measure retrieval and suggestions."""

from collections.abc import Mapping
from pathlib import Path

import click

from service.cli.base import REFUSALS, WRITERS, BadInput, bar, main, open_app, print_json, ready_library
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge.actions import evaluation as retrieval
from service.knowledge.ports import Bench, Embedder, EmbedderUnavailable
from service.ports import port
from service.suggestions import actions as suggestions
from service.suggestions import evaluation
from service.suggestions.values import WriterChoice


@main.group("eval")
def evaluate() -> None:
    """Measure retrieval and suggestions."""


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@evaluate.command("retrieval")
@click.option("--passages", type=_FILE, help="JSON lines of {id, text}; the project's own set without it.")
@click.option("--questions", type=_FILE, help="JSON lines of {question, relevant}.")
@click.option("--json", "as_json", is_flag=True)
def evaluate_retrieval(passages: Path | None, questions: Path | None, *, as_json: bool) -> None:
    """Measure nDCG@10, recall and MRR of the fused search and of each leg."""
    if (passages is None) != (questions is None):
        message = "give --passages and --questions together, or neither"
        raise BadInput(message)
    with open_app():
        try:
            if passages is not None and questions is not None:
                figures = retrieval.evaluate(passages, questions, port(Embedder), port(Bench), bar)
            else:
                ready_library()
                figures = retrieval.evaluate_own(port(Embedder), port(Bench), retrieval.own_labels())
        except (retrieval.BadLabels, EmbedderUnavailable) as error:
            raise BadInput(str(error)) from error
        if as_json:
            print_json(figures)
        else:
            _print_figures(figures)


def _print_figures(figures: Mapping[str, Mapping[str, float]]) -> None:
    for name, row in figures.items():
        click.echo(f"{name:<24}" + "  ".join(f"{key} {value:.3f}" for key, value in row.items()))


@evaluate.command("suggestions")
@click.option("--writer", type=WRITERS, default="guided")
@click.option("--json", "as_json", is_flag=True)
def evaluate_suggestions(writer: WriterChoice, *, as_json: bool) -> None:
    """Measure the deterministic figures of the suggestions over fictional pairs."""
    with open_app():
        ready_library()
        db.session.rollback()
        try:
            report = evaluation.evaluate(port(suggestions.Desk), knowledge.text_of, writer)
        except suggestions.ModelRefusedError as error:
            raise BadInput(REFUSALS.get(error.reason, error.reason)) from error
        if as_json:
            print_json(report.to_json())
        else:
            click.echo(report.table())
