"""Reads of programmes, participants, intakes and contacts; other rooms get frozen values only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import select

from service.accounts import queries as accounts
from service.accounts.queries import UserCard
from service.db import db
from service.people.models import CorrectionRequest, PanelSeat, Participation, Programme, ReportingLine
from service.people.values import (
    REASONS,
    ContactCard,
    Contacts,
    Correction,
    Intake,
    Manager,
    Participant,
    ProfileGroup,
    ProfileRow,
    ProgrammeCard,
    Seat,
    Side,
)
from service.surveys import queries as surveys
from service.surveys.rules import Audience, may_read, may_read_in_words
from service.surveys.values import Fact

INTAKES: Mapping[Side, str] = {"senior": "intake-senior", "junior": "intake-junior"}


def programme(programme_id: int) -> ProgrammeCard | None:
    """The programme, or none."""
    row = db.session.get(Programme, programme_id)
    return None if row is None else _programme_card(row)


def programmes() -> list[ProgrammeCard]:
    """Every programme, the newest first."""
    rows = db.session.scalars(select(Programme).order_by(Programme.id.desc()))
    return [_programme_card(row) for row in rows]


def participation(participation_id: int) -> Participant | None:
    """One participant by participation id, or none."""
    row = db.session.get(Participation, participation_id)
    return None if row is None else _participants(row.programme_id, [row])[0]


def participant_of(programme_id: int, user_id: int) -> Participant | None:
    """The part this user has in this programme, or none."""
    row = db.session.scalar(
        select(Participation).where(Participation.programme_id == programme_id, Participation.user_id == user_id)
    )
    return None if row is None else _participants(programme_id, [row])[0]


def participants(programme_id: int) -> list[Participant]:
    """Everybody who takes or took part, by name."""
    rows = db.session.scalars(select(Participation).where(Participation.programme_id == programme_id)).all()
    return sorted(_participants(programme_id, rows), key=lambda one: (one.name.casefold(), one.id))


def some_participants(programme_id: int, participation_ids: Collection[int]) -> dict[int, Participant]:
    """These participants of one programme by participation id."""
    rows = db.session.scalars(
        select(Participation).where(Participation.programme_id == programme_id, Participation.id.in_(participation_ids))
    ).all()
    return {one.id: one for one in _participants(programme_id, rows)}


def names(participation_ids: Collection[int]) -> dict[int, str]:
    """The names of these participants by participation id."""
    found = select(Participation.id, Participation.user_id).where(Participation.id.in_(participation_ids))
    users: dict[int, int] = dict(db.session.execute(found).all())
    cards = accounts.users(users.values())
    return {one: _name(cards, user_id) for one, user_id in users.items()}


def participation_ids(user_id: int) -> list[int]:
    """The participation ids a user has or had in any programme."""
    return list(db.session.scalars(select(Participation.id).where(Participation.user_id == user_id)))


def participations_of_user(user_id: int) -> list[Participant]:
    """The parts a user has now in any programme, the newest first."""
    rows = db.session.scalars(
        select(Participation)
        .where(Participation.user_id == user_id, Participation.left_at.is_(None))
        .order_by(Participation.id.desc())
    )
    return [_participants(row.programme_id, [row])[0] for row in rows]


def intake(participation_id: int) -> Intake | None:
    """The handed-in intake of a participant, or none; a draft is nobody else's business."""
    row = db.session.get(Participation, participation_id)
    if row is None:
        return None
    side = _side(row.side)
    answers = surveys.answers(INTAKES[side], row.programme_id, row.user_id)
    return None if answers is None else _intake(side, answers)


def intakes(programme_id: int) -> dict[int, Intake]:
    """The handed-in intakes of a programme by participation id."""
    rows = db.session.scalars(select(Participation).where(Participation.programme_id == programme_id)).all()
    given = {side: surveys.answers_of(key, programme_id) for side, key in INTAKES.items()}
    found: dict[int, Intake] = {}
    for row in rows:
        side = _side(row.side)
        if row.user_id in given[side]:
            found[row.id] = _intake(side, given[side][row.user_id])
    return found


