"""Mutants that change nothing which the gate says, each with the reason."""

EQUIVALENT: dict[str, str] = {}
