"""Commands on the knowledge folder: sync, check, search."""

import sys
from collections.abc import Sequence

import click

from service.cli.base import BadInput, bar, main, open_app, print_json, read_settings, ready_library, synced
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge.actions import folder, shipped
from service.knowledge.ports import Embedder
from service.knowledge.rules.faults import english
from service.ports import port
from service.wiring import lay_out_guides

_BATCH = 32


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
    """Embed the folder afresh and write the vectors that travel with it; for whoever changes the guides we ship."""
    with open_app():
        synced(read_settings())
        texts = knowledge.serving_texts()
        db.session.rollback()
        embedder = port(Embedder)
        made: dict[str, Sequence[float]] = {}
        for begin in range(0, len(texts), _BATCH):
            batch = texts[begin : begin + _BATCH]
            made.update(zip(batch, embedder.passages(batch), strict=True))
            bar(len(made), len(texts))
        shipped.write(made, embedder)
        click.echo(f"{len(made)} vectors written to {shipped.FILE.name}")
