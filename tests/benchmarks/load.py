"""A few browsers in a process of their own: reads a plan as JSON from standard input and answers with the seconds of each request.

Plan: ``{"port", "path", "cookie", "connections", "seconds", "warm", "marker"}``. A request that is not answered with 200 and the
marker ends the run.
"""

import json
import sys
import threading
import time
from http.client import HTTPConnection

_LONGEST = 10.0  # seconds a request may take
_MOST = 20_000  # requests of one connection


def main() -> None:
    plan = json.load(sys.stdin)
    until = time.perf_counter() + plan["warm"] + plan["seconds"]
    begin = time.perf_counter() + plan["warm"]
    found: list[list[float]] = [[] for _ in range(plan["connections"])]
    faults: list[str] = []
    threads = [threading.Thread(target=_browse, args=(plan, begin, until, taken, faults)) for taken in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(
        {"seconds": plan["seconds"], "taken": [one for taken in found for one in taken], "faults": faults}, sys.stdout
    )


def _browse(plan: dict, begin: float, until: float, taken: list[float], faults: list[str]) -> None:
    connection = HTTPConnection("127.0.0.1", plan["port"], timeout=_LONGEST)
    headers = {"Cookie": plan["cookie"], "Accept-Language": "id"} if plan["cookie"] else {}
    marker = plan["marker"].encode()
    for _ in range(_MOST):
        asked = time.perf_counter()
        if asked > until or faults:
            break
        try:
            connection.request("GET", plan["path"], headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        except OSError as error:
            faults.append(f"{plan['path']}: {type(error).__name__}")
            break
        if answer.status != 200 or marker not in body:
            faults.append(f"{plan['path']}: status {answer.status}, {len(body)} bytes")
            break
        if asked >= begin:
            taken.append(time.perf_counter() - asked)
    connection.close()


if __name__ == "__main__":
    main()
