"""Serving, the demo, the first admin, sign-in links, and how the parts stand."""

import sys

import click
from email_validator import validate_email

from service import clock, logs
from service.accounts import actions as accounts_actions
from service.accounts import queries as accounts
from service.cli.base import BadInput, main, open_app, print_json, read_settings, settings_to_serve
from service.db import db
from service.demo import create_demo
from service.doctor import examine
from service.jobs import queries as jobs
from service.server import Server
from service.worker import work


@main.command()
def run() -> None:
    """Serve the web pages; with an embedded index the jobs run inside, with a Chroma server in workers beside it."""
    settings = settings_to_serve()
    with open_app():
        people = _demo_people() if accounts.is_demo() else []
        db.engine.dispose()
    logs.configure(settings.log_level, settings.log_format)
    Server(settings, people).run()


@main.command()
@click.option(
    "--alive", is_flag=True, help="Start nothing: end with 0 where a worker of this machine runs, else with 1."
)
def worker(*, alive: bool) -> None:
    """Run the jobs and keep the index, beside the web processes; end it with an interrupt."""
    settings = settings_to_serve()
    if settings.jobs_inside:
        message = "with an embedded index the jobs run inside `dua-arah run`; a worker needs DUA_ARAH_CHROMA_URL"
        raise BadInput(message)
    with open_app():
        if alive:
            sys.exit(0 if jobs.works_here(clock.now()) else 1)
        db.engine.dispose()
    logs.configure(settings.log_level, settings.log_format)
    work(settings)


def _demo_people() -> list[tuple[str, int]]:
    report = create_demo(clock.now())
    db.session.rollback()
    return [(f"{person.label}: {person.name}", person.user_id) for person in report.people if person.label]


@main.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where somebody is there already.")
def demo(*, if_empty: bool) -> None:
    """Fill an empty database with a programme of fictional people."""
    with open_app():
        if accounts.roster():
            if if_empty:
                return
            if not accounts.is_demo():
                message = (
                    "this database has people in it; the demo needs an empty one (set DUA_ARAH_DATA to another folder)"
                )
                raise BadInput(message)
        report = create_demo(clock.now())
        db.session.commit()
        for pair in report.pairs:
            click.echo(f"pair {pair.number}: {pair.senior} (leader), {pair.junior} (mentor), language {pair.language}")


@main.command()
@click.argument("email")
def admin(email: str) -> None:
    """Make EMAIL the first (or another) admin of this installation."""
    with open_app():
        user_id = _ensured(email)
        accounts_actions.grant(user_id, "admin", None, clock.now())
        db.session.commit()
        click.echo(f"{email} is an admin. `dua-arah sign-in-link {email}` gives a link to sign in with.")


def _ensured(email: str) -> int:
    try:
        validate_email(email, check_deliverability=False)
        return int(accounts_actions.ensure_user(email, "", "id", clock.now()).id)
    except ValueError as error:
        message = f"{email} is no e-mail address"
        raise BadInput(message) from error


@main.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in once, within ten minutes."""
    with open_app():
        if accounts.user_by_email(email) is None:
            message = f"nobody here has the address {email}"
            raise BadInput(message)
        link = accounts_actions.issue_link(email, clock.now())
        db.session.commit()
        click.echo(link)


@main.command()
@click.argument("email")
def unlink(email: str) -> None:
    """Forget by which account at the OpenID Connect provider EMAIL signed in: the next one that may, counts."""
    with open_app():
        person = accounts.user_by_email(email)
        if person is None:
            message = f"nobody here has the address {email}"
            raise BadInput(message)
        known = accounts_actions.unlink(person.id)
        db.session.commit()
        click.echo(f"{email}: {'forgotten' if known else 'there was nothing to forget'}.")


@main.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(*, as_json: bool) -> None:
    """Check settings, database, index, embedder, model and mail, and say how to mend what is wrong."""
    findings = examine(read_settings())
    if as_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok ' if finding.good else 'BAD'} {finding.part}: {finding.text}")
    if not all(finding.good for finding in findings):
        sys.exit(1)


@main.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
def database_upgrade() -> None:
    """Bring the database to the newest schema."""
    with open_app():
        click.echo("The database is up to date.")
