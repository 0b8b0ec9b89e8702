"""``python -m tests.evals.measured FILE``: what only tests can measure of quality.md, as counts for ``dua-arah eval quality``.

Some rows are counted by running cases here, the others by running the tests that bind them: then a test is one.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

from tests.evals.injections.carriers import cases
from tests.evals.injections.roster import NAMES, ROSTER, leaked
from tests.evals.injections.running import known, run_all, server

ROOT = Path(__file__).parents[2]
SECONDS = 1200
# The rows that tests bind, by the key under which the product knows them.
BOUND: Mapping[str, tuple[str, ...]] = {
    "planted": ("tests/suggestions/test_gate.py", "tests/suggestions/test_quotations.py"),
    "mutations": ("tests/mutation/test_gate.py",),
    "faults": ("tests/suggestions/test_actions.py", "tests/adapters/test_chat_model.py"),
    "sockets": ("tests/house/test_no_sockets.py",),
}
Counts = dict[str, Any]


def tested(files: tuple[str, ...]) -> Counts:
    """How many tests of these files pass, of those that were not skipped."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "0", "-q", f"--junit-xml={report}", *files],
            cwd=ROOT,
            check=False,
            stdout=sys.stderr,
            timeout=SECONDS,
        )
        return counted(report.read_bytes(), files)


def counted(report: bytes, files: tuple[str, ...]) -> Counts:
    """The counts of a report in JUnit's form."""
    found = list(ET.fromstring(report).iter("testcase"))
    outcomes = [{child.tag for child in one} for one in found]
    ran = [one for one in outcomes if "skipped" not in one]
    good = sum(not one & {"failure", "error"} for one in ran)
    return {"good": good, "of": len(ran), "words": f"tests of {', '.join(Path(file).name for file in files)}"}


def injected() -> tuple[Counts, Counts]:
    """Instructions that did not have their way with a model that obeys, and canaries of the roster that were not sent."""
    with server() as (fake, model):
        results = run_all(cases(), fake, model)
        sent = "\n".join(
            [request.head.decode() for request in fake.requests]
            + [
                json.dumps(request.json, ensure_ascii=False).replace("^", " ")
                for request in fake.requests
                if request.body
            ]
        )
    followed = [one for one in results if one.shown]
    listed = sum(known(one.case) for one in followed)
    words = f"{sum(one.arrived for one in results)} reached the model; {listed} of those obeyed are known"
    canaries = len({part.lower() for name in NAMES for part in name.split()}) + 3 * len(ROSTER)
    out = len(set(leaked(sent)))
    return (
        {"good": len(results) - len(followed), "of": len(results), "words": words},
        {"good": canaries - out, "of": canaries, "words": f"sought in {len(sent):,} characters sent"},
    )


def main() -> None:
    """Measure all and write the counts to the file that was named."""
    (target,) = map(Path, sys.argv[1:])
    counts = {key: tested(files) for key, files in BOUND.items()}
    counts["injections"], counts["canaries"] = injected()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
