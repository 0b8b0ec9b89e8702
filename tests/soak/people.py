"""Who takes part in a soak: made in the installation's database, told on standard output as JSON.

Nobody exists, and every name is one that no guide and no log would hold by itself, so that it can be looked for.
"""

import json
import random
import sys
from dataclasses import asdict, dataclass

from service.accounts.values import UserCard
from service.cli.base import open_app
from service.db import db
from service.people.values import Participant, ProgrammeCard
from tests import builders

_BEGIN = "Zuv Qor Vex Jyr Xal Wroq Zhib Quel Vyth Jax Xim Zorv".split()
_MIDDLE = "avi ora eki umba anti oxo ile undra apra omni".split()
_FINISH = "rinka qoto vendri zhara xutami wibri quno zendar vyati jomba".split()
LOOSE = 8
FRESH = 6


@dataclass(frozen=True)
class Person:
    """Somebody who plays; `pair` is None for who has no partner yet, and `form` is the key of their intake."""

    name: str
    email: str
    side: str
    form: str
    pair: int | None = None
    partner: str = ""


class Names:
    """Names made of invented syllables, never one twice."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._given: set[str] = set()

    def word(self) -> str:
        while True:
            made = "".join(self._random.choice(part) for part in (_BEGIN, _MIDDLE, _FINISH))
            if made not in self._given:
                self._given.add(made)
                return made

    def full(self) -> str:
        return f"{self.word()} {self.word()}"


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@rekaan.example"


def words_of(name: str) -> list[str]:
    return name.lower().split()


def _user(name: str, language: str = "id") -> UserCard:
    return builders.user(name, address(name), language)


def _joins(names: Names, card: ProgrammeCard, side: str, *, noticed: bool, language: str) -> tuple[Person, Participant]:
    name = names.full()
    row = builders.participant(card, side, who=_user(name, language), noticed=noticed)
    return Person(name, address(name), side, f"intake-{side}"), row


def furnish(pairs: int) -> dict[str, object]:
    """Pairs of whom two in three may be served by a model, people with a form and no partner, and people who just came."""
    names = Names(7)
    card = builders.programme("Program rekaan untuk uji panjang")
    admins = [names.full() for _ in range(3)]
    for name in admins:
        user = _user(name)
        builders.accounts.grant(user.id, "admin", None, builders.NOW)
    people: list[Person] = []
    for number in range(pairs):
        language = "en" if number % 4 == 3 else "id"
        senior, one = _joins(names, card, "senior", noticed=True, language=language)
        junior, other = _joins(names, card, "junior", noticed=True, language=language)
        answers = {"use_model": number % 3 != 2, "languages": ["en"] if language == "en" else ["id", "en"]}
        made = builders.join(card, builders.intake(one, **answers), builders.intake(other, **answers))
        for person, partner in ((senior, junior), (junior, senior)):
            people.append(Person(person.name, person.email, person.side, person.form, made.id, partner.name))
    for number in range(LOOSE + FRESH):
        for side in ("senior", "junior"):
            person, row = _joins(names, card, side, noticed=number < LOOSE, language="id")
            if number < LOOSE:
                builders.intake(row)
            people.append(person)
    return {
        "programme": card.id,
        "admins": [{"name": name, "email": address(name)} for name in admins],
        "people": [asdict(person) for person in people],
    }


def main() -> None:
    with open_app():
        made = furnish(int(sys.argv[1]))
        db.session.commit()
    sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
