"""What forms ask of higher rooms, so that surveys need not know what a participant or a session is."""

from __future__ import annotations

from typing import Protocol

from service.surveys.values import Invitation


class Respondents(Protocol):
    """The people of a programme, seen from a form."""

    def invitation(self, key: str, programme_id: int, user_id: int) -> Invitation | None:
        """The invitation of this user to this form; none where it is not theirs.

        `key` is an instrument without waves, or the number of a wave: its invitation stands until the wave has closed and after,
        so that whoever comes late is told so.
        """


class SessionsHeld(Protocol):
    """Which sessions are over, for the forms that ask about one."""

    def held(self, programme_id: int, user_id: int) -> frozenset[int]:
        """The numbers of the sessions that this person has held in this programme."""
        ...

    def holders(self, programme_id: int) -> dict[int, frozenset[int]]:
        """The same for everybody in it, by user."""
        ...
