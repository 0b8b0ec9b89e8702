"""How a row is written as a line of JSON, so that it comes back as it was, whichever database it goes to.

A value that JSON has no word for is an object of one key: ``bytes`` (base64), ``moment`` (ISO, with its zone), ``day``, ``number``
(a float that is none), and ``json`` for what a JSON column holds, which may itself look like anything.
"""

import json
import math
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

_PLAIN = (str, int, bool, type(None))


@dataclass(frozen=True, slots=True)
class Json:
    """What a JSON column holds; its null is not the database's NULL."""

    value: Any


def line(values: Sequence[object]) -> str:
    """A row as one line without its end. Raises ``TypeError`` for a value of a kind that no table of ours has."""
    return json.dumps([_written(value) for value in values], separators=(",", ":"))


def row(text: str, length: int) -> list[object]:
    """The values of a line. Raises ``ValueError`` where it is not a row of `length` values."""
    values = json.loads(text)
    if not isinstance(values, list) or len(values) != length:
        message = "not a row of this table"
        raise ValueError(message)
    return [_read(value) for value in values]


def _written(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": repr(value)}
    if isinstance(value, (*_PLAIN, float)):
        return value
    if isinstance(value, Json):
        return {"json": value.value}
    if isinstance(value, bytes | bytearray | memoryview):
        return {"bytes": b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)  # SQLite keeps no zone; what we store is UTC
        return {"moment": aware.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    message = f"no table of ours has a {type(value).__name__}"
    raise TypeError(message)


def _read(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return _tagged(value)


def _tagged(value: Mapping[str, Any]) -> object:
    ((kind, held),) = value.items()
    if kind == "json":
        return Json(held)
    if kind == "bytes":
        return b64decode(held, validate=True)
    if kind == "moment":
        return datetime.fromisoformat(held)
    if kind == "day":
        return date.fromisoformat(held)
    if kind == "number":
        return float(held)
    message = "a value of an unknown kind"
    raise ValueError(message)
