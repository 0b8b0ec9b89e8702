import sqlite3

import pytest

from service.db import db


@pytest.mark.parametrize("status", [200, 201, 303])
def test_a_good_answer_commits(visitor, people, status):
    visitor.post(f"/kit/write/{status}")
    assert people() == 1


@pytest.mark.parametrize("status", [400, 404, 409, 422, 429])
def test_a_refusal_leaves_nothing_behind(visitor, people, status):
    assert visitor.post(f"/kit/write/{status}").status_code == status
    assert people() == 0


def test_a_mistake_in_our_code_leaves_nothing_behind(app, visitor, people):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert visitor.post("/kit/write/500").status_code == 500
    assert people() == 0


def test_a_view_may_ask_for_its_count_to_survive_a_refusal(visitor, people):
    visitor.post("/kit/write/422?anyway=1")
    assert people() == 1
    visitor.post("/kit/write/422")
    assert people() == 1, "asked for once, it holds for one request"


@pytest.mark.sqlite
def test_a_locked_database_is_told_as_such_and_loses_nothing(app, visitor, people, monkeypatch):
    token = visitor.token()
    with app.app_context():
        path = db.engine.url.database
        db.engine.dispose()
    monkeypatch.setattr("service.db._BUSY_MS", 50)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = visitor.client.post("/kit/write/200", data={"csrf_token": token})
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert answer.status_code == 503
    assert people() == 0
    assert visitor.post("/kit/write/200").status_code == 200
    assert people() == 1


def test_a_commit_that_fails_is_told_as_such(app, visitor, people, monkeypatch):
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - only here
    from sqlalchemy.orm import Session  # noqa: PLC0415

    token = visitor.token()

    def full(_session):
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", full)
        assert visitor.client.post("/kit/write/200", data={"csrf_token": token}).status_code == 503
    assert people() == 0