def panels(programme_id: int) -> frozenset[tuple[int, int]]:
    """Who sits on whose appraisal or promotion panel: (panelist, about), user ids."""
    rows = db.session.execute(
        select(PanelSeat.panelist_user_id, PanelSeat.about_user_id).where(PanelSeat.programme_id == programme_id)
    )
    return frozenset((panelist, about) for panelist, about in rows)


def seats(programme_id: int) -> list[Seat]:
    """The panel seats with names, for the admin's page."""
    rows = db.session.scalars(
        select(PanelSeat).where(PanelSeat.programme_id == programme_id).order_by(PanelSeat.id)
    ).all()
    names = accounts.users({one for row in rows for one in (row.panelist_user_id, row.about_user_id)})
    return [Seat(row.id, _name(names, row.panelist_user_id), _name(names, row.about_user_id)) for row in rows]


def reporting_lines(programme_id: int) -> dict[int, int | None]:
    """Whom each known person reports to (user ids); none is the top, a missing key is unknown."""
    said = select(ReportingLine.user_id, ReportingLine.manager_id).where(ReportingLine.programme_id == programme_id)
    known = select(Participation.user_id, Participation.line_manager_id).where(
        Participation.programme_id == programme_id, Participation.line_manager_unknown.is_(False)
    )
    lines: dict[int, int | None] = dict(db.session.execute(said).all())
    lines.update(db.session.execute(known).all())
    return lines


def contacts(programme_id: int) -> Contacts:
    """The neutral contact and the deputy."""
    held = accounts.first_holders(("contact", "deputy"), programme_id)
    return Contacts(_contact(held.get("contact")), _contact(held.get("deputy")))


def neutral_contact(programme_id: int) -> ContactCard | None:
    """The neutral contact of a programme, or none."""
    return contacts(programme_id).contact


def corrections(programme_id: int) -> list[Correction]:
    """Open requests to mend a fact, the oldest first."""
    rows = db.session.execute(
        select(CorrectionRequest, Participation.user_id)
        .join(Participation, Participation.id == CorrectionRequest.participation_id)
        .where(Participation.programme_id == programme_id, CorrectionRequest.closed_at.is_(None))
        .order_by(CorrectionRequest.id)
    ).all()
    names = accounts.users({user_id for _, user_id in rows})
    return [
        Correction(row.id, row.participation_id, _name(names, user_id), row.text, row.created_at)
        for row, user_id in rows
    ]


def correction_programme(correction_id: int) -> int | None:
    """The programme a correction request belongs to."""
    return db.session.scalar(
        select(Participation.programme_id)
        .join(CorrectionRequest, CorrectionRequest.participation_id == Participation.id)
        .where(CorrectionRequest.id == correction_id)
    )


def profile(participation_id: int, audience: Audience, language: str) -> list[ProfileGroup]:
    """The handed-in intake as this audience may read it: the visibility table decides, page by page.

    Where only topics in words are allowed, questions with a number behind them are left out.
    """
    row = db.session.get_one(Participation, participation_id)
    key = INTAKES[_side(row.side)]
    answers = surveys.answers(key, row.programme_id, row.user_id)
    if answers is None:
        return []
    groups = []
    for page in (form := surveys.instrument(key)).pages:
        rows = tuple(
            ProfileRow(item.text.into(language), tuple(item.show(answers[item.id], language)))
            for item in form.asked_on(page, answers)
            if item.id in answers
            and (may_read(audience, page.sees) or (may_read_in_words(audience, page.sees) and item.in_words))
        )
        if rows:
            groups.append(ProfileGroup(page.title.into(language), rows))
    return groups


def intake_begun(programme_id: int, user_id: int) -> bool:
    """Whether somebody has begun either intake of a programme; says nothing about what is in it."""
    drafts = [surveys.draft(key, programme_id, user_id) for key in INTAKES.values()]
    return any(draft.started or draft.submitted_at is not None for draft in drafts)


