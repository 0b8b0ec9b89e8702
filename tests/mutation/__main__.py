"""``python -m tests.mutation``: bend every condition of every module of the gate, and print what nothing planted notices."""

import sys

from tests.mutation.mutants import forget, mutants
from tests.mutation.test_gate import CASES, MODULES, changed, heard


def main() -> None:
    """Print the survivors and the count, module by module. Takes some minutes."""
    forget(MODULES)
    before = {name: heard(name) for name in CASES}
    for module in MODULES:
        every = list(mutants(module))
        survivors = []
        for mutant in every:
            with mutant.alive():
                if changed(CASES, before) is None:
                    survivors.append(mutant.name)
        sys.stdout.write(f"{module.__name__}: {len(every) - len(survivors)} of {len(every)} noticed\n")
        sys.stdout.writelines(f"  {name}\n" for name in survivors)


if __name__ == "__main__":
    main()
