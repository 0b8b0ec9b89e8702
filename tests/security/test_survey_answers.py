"""A survey answer moves nothing for anybody else: every item is set to its extremes, and all that everybody else gets is compared."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from service import clock
from service.sessions import actions as sessions
from service.surveys import actions, queries
from service.surveys.kinds.instrument import Instrument
from service.surveys.values import WaveCard, WavePlan
from service.waves import actions as waves
from tests import builders, filled
from tests.security.pages import every_page
from tests.security.world import World, plain, someone

WAVES = ("after-session", "pulse-week-4", "pulse-week-12", "closing-change", "closing-experience", "day-90")
NOW = builders.NOW
AUTHORS = {"mA": "mentor", "sA": "senior"}


def extreme(item: Any, end: str) -> Any:
    """The answer to a question at one end of what it allows."""
    last = -1 if end == "high" else 0
    match item.kind:
        case "choice":
            return item.options[last].key
        case "several":
            return [item.options[0].key] if end == "low" else [one.key for one in item.options][: item.at_most]
        case "scale":
            return 0 if end == "low" else len(item.points) - 1
        case "yes_no":
            return end == "high"
        case "short_text" | "long_text":
            return "a" if end == "low" else ("Saya takut dan ingin berhenti. " * 200)[: item.longest]
        case _:
            return filled.answer(item)


def answers(form: Instrument, end: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in form.pages:
        for _ in page.items:
            for item in form.asked_on(page, found):
                found.setdefault(item.id, extreme(item, end))
    return found


def prepared(world: World) -> list[WaveCard]:
    """Every instrument open to programme P, session 1 held by pair A."""
    found = []
    with world.inside():
        sessions.mark_held(world.pairs["A"].id, 1, NOW)
        for key in WAVES:
            session = 1 if key == "after-session" else None
            begin, end = NOW - timedelta(days=1), NOW + timedelta(days=9)
            row = actions.open_wave(WavePlan(world.ids["P"], key, None, session, begin, end, 1), NOW)
            card = queries.wave(row.id)
            assert card is not None
            found.append(card)
    return found


def told(world: World, author: str, opened: list[WaveCard]) -> Iterator[tuple[str, str]]:
    """All that everybody but the author is told now: every page of theirs, and the mails that ten days of jobs write."""
    for reader, address in every_page():
        if reader != author:
            yield f"{reader} {address}", plain(world.get(reader, address))
    for days in (0, 5, 8, 10):
        moment = NOW + timedelta(days=days)
        with clock.frozen(moment), world.inside():
            waves.close_what_is_over(moment)
            for wave in opened:
                waves.tell(wave, moment)
    mails = [
        tuple(sorted((name, str(value)) for name, value in row.items() if name not in {"id", "key"}))
        for row in world.rows_of("outbox_mail")["outbox_mail"]
        if row["to_email"] != world.own[author][1]
    ]
    assert len(mails) > len(opened)
    yield "mails", repr(sorted(mails))
    for reader in ("senior", "mentor", "other", "admin", "contact"):  # all waves are closed in the database now
        if reader != author:
            for address in ("/", *_of_results(reader, opened)):
                answer = world.get(reader, address)
                assert answer.status_code == 200, address
                yield f"{reader} {address}, after the close", plain(answer)


def _of_results(reader: str, opened: list[WaveCard]) -> Iterator[str]:
    """What there is to see of waves that have closed; one answer is too few for any figure."""
    if reader != "contact":
        yield "/programmes/{P}/results"
        yield from (f"/programmes/{{P}}/results/{wave.id}" for wave in opened)
    if reader == "admin":
        yield "/programmes/{P}/surveys"
        yield from (f"/programmes/{{P}}/surveys/{wave.id}" for wave in opened)


def answered(world: World, who: str, opened: list[WaveCard], end: str) -> None:
    with world.inside():
        part = someone(world, who)
        for wave in opened:
            form = queries.wave_instrument(wave, part.side)
            given = answers(form, end)
            assert given
            actions.save_page(form, part.programme_id, part.user_id, given, NOW, wave=wave)
            actions.submit(form, part.programme_id, part.user_id, NOW, wave=wave)


@pytest.mark.parametrize("who", AUTHORS)
def test_no_answer_moves_anything_for_anybody_else(world, who):
    opened = prepared(world)
    world.keep_aside()
    found = {}
    for end in ("low", "high"):
        world.put_back()
        with clock.frozen(NOW):
            answered(world, who, opened, end)
        found[end] = dict(told(world, AUTHORS[who], opened))
    assert found["low"].keys() == found["high"].keys() and "mails" in found["low"]
    differing = [place for place, text in found["low"].items() if found["high"][place] != text]
    assert differing == []
    assert "Saya takut" not in "".join(found["high"].values())
