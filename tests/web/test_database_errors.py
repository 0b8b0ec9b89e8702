"""What a reader is told when the database does not take something: calm, in their language, and with nobody's words in it."""

import pytest
from flask import Blueprint, flash, redirect
from sqlalchemy import select, text
from structlog.testing import capture_logs

from service import clock
from service.accounts.models import RoleGrant, User
from service.db import db
from service.knowledge.models import GenerationDocument
from service.web import access
from tests.visitors import Visitor, check_page, person

EMAIL = "ratna.kanari@example.org"
FASTER = {"id": "Ada yang lebih dulu mengubah", "en": "Somebody was faster"}
BUSY = {"id": "Sebentar", "en": "Just a moment"}
REFUSED = {"id": "Ini belum dapat dilakukan", "en": "This could not be done"}


def anew() -> None:
    db.session.add(User(email=EMAIL, name="Kanari", locale="id", created_at=clock.now()))


def twice() -> None:
    anew()
    db.session.flush()


def orphan() -> None:
    db.session.add(GenerationDocument(generation_id=4711, version_id=4711))
    db.session.flush()


def gone() -> None:
    row = db.session.scalars(select(User)).one()
    db.session.connection().execute(text('delete from "user"'))
    row.name = "kanari"
    db.session.flush()


def deleted() -> None:
    row = db.session.scalars(select(User)).one()
    db.session.connection().execute(text('delete from "user"'))
    db.session.expire_all()
    str(row.name)


def unnamed() -> None:
    db.session.add(RoleGrant(user_id=1, role="kanari", granted_at=clock.now()))
    db.session.flush()


def slow() -> None:
    db.session.execute(text("set local statement_timeout = 20"))
    db.session.execute(text("select pg_sleep(5), 'kanari'"))


def locked() -> None:
    with db.engine.connect() as other:
        other.execute(select(User).with_for_update())
        db.session.execute(text("set local lock_timeout = 20"))
        db.session.execute(select(User).with_for_update())


def cut_off() -> None:
    own = db.session.scalar(text("select pg_backend_pid()"))
    with db.engine.connect() as other:
        other.execute(text("select pg_terminate_backend(:own, 5000)"), {"own": own})
    db.session.execute(text("select 'kanari'"))


def long() -> None:
    db.session.add(User(email=EMAIL * 99, name="Kanari", locale="id", created_at=clock.now()))
    db.session.flush()


def nul() -> None:
    db.session.scalar(select(User).where(User.name == "kanari\0"))


def read_only() -> None:
    db.session.execute(text("set transaction read only"))
    twice()


ON_BOTH = {"anew": 409, "twice": 409, "orphan": 409, "gone": 409, "deleted": 409, "unnamed": 500}
ON_POSTGRESQL = {"slow": 503, "locked": 503, "cut_off": 503, "read_only": 503, "long": 400, "nul": 400}
ACTS = {
    act.__name__: act
    for act in (anew, twice, orphan, gone, deleted, unnamed, slow, locked, cut_off, long, nul, read_only)
}
WORDS = {409: FASTER, 503: BUSY, 400: REFUSED}


@pytest.fixture
def app(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    kit = Blueprint("failing", __name__)
    for name, act in ACTS.items():

        def view(act=act):
            db.session.execute(text("update \"user\" set name = 'Setengah'"))
            act()
            flash("Saved.")
            return redirect("/help")

        kit.add_url_rule(f"/failing/{name}", name, view, methods=["POST"])
    access.declare("failing", dict.fromkeys(ACTS, access.everyone))
    app.register_blueprint(kit)
    return app


def cases(database_kind: str) -> dict[str, int]:
    return {**ON_BOTH, **(ON_POSTGRESQL if database_kind == "postgresql" else {})}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_error_is_a_calm_page_and_nothing_is_half_done(app, database_kind, language):
    for name, status in cases(database_kind).items():
        with app.app_context():
            db.session.execute(text('delete from "user"'))
            db.session.commit()
        person(app, EMAIL, "Kanari")
        visitor = Visitor(app, language)
        with capture_logs() as logs:
            answer = visitor.client.post(
                f"/failing/{name}", data={"csrf_token": visitor.token()}, headers={"Accept-Language": language}
            )
        assert answer.status_code == status, name
        check_page(answer.text)
        if status != 500:
            assert f"<h1>{WORDS[status][language]}</h1>" in answer.text, name
            (told,) = [line for line in logs if line["event"] == "database_refused"]
            assert told["status"] == status and told["kind"]
        assert "Saved." not in visitor.get("/help").text, "what was not kept is not told as kept"
        assert "kanari" not in answer.text.lower(), name
        assert "kanari" not in repr([{**line, "exc_info": None} for line in logs]).lower(), name
        with app.app_context():
            (kept,) = db.session.scalars(select(User)).all()
            assert kept.name == "Kanari", f"{name}: nothing of the request stays"


def test_the_page_of_who_was_slower_tells_nothing_of_the_others_row(app):
    user = person(app, "senja@example.org", "Senja")
    person(app, EMAIL, "Kanari")
    visitor = Visitor(app, "en").sign_in(user)
    answer = visitor.client.post("/failing/twice", data={"csrf_token": visitor.token()})
    assert answer.status_code == 409
    for inside in ("kanari", "uq_user", "DETAIL:", "Key (", "INSERT INTO", "psycopg", "sqlite"):
        assert inside.lower() not in answer.text.lower()