def facts_of(who: Participant) -> list[Fact]:
    """The admin's facts of a participant as lines to read."""
    manager = accounts.user(who.line_manager_user_id) if who.line_manager_user_id else None
    top = "" if who.line_manager_unknown else "-"
    return [
        Fact("role_title", who.role_title),
        Fact("function", who.function),
        Fact("site", who.site),
        Fact("grade", "" if who.grade is None else str(who.grade)),
        Fact("line_manager", manager.name if manager else top),
    ]


def managers_of(who: Participant) -> tuple[Manager, Manager]:
    """The line manager of a participant and whom that manager reports to, as the admin's form shows them."""
    lines = reporting_lines(who.programme_id)
    first = _manager(lines, who.user_id)
    return first, _manager(lines, who.line_manager_user_id)


def person_in_lines(programme_id: int, user_id: int) -> bool:
    """Whether somebody stands in a participant's reporting or appraisal line, as far as the admin has said."""
    managers = set(reporting_lines(programme_id).values())
    return user_id in managers or any(user_id in seat for seat in panels(programme_id))


def _contact(card: UserCard | None) -> ContactCard | None:
    return ContactCard(card.id, card.name, card.email) if card else None


def _manager(lines: Mapping[int, int | None], user_id: int | None) -> Manager:
    if user_id is None or user_id not in lines:
        return Manager("unknown")
    manager_id = lines[user_id]
    card = accounts.user(manager_id) if manager_id is not None else None
    return Manager("known", card.email, card.name) if card else Manager("none")


def _name(users: Mapping[int, UserCard], user_id: int) -> str:
    return users[user_id].name if user_id in users else ""


def _programme_card(row: Programme) -> ProgrammeCard:
    return ProgrammeCard(
        id=row.id,
        name=row.name,
        languages=tuple(row.languages),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        sessions=row.sessions,
        minutes=row.minutes,
        grade_gap=row.grade_gap,
        intake_opened_at=row.intake_opened_at,
    )


def _side(side: str) -> Side:
    return cast("Side", side)


def _participants(programme_id: int, rows: Sequence[Participation]) -> list[Participant]:
    users = accounts.users({row.user_id for row in rows})
    given = surveys.handed_in(INTAKES.values(), programme_id, {row.user_id for row in rows})
    return [_participant(row, users[row.user_id], given.get((INTAKES[_side(row.side)], row.user_id))) for row in rows]


def _participant(row: Participation, user: UserCard, answers: Mapping[str, Any] | None) -> Participant:
    said = answers or {}
    return Participant(
        id=row.id,
        programme_id=row.programme_id,
        user_id=row.user_id,
        name=user.name,
        email=user.email,
        side=_side(row.side),
        role_title=row.role_title,
        function=row.function,
        site=row.site,
        grade=row.grade,
        line_manager_user_id=row.line_manager_id,
        line_manager_unknown=row.line_manager_unknown,
        capacity=row.capacity,
        languages=tuple(said.get("languages", ())),
        timezone=said.get("timezone") or user.timezone,
        left=row.left_at is not None,
        notice_accepted=row.notice_accepted_at is not None,
        intake_done=answers is not None,
    )


def _intake(side: Side, answers: Mapping[str, Any]) -> Intake:
    chosen = answers.get("skills", [])
    return Intake(
        side=side,
        goals=tuple(answers.get("goals", ())),
        behaviours_now=_behaviours(answers, "now"),
        behaviours_target=_behaviours(answers, "target"),
        skills={key: answers[f"skill_level_{key}"] for key in chosen if f"skill_level_{key}" in answers},
        wants_model=answers.get("use_model") is True,
        languages=tuple(answers.get("languages", ())),
        slots=frozenset(answers.get("availability", ())),
        timezone=answers.get("timezone", "Asia/Jakarta"),
        focus=answers.get("focus", ""),
    )


def _behaviours(answers: Mapping[str, Any], when: str) -> dict[str, int]:
    keys = {reason: f"behaviour_{reason}_{when}" for reason in REASONS}
    return {reason: answers[key] for reason, key in keys.items() if key in answers}
