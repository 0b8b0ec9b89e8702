"""Makes respondents with a pulse typed to the end, and prints for each the cookie and token that hand it in:
``python -m tests.benchmarks.respondents 2000``.
"""

import json
import sys
from datetime import timedelta

from flask import Flask, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf

from service import clock
from service.accounts import actions as accounts
from service.cli.base import open_app
from service.db import db
from service.people import actions as people
from service.people import queries
from service.people.values import Facts, Manager
from service.surveys import actions
from service.surveys import queries as surveys
from service.surveys.values import WavePlan
from tests import filled

KEY = "pulse-week-12"


def make(app: Flask, count: int) -> dict:
    """The wave, and one `[cookie, token]` a respondent."""
    now = clock.now()
    (card,) = queries.programmes()
    wave_id = actions.open_wave(WavePlan(card.id, KEY, None, None, now, now + timedelta(days=9), 1), now).id
    wave = surveys.wave(wave_id)
    assert wave is not None
    found = []
    for number in range(count):
        side = "junior" if number % 2 else "senior"
        facts = Facts(side=side, grade=8 if side == "senior" else 3, line_manager=Manager("none"))
        email, name = f"penjawab{number}@nusarekaan.example", f"Penjawab {number}"
        row = people.add_participant(card.id, email, name, "id", facts, now)
        people.accept_notice(row.id, now)
        form = surveys.wave_instrument(wave, side)
        actions.save_page(form, card.id, row.user_id, filled.answers(form), now, wave=wave)
        found.append(_signed_in(app, accounts.sign_in(row.user_id, now)))
    db.session.commit()
    return {"path": f"/programmes/{card.id}/forms/{wave_id}/check", "people": found}


def _signed_in(app: Flask, token: str) -> list[str]:
    with app.test_request_context():
        g.pop("csrf_token", None)  # the application's context, and so the last one's token, outlives a request's
        session.update({"_user_id": token, "_fresh": True})
        signed = generate_csrf()
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        return [f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}", signed]


if __name__ == "__main__":
    with open_app() as opened:
        json.dump(make(opened, int(sys.argv[1])), sys.stdout)
