"""A process that dies while a form is handed in leaves a whole answer or none, and never a name without its sheet."""

import multiprocessing
import os
import random
import signal
import time

import pytest
from sqlalchemy import select

from service.db import db
from service.surveys import actions, queries
from service.surveys.models import Box, Response, SealedDraft, Turnout
from service.surveys.values import WavePlan
from tests import builders, filled
from tests.surveys.test_waves import DAY, NOW

DEATHS = 100  # for each of the two kinds of form
KEYS = ("pulse-week-4", "closing-change")
_PAUSE = 0.02


def hand_in(app, programme_id, wave_id, user_id):
    with app.app_context():
        wave = queries.wave(wave_id)
        form = queries.wave_instrument(wave, "junior")
        actions.save_page(form, programme_id, user_id, filled.answers(form), NOW, wave=wave)
        db.session.commit()
        actions.submit(form, programme_id, user_id, NOW, wave=wave)
        db.session.commit()


def handed_in(key, wave_id):
    if key == "closing-change":
        return set(db.session.scalars(select(Response.user_id)))
    turnout = db.session.get(Turnout, wave_id)
    names = turnout.people if turnout else []
    sheets = [sheet for box in db.session.scalars(select(Box)) for sheet in box.sheets]
    assert len(sheets) == len(names), "as many sheets as names"
    return set(names)


@pytest.mark.parametrize("key", KEYS)
def test_killed_at_any_moment(app, key):
    dice = random.Random(20)
    with app.app_context():
        card = builders.programme()
        people = [builders.participant(card, "junior").user_id for _ in range(DEATHS + 1)]
        wave = actions.open_wave(WavePlan(card.id, key, None, None, NOW - DAY, NOW + DAY, 1), NOW).id
        db.session.commit()
        form = queries.wave_instrument(queries.wave(wave), "junior")
        whole = form.kept(filled.answers(form))
        db.session.close()
        db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    begun = time.monotonic()
    first = fork.Process(target=hand_in, args=(app, card.id, wave, people[0]))
    first.start()
    first.join(60)
    assert first.exitcode == 0
    usual = time.monotonic() - begun
    states = {"whole": 0, "draft": 0, "nothing": 0}
    for who in people[1:]:
        child = fork.Process(target=hand_in, args=(app, card.id, wave, who))
        child.start()
        time.sleep(dice.uniform(0, usual))
        os.kill(child.pid, signal.SIGKILL)
        child.join(60)
        with app.app_context():
            done = handed_in(key, wave)
            drafts = set(db.session.scalars(select(SealedDraft.user_id)))
            assert not done & drafts, "a draft is gone with the same stroke that hands it in"
            states["whole" if who in done else "draft" if who in drafts else "nothing"] += 1
            db.session.close()
            db.engine.dispose()
        time.sleep(_PAUSE)
    assert states["whole"] and states["nothing"], f"the moments reach from before to after: {states}"
    with app.app_context():
        kept = queries.sheets(queries.wave(wave), NOW + DAY)["junior"]
        assert kept == [whole] * len(kept)
        missing = set(people) - handed_in(key, wave)
        db.session.close()
    for who in missing:
        hand_in(app, card.id, wave, who)
    with app.app_context():
        assert handed_in(key, wave) == set(people), "and everybody can go on"
