"""A programme with people on both sides, and waves that they answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from service import clock
from service.accounts import actions as accounts
from service.people.values import Participant, ProgrammeCard
from service.surveys import actions, queries
from service.surveys.values import WaveCard, WavePlan
from tests import builders, filled

DAY = timedelta(days=1)


@dataclass
class Programme:
    """A programme with so many people on each side; `open` opens a wave, `answer` has some of them hand in."""

    card: ProgrammeCard
    people: dict[str, list[Participant]] = field(default_factory=dict)

    def join(self, side: str, count: int) -> None:
        self.people.setdefault(side, []).extend(builders.participant(self.card, side) for _ in range(count))

    def open(self, key: str = "closing-change", side: str | None = None, **plan: Any) -> WaveCard:
        begin, end = plan.pop("begin", -DAY), plan.pop("end", 10 * DAY)
        row = actions.open_wave(
            WavePlan(
                self.card.id,
                key,
                side,
                plan.pop("session", None),
                builders.NOW + begin,
                builders.NOW + end,
                opened_by=1,
            ),
            builders.NOW,
        )
        found = queries.wave(row.id)
        assert found is not None
        return found

    def answer(self, wave: WaveCard, side: str, count: int, **changes: Any) -> None:
        """The first so many of a side hand in; a change that is a list gives each their own answer in turn."""
        form = queries.wave_instrument(wave, side)
        for at, who in enumerate(self.people[side][:count]):
            own = {key: some[at % len(some)] if isinstance(some, list) else some for key, some in changes.items()}
            given = {**filled.answers(form), **own}
            actions.save_page(form, self.card.id, who.user_id, given, builders.NOW, wave=wave)
            actions.submit(form, self.card.id, who.user_id, builders.NOW, wave=wave)

    def close(self, wave: WaveCard) -> WaveCard:
        actions.close_wave(wave.id, clock.now())
        found = queries.wave(wave.id)
        assert found is not None
        return found


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with clock.frozen(builders.NOW):
        yield


@pytest.fixture
def outside() -> dict[type, object]:
    return builders.outside()


@pytest.fixture
def boss(here, visit) -> builders.Guest:
    """An admin who reads English."""
    card = builders.user("Admin", locale="en")
    accounts.grant(card.id, "admin", None, builders.NOW)
    return visit(card.id)


@pytest.fixture
def programme(here) -> Callable[..., Programme]:
    def build(seniors: int = 0, juniors: int = 0, **options: Any) -> Programme:
        made = Programme(builders.programme(**options))
        made.join("senior", seniors)
        made.join("junior", juniors)
        return made

    return build
