"""Who may write to the neutral contact, and who reads a case: its author, and those it is addressed to while they hold the role.

A case that is not the reader's does not exist for them; no admin is asked about here at all.
"""

from __future__ import annotations

from flask import abort

from service.accounts import access as accounts
from service.accounts.access import current_user_id, signed_in
from service.cases import queries
from service.cases.values import CaseCard
from service.people import queries as people
from service.people.access import CONTACTS, hears, people_reader, programme
from service.people.values import Participant
from service.surveys.access import keep_for_later
from service.web.access import Guard


def own_part(programme_id: int) -> Participant:
    """The part the reader has or had in a programme, or 404: whoever left may still have something to say."""
    programme(programme_id)
    found = people.participant_of(programme_id, current_user_id())
    return found if found is not None else abort(404)


def own_case(programme_id: int, case_id: int) -> CaseCard:
    """A case that the reader sent in this programme, or 404."""
    found = queries.card(case_id)
    mine = found is not None and (found.programme_id, found.author_id) == (programme_id, current_user_id())
    return found if found is not None and mine else abort(404)


def received_case(programme_id: int, case_id: int) -> CaseCard:
    """A case of this programme that is addressed to the reader, who is still its neutral contact or deputy, or 404.

    Who is named later reads nothing that was meant for somebody else.
    """
    found, me = queries.card(case_id), current_user_id()
    if found is None or found.programme_id != programme_id or me not in found.readers or not hears(me, programme_id):
        return abort(404)
    return found


def heard_programmes(user_id: int) -> list[int]:
    """The programmes somebody is the neutral contact or the deputy of."""
    held = accounts.roles(user_id)
    return sorted({number for role, number in held if role in CONTACTS and number is not None}, reverse=True)


def participant(programme_id: int, **_rest: object) -> None:
    """Guard: somebody who takes part in this programme, or did."""
    signed_in()
    own_part(programme_id)


def writer(programme_id: int, **_rest: object) -> None:
    """Guard: the same; what somebody sends after their session has ended is kept for them until they are signed in again."""
    keep_for_later()
    participant(programme_id)


def author(programme_id: int, case_id: int) -> None:
    """Guard: whoever sent this case."""
    signed_in()
    own_case(programme_id, case_id)


def addressed(programme_id: int, case_id: int) -> None:
    """Guard: whoever this case is addressed to."""
    signed_in()
    received_case(programme_id, case_id)


AUDIENCE: dict[str, Guard] = {
    "messages": signed_in,
    "talk": writer,
    "own": author,
    "withdraw": author,
    "received": people_reader,
    "case": addressed,
    "done": addressed,
}
