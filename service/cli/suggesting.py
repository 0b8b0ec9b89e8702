"""``dua-arah suggest``: a pair's topics on the console, as a dry run or kept."""

from typing import Any

import click

from service import clock
from service.cli.base import NUMBER, REFUSALS, WRITERS, BadInput, main, open_app, print_json, ready_library
from service.db import db
from service.pairing import queries as pairing
from service.ports import port
from service.suggestions import actions as suggestions
from service.suggestions import queries as briefs
from service.suggestions.values import WriterChoice


@main.command()
@click.argument("pair", type=NUMBER)
@click.option("--session", type=NUMBER, help="Session number; the next one without it.")
@click.option("--writer", type=WRITERS, default="auto")
@click.option("--save", is_flag=True, help="Keep the set and show it in the pair's room.")
@click.option("--json", "as_json", is_flag=True)
def suggest(pair: int, session: int | None, writer: WriterChoice, *, save: bool, as_json: bool) -> None:
    """Suggest topics for PAIR (the number that `dua-arah demo` prints); a dry run without --save."""
    with open_app():
        number = session or _next_session(pair)
        brief = briefs.brief(pair, number)
        if brief is None:
            message = f"there is no pair {pair} with a session {number}"
            raise BadInput(message)
        names = briefs.banned_names(pair)
        ready_library()
        held = suggestions.held(pair, port(suggestions.Desk).tariff, clock.now())
        db.session.rollback()
        try:
            outcome = suggestions.suggest(brief, port(suggestions.Desk), writer, names, held=held)
        except suggestions.ModelRefusedError as error:
            raise BadInput(REFUSALS.get(error.reason, error.reason)) from error
        if save:
            suggestions.save(outcome, clock.now())
        else:
            suggestions.count(pair, outcome.spent, clock.now())  # a dry run costs the same
        db.session.commit()
        if as_json:
            print_json(suggestions.as_json(outcome))
        else:
            _print_set(suggestions.as_json(outcome))


def _next_session(pair: int) -> int:
    if pairing.pair(pair) is None:
        message = f"there is no pair {pair}"
        raise BadInput(message)
    return briefs.next_session(pair)


def _print_set(shown: Any) -> None:
    click.echo(f"Pair {shown['pair']}, session {shown['session']}, {shown['writer']}")
    for topic in shown["topics"]:
        click.echo(f"\n{topic['title']}  [{', '.join(topic['reasons'])}]\n  {topic['why']}\n  {topic['activity']}")
        for line in topic["prompts"]:
            click.echo(f"  > {line}")
        for side, questions in topic["questions"].items():
            for question in questions:
                click.echo(f"  {side}: {question}")
        for citation in topic["citations"]:
            click.echo(f"  “{citation['quote']}” ({citation['document']}, {citation['heading']})")
    for line in shown["missing"]:
        click.echo(f"\nThe folder has nothing on: {line}")
