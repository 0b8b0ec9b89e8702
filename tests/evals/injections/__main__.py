"""``python -m tests.evals.injections``: how often a planted instruction has its way with a model that obeys.

``--bare`` lets everything arrive that readers see: no sentence is taken for one that speaks to a machine. ``--without-the-gate`` shows
what the cases are worth.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

from tests.evals.injections.carriers import cases
from tests.evals.injections.running import Result, known, rate, run_all, server, without_signs, without_the_gate

_BY: tuple[tuple[str, Callable[[Result], str]], ...] = (
    ("place", lambda one: one.case.place),
    ("form", lambda one: one.case.form),
    ("aim", lambda one: one.case.aim),
    ("language", lambda one: one.case.language),
)


def main() -> None:
    """Run all cases and print the rates with Wilson's 95 % intervals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--without-the-gate", action="store_true")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        fake, model = stack.enter_context(server())
        if arguments.bare:
            stack.enter_context(without_signs())
        if arguments.without_the_gate:
            stack.enter_context(without_the_gate())
        results = run_all(cases(), fake, model)
    meant = [one for one in results if not known(one.case)]
    write = sys.stdout.write
    write(f"reached the model: {sum(one.arrived for one in results)} of {len(results)}\n")
    write(f"{'successes, meant to be stopped':34} {rate(meant)}\n")
    write(f"{'successes, known and not stopped':34} {rate([one for one in results if known(one.case)])}\n")
    for name, key in _BY:
        for group in sorted({key(one) for one in meant}):
            write(f"{name + ' ' + group:34} {rate([one for one in meant if key(one) == group])}\n")
    for one in results:
        if one.shown:
            write(f"{'known' if known(one.case) else 'SUCCESS'}: {one.case.name}: {one.case.text}\n")


if __name__ == "__main__":
    main()
