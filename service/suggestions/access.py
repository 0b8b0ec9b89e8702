"""Who may open the pair's room: its two members; nobody else learns that it exists."""

from flask import abort

from service.accounts.access import current_user_id
from service.pairing import queries as pairing
from service.pairing.values import PairCard
from service.people.values import Participant
from service.suggestions import queries
from service.web.access import Guard
from service.web.once import once


def member_of(card: PairCard | None) -> Participant:
    """The reader's own part in a pair; 404 for everybody else, the admin included."""
    user_id = current_user_id()
    member = card.member(user_id) if card else None
    if member is None:
        abort(404)
    return member


def pair(pair_id: int) -> PairCard | None:
    """The pair, or none."""
    return once(("pair", pair_id), lambda: pairing.pair(pair_id))


def pair_member(*, pair_id: int, **_arguments: object) -> None:
    """A member of this pair."""
    current_user_id()
    member_of(pair(pair_id))


def topic_member(*, topic_id: int, **_arguments: object) -> None:
    """A member of the pair this topic was suggested to."""
    current_user_id()
    member_of(queries.pair_of_topic(topic_id))


def citation_member(*, citation_id: int, **_arguments: object) -> None:
    """A member of the pair that was given this quotation."""
    current_user_id()
    found = queries.citation(citation_id)
    if found is None:
        abort(404)
    member_of(queries.pair_of_topic(found[0]))


AUDIENCE: dict[str, Guard] = {
    "room": pair_member,
    "session_room": pair_member,
    "wish": pair_member,
    "courage": pair_member,
    "progress": pair_member,
    "mark": topic_member,
    "citation": citation_member,
}
