"""Where a room finds the outside world: one instance per protocol, plugged in by ``create_app``.

A room declares a ``Protocol`` in its ``ports.py`` and asks ``port(ThatProtocol)``; only ``wiring.py`` knows what answers.
"""

from collections.abc import Mapping
from typing import TypeVar, cast

from flask import Flask, current_app

T = TypeVar("T")
Ports = Mapping[type, object]
_KEY = "dua_arah.ports"


def plug(app: Flask, ports: Ports) -> None:
    """Make `ports` the outside world of this app."""
    app.extensions[_KEY] = dict(ports)


def port(protocol: type[T]) -> T:
    """The instance plugged in for `protocol`; raises ``LookupError`` naming it when nothing is."""
    found = current_app.extensions.get(_KEY, {}).get(protocol)
    if found is None:
        message = f"nothing is plugged in for {protocol.__name__}"
        raise LookupError(message)
    return cast("T", found)
