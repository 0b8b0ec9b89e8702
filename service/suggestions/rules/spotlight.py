"""Material in a prompt is marked between its words, so that a model can tell what it reads from what it is told.

Datamarking after Hines et al., "Defending Against Indirect Prompt Injection Attacks With Spotlighting", 2024 (arXiv 2403.14720):
every space of the material becomes ``^``. A command inside it can then not look like one of the prompt's own lines, which have
spaces. Marks are set after the outbound filter has read the text, and taken out again before the gate compares a quotation.
"""

import re

MARK = "^"
_MATERIAL = re.compile(r"^(\||P\d+[|#]) (.*)$", re.MULTILINE)


def spotlight(prompt: str) -> str:
    """The same prompt with every line of material (behind ``|``, ``P1#``, ``P1|``) marked between its words."""
    return _MATERIAL.sub(lambda line: f"{line[1]} {MARK.join(plain(line[2]).split())}", prompt)


def plain(text: str) -> str:
    """A text without marks: a model may copy them with a quotation, and may take to writing so itself."""
    return text.replace(MARK, " ") if MARK in text else text
