"""The benchmark's own arithmetic: what it prints must follow from what it measured."""

import socket

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks.figures import Figure, percentile, side_by_side
from tests.benchmarks.machine import machine
from tests.benchmarks.peers import Result


def test_a_bar_is_met_from_its_own_side():
    assert Figure("a", 13, "ms", 10, 1.3, bar=1.3).met
    assert not Figure("a", 14, "ms", 10, 1.4, bar=1.3).met
    assert Figure("b", 60, "/s", 100, 0.6, bar=0.5, side="least").met
    assert not Figure("b", 40, "/s", 100, 0.4, bar=0.5, side="least").met
    assert Figure("c", 2.9, "s", bar=3.0).met
    assert Figure("d", 300, "MB").met is None


def test_the_two_sides_take_turns_and_the_warm_up_is_not_counted():
    order = []
    pairs = [(lambda n=n: order.append(f"ours {n}"), lambda n=n: order.append(f"theirs {n}")) for n in range(3)]
    pace = side_by_side(pairs, warm=1)
    assert order[:2] == ["ours 0", "theirs 0"]
    assert order[2:] == ["ours 0", "theirs 0", "theirs 1", "ours 1", "ours 2", "theirs 2"]
    assert pace.rounds == 3
    assert pace.ratio > 0


def test_a_percentile_is_a_value_that_was_there():
    assert percentile([5.0, 1.0, 3.0], 0.95) == 5.0
    assert percentile(list(map(float, range(100))), 0.95) == 95.0


def test_the_machine_is_named_without_its_name():
    named = machine()
    assert named["cores"] >= 1 and named["cpu"] and named["versions"]["chromadb"]
    assert socket.gethostname() not in str(named)
    assert "/" not in str(named)


def test_the_tables_say_what_was_found():
    lines = command.table(
        [Figure("find", 8.0, "ms", 7.0, 1.143, 1.3), Figure("rate", 40, "/s", 100, 0.4, 0.5, "least")]
    )
    assert "| find | 8.00 ms | 7.00 ms | 1.14 | ≤ 1.3 | yes |" in lines[2]
    assert "| 0.40 | ≥ 0.5 | **no** |" in lines[3]
    (line,) = command.peers_table([Result("set", "who", 0.8664, 12.34, 5.05)])[2:]
    assert line == "| set | who | 0.866 | 12.3 s | 5.0 ms |"


def test_parts_come_in_their_order_and_unknown_ones_are_refused(capsys):
    assert command._options(["--only", "pages,find"]).only == ["find", "pages"]
    with pytest.raises(SystemExit):
        command._options(["--only", "speed"])
    assert "there is no figure speed" in capsys.readouterr().err
