"""What must happen once, however many processes there are."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from service import clock, leases
from service.db import db, reading
from service.jobs import ledger, queries

NOW = datetime(2026, 11, 24, 3, 7, 30, tzinfo=UTC)


def together(app, question: Callable[[int], bool], count: int = 8) -> list[bool]:
    """The answers of threads that ask at the same moment."""
    gate, answers = threading.Barrier(count), []

    def ask(number: int) -> None:
        with app.app_context():
            gate.wait()
            answers.append(question(number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_lease_has_one_holder(app):
    answers = together(app, lambda number: leases.take("index", f"worker {number}", 60))
    assert len(answers) == 8 and answers.count(True) == 1


def test_a_lease_that_ran_out_goes_to_one_of_those_who_ask(app):
    with app.app_context(), clock.frozen(NOW):
        assert leases.take("index", "gone", 60)
        assert not leases.take("index", "other", 60)
    with clock.frozen(NOW + timedelta(seconds=61)):
        answers = together(app, lambda number: leases.take("index", f"worker {number}", 60))
    assert answers.count(True) == 1


def test_a_holder_may_prolong_and_give_back(here):
    with clock.frozen(NOW):
        assert leases.take("index", "me", 60)
    with clock.frozen(NOW + timedelta(seconds=50)):
        assert leases.take("index", "me", 60)
    with clock.frozen(NOW + timedelta(seconds=100)):
        assert not leases.take("index", "other", 60)
        leases.release("index", "other")
        assert not leases.take("index", "other", 60), "nobody gives back what is not theirs"
        leases.release("index", "me")
        assert leases.take("index", "other", 60)


def test_leases_of_different_names_are_apart(here):
    assert leases.take("one", "me", 60)
    assert leases.take("two", "other", 60)


def test_a_turn_is_taken_once_a_slot(app):
    for minutes, later in ((1, timedelta(minutes=1)), (30, timedelta(minutes=30))):
        for moment in (NOW, NOW + later):
            answers = together(app, lambda _n, m=moment, s=minutes: ledger.take_turn(f"every {s}", s, m))
            assert answers.count(True) == 1


def test_a_late_bell_does_not_ring_an_earlier_slot(here):
    assert ledger.take_turn("sweep", 1, NOW)
    assert not ledger.take_turn("sweep", 1, NOW - timedelta(minutes=1))
    assert not ledger.take_turn("sweep", 1, NOW + timedelta(seconds=20)), "03:07:50 is the same minute"
    assert ledger.take_turn("sweep", 1, NOW + timedelta(seconds=40))


def known(moment: datetime) -> tuple[int, list[str]]:
    """How many run jobs, and who fell silent; the transaction is over afterwards."""
    with reading():
        found = queries.live_workers(moment), queries.lost_workers(moment)
    db.session.rollback()
    return found


def test_who_runs_jobs_is_known_and_forgotten(here):
    ledger.beat("host:1:a", NOW)
    ledger.beat("host:2:b", NOW - timedelta(minutes=1))
    assert known(NOW) == (1, ["host:2:b"])
    ledger.beat("host:2:b", NOW)
    assert known(NOW) == (2, [])
    ledger.silence("host:1:a")
    assert known(NOW) == (1, [])
    later = NOW + timedelta(hours=2)
    ledger.beat("host:3:c", later)
    assert known(later) == (1, []), "silent for an hour, nobody waits for it"


def test_runs_are_counted_side_by_side(app):
    together(app, lambda number: bool(ledger.count("mail", failed=number < 3, seconds=0.5, now=NOW)) or True)
    with app.app_context():
        (figures,) = queries.figures()
    assert (figures.name, figures.runs, figures.failures, figures.seconds) == ("mail", 8, 3, 4.0)


def test_a_process_has_a_name_of_its_own():
    assert leases.myself() == leases.myself()
    host, pid, token = leases.myself().rsplit(":", 2)
    assert host and int(pid) > 0 and token
