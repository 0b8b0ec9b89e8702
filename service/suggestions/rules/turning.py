"""Whether part of a sentence, quoted alone, would say something else than the sentence does.

Told by words that are left out: a negation in the same clause, or one that opens the clause beside it; a condition, an
exception, a contrast or a report (*kecuali*, *only if*, *konon*) anywhere in the sentence; the mark of a question.
"""

import re

from service.knowledge.rules.sentences import sentence_spans

_NEGATIONS = frozenset(
    """tidak tak bukan belum jangan tanpa nggak enggak ndak tiada bukanlah tidaklah janganlah mustahil jarang
    not never no none nor neither cannot without nobody nothing hardly rarely seldom barely""".split()
)
_QUALIFIERS = frozenset(
    """kecuali hanya cuma asalkan bila jika kalau apabila seandainya andaikan namun tetapi tapi melainkan padahal meski meskipun
    walau walaupun konon katanya mitos anggapan dianggap mengira keliru salah seolah seolah-olah seakan seakan-akan
    unless except only if but however although though whereas provided supposedly allegedly myth mistaken wrongly falsely
    claim claims claimed believe believes pretend pretends""".split()
)
_WORD = re.compile(r"[\w'’]+(?:-[\w'’]+)*")
_CLAUSE_END = re.compile(r"[,;:()—–]")
_CLOSING = "\"'“”‘’)]*_ \t"


def turns(passage: str, start: int, end: int) -> bool:
    """Whether the sentences that ``passage[start:end]`` begins and ends in are cut so that they turn (offsets in code points)."""
    spans = sentence_spans(passage, 0, len(passage))
    before = next((passage[first:start] for first, last in spans if first < start < last), "")
    after = next((passage[end:last] for first, last in spans if first < end < last), "")
    if after.rstrip(_CLOSING).endswith("?"):
        return True
    left, right = _CLAUSE_END.split(before), _CLAUSE_END.split(after)
    same = [*_words(left[-1]), *_words(right[0])]
    beside = [words[0] for clause in (*left[:-1], *right[1:]) if (words := _words(clause))]
    if any(_negates(word) for word in (*same, *beside)):
        return True
    return any(word in _QUALIFIERS for word in _words(f"{before} {after}"))


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")
