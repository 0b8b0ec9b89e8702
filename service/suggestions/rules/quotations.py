"""Whether a quotation stands word for word in a passage, and where.

Compared after Unicode normalisation (NFKC) and after runs of white space became one space; nothing else is forgiven: not a
changed word, not letters' case, not three dots that skip something. What is found is given back as offsets of the raw text,
so that what is shown is the file's own wording and never the writer's.
"""

import re
import unicodedata
from dataclasses import dataclass

MIN_CHARACTERS = 12
MAX_CHARACTERS = 600
_LONGEST_RAW = 4 * MAX_CHARACTERS

_EDGES = " \t\r\n\"'“”„‟«»‘’"
_NEGATIONS = frozenset(
    "tidak tak bukan belum jangan tanpa nggak enggak bukanlah tidaklah janganlah not never no cannot can't don't doesn't didn't "
    "isn't aren't wasn't weren't won't wouldn't without nobody nothing hardly".split()
)
_WORD = re.compile(r"[\w'’]+")
_CLAUSE_END = re.compile(r"[.!?:;,()—–\n]")
_REACH = 3  # words before a quotation in which a negation still governs it ("bukan berarti …", "not always …")


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
        if _whole(normal.text, place, place + len(wanted)) and normalised(passage[start:end]) == wanted:
            return start, end
        place = normal.text.find(wanted, place + 1)
    return fault


def _whole(text: str, start: int, end: int) -> bool:
    """Begins and ends with whole words and numbers, and leaves no *not* standing just outside."""
    return not _inside_word(text, start) and not _inside_word(text, end) and not _negated(text, start)


def _inside_word(text: str, place: int) -> bool:
    """Whether a cut at `place` would split a word (*anak-anak*, *don't*) or a number (*12.000*)."""
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


def _negated(text: str, start: int) -> bool:
    clause = _CLAUSE_END.split(text[max(0, start - 60) : start])[-1]
    return any(word.lower().replace("’", "'") in _NEGATIONS for word in _WORD.findall(clause)[-_REACH:])
