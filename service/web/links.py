"""Where a reader may be sent next: only to a page of this site."""

from urllib.parse import urlsplit

_FORBIDDEN = frozenset("\\\t\r\n\0")


def safe_next(target: str | None, default: str = "/") -> str:
    """`target` when it is a plain path on this site, else `default`.

    Refuses other schemes and hosts, ``//host``, backslashes and control characters, which browsers read as another host.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if any(sign in _FORBIDDEN or ord(sign) < ord(" ") for sign in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target
