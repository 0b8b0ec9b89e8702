"""An app with a few pages of its own, on which the kit's promises are tried."""

from typing import Any

import pytest
from flask import Blueprint, Flask, abort, flash, redirect, render_template, render_template_string, request
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange

from service import clock
from service.accounts.models import User
from service.db import db
from service.web import access, commit
from service.web.forms import BaseForm, Checkboxes, Radios, at_most, email_address, options, required, required_choice
from tests.visitors import Visitor

PAGE = """{% extends "base.html" %}{% import "components/form.html" as forms %}{% import "components/card.html" as cards %}
{% import "components/progress.html" as progress %}{% import "components/table.html" as tables %}
{% import "components/empty.html" as empties %}
{% block title %}Kit{% endblock %}{% block main %}{{ forms.error_summary(form) }}<h1>Kit</h1>
{{ progress.steps(3, 7) }}{{ progress.progress(1, 4, "Index") }}
{% for key in ["practice", "generations", "humility", "reality", "relevance"] %}{{ icons.reason_tag(key) }}{% endfor %}
{{ icons.side_tag("senior") }}{{ icons.side_tag("junior") }}
{% call cards.card("Card", tone="senior") %}<p>Text</p>{% endcall %}
{% call cards.disclosure("More", id="more") %}<p>Text</p>{% endcall %}
{% call cards.notice("warning", title="Note") %}<p>Text</p>{% endcall %}
{% call tables.table("Pairs", ["A", "B"], found=1) %}<tr><td>1</td><td>2</td></tr>{% endcall %}
{{ empties.empty("Nothing yet", "Add one.", "/kit", "Add") }}
<form method="post" novalidate>{{ form.hidden_tag() }}{{ forms.field(form.name, hint="Short") }}{{ forms.field(form.mail) }}
{{ forms.field(form.number) }}{{ forms.group(form.often) }}{{ forms.scale(form.sure, "never", "always") }}{{ forms.group(form.goals) }}
{{ forms.submit("Save") }}</form>{{ forms.post_button("/kit/write/200", "Write") }}{% endblock %}"""


class KitForm(BaseForm):
    name = StringField("Name", validators=[required("Write your name."), at_most(5)])
    mail = StringField("Mail", validators=[email_address()])
    number = IntegerField("Number", validators=[NumberRange(min=1, max=3)])
    often = Radios(
        "How often?", choices=options([("0", "never"), ("1", "once")]), validators=[required_choice("Choose.")]
    )
    sure = Radios(
        "How sure?", choices=options([("0", "not"), ("1", "very")]), validators=[required_choice("Choose one.")]
    )
    goals = Checkboxes("What for?", choices=options([("a", "A"), ("b", "B")]))


def _write() -> None:
    db.session.add(User(email=f"{clock.now().timestamp()}@example.org", name="x", locale="id", created_at=clock.now()))
    db.session.flush()


def _kit() -> Blueprint:  # noqa: C901 - a row of tiny pages
    kit = Blueprint("kit", __name__)

    @kit.route("/kit", methods=["GET", "POST"])
    def page() -> Any:
        form = KitForm()
        if form.validate_on_submit():
            return redirect("/kit")
        return render_template_string(PAGE, form=form), 422 if form.is_submitted() else 200

    @kit.post("/kit/write/<int:status>")
    def write(status: int) -> Any:
        _write()
        if "anyway" in request.args:
            commit.anyway()
        if status == 303:
            return redirect("/kit")
        if status == 404:
            abort(404)
        if status == 500:
            message = "broken on purpose"
            raise RuntimeError(message)
        return "written", status

    @kit.get("/kit/locked")
    def locked() -> Any:
        statement, cause = "SELECT 1", Exception("database is locked")
        raise OperationalError(statement, {}, cause)

    @kit.get("/kit/flash")
    def flashed() -> Any:
        flash("Well done.")
        flash("Not so well.", "error")
        return render_template("errors/error.html", words={"title": "T", "text": "t"}, code=200)

    @kit.get("/kit/secret")
    def undeclared() -> str:
        return "nobody said who may see this"

    @kit.get("/kit/for/<int:number>")
    def guarded(number: int) -> str:
        return f"number {number}"

    return kit


def only_seven(number: int) -> None:
    """A guard that looks at the address's argument."""
    if number != 7:
        abort(404)


@pytest.fixture
def app(app: Flask) -> Flask:
    names = ("page", "write", "locked", "flashed")
    access.declare("kit", dict.fromkeys(names, access.everyone) | {"guarded": only_seven})
    app.register_blueprint(_kit())
    return app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def people(app: Flask):
    """How many people stand in the database now."""

    def count() -> int:
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(User)) or 0

    return count
