"""What admins and participants do: create a programme, add people with their facts, name a contact, open the intake."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update

from service.accounts import actions as accounts
from service.accounts import queries as known
from service.db import db, turn
from service.people import queries, rules
from service.people.models import CorrectionRequest, PanelSeat, Participation, Programme, ReportingLine
from service.people.values import Facts, Manager, ProgrammePlan, RefusedError
from service.surveys import actions as surveys


def take_turn(programme_id: int) -> None:
    """Change who is who in a programme one after the other: the rules of contacts, lines and pairs look at many rows."""
    turn("people.programme", programme_id)


def create_programme(plan: ProgrammePlan, now: datetime) -> Programme:
    """A new programme, without people and with its intake closed."""
    row = Programme(name=plan.name, languages=list(plan.languages), created_at=now)
    _set_plan(row, plan)
    db.session.add(row)
    db.session.flush()
    return row


def change_programme(programme_id: int, plan: ProgrammePlan) -> None:
    """Change the plan of a programme."""
    take_turn(programme_id)
    _set_plan(db.session.get_one(Programme, programme_id), plan)
    db.session.flush()


def add_participant(
    programme_id: int, email: str, name: str, locale: str, facts: Facts, now: datetime
) -> Participation:
    """Somebody takes part on one side. Refused: already in, or the neutral contact or deputy of this programme."""
    take_turn(programme_id)
    user = accounts.ensure_user(email, name, locale, now)
    if queries.participant_of(programme_id, user.id) is not None:
        raise RefusedError("already_in")
    if _contact_part(user.id, programme_id):
        raise RefusedError("participant_is_contact")
    row = Participation(programme_id=programme_id, user_id=user.id, side=facts.side, joined_at=now)
    db.session.add(row)
    _set_facts(row, facts, now)
    return row


def set_facts(participation_id: int, facts: Facts, now: datetime) -> None:
    """Mend the facts. The side stays once an intake was begun: its answers belong to that side's form."""
    row = db.session.get_one(Participation, participation_id)
    take_turn(row.programme_id)
    if facts.side != row.side:
        surveys.take_turn(row.programme_id, row.user_id)
        if _intake_begun(row):
            raise RefusedError("side_is_fixed")
    row.side = facts.side
    _set_facts(row, facts, now)


def name_contact(
    programme_id: int, part: Literal["contact", "deputy"], email: str, name: str, locale: str, now: datetime
) -> None:
    """Name the neutral contact or the deputy; replaces whoever was. Refused for anybody who is not neutral."""
    take_turn(programme_id)
    user = accounts.ensure_user(email, name, locale, now)
    other = "deputy" if part == "contact" else "contact"
    refusal = rules.contact_refusal(
        is_admin=known.has_role(user.id, "admin", programme_id),
        takes_part=queries.participant_of(programme_id, user.id) is not None,
        in_a_line=queries.person_in_lines(programme_id, user.id),
        has_other_part=known.has_role(user.id, other, programme_id),
    )
    if refusal:
        raise RefusedError(refusal)
    for holder in known.holders(part, programme_id):
        if holder.id != user.id:
            accounts.revoke(holder.id, part, programme_id)
    accounts.grant(user.id, part, programme_id, now)


def name_admin(programme_id: int, email: str, name: str, locale: str, now: datetime) -> None:
    """Give a programme one more admin; its neutral contact and deputy cannot be one."""
    take_turn(programme_id)
    user = accounts.ensure_user(email, name, locale, now)
    if _contact_part(user.id, programme_id):
        raise RefusedError("admin_is_contact")
    accounts.grant(user.id, "admin", programme_id, now)


def open_intake(programme_id: int, now: datetime) -> None:
    """Open the intake; refused without a neutral contact. Opening twice changes nothing."""
    take_turn(programme_id)
    row = db.session.get_one(Programme, programme_id)
    if queries.neutral_contact(programme_id) is None:
        raise RefusedError("no_contact")
    if row.intake_opened_at is None:
        row.intake_opened_at = now
    db.session.flush()


def accept_notice(participation_id: int, now: datetime) -> None:
    """The participant has read the privacy notice; the first time counts."""
    db.session.execute(
        update(Participation)
        .where(Participation.id == participation_id, Participation.notice_accepted_at.is_(None))
        .values(notice_accepted_at=now)
    )


