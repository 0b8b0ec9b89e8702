"""A text as a reader takes it in, for looking up what must not leave: one case, no accents, no look-alikes, ASCII digits.

Only the shadow is folded; what is sent keeps its own characters, so that a quotation copied from it still stands in
its file.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters of other scripts that are drawn like Latin ones; after lower-casing and removal of accents.
_ALIKE = {
    "\u0430": "a", "\u0435": "e", "\u043e": "o", "\u0440": "p", "\u0441": "c", "\u0445": "x", "\u0443": "y", "\u0456": "i",
    "\u0458": "j", "\u0455": "s", "\u043a": "k", "\u043c": "m", "\u0442": "t", "\u043d": "h", "\u0432": "b", "\u0501": "d",
    "\u051b": "q", "\u051d": "w", "\u04bb": "h", "\u03b1": "a", "\u03bf": "o", "\u03c1": "p", "\u03bd": "v", "\u03b9": "i",
    "\u03ba": "k", "\u03c4": "t", "\u03c5": "u", "\u03b5": "e", "\u03c7": "x", "\u03b2": "b", "\u0131": "i", "\u0237": "j",
    "\u0251": "a", "\u0261": "g", "\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u0127": "h", "\u0268": "i", "\u0289": "u",
    "\u2170": "i", "\u1d00": "a", "\u1d07": "e", "\u0274": "n", "\u0280": "r", "\u1d0d": "m", "\u1d05": "d", "\ua731": "s",
}  # fmt: skip
# Invisible, though Unicode does not count them among the format characters.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_HIDDEN_CATEGORIES = ("Cf", "Cs", "Co", "Cn")
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def _hidden(char: str) -> bool:
    code = ord(char)
    if char in "\n\t":
        return False
    return (
        unicodedata.category(char) in (*_HIDDEN_CATEGORIES, "Cc")
        or char in _BLANKS
        or 0xFE00 <= code <= 0xFE0F  # noqa: PLR2004 - variation selectors
        or 0xE0000 <= code <= 0xE0FFF  # noqa: PLR2004 - tags and more selectors, assigned or not
    )


def strip_hidden(text: str) -> str:
    """The text without what a reader cannot see: zero-width, bidi, tag, control and private characters.

    CR LF becomes LF.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return "".join(char for char in text if not _hidden(char))


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    plain = (part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    folded: list[str] = []
    for part in plain:
        digit = unicodedata.decimal(part, None)
        if digit is not None:
            folded.append(str(digit))
            continue
        folded.extend(_ALIKE.get(low, low) for low in part.casefold() if not unicodedata.combining(low))
    return "".join(folded)


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters in the folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is folded; its character `i` comes from character `origin[i]` of `source`."""

    source: str
    text: str
    origin: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that folded characters `start` to `end` come from."""
        return self.origin[start], self.origin[end - 1] + 1

    def tokens(self) -> list[Token]:
        """The runs of letters, in order."""
        return [Token(found[0], found.start(), found.end()) for found in _LETTERS.finditer(self.text)]


def fold(text: str) -> Folded:
    """The folded shadow of a text from which hidden characters are gone."""
    if text.isascii():
        return Folded(text, text.lower(), range(len(text)))
    parts: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        folded = _fold_char(char)
        parts.append(folded)
        origin.extend([index] * len(folded))
    return Folded(text, "".join(parts), tuple(origin))


def letters(text: str) -> list[str]:
    """The folded runs of letters of a name."""
    return [token.text for token in fold(strip_hidden(text)).tokens()]
