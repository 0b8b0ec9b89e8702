"""Where people of the roster are named in a text: whole names, parts of names, spelled out, split or written together.

Whole words only (*Sri* is not in *Srikandi*); a part that is an ordinary word too (*Bulan*, *May*) counts where it is
written as a name. See ``ordinary_words``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from service.adapters.ordinary_words import ADDRESSES, FUNCTION, NEVER_ALONE, ORDINARY
from service.adapters.outbound_fold import Folded, Token, fold, letters, strip_hidden

Span = tuple[int, int]

_PART = 3  # letters that a part needs to be looked for by itself
_CLITIC_STEM = 5
_SPLIT_PART = 6  # a part of so many letters is found when split in two; a shorter one when split in three
_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
_GLUE = re.compile(r"[^\w\[\]]{1,3}|[\s._\-]*_[\s._\-]*")
_SPELLED = re.compile(r"[^\w\[\],;:!?\n]{0,3}|_")
_SPELLING = re.compile(r"[\s._-]{1,3}")
_BETWEEN = re.compile(r"[\s.]{1,3}")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;|>\n\u2022*#\"\u201c\u2018(/\u2013\u2014-])[\s\"\u201c\u2018(*_#\u2022-]*$")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster."""

    name: str
    email: str = ""


@dataclass(slots=True)
class NameIndex:
    """The roster, prepared for looking up; built once for a roster, used for many texts."""

    parts: set[str] = field(default_factory=set)
    worded: set[str] = field(default_factory=set)
    reserved: set[str] = field(default_factory=set)
    mononyms: set[str] = field(default_factory=set)
    whole: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, people: Iterable[Person]) -> "NameIndex":
        """The index of these people."""
        index = cls()
        for person in people:
            index._add(person)
        for sequences in index.whole.values():
            sequences.sort(key=len, reverse=True)
        return index

    def _add(self, person: Person) -> None:
        names = letters(person.name)
        for part in names:
            if part in NEVER_ALONE:
                self.reserved.add(part)
            elif len(part) >= _PART:
                (self.worded if part in ORDINARY else self.parts).add(part)
        if len(names) > 1:
            for sequence in {tuple(names), (names[-1], *names[:-1]), (names[0], names[-1])}:
                self.whole.setdefault(sequence[0], []).append(sequence)
                if len("".join(sequence)) >= _SPLIT_PART:
                    self.joined.add("".join(sequence))
        elif names and names[0] in self.worded:
            self.mononyms.add(names[0])
        if person.email:
            email = fold(strip_hidden(person.email).strip()).text
            self.emails.add(email)
            self._add_handle(email.partition("@")[0], names)

    def _add_handle(self, local: str, names: list[str]) -> None:
        """``dwijaya`` of dwijaya@…: a handle made from the person's name names the person."""
        runs = letters(local)
        if len(runs) == 1 and any(len(part) >= _PART and part in runs[0] and part != runs[0] for part in names):
            self.joined.add(runs[0])


def find_names(folded: Folded, index: NameIndex) -> Iterator[Span]:
    """Spans of the folded text that name somebody; they may overlap."""
    tokens = folded.tokens()
    for email in index.emails:
        yield from _occurrences(folded.text, email)
    for position, token in enumerate(tokens):
        yield from _whole_names(folded, tokens, position, index)
        if _is_part(token.text, index) or _written_as_name(folded, tokens, position, index):
            yield token.start, token.end
    yield from _spelled(folded, tokens, index)


def _occurrences(text: str, wanted: str) -> Iterator[Span]:
    at = text.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)


def _is_part(word: str, index: NameIndex) -> bool:
    if word in index.parts or word in index.joined:
        return True
    for clitic in _CLITICS:
        stem = word.removesuffix(clitic)
        if stem != word and len(stem) >= _CLITIC_STEM and (stem in index.parts or stem in index.joined):
            return word not in ORDINARY and word not in FUNCTION
    return False


def _whole_names(folded: Folded, tokens: list[Token], position: int, index: NameIndex) -> Iterator[Span]:
    for sequence in index.whole.get(tokens[position].text, ()):
        run = tokens[position : position + len(sequence)]
        if tuple(token.text for token in run) != sequence:
            continue
        gaps = pairwise(run)
        if all(_GLUE.fullmatch(folded.text, before.end, after.start) for before, after in gaps):
            yield run[0].start, run[-1].end
            return


