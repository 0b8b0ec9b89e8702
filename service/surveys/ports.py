"""Who is invited to a form: answered by a higher room, so that surveys need not know what a participant is."""

from __future__ import annotations

from typing import Protocol

from service.surveys.values import Invitation


class Respondents(Protocol):
    """The people of a programme, seen from a form."""

    def invitation(self, instrument: str, programme_id: int, user_id: int) -> Invitation | None:
        """The invitation of this user to this form now; none where the form is not theirs or not open."""