def ask_correction(participation_id: int, text: str, now: datetime) -> None:
    """Ask the admin to mend a fact; the same open request twice is one."""
    turn("people.correction", participation_id)
    same = select(CorrectionRequest).where(
        CorrectionRequest.participation_id == participation_id,
        CorrectionRequest.text == text,
        CorrectionRequest.closed_at.is_(None),
    )
    if db.session.scalar(same) is None:
        db.session.add(CorrectionRequest(participation_id=participation_id, text=text, created_at=now))
        db.session.flush()


def close_correction(correction_id: int, now: datetime) -> None:
    """The admin has dealt with a request."""
    db.session.execute(
        update(CorrectionRequest)
        .where(CorrectionRequest.id == correction_id, CorrectionRequest.closed_at.is_(None))
        .values(closed_at=now)
    )


def add_seat(programme_id: int, panelist_email: str, panelist_name: str, about_user_id: int, now: datetime) -> None:
    """Note that somebody sits on the appraisal or promotion panel of a participant."""
    take_turn(programme_id)
    panelist = accounts.ensure_user(panelist_email, panelist_name, "id", now)
    if panelist.id == about_user_id:
        raise RefusedError("own_panel")
    if _contact_part(panelist.id, programme_id):
        raise RefusedError("line_is_contact")
    if (panelist.id, about_user_id) not in queries.panels(programme_id):
        db.session.add(PanelSeat(programme_id=programme_id, panelist_user_id=panelist.id, about_user_id=about_user_id))
        db.session.flush()


def remove_seat(programme_id: int, seat_id: int) -> bool:
    """Take a panel seat back; false, and nothing done, where it is not one of this programme."""
    gone = db.session.scalar(
        delete(PanelSeat).where(PanelSeat.id == seat_id, PanelSeat.programme_id == programme_id).returning(PanelSeat.id)
    )
    return gone is not None


def _set_plan(row: Programme, plan: ProgrammePlan) -> None:
    row.name = plan.name
    row.languages = list(plan.languages)
    row.starts_on, row.ends_on = plan.starts_on, plan.ends_on
    row.sessions, row.minutes, row.grade_gap = plan.sessions, plan.minutes, plan.grade_gap


def _set_facts(row: Participation, facts: Facts, now: datetime) -> None:
    row.role_title, row.function, row.site = facts.role_title, facts.function, facts.site
    row.grade, row.capacity = facts.grade, facts.capacity
    row.line_manager_unknown = facts.line_manager.state == "unknown"
    row.line_manager_id = _manager_id(row.programme_id, facts.line_manager, now)
    if row.line_manager_id == row.user_id:
        raise RefusedError("own_manager")
    db.session.flush()
    if row.line_manager_id is not None:
        _set_line(row.programme_id, row.line_manager_id, facts.managers_manager, now)


def _set_line(programme_id: int, user_id: int, manager: Manager, now: datetime) -> None:
    """Whom a line manager reports to; a manager who takes part has that among their own facts, unknown changes nothing."""
    if manager.state == "unknown" or queries.participant_of(programme_id, user_id) is not None:
        return
    manager_id = _manager_id(programme_id, manager, now)
    if manager_id == user_id:
        raise RefusedError("own_manager")
    row = db.session.scalar(
        select(ReportingLine).where(ReportingLine.programme_id == programme_id, ReportingLine.user_id == user_id)
    )
    if row is None:
        row = ReportingLine(programme_id=programme_id, user_id=user_id)
        db.session.add(row)
    row.manager_id = manager_id
    db.session.flush()


def _manager_id(programme_id: int, manager: Manager, now: datetime) -> int | None:
    if manager.state != "known":
        return None
    user = accounts.ensure_user(manager.email, manager.name, "id", now)
    if _contact_part(user.id, programme_id):
        raise RefusedError("line_is_contact")
    return user.id


def _contact_part(user_id: int, programme_id: int) -> bool:
    return any(known.has_role(user_id, part, programme_id) for part in ("contact", "deputy"))


def _intake_begun(row: Participation) -> bool:
    return queries.intake_begun(row.programme_id, row.user_id)
