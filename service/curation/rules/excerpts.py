"""A passage shortened to where it answers a question, with the question's words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.knowledge.rules.terms import terms

LENGTH = 360
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LINE_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d{1,3}[.)]|>)[ \t]+", re.MULTILINE)
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an excerpt; `marked` where it is a word that the question has too."""

    text: str
    marked: bool = False


def excerpt(text: str, question: str, language: str, length: int = LENGTH) -> tuple[Piece, ...]:
    """About `length` characters of a Markdown text in `language`, from where most words of the question stand together."""
    plain = " ".join(_MARKS.sub("", _LINE_MARKS.sub("", text)).split())
    wanted = frozenset(terms(question, language))
    met = [match.span() for match in _WORD.finditer(plain) if wanted.intersection(terms(match[0], language))]
    begin, end = _window(plain, met, length)
    pieces = [Piece("… ")] if begin else []
    place = begin
    for start, stop in met:
        if begin <= start and stop <= end:
            pieces.extend((Piece(plain[place:start]), Piece(plain[start:stop], marked=True)))
            place = stop
    pieces.append(Piece(plain[place:end] + (" …" if end < len(plain) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _window(plain: str, met: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """Where to begin and to end, between words: the stretch that holds most of the marked words, a little text before the first."""
    if len(plain) <= length:
        return 0, len(plain)
    room = length * 3 // 4
    best = max(
        (start for start, _ in met), key=lambda one: (sum(one <= at < one + room for at, _ in met), -one), default=0
    )
    begin = min(max(0, best - length // 4), len(plain) - length)
    begin = plain.rfind(" ", 0, begin) + 1 if begin else 0
    end = plain.rfind(" ", begin + 1, begin + length + 1) if begin + length < len(plain) else len(plain)
    return begin, end if end > begin else min(begin + length, len(plain))
