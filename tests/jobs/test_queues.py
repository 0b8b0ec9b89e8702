"""The real queues, SQLite's and PostgreSQL's, with real consumers in threads."""

import pickle
import threading
import time

import pytest
from flask import Flask

from service import clock, jobs
from service.db import db
from service.jobs import queries, registry
from service.jobs.queue import queue_of


@pytest.fixture
def ran(monkeypatch) -> list[tuple[object, ...]]:
    """What the jobs of this test have been called with."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setitem(registry.functions, "test.note", lambda *args: calls.append(args))

    def faint() -> None:
        message = "fainted"
        raise RuntimeError(message)

    monkeypatch.setitem(registry.functions, "test.faint", faint)
    return calls


@pytest.fixture
def queued(app: Flask, settings) -> Flask:
    """The app on its real queue."""
    if settings.on_postgresql:
        jobs.bind(app, jobs.postgres_queue(settings.database, "secret"))
    else:
        jobs.bind(app, jobs.sqlite_queue(settings.data / "jobs.sqlite3", "secret"))
    queue_of(app).huey.flush()
    return app


@pytest.fixture
def runner(queued):
    started = jobs.Runner(queued, workers=2)
    started.start()
    yield started
    started.stop()


def wait_for(question, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_job_goes_off_after_the_commit_and_never_before(queued, ran):
    with queued.app_context():
        jobs.enqueue("test.note", 1)
        assert queries.queue_length() == 0
        db.session.commit()
        assert queries.queue_length() == 1
        jobs.enqueue("test.note", 2)
        db.session.rollback()
        db.session.commit()
        assert queries.queue_length() == 1
    assert ran == []


def test_a_consumer_runs_it_and_counts_it(queued, runner, ran):
    with queued.app_context():
        jobs.enqueue("test.note", 7, "kata")
        jobs.enqueue("test.faint")
        db.session.commit()
    wait_for(lambda: (7, "kata") in ran)

    def counted() -> dict[str, tuple[int, int]]:
        with queued.app_context():
            return {row.name: (row.runs, row.failures) for row in queries.figures()}

    wait_for(lambda: counted().keys() >= {"test.note", "test.faint"})
    assert counted()["test.note"] == (1, 0)
    assert counted()["test.faint"] == (1, 1)
    with queued.app_context():
        assert queries.live_workers(clock.now()) == 1


def test_one_that_ended_is_no_live_worker(queued, ran):
    runner = jobs.Runner(queued)
    runner.start()

    def alive() -> int:
        with queued.app_context():
            return queries.live_workers(clock.now())

    wait_for(lambda: alive() == 1)
    runner.stop()
    assert alive() == 0


class Bomb:
    """What somebody who can write into the queue's table would like a worker to unpickle."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


def test_what_was_not_signed_by_us_is_not_unpickled(queued, ran, tmp_path):
    trace = tmp_path / "exploded"
    with queued.app_context():
        queue_of(queued).huey.storage.enqueue(pickle.dumps(Bomb(str(trace))))
        jobs.enqueue("test.note", "after")
        db.session.commit()
    runner = jobs.Runner(queued, workers=1)
    runner.start()
    try:
        wait_for(lambda: ("after",) in ran)
    finally:
        runner.stop()
    assert not trace.exists()


def test_processes_that_start_together_make_the_queue_once(postgres_url):
    gate, faults = threading.Barrier(6), []

    def open_queue() -> None:
        gate.wait()
        try:
            jobs.postgres_queue(postgres_url, "secret").storage.queue_size()
        except Exception as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=open_queue) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_an_app_without_a_queue_has_no_runner():
    with pytest.raises(LookupError):
        jobs.Runner(Flask("bare"))
