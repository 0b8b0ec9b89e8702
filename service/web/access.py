"""Who may open what: one declared table of endpoints and guards, enforced before every request.

A room names its endpoints and guards in its own ``access.py`` and hands them to ``declare`` when it registers its blueprint.
An endpoint that nobody declared answers 404, so a forgotten line locks a page instead of opening it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Flask, abort, request

Guard = Callable[..., None]
"""Takes the address's arguments by name; returns to let the reader in, or aborts with 403, 404 or a redirect."""

_table: dict[str, Guard] = {}


def declare(blueprint: str, audience: Mapping[str, Guard]) -> None:
    """Add a blueprint's endpoints (without its name) and their guards to the table.

    Declaring the same again changes nothing; another guard for a declared endpoint raises ``ValueError``.
    """
    for endpoint, guard in audience.items():
        name = f"{blueprint}.{endpoint}" if blueprint else endpoint
        if _table.setdefault(name, guard) is not guard:
            message = f"{name} is declared twice, for different audiences"
            raise ValueError(message)


def table() -> Mapping[str, Guard]:
    """The whole table, for the page and the tests that show it."""
    return MappingProxyType(_table)


def everyone(**_arguments: object) -> None:
    """Anybody, signed in or not."""


def install(app: Flask) -> None:
    """Enforce the table on every request of `app`."""
    declare("", {"static": everyone})
    app.before_request(_enforce)


def _enforce() -> None:
    if request.endpoint is None:  # no such address: the routing error answers
        return
    guard = _table.get(request.endpoint)
    if guard is None:
        abort(404)
    guard(**(request.view_args or {}))
