"""Guards for pairs: who is in one, and which pair belongs to which programme."""

from __future__ import annotations

from flask import abort

from service.accounts.access import current_user_id, signed_in
from service.pairing import queries
from service.pairing.values import PairCard
from service.people.access import participant_self, programme_admin
from service.web.access import Guard


def pair(pair_id: int) -> PairCard:
    """The pair, or 404."""
    found = queries.pair(pair_id)
    return found if found is not None else abort(404)


def pair_of_programme(programme_id: int, pair_id: int) -> PairCard:
    """A pair of exactly this programme, or 404."""
    found = pair(pair_id)
    return found if found.programme_id == programme_id else abort(404)


def own_pair(pair_id: int) -> PairCard:
    """The pair, for one of its two members who still takes part; 404 for everybody else."""
    found = pair(pair_id)
    me = found.member(current_user_id())
    return found if me is not None and not me.left else abort(404)


def pair_member(pair_id: int, **_rest: object) -> None:
    """Guard: one of the two of this pair."""
    signed_in()
    own_pair(pair_id)


AUDIENCE: dict[str, Guard] = {
    "new_pair": programme_admin,
    "end": programme_admin,
    "exclusions": participant_self,
    "include": participant_self,
}
