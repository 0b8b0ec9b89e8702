"""Sentences of a text as spans, so that what is cut out of a file keeps its offsets."""

import re

_MARK = r"[.!?…]"
_CLOSING = r"[\"”’')\]*_]*"
_BOUNDARY = re.compile(
    rf"(?<={_MARK}){_CLOSING}(?:[ \t]+(?=[\"“‘'(\[*_{{]*[A-Z0-9À-Ý])|\s*[\r\n]+\s*)"
    r"|\s*[\r\n]+(?=[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t])"
    r"|(?:\r?\n[ \t]*){2,}"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Dr|Drs|Ir|Prof|Tn|Ny|Mr|Mrs|Ms|No|hlm|dll|dsb|dst|vs|e\.g|i\.e|Jl|PT|St|Sdr|Hj)\.$"
)


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of ``text[start:end]``, without white space at their edges."""
    found: list[tuple[int, int]] = []
    begin = start
    for match in _BOUNDARY.finditer(text, start, end):
        if _ABBREVIATION.search(text[begin : match.start()]):
            continue
        closing = match.start()
        while closing < match.end() and not text[closing].isspace():
            closing += 1
        _add(found, text, begin, closing)
        begin = match.end()
    _add(found, text, begin, end)
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]
