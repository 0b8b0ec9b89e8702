"""Which sentence of a passage is worth quoting for a need."""

import re

from service.knowledge.rules.questions import stems
from service.knowledge.rules.sentences import sentences

# Sentences that lean on the one before: they open with a pronoun or a link, or with a noun and *itu* ("Siasat seperti itu …").
_BACKWARDS = re.compile(
    r"^(?:ini|itu|hal (?:ini|itu)|karena itu|oleh karena itu|namun|tetapi|akan tetapi|sebaliknya|akibatnya|mereka|ia|dia|beliau|"
    r"keduanya|begitu|dengan begitu|misalnya|contohnya|selain itu|sementara itu|"
    r"it|its|this|that|these|those|they|their|he|she|his|her|but|so|then|both|instead|such|otherwise|however|therefore|"
    r"for (?:example|instance))\b"
    r"|^(?:\w+\s+){1,2}(?:seperti )?(?:itu|ini|tersebut)\b",
    re.IGNORECASE,
)
_FEWEST, _MOST = 7, 34
_MARKUP = ("#", "|", "\n\n", "](", "**", "`")


def best_sentence(text: str, wanted: str, language: str) -> str | None:
    """The sentence that says most of what is `wanted` and stands alone; None where no sentence is fit to be quoted."""
    targets = stems(wanted, language)
    best: tuple[float, str] | None = None
    for position, sentence in enumerate(sentences(text)):
        plain = re.sub(r"^(?:[-*+•]|\d{1,3}[.)])\s+", "", sentence)
        if not _FEWEST <= len(plain.split()) <= _MOST or any(mark in plain for mark in _MARKUP):
            continue
        if plain[-1] not in '.!?”"…':
            continue
        score = len(stems(plain, language) & targets) / (len(targets) ** 0.5 or 1) - 0.05 * position
        if _BACKWARDS.match(plain):
            score -= 0.5
        if best is None or score > best[0]:
            best = (score, plain)
    return best[1] if best else None
