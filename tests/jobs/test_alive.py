"""A container of a worker is healthy where a worker of that same machine has said lately that it runs jobs."""

import socket
from datetime import timedelta

import pytest

from service import clock, leases
from service.jobs import ledger, queries


@pytest.mark.parametrize(
    ("owner", "age", "works"),
    [
        (leases.myself(), timedelta(0), True),
        (leases.myself(), timedelta(minutes=2), False),
        ("another-machine:1:ab", timedelta(0), False),
        (f"{socket.gethostname()}-2:1:ab", timedelta(0), False),
    ],
    ids=["just now", "long ago", "another machine", "a name that begins like ours"],
)
def test_a_worker_of_this_machine_that_said_so_lately(here, owner, age, works):
    ledger.beat(owner, clock.now() - age)
    assert queries.works_here(clock.now()) is works


def test_nobody_works_where_nobody_said_so(here):
    assert not queries.works_here(clock.now())
