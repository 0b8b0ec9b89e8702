"""How many have answered, and who is missing; never who said what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from service.people import queries as people
from service.people.values import Participant
from service.ports import port
from service.surveys import queries as surveys
from service.surveys.ports import SessionsHeld
from service.surveys.values import SIDES, WaveCard
from service.waves import rules
from service.waves.values import FormLine, Turnout, WaveLine

_BY_SESSION = frozenset({"after-session"})


def by_session(instrument: str) -> bool:
    """Whether a form asks about one session, so that there is a wave a session."""
    return instrument in _BY_SESSION


def forms() -> list[FormLine]:
    """The instruments that an admin may open as waves, by key; the intakes have a button of their own."""
    return [
        FormLine(
            key=one.key,
            title=one.title,
            kind=one.kind,
            sides=one.sides,
            minutes=max(side.minutes for side in one.by_side.values()),
            by_session=by_session(one.key),
        )
        for one in surveys.questionnaires()
        if one.key not in people.INTAKES.values()
    ]


def overview(programme_id: int, now: datetime) -> list[WaveLine]:
    """All waves of a programme with their turnout."""
    found = surveys.waves(programme_id)
    answered = surveys.answered_in(found)
    everybody = people.participants(programme_id)
    held = port(SessionsHeld).holders(programme_id) if any(one.session_number for one in found) else {}
    lines = []
    for one in found:
        sides = _turnout(one, everybody, answered[one.id], held)
        done, asked = sum(side.done for side in sides), sum(side.asked for side in sides)
        title = surveys.wave_questionnaire(one).title
        lines.append(WaveLine(one, title, one.state(now), sides, rules.is_urgent(one, done, asked, now)))
    return lines


def turnout(wave: WaveCard) -> tuple[Turnout, ...]:
    """How many of each side have answered; whoever answered and then left still counts."""
    return _turnout(wave, people.participants(wave.programme_id), surveys.answered(wave), _held(wave))


def missing(wave: WaveCard) -> list[Participant] | None:
    """Who was asked and has not answered, by name; none where fewer than five have, since then even that is not told."""
    return waiting(wave) if rules.may_name(len(surveys.answered(wave))) else None


def waiting(wave: WaveCard) -> list[Participant]:
    """Those whom the wave asks and who have not answered."""
    done, held = surveys.answered(wave), _held(wave)
    return [
        one for one in people.participants(wave.programme_id) if _is_asked(one, wave, held) and one.user_id not in done
    ]


def _turnout(
    wave: WaveCard, everybody: Collection[Participant], done: Collection[int], held: Mapping[int, Collection[int]]
) -> tuple[Turnout, ...]:
    reads = surveys.wave_questionnaire(wave).sides
    sides = [side for side in SIDES if wave.side in {None, side} and side in reads]
    found = []
    for side in sides:
        here = [one for one in everybody if one.side == side]
        answered = sum(one.user_id in done for one in here)
        asked = sum(one.user_id in done or _is_asked(one, wave, held) for one in here)
        found.append(Turnout(side, answered, asked))
    return tuple(found)


def _is_asked(one: Participant, wave: WaveCard, held: Mapping[int, Collection[int]]) -> bool:
    if one.left or wave.side not in {None, one.side}:
        return False
    return wave.session_number is None or wave.session_number in held.get(one.user_id, ())


def _held(wave: WaveCard) -> Mapping[int, Collection[int]]:
    return port(SessionsHeld).holders(wave.programme_id) if wave.session_number is not None else {}
