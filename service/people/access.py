"""Guards of the people room, and of the rooms above it: admins, participants, contacts, and who may read a profile.

Whatever is unknown or somebody else's answers 404. An admin who takes part in a programme is a participant there.
"""

from __future__ import annotations

from flask import abort

from service.accounts import access as accounts
from service.accounts.access import current_user_id, installation_admin, signed_in
from service.people import queries
from service.people.ports import Pairings
from service.people.values import Participant, ProgrammeCard
from service.ports import port
from service.surveys import queries as surveys
from service.surveys.ports import SessionsHeld
from service.surveys.rules import Audience
from service.surveys.values import Invitation
from service.web.access import Guard
from service.web.once import once

CONTACTS = ("contact", "deputy")
_LONGEST_NUMBER = 9  # digits of a wave's number in an address


def administers(user_id: int, programme_id: int) -> bool:
    """Whether somebody may see a programme as its admin: has the role, and does not take part."""
    part = queries.participant_of(programme_id, user_id)
    return (part is None or part.left) and accounts.has_role(user_id, "admin", programme_id)


def hears(user_id: int, programme_id: int) -> bool:
    """Whether somebody is the neutral contact or the deputy of a programme."""
    return any(accounts.has_role(user_id, role, programme_id) for role in CONTACTS)


def has_an_admin_role(user_id: int) -> bool:
    """Whether somebody is an admin of the installation or of any programme."""
    return any(role == "admin" for role, _programme in accounts.roles(user_id))


def may_create(user_id: int) -> bool:
    """Whether somebody may create programmes."""
    return accounts.has_role(user_id, "admin", None)


def administered(user_id: int) -> list[ProgrammeCard]:
    """The programmes somebody sees as an admin."""
    return [card for card in queries.programmes() if administers(user_id, card.id)]


def heard(user_id: int) -> list[ProgrammeCard]:
    """The programmes somebody is the neutral contact or the deputy of."""
    return [card for card in queries.programmes() if hears(user_id, card.id)]


def programme(programme_id: int) -> ProgrammeCard:
    """The programme, or 404."""
    found = once(("programme", programme_id), lambda: queries.programme(programme_id))
    return found if found is not None else abort(404)


def own_part(programme_id: int) -> Participant:
    """The reader's own part in a programme, or 404."""
    found = queries.participant_of(programme_id, current_user_id())
    return found if found is not None and not found.left else abort(404)


def somebody(programme_id: int, participation_id: int) -> Participant:
    """A participant of exactly this programme, or 404."""
    found = queries.participation(participation_id)
    return found if found is not None and found.programme_id == programme_id else abort(404)


def audience_of(programme_id: int, participation_id: int) -> Audience | None:
    """As whom the reader may look at a participant; none where it is not their business."""
    reader = current_user_id()
    who = somebody(programme_id, participation_id)
    if who.user_id == reader:
        return None if who.left else Audience.AUTHOR
    part = queries.participant_of(programme_id, reader)
    if part is not None and not part.left:
        lines = port(Pairings).of_participant(part.id)
        partners = {one for line in lines if not line.ended for one in (line.senior_id, line.junior_id)}
        return Audience.PARTNER if who.id in partners else None
    if administers(reader, programme_id):
        return Audience.ADMIN
    return Audience.CONTACT if hears(reader, programme_id) else None


def programme_admin(programme_id: int, **_rest: object) -> None:
    """Guard: an admin of this programme who does not take part in it."""
    signed_in()
    programme(programme_id)
    if not administers(current_user_id(), programme_id):
        abort(404)


def any_admin(**_rest: object) -> None:
    """Guard: an admin of the installation or of any programme."""
    signed_in()
    if not has_an_admin_role(current_user_id()):
        abort(404)


def participant_self(programme_id: int, **_rest: object) -> None:
    """Guard: somebody who takes part in this programme."""
    signed_in()
    own_part(programme_id)


def profile_reader(programme_id: int, participation_id: int, **_rest: object) -> None:
    """Guard: the person, a running partner, the programme's admin, or its neutral contact."""
    signed_in()
    if audience_of(programme_id, participation_id) is None:
        abort(404)


def people_reader(programme_id: int, **_rest: object) -> None:
    """Guard: the neutral contact or the deputy of this programme."""
    signed_in()
    if not hears(current_user_id(), programme_id):
        abort(404)


class ProgrammeRespondents:
    """Answers `surveys.ports.Respondents`.

    An intake is open to participants of its side once the admin opened it. A wave is for those whom it asks, a session form for
    those who have held that session.
    """

    def invitation(self, key: str, programme_id: int, user_id: int) -> Invitation | None:
        """The invitation of this user to this form; none where it is not theirs or not open."""
        who = queries.participant_of(programme_id, user_id)
        if who is None or who.left:
            return None
        first = None if who.notice_accepted else f"/programmes/{programme_id}/notice"
        if key.isdecimal():
            return self._to_wave(key, who, first)
        card = queries.programme(programme_id)
        if card is None or card.intake_opened_at is None or queries.INTAKES[who.side] != key:
            return None
        return Invitation(
            side=who.side,
            facts=tuple(queries.facts_of(who)),
            first=first,
            correct_at=f"/programmes/{programme_id}/correction",
        )

    def _to_wave(self, key: str, who: Participant, first: str | None) -> Invitation | None:
        wave = surveys.wave(int(key)) if len(key) <= _LONGEST_NUMBER else None
        if wave is None or wave.programme_id != who.programme_id or wave.side not in {None, who.side}:
            return None
        if wave.session_number is not None:
            held = port(SessionsHeld).held(who.programme_id, who.user_id)
            if wave.session_number not in held:
                return None
        return Invitation(side=who.side, first=first, wave=wave)


AUDIENCE: dict[str, Guard] = {
    "home": signed_in,
    "programmes": any_admin,
    "new_programme": installation_admin,
    "programme": programme_admin,
    "plan": programme_admin,
    "new_person": programme_admin,
    "facts": programme_admin,
    "person": profile_reader,
    "people_list": people_reader,
    "contact": programme_admin,
    "new_admin": programme_admin,
    "new_seat": programme_admin,
    "remove_seat": programme_admin,
    "open_intake": programme_admin,
    "close_correction": programme_admin,
    "notice": participant_self,
    "correction": participant_self,
}
