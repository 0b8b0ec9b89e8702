"""Fills the demo's programme up to as many people as its argument says: ``python -m tests.benchmarks.people 20``."""

import sys

from service import clock
from service.cli.base import open_app
from service.db import db
from service.people import actions, queries
from service.people.values import Facts, Manager


def add_people(count: int) -> None:
    """Fictional people without an intake, until the list is as long."""
    (card,) = queries.programmes()
    for number in range(len(queries.participants(card.id)), count):
        facts = Facts(
            side="junior" if number % 2 else "senior",
            role_title=f"Jabatan {number}",
            function="Operasi",
            site="Bandung",
            grade=3 + number % 6,
            line_manager=Manager("known", "gunawan.utama@nusarekaan.example", "Gunawan Utama"),
            managers_manager=Manager("none"),
        )
        email, name = f"orang{number}@nusarekaan.example", f"Orang {number}"
        actions.add_participant(card.id, email, name, "id", facts, clock.now())
    db.session.commit()


if __name__ == "__main__":
    with open_app():
        add_people(int(sys.argv[1]))
