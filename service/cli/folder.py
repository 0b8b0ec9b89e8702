"""Commands on the knowledge folder: sync, check, report, search."""

import sys
from collections.abc import Iterator

import click
import numpy as np

from service.cli.base import BadInput, main, open_app, print_json, read_settings, ready_library, synced
from service.curation.actions.report import report_folder
from service.curation.rules.report import GUIDES, LETTERS, QUESTIONS, SIDES, UNITS, Report, as_json
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge.actions import folder, shipped
from service.knowledge.ports import Embedder
from service.knowledge.rules.faults import english
from service.ports import port
from service.wiring import lay_out_guides


@main.group("knowledge")
def knowledge_group() -> None:
    """The knowledge folder."""


@knowledge_group.command("sync")
def knowledge_sync() -> None:
    """Read the folder and bring the index up to date; a running server does it where there is one."""
    with open_app():
        synced(read_settings())
        problems = knowledge.problems()
        for problem in problems:
            click.echo(english(problem), err=True)
        serving = knowledge.generation("serving")
        passages = serving.passages if serving else 0
        click.echo(f"The index serves {passages} passages of {len(knowledge.documents())} documents.")


@knowledge_group.command("check")
@click.option("--json", "as_json", is_flag=True)
def knowledge_check(*, as_json: bool) -> None:
    """Lint the folder: what is wrong, in which file and line, and how to mend it."""
    settings = read_settings()
    lay_out_guides(settings)
    problems = folder.check(settings.knowledge)
    lines = [english(problem) for problem in problems]
    if as_json:
        print_json(lines)
    else:
        for line in lines:
            click.echo(line)
        click.echo(f"{len(lines)} problems" if lines else "The folder is in order.")
    if problems:
        sys.exit(1)


@knowledge_group.command("report")
@click.option("--json", "as_json_", is_flag=True)
def knowledge_report(*, as_json_: bool) -> None:
    """Count the library and hold it against its bars: documents, units, questions, coverage; exit code 1 where one is missed."""
    settings = read_settings()
    lay_out_guides(settings)
    found = report_folder(settings.knowledge)
    if as_json_:
        print_json(as_json(found))
    else:
        for line in _report_lines(found):
            click.echo(line)
    if found.missed:
        sys.exit(1)


def _report_lines(found: Report) -> Iterator[str]:
    yield "Published documents"
    for (kind, language), count in sorted(found.documents.items()):
        yield f"  {kind:<8} {language}  {count:>4}"
    yield f"  guides in both languages: {found.pairs} (at least {GUIDES})"
    fewest = min((one.units for one in found.guides), default=0)
    few = sum(1 for one in found.guides if one.units < UNITS)
    units = sum(one.units for one in found.guides)
    yield f"Topic units: {units}; fewest in a guide {fewest}; guides with fewer than {UNITS}: {few}"
    yield f"Questions of a guide by side (at least {QUESTIONS} each, over {', '.join(LETTERS)})"
    for side in SIDES:
        least = min((one.asked(side) for one in found.guides), default=0)
        every = {letter: sum(one.questions[side][letter] for one in found.guides) for letter in LETTERS}
        spread = ", ".join(f"{letter} {number}" for letter, number in every.items())
        without = sum(1 for one in found.guides if one.lacks(side))
        yield f"  {side:<8} fewest {least}; in all {spread}; guides that lack a letter: {without}"
    yield f"Mistakes by the check: {found.problems}"
    for (view, language), one in found.matrices.items():
        yield f"Topics by reason and session, {view}, {language}: {len(one.cells('hole'))} holes, {len(one.cells('thin'))} thin"
        for row in one.rows:
            yield f"  {row[0].reason:<12}" + "".join(f"{cell.count or 'hole':>6}" for cell in row)
    yield "Every bar is reached." if not found.missed else f"Missed: {len(found.missed)}"
    yield from (f"  {line}" for line in found.missed)


@knowledge_group.command("search")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 100), default=10)
@click.option("--language", type=click.Choice(["id", "en"]))
@click.option("--json", "as_json", is_flag=True)
def knowledge_search(text: str, limit: int, language: str | None, *, as_json: bool) -> None:
    """Show which passages come for TEXT, the best first."""
    if not text.strip():
        message = "write what to search for"
        raise BadInput(message)
    with open_app():
        found = knowledge.search(ready_library(), text, limit=limit, language=language)
        if as_json:
            print_json(found)
            return
        for hit in found:
            click.echo(
                f"{hit['score']:.3f}  {hit['document']} > {hit['heading']}\n       {' '.join(hit['text'].split())[:160]}"
            )


@knowledge_group.command("ship-vectors", hidden=True)
def knowledge_ship_vectors() -> None:
    """Index the folder and write the vectors that travel with it; for whoever changes the guides we ship."""
    with open_app():
        synced(read_settings())
        embedder = port(Embedder)
        texts = {knowledge.text_hash(text): text for text in knowledge.serving_texts()}
        kept = knowledge.vectors(list(texts), embedder.name, embedder.version)
        db.session.rollback()
        made = {texts[name]: np.frombuffer(vector, dtype="<f4").tolist() for name, vector in kept.items()}
        shipped.write(made, embedder)
        click.echo(f"{len(made)} vectors written to {shipped.FILE.name}")
