"""Tables of wording: one alternative a line, ``name | pattern``, so that each can be read, planted and taken away by itself."""

import re
from collections.abc import Mapping

Pattern = tuple[str, re.Pattern[str]]


def table(text: str, words: Mapping[str, str] | None = None) -> tuple[Pattern, ...]:
    """The alternatives of a table, compiled; ``<word>`` stands for what `words` says. Letters' case does not matter."""
    found = []
    for line in text.strip().splitlines():
        name, pattern = line.split(" | ", 1)
        for word, alternatives in (words or {}).items():
            pattern = pattern.replace(f"<{word}>", f"(?:{alternatives})")
        found.append((name.strip(), re.compile(pattern, re.IGNORECASE | re.MULTILINE)))
    return tuple(found)


def matches(text: str, alternatives: tuple[Pattern, ...]) -> bool:
    """Whether one of them stands in the text."""
    return any(pattern.search(text) for _, pattern in alternatives)
