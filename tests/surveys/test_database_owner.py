"""Somebody who owns the database tries to find out who gave which anonymous answer: whoever it was, every row reads the same."""

from itertools import permutations

import pytest
from sqlalchemy import inspect, text

from service import clock
from service.db import db
from service.surveys import actions, queries
from tests import builders, filled
from tests.surveys.test_waves import NOW, opened

PEOPLE = 4
LEFT_OUT = {"alembic_version"}


def everything() -> dict[str, list[str]]:
    """Every row of every table as its owner sees it, on SQLite with its place."""
    found = {}
    for name in sorted(set(inspect(db.engine).get_table_names()) - LEFT_OUT):
        hidden = ", rowid" if db.engine.dialect.name == "sqlite" else ""
        rows = db.session.execute(text(f'SELECT *{hidden} FROM "{name}"')).all()
        found[name] = sorted(repr(tuple(row)) for row in rows)
    return found


@pytest.fixture
def asked(here):
    with clock.frozen(NOW):
        card = builders.programme()
        people = [builders.participant(card, "junior") for _ in range(PEOPLE)]
        wave = opened(card)
        db.session.commit()
        yield wave, people


def test_every_assignment_leaves_the_same_database(asked):
    wave, people = asked
    form = queries.wave_instrument(wave, "junior")
    scale = next(item for item in form.items() if item.kind == "scale")
    sheets = [{**filled.answers(form), scale.id: number} for number in range(PEOPLE)]
    seen = []
    for turn, order in enumerate(list(permutations(range(PEOPLE)))[::5]):
        given = list(enumerate(order))
        for sheet, number in given[turn % PEOPLE :] + given[: turn % PEOPLE]:  # nor does it matter who comes first
            who = people[number]
            actions.save_page(form, who.programme_id, who.user_id, sheets[sheet], NOW, wave=wave)
            actions.submit(form, who.programme_id, who.user_id, NOW, wave=wave)
            db.session.commit()
        seen.append(everything())
        db.session.execute(text("DELETE FROM survey_box"))
        db.session.execute(text("DELETE FROM survey_turnout"))
        db.session.commit()
    assert len(seen) >= PEOPLE and any("survey_box" in one and one["survey_box"] for one in seen)
    for name in seen[0]:
        assert all(one[name] == seen[0][name] for one in seen), f"{name} tells who answered what"


def test_no_row_of_an_answer_names_a_person_a_moment_or_a_place(asked):
    wave, people = asked
    form = queries.wave_instrument(wave, "junior")
    for who in people:
        actions.save_page(form, who.programme_id, who.user_id, filled.answers(form), NOW, wave=wave)
        actions.submit(form, who.programme_id, who.user_id, NOW, wave=wave)
    db.session.commit()
    columns = {
        table: {column["name"]: str(column["type"]) for column in inspect(db.engine).get_columns(table)}
        for table in ("survey_box", "survey_turnout")
    }
    shared = set(columns["survey_box"]) & set(columns["survey_turnout"])
    assert shared == {"wave_id", "wave_kind"}, "the two have nothing in common but their wave"
    assert not any(
        "TIME" in kind.upper() or "DATE" in kind.upper() for some in columns.values() for kind in some.values()
    )
    rows = db.session.execute(text("SELECT sheets FROM survey_box")).all()
    assert len(rows) == 1, "one row holds them all, so no row has a place of its own"
    assert all(who.name not in repr(rows) and who.email not in repr(rows) for who in people)
