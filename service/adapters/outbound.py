"""The one filter through which everything passes that leaves for a model or a remote embedder.

Names on the roster, e-mail addresses, phone and identity numbers become words for their role, and characters that a
reader cannot see (which carry smuggled text) are gone. Ordinary text passes unchanged, character by character,
because the quotations that a model copies from it must still stand in their files.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from service.adapters.outbound_fold import Folded, fold, strip_hidden
from service.adapters.outbound_names import NameIndex, Person, find_names
from service.adapters.outbound_numbers import emails, identities, phones

__all__ = ["EMAIL", "IDENTITY", "PERSON", "PHONE", "OutboundFilter", "Person", "scrub", "strip_hidden"]

PERSON, EMAIL, PHONE, IDENTITY = "[orang]", "[surel]", "[telepon]", "[nomor identitas]"
_RANK = {EMAIL: 0, IDENTITY: 1, PHONE: 2, PERSON: 3}

Roster = Callable[[], Iterable[Person]]


@lru_cache(maxsize=4)
def _index(people: frozenset[Person]) -> NameIndex:
    return NameIndex.of(sorted(people, key=lambda person: (person.name, person.email)))


def _spans(folded: Folded, index: NameIndex) -> list[tuple[int, int, str]]:
    """What to replace in the source, in order; overlapping finds are one, under the label that says most."""
    found = [(*span, EMAIL) for span in emails(folded.text)]
    found += [(*span, IDENTITY) for span in identities(folded.text)]
    found += [(*span, PHONE) for span in phones(folded.text)]
    found += [(*span, PERSON) for span in find_names(folded, index)]
    merged: list[tuple[int, int, str]] = []
    for start, end, label in sorted((*folded.span(start, end), label) for start, end, label in found):
        if merged and _one_mention(folded.source, merged[-1], start, label):
            before = merged.pop()
            strongest = min(before[2], label, key=_RANK.__getitem__)
            merged.append((before[0], max(before[1], end), strongest))
        else:
            merged.append((start, end, label))
    return merged


def _one_mention(source: str, before: tuple[int, int, str], start: int, label: str) -> bool:
    """Overlapping, or the parts of one name beside each other."""
    between = source[before[1] : start]
    return start < before[1] or (label == before[2] == PERSON and bool(between) and not between.strip(" "))


def _once(text: str, index: NameIndex) -> str:
    folded = fold(text)
    out: list[str] = []
    last = 0
    for start, end, label in _spans(folded, index):
        out += (text[last:start], label)
        last = end
    return "".join((*out, text[last:]))


def scrub(text: str, people: Iterable[Person]) -> str:
    """The text as it may leave: idempotent, and equal to the text where nothing in it has to stay."""
    index = _index(frozenset(people))
    text = strip_hidden(text)
    while (cleaned := _once(text, index)) != text:
        text = cleaned
    return text


class OutboundFilter:
    """`scrub` with the roster of this installation; `roster` is asked once for each prompt, from any thread."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def text(self, text: str) -> str:
        """One text as it may leave."""
        return self.texts((text,))[0]

    def texts(self, texts: Sequence[str]) -> list[str]:
        """The texts as they may leave, in order."""
        people = frozenset(self._roster())
        return [scrub(text, people) for text in texts]
