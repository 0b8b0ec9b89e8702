"""Decisions on plain values: whether a part serves, how a row is written down, which names may lie in a backup."""
