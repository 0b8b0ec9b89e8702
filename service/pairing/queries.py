"""Reads of pairs; the private lists are read here by their author and by the rules, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, or_, select

from service.db import db
from service.pairing import rules
from service.pairing.models import Exclusion, Pair
from service.pairing.rules import Check, Facts, Person
from service.pairing.values import ExclusionLine, PairCard
from service.people import queries as people
from service.people.values import Intake, PairLine, Participant, ProgrammeCard


def pair(pair_id: int) -> PairCard | None:
    """The pair, or none."""
    row = db.session.get(Pair, pair_id)
    return None if row is None else _cards([row])[0]


def pairs_of_programme(programme_id: int) -> list[PairCard]:
    """Every pair of a programme, the running ones first, then by number."""
    rows = db.session.scalars(select(Pair).where(Pair.programme_id == programme_id).order_by(Pair.id)).all()
    return sorted(_cards(rows), key=lambda one: (one.ended, one.id))


def pairs_of_user(user_id: int) -> list[PairCard]:
    """The pairs a user is or was part of, the running ones first."""
    mine = [one.id for one in people.participations_of_user(user_id)]
    return _pairs_of(mine)


def paired_before(senior_user_id: int, junior_user_id: int) -> bool:
    """Whether these two were ever a pair, in any programme and on either side."""
    mine = people.participation_ids(senior_user_id)
    theirs = people.participation_ids(junior_user_id)
    found = select(Pair.id).where(
        or_(
            Pair.senior_id.in_(mine) & Pair.junior_id.in_(theirs),
            Pair.senior_id.in_(theirs) & Pair.junior_id.in_(mine),
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def active_pairs(participation_id: int) -> int:
    """How many running pairs a participant is in."""
    rows = db.session.scalars(
        select(Pair.id).where(
            or_(Pair.senior_id == participation_id, Pair.junior_id == participation_id), Pair.ended_at.is_(None)
        )
    )
    return len(rows.all())


def exclusions(participation_id: int) -> list[ExclusionLine]:
    """The author's own list, for the author's own page."""
    rows = db.session.scalars(
        select(Exclusion.excluded_participation_id).where(Exclusion.participation_id == participation_id)
    )
    found = [one for one in (people.participation(excluded) for excluded in rows) if one is not None]
    return sorted((ExclusionLine(one.id, one.name) for one in found), key=lambda line: line.name.casefold())


def on_list(participation_id: int, other_id: int) -> bool:
    """Whether the first keeps the second on their own list; for the author's own action only."""
    return other_id in db.session.scalars(
        select(Exclusion.excluded_participation_id).where(Exclusion.participation_id == participation_id)
    )


def excluded(one_id: int, other_id: int) -> bool:
    """Whether either keeps the other on a private list; for the rules only, never for a page."""
    found = select(Exclusion.id).where(
        or_(
            (Exclusion.participation_id == one_id) & (Exclusion.excluded_participation_id == other_id),
            (Exclusion.participation_id == other_id) & (Exclusion.excluded_participation_id == one_id),
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def check(programme: ProgrammeCard, senior: Participant, junior: Participant) -> Check:
    """Whether these two may be paired, by the rules on what is known now."""
    intakes = {one.id: people.intake(one.id) for one in (senior, junior)}
    facts = Facts(
        lines=people.reporting_lines(programme.id),
        panels=people.panels(programme.id),
        grade_gap=programme.grade_gap,
        minutes=programme.minutes,
        languages=programme.languages,
        paired_before=paired_before(senior.user_id, junior.user_id),
    )
    return rules.check(
        _person(senior, intakes[senior.id]),
        _person(junior, intakes[junior.id]),
        facts,
        private_cause=excluded(senior.id, junior.id),
    )


class PairLines:
    """Answers `people.ports.Pairings`."""

    def of_programme(self, programme_id: int, names: Mapping[int, str]) -> Sequence[PairLine]:
        """All pairs of a programme, the running ones first."""
        return _lines(select(Pair).where(Pair.programme_id == programme_id), names)

    def of_participant(self, participation_id: int) -> Sequence[PairLine]:
        """The pairs one participant is or was part of."""
        return _lines(
            select(Pair).where(or_(Pair.senior_id == participation_id, Pair.junior_id == participation_id)), {}
        )


def _person(one: Participant, intake: Intake | None) -> Person:
    return Person(
        user_id=one.user_id,
        name=one.name,
        grade=one.grade,
        intake_done=intake is not None,
        languages=intake.languages if intake else (),
        slots=intake.slots if intake else frozenset(),
        timezone=intake.timezone if intake else one.timezone,
        capacity=one.capacity,
        running=active_pairs(one.id),
    )


def _pairs_of(participation_ids: Sequence[int]) -> list[PairCard]:
    rows = db.session.scalars(
        select(Pair)
        .where(or_(Pair.senior_id.in_(participation_ids), Pair.junior_id.in_(participation_ids)))
        .order_by(Pair.id)
    ).all()
    return sorted(_cards(rows), key=lambda one: (one.ended, one.id))


def _cards(rows: Sequence[Pair]) -> list[PairCard]:
    known: dict[int, Participant] = {}
    for programme_id in {row.programme_id for row in rows}:
        known.update(people.some_participants(programme_id, _ids(rows, programme_id)))
    return [
        PairCard(
            id=row.id,
            programme_id=row.programme_id,
            senior=known[row.senior_id],
            junior=known[row.junior_id],
            language=row.language,
            created_at=row.created_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]


def _ids(rows: Sequence[Pair], programme_id: int) -> set[int]:
    return {one for row in rows if row.programme_id == programme_id for one in (row.senior_id, row.junior_id)}


def _lines(chosen: Select[Pair], known: Mapping[int, str]) -> list[PairLine]:
    rows = db.session.scalars(chosen).all()
    missing = {one for row in rows for one in (row.senior_id, row.junior_id)} - known.keys()
    names = {**known, **(people.names(missing) if missing else {})}
    lines = [
        PairLine(
            pair_id=row.id,
            senior_id=row.senior_id,
            junior_id=row.junior_id,
            senior=names[row.senior_id],
            junior=names[row.junior_id],
            language=row.language,
            ended=row.ended_at is not None,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda one: (one.ended, one.pair_id))
