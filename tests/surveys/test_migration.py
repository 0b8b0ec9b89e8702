"""What an older version stored comes along: handed-in answers stay, drafts move to their own table and are sealed by the first minute."""

import json

import pytest
from sqlalchemy import create_engine, text

from service import schema

ROWS = (
    (1, "intake-junior", '{"goals": ["show_work"]}', None, None),
    (2, "intake-senior", None, '{"goals": ["try_tools"]}', "2026-11-01 00:00:00+00:00"),
    (3, "intake-junior", '{"focus": "baru"}', '{"goals": ["career_view"]}', "2026-11-02 00:00:00+00:00"),
)
INSERT = text(
    "INSERT INTO survey_response "
    "(id, instrument, version, programme_id, user_id, draft, answers, submitted_at, created_at, updated_at) "
    "VALUES (:id, :key, 1, 1, :id, :draft, :answers, :submitted, '2026-11-01 00:00:00+00:00', '2026-11-01 00:00:00+00:00')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.sqlite3'}"
    return request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://", 1)


def test_answers_stay_and_drafts_move(address):
    engine = create_engine(address)
    with engine.begin() as connection:
        schema.bring(connection, "004")
        for id_, key, draft, answers, submitted in ROWS:
            given = {"id": id_, "key": key, "draft": draft, "answers": answers, "submitted": submitted}
            connection.execute(INSERT, given)
    schema.upgrade(engine)
    with engine.connect() as connection:
        kept = connection.execute(
            text("SELECT user_id, form, side, wave_kind FROM survey_response ORDER BY user_id")
        ).all()
        moved = connection.execute(text("SELECT user_id, form, sealed FROM survey_draft ORDER BY user_id")).all()
    assert [tuple(row) for row in kept] == [
        (2, "intake-senior", "senior", "confidential"),
        (3, "intake-junior", "junior", "confidential"),
    ]
    assert [row[:2] for row in moved] == [(1, "intake-junior"), (3, "intake-junior")]
    for row, expected in zip(moved, ({"goals": ["show_work"]}, {"focus": "baru"}), strict=True):
        sealed = bytes(row.sealed)
        assert sealed.startswith(b"unsealed:")
        assert json.loads(sealed.removeprefix(b"unsealed:")) == {"answers": expected, "writers": {}}
    schema.check(engine)
    engine.dispose()
