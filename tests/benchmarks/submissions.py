"""Handing a form in, by many respondents at once, against the plainest page of the same server."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.benchmarks.figures import Figure, percentile
from tests.journeys.server import command, environment, serving

_CONNECTIONS = 4
_ROUNDS = 10
_LONGEST = 30.0


def figures(*, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    count = 60 if quick else 2_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        subprocess.run(command("demo", "--if-empty"), env=environment(data), check=True, stdout=subprocess.DEVNULL)
        say(f"{count} respondents, typed to the end")
        made = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.respondents", str(count)],
            env=environment(data),
            check=True,
            capture_output=True,
            text=True,
            timeout=900,
        )
        plan = json.loads(made.stdout[made.stdout.index('{"path"') :])
        with serving(data, DUA_ARAH_LOG_LEVEL="WARNING") as server:
            server.wait_for("The index is ready.")
            port = int(server.url.rsplit(":", 1)[1])
            return [_measured(port, plan, say)]


def _measured(port: int, plan: dict, say: Callable[[str], None]) -> Figure:
    people, part = plan["people"], len(plan["people"]) // _ROUNDS
    rates: list[float] = []
    bare: list[float] = []
    taken: list[float] = []
    for number in range(_ROUNDS):
        mine = people[number * part : (number + 1) * part]
        seconds, each = _together(port, [("POST", plan["path"], *one) for one in mine], 303)
        rates.append(len(mine) / seconds)
        taken.extend(each)
        seconds, _each = _together(port, [("GET", "/help", one[0], "") for one in mine], 200)
        bare.append(len(mine) / seconds)
        say(f"round {number + 1}: {rates[-1]:.0f} and {bare[-1]:.0f} requests a second")
    return Figure(
        f"{_ROUNDS * part:,} respondents hand in an anonymous form",
        median(rates),
        "/s",
        median(bare),
        median(one / other for one, other in zip(rates, bare, strict=True)),
        rounds=_ROUNDS,
        note=f"p95 {percentile(taken, 0.95) * 1000:.0f} ms, first round {rates[0]:.0f}/s, last {rates[-1]:.0f}/s; "
        "reference: the help page, for the same people",
    )


def _together(port: int, requests: Sequence[tuple[str, str, str, str]], expected: int) -> tuple[float, list[float]]:
    """Send all requests over a few connections; returns the seconds of all together and of each."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        shares = [requests[number::_CONNECTIONS] for number in range(_CONNECTIONS)]
        taken = [one for share in pool.map(lambda some: _send(port, some, expected), shares) for one in share]
    return time.perf_counter() - begun, taken


def _send(port: int, requests: Sequence[tuple[str, str, str, str]], expected: int) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=_LONGEST)
    taken = []
    for method, path, cookie, token in requests:
        begun = time.perf_counter()
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{port}",
        }
        body = urlencode({"csrf_token": token}) if method == "POST" else None
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == expected, f"{method} {path}: {answer.status}"
        taken.append(time.perf_counter() - begun)
    connection.close()
    return taken
