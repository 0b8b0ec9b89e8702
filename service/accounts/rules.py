"""Decisions of signing in on plain values: addresses, codes, journeys to a provider, and when each of them has ended."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from ipaddress import ip_address

from service.accounts.values import CODE_TRIES, JOURNEYS, RETURN_WITHIN, SESSION_IDLE, Window

_CODE = re.compile(r"[0-9]{6}")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def normal_email(text: str) -> str:
    """The form in which an address is kept and looked up."""
    return text.strip().lower()


def vouched_email(text: str) -> str:
    """The form in which an address that a provider vouches for is looked up: only ASCII letters are folded.

    Elsewhere mail goes to the address we hold. Here the provider's word is all, and ``lower`` makes a plain k of the Kelvin
    sign: whoever owns the one address would come in as the owner of the other.
    """
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def normal_code(text: str) -> str | None:
    """The six digits in what somebody typed (spaces and a dash allowed), or None."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if _CODE.fullmatch(digits) else None


def digest(secret: str, purpose: str, text: str) -> str:
    """A keyed hash: without the key, six digits cannot be tried out against a stolen table."""
    return hmac.new(secret.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two hashes are equal, in constant time."""
    return hmac.compare_digest(left, right)


def holds(held: AbstractSet[tuple[str, int | None]], role: str, programme_id: int | None) -> bool:
    """Whether grants of (role, programme or None) give a role in a programme; None asks for the whole installation.

    An installation-wide grant holds in every programme, except for the neutral contact and the deputy, who are named per
    programme. An installation admin is a curator too.
    """
    if (role, programme_id) in held:
        return True
    if role in {"contact", "deputy"}:
        return False
    return (role, None) in held or (role == "curator" and ("admin", None) in held)


def session_lives(*, now: datetime, last_seen: datetime, ends: datetime, ended: datetime | None) -> bool:
    """Whether a session still counts: not ended, not idle too long, not past its absolute end."""
    return ended is None and now < ends and now - last_seen < SESSION_IDLE


def code_lives(*, now: datetime, expires: datetime, used: datetime | None, tries: int) -> bool:
    """Whether a code or link may still be used."""
    return used is None and now < expires and tries < CODE_TRIES


def too_many(tries: Sequence[datetime], windows: Iterable[Window], now: datetime) -> bool:
    """Whether any window is full."""
    return any(sum(1 for at in tries if now - at < window.span) >= window.most for window in windows)


def oldest_that_counts(now: datetime, span: timedelta) -> datetime:
    """Tries before this moment count for nothing any more."""
    return now - span


def with_journey(
    journeys: Mapping[str, Mapping[str, str]], kept: Mapping[str, str], now: datetime
) -> dict[str, dict[str, str]]:
    """What a browser keeps once it leaves for the provider with `kept` (which has a ``state``): the newest few journeys."""
    newest = sorted(journeys.items(), key=lambda journey: journey[1]["left"])[1 - JOURNEYS :]
    left = {**kept, "left": now.isoformat(timespec="microseconds")}
    return {state: dict(journey) for state, journey in [*newest, (kept["state"], left)]}


def journey_lives(journey: Mapping[str, str], now: datetime) -> bool:
    """Whether somebody who left for the provider with this may still come back."""
    return now - datetime.fromisoformat(journey["left"]) < RETURN_WITHIN


def is_loopback(address: str | None) -> bool:
    """Whether a network address is this machine itself."""
    try:
        return address is not None and ip_address(address).is_loopback
    except ValueError:
        return False


def is_loopback_name(host: str) -> bool:
    """Whether a Host header names this machine; another name here would be a rebinding trick."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name in _LOOPBACK_NAMES
