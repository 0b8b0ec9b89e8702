"""Decisions about people on plain values: who may be the neutral contact, and how a list of participants is ordered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from service.people.values import Participant

SORTS: Mapping[str, Callable[[Participant], Any]] = {
    "name": lambda one: one.name.casefold(),
    "side": lambda one: (one.side != "senior", one.name.casefold()),
    "function": lambda one: (one.function.casefold(), one.name.casefold()),
    "grade": lambda one: (one.grade is None, -(one.grade or 0), one.name.casefold()),
    "intake": lambda one: (one.intake_done, one.name.casefold()),
}


def contact_refusal(*, is_admin: bool, takes_part: bool, in_a_line: bool, has_other_part: bool) -> str | None:
    """Why somebody cannot be a programme's neutral contact or deputy; none where they can."""
    if is_admin:
        return "contact_is_admin"
    if takes_part:
        return "contact_takes_part"
    if in_a_line:
        return "contact_in_line"
    return "contact_twice" if has_other_part else None


def arrange(people: Sequence[Participant], words: str, order: str) -> list[Participant]:
    """Those in whose name, mail, function, site or role every word of `words` stands, in this order."""
    wanted = words.casefold().split()
    found = [one for one in people if all(word in _searched(one) for word in wanted)]
    return sorted(found, key=SORTS.get(order, SORTS["name"]))


def _searched(one: Participant) -> str:
    return f"{one.name} {one.email} {one.function} {one.site} {one.role_title}".casefold()
