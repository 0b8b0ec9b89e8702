"""``make soak MINUTES=20``: plays participants, an admin, a curator and a model that misbehaves, and judges what it saw.

Leaves ``soak.json`` (every sample), ``soak.png`` and the logs in the folder named by ``--out``; ends with 0 where every rule holds,
1 where one is broken, 2 where the soak could not be played to its end.
"""

import argparse
import json
import signal
import sys
import traceback
from pathlib import Path

from tests.soak.play import soak
from tests.soak.plot import draw
from tests.soak.record import Record
from tests.soak.verdict import Finding, verdict

_SIGNS = {True: "ok  ", False: "BAD ", None: "–   "}


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def report(record: Record, folder: Path) -> list[Finding]:
    """Judge, and leave figures and picture in the folder."""
    findings = verdict(record)
    data = {**record.as_dict(), "verdict": [vars(finding) for finding in findings]}
    (folder / "soak.json").write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    draw(record, folder / "soak.png")
    for finding in findings:
        say(f"{_SIGNS[finding.good]}{finding.rule}: {finding.text}")
    return findings


def _ended(_number: int, _frame: object) -> None:
    """Stop at the first signal; a second one must not disturb the tidying up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="how long to play")
    parser.add_argument(
        "--out", type=Path, default=Path(".soak"), help="folder for figures, picture and logs; emptied first"
    )
    parser.add_argument("--embedded", action="store_true", help="one process with SQLite and an embedded index")
    parser.add_argument(
        "--judge", action="store_true", help="judge and draw what lies in the folder once more, by today's rules"
    )
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--model-seconds", type=float, default=20.0, help="DUA_ARAH_MODEL_TIMEOUT of the soak")
    given = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ended)
    folder: Path = given.out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if given.judge:
        stored = Record.read(json.loads((folder / "soak.json").read_text(encoding="utf-8")))
        return _code(report(stored, folder))
    record = Record(given.minutes, "embedded" if given.embedded else "many", given.model_seconds)
    broken = False
    try:
        soak(record, folder, seed=given.seed, say=say)
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - what was seen until then is told all the same
        say("stopped before the end" if isinstance(error, KeyboardInterrupt) else traceback.format_exc())
        broken = True
    if not record.samples:
        return 2
    findings = report(record, folder)
    if broken:
        return 2
    say(f"{folder.name}/soak.json, {folder.name}/soak.png")
    return _code(findings)


def _code(findings: list[Finding]) -> int:
    return 1 if any(finding.good is False for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