def _capital(folded: Folded, token: Token) -> bool:
    """*Bulan*, not *bulan*; *BULAN* tells nothing, since whole headings are written like that."""
    start, end = folded.span(token.start, token.end)
    word = folded.source[start:end]
    return word[:1].isupper() and not (len(word) > 1 and word.isupper())


def _in_capitals(folded: Folded, tokens: list[Token], position: int) -> bool:
    """Whether the words around have capitals, too, as in *Dari Data ke Keputusan*."""
    before, after = tokens[position - 1 : position], tokens[position + 1 : position + 2]
    return any(_capital(folded, token) for token in after) or any(
        _capital(folded, token) and not _opens_sentence(folded, token) for token in before
    )


def _opens_sentence(folded: Folded, token: Token) -> bool:
    return bool(_OPENS_SENTENCE.search(folded.text, max(0, token.start - 12), token.start)) or token.start == 0


def _addressed(folded: Folded, tokens: list[Token], position: int) -> bool:
    """Whether *Pak*, *Bu*, *Mbak* … stands right before."""
    if position == 0 or tokens[position - 1].text not in ADDRESSES:
        return False
    return bool(_BETWEEN.fullmatch(folded.text, tokens[position - 1].end, tokens[position].start))


def _written_as_name(folded: Folded, tokens: list[Token], position: int, index: NameIndex) -> bool:
    token = tokens[position]
    word = token.text
    addressed = _addressed(folded, tokens, position)
    if word in index.worded:
        return addressed or (_capital(folded, token) and (word in index.mononyms or not _opens_sentence(folded, token)))
    if not _capital(folded, token):
        return False
    if word in index.reserved and word in FUNCTION and not addressed:
        return not _opens_sentence(folded, token) and not _in_capitals(folded, tokens, position)
    if not addressed or (word in NEVER_ALONE and word not in index.reserved):
        return False
    # "Pak Hendra" is a person whether or not the roster knows him; "Pak RT" and "Bu Guru" are not.
    return len(word) > 1


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """All letters of a text without what stands between them, broken (NUL) where that is too much to be one word."""

    text: str
    origin: tuple[int, ...]


def _squeeze(folded: Folded, tokens: list[Token]) -> _Squeezed:
    text: list[str] = []
    origin: list[int] = []
    last = 0
    for token in tokens:
        if not _SPELLED.fullmatch(folded.text, last, token.start):
            text.append("\0")
            origin.append(token.start)
        text.append(token.text)
        origin.extend(range(token.start, token.end))
        last = token.end
    return _Squeezed("".join(text), tuple(origin))


def _spelled(folded: Folded, tokens: list[Token], index: NameIndex) -> Iterator[Span]:
    squeezed = _squeeze(folded, tokens)
    starts = {token.start: position for position, token in enumerate(tokens)}
    ends = {token.end: position for position, token in enumerate(tokens)}
    for name in index.joined | index.parts | index.worded:
        for at, to in _occurrences(squeezed.text, name):
            start, end = squeezed.origin[at], squeezed.origin[to - 1] + 1
            first, last = starts.get(start), ends.get(end)
            if first is None or last is None or first == last:
                continue
            if name in index.joined or _is_split_part(folded, name, tokens, first, last, index):
                yield start, end


def _spelled_on(folded: Folded, pair: list[Token]) -> bool:
    """Whether two neighbours are letters of one spelled word: *Sri* is not in *S r i k a n d i*."""
    if len(pair) < 2 or any(len(token.text) != 1 for token in pair):  # noqa: PLR2004 - a pair
        return False
    return bool(_SPELLING.fullmatch(folded.text, pair[0].end, pair[1].start))


def _is_split_part(folded: Folded, name: str, tokens: list[Token], first: int, last: int, index: NameIndex) -> bool:
    pieces = [token.text for token in tokens[first : last + 1]]
    if all(len(piece) == 1 for piece in pieces):
        return len(name) > _PART or not (
            _spelled_on(folded, tokens[first - 1 : first + 1]) or _spelled_on(folded, tokens[last : last + 2])
        )
    if name in index.worded or any(piece in FUNCTION for piece in pieces if len(piece) > 1):
        return False
    return len(name) >= _SPLIT_PART or (len(name) > _PART and len(pieces) > 2)  # noqa: PLR2004 - split in three
