"""Whether a quotation stands word for word in a passage, and where.

Compared after Unicode normalisation (NFKC) and after runs of white space became one space; nothing else is forgiven: not a
changed word, not letters' case, not three dots that skip something. Part of a sentence may be quoted, unless what is left out
of it would turn the meaning. What is found is given back as offsets of the raw text,
so that what is shown is the file's own wording and never the writer's.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from service.suggestions.rules.turning import turns

MIN_CHARACTERS = 12
MAX_CHARACTERS = 600
_LONGEST_RAW = 4 * MAX_CHARACTERS

_PAIRS = (("“", "”"), ("„", "“"), ("«", "»"), ('"', '"'))
_EDGES = " \t\r\n\"'“”„‟«»‘’"


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that reads as wanted: in the normalised text (`text`, `start`, `end`), and in the raw passage (`raw`)."""

    text: str
    start: int
    end: int
    passage: str
    raw: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Normal:
    """Normalised text, and for each of its characters where in the raw text it begins and ends."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans that normalise by themselves, so that NFKC keeps a map to the raw text."""
    spans: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if spans and not character.isascii() and _joins(text[spans[-1][0] : index], character):
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans


def _joins(before: str, character: str) -> bool:
    """Whether a character composes with or reorders among what stands before it: accents, but also Hangul and others."""
    if unicodedata.combining(character):
        return True
    apart = unicodedata.normalize("NFKC", before) + unicodedata.normalize("NFKC", character)
    return unicodedata.normalize("NFKC", before + character) != apart


@lru_cache(maxsize=256)  # a passage is held against many quotations
def _normalise(text: str) -> _Normal:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for character in unicodedata.normalize("NFKC", text[start:end]):
            if character.isspace():
                if out and out[-1] == " ":
                    ends[-1] = end
                    continue
                out.append(" ")
            else:
                out.append(character)
            starts.append(start)
            ends.append(end)
    return _Normal("".join(out), tuple(starts), tuple(ends))


def normalised(text: str) -> str:
    """A text as quotations are compared: NFKC, white space collapsed, no space at the ends."""
    return _normalise(text).text.strip()


def quotation_fault(quote: str, passage: str) -> str | None:
    """The code of what is wrong with a quotation, or None when it stands: ``short``, ``long``, ``not-verbatim``, ``cut``."""
    found = _look(quote, passage)
    return found if isinstance(found, str) else None


def locate(quote: str, passage: str) -> tuple[int, int] | None:
    """Offsets of a quotation in the raw passage (code points), or None where ``quotation_fault`` finds fault."""
    found = _look(quote, passage)
    return None if isinstance(found, str) else found


def _look(quote: str, passage: str) -> tuple[int, int] | str:
    if len(quote) > _LONGEST_RAW:
        return "long"
    wanted = normalised(quote.strip(_EDGES))
    if len(wanted) < MIN_CHARACTERS:
        return "short"
    if len(wanted) > MAX_CHARACTERS:
        return "long"
    normal = _normalise(passage)
    fault = "not-verbatim"
    place = normal.text.find(wanted)
    while place >= 0:
        fault = "cut"
        start, end = normal.starts[place], normal.ends[place + len(wanted) - 1]
        # "½" is three characters once normalised: a quotation that ends inside it is not the file's wording.
        cut = Cut(normal.text, place, place + len(wanted), passage, (start, end))
        if normalised(passage[start:end]) == wanted and not any(rule(cut) for rule in CUT_RULES):
            return _with_marks(passage, start, end)
        place = normal.text.find(wanted, place + 1)
    return fault


def _with_marks(passage: str, start: int, end: int) -> tuple[int, int]:
    """The span with the file's own quotation mark at its edge where the quotation holds only the other one of the two."""
    for opening, closing in _PAIRS:
        inside = passage[start:end]
        opened, closed = inside.count(opening), inside.count(closing)
        odd = opened % 2 == 1 if opening == closing else opened != closed
        if odd and (opening == closing or closed > opened) and passage[start - 1 : start] == opening:
            return start - 1, end
        if odd and (opening == closing or opened > closed) and passage[end : end + 1] == closing:
            return start, end + 1
    return start, end


def inside_word(cut: Cut) -> bool:
    """Begins or ends inside a word (*anak-anak*, *don't*) or a number (*12.000*)."""
    return _inside_word(cut.text, cut.start) or _inside_word(cut.text, cut.end)


def turned(cut: Cut) -> bool:
    """What is left out of its sentences would turn what is quoted: a *not*, an *unless*, the mark of a question."""
    return turns(cut.passage, *cut.raw)


CUT_RULES: tuple[Callable[[Cut], bool], ...] = (inside_word, turned)


def _inside_word(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    if unicodedata.combining(text[place]):
        return True
    before, after = text[:place], text[place:]
    if _part(before[-1]) and _part(after[0]):
        return True
    for left, right in ((before[-2:], after[:1]), (before[-1:], after[:2])):
        whole = left + right
        if len(whole) == 3:  # noqa: PLR2004 - a letter, a mark, a letter
            if whole[1] in "-‐‑'’" and whole[0].isalnum() and whole[2].isalnum():
                return True
            if whole[1] in ".," and whole[0].isdigit() and whole[2].isdigit():
                return True
    return False


def _part(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character) != 0
