"""What a page asks again and again, from its guard to its menu, is asked once where the request only reads."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import has_request_context, request

_KEY = "dua_arah.once"
_READS = frozenset({"GET", "HEAD"})
T = TypeVar("T")


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave when this request first asked under `key`; made anew each time where the request may write."""
    if not has_request_context() or request.method not in _READS:
        return make()
    kept = request.environ.setdefault(_KEY, {})
    if key not in kept:
        kept[key] = make()
    value: T = kept[key]
    return value
