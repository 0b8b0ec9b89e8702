"""Characters that nobody sees, and that may carry words to a machine which the reader of a guide never meets.

Removed are zero-width and bidirectional characters, Unicode's tag characters, variation selectors that select nothing, and other
format and control characters (Unicode 17, categories Cc and Cf, and the letters and marks that are drawn as nothing). What writing
needs stays: joiners inside emoji and between letters of scripts that join, a selector after a sign that has variants, the three
flags that Unicode recommends tag sequences for (UTS 51).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAGS = "\U000e0000-\U000e007f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = "\u180e\u200b-\u200d\u2060\ufeff"
_VARIANTS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_OTHERS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u2061-\u2065\u206a-\u206f\u3164\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_KINDS = {
    "tags": re.compile(f"[{_TAGS}]"),
    "bidi": re.compile(f"[{_BIDI}]"),
    "zero-width": re.compile(f"[{_ZERO_WIDTH}]"),
    "variants": re.compile(f"[{_VARIANTS}]"),
    "soft-hyphen": re.compile("\xad"),
    "control": re.compile(f"[{_CONTROLS}]"),
}
_UNSEEN = re.compile(f"[{_TAGS}{_BIDI}{_ZERO_WIDTH}{_VARIANTS}\xad{_CONTROLS}{_OTHERS}]+")
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_FLAGS = re.compile(
    "\U0001f3f4(?:"
    + "|".join("".join(chr(0xE0000 + ord(letter)) for letter in name) for name in ("gbeng", "gbsct", "gbwls"))
    + ")\U000e007f"
)
_JOINING = re.compile(
    "[\u0600-\u0605\u0610-\u061a\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17d3\u1800-\u18aa\u1a20-\u1aad\u1b00-\u1bff"
    "\ua8e0-\ua8ff\ua980-\ua9df\uaa60-\uaa7f\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U000114ff]"
)
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_WITH_VARIANTS = frozenset("\u203c\u2049\u2139\u3030\u303d")
_KEYS = frozenset("0123456789#*")
_ZWNJ, _ZWJ, _KEYCAP = "\u200c", "\u200d", "\u20e3"
_AROUND = 24


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a text to take out: why, from where, to where, and what stood there, made visible."""

    code: str
    start: int
    end: int
    shown: str


def plain_newlines(text: str) -> str:
    """The text with LF wherever a line ends, whatever sign ended it."""
    return _NEWLINES.sub("\n", text)


def unseen(text: str) -> Iterator[Cut]:
    """The characters to take out, in order, neighbours of a kind together."""
    flags = {offset for match in _FLAGS.finditer(text) for offset in range(match.start(), match.end())}
    for match in _UNSEEN.finditer(text):
        yield from _grouped(text, match, flags)
    for match in _ENTITY.finditer(text):
        meant = unescape(match[0])
        if meant != match[0] and _UNSEEN.fullmatch(meant):
            yield Cut(_kind(meant[0]), *match.span(), _excerpt(text, *match.span(), f"‹{match[0]}›"))


def _grouped(text: str, match: re.Match[str], flags: set[int]) -> Iterator[Cut]:
    start, code = match.start(), ""
    for offset in range(match.start(), match.end() + 1):
        more = offset < match.end() and offset not in flags and not _needed(text, offset)
        kind = _kind(text[offset]) if more else ""
        if kind == code:
            continue
        if code:
            yield Cut(code, start, offset, _excerpt(text, start, offset, _named(text[start:offset])))
        start, code = offset, kind


def _kind(character: str) -> str:
    return next((name for name, pattern in _KINDS.items() if pattern.match(character)), "invisible")


def _needed(text: str, offset: int) -> bool:
    """Whether writing needs this character where it stands."""
    before = text[offset - 1] if offset else ""
    after = text[offset + 1 : offset + 2]
    character = text[offset]
    if character in {_ZWNJ, _ZWJ}:
        if _JOINING.match(before) and _JOINING.match(after):
            return True
        pictures = _is_sign(before) or before == "\ufe0f"
        return character == _ZWJ and pictures and _is_sign(after)
    if "\ufe00" <= character <= "\ufe0f":
        key = before in _KEYS and after == _KEYCAP
        picture = character >= "\ufe0e" and (_is_sign(before) or before in _WITH_VARIANTS)
        return key or picture or unicodedata.category(before or " ") in {"Lo", "Sm"}
    if character >= "\U000e0100":
        return _IDEOGRAPH.match(before) is not None
    return character in "\u180b\u180c\u180d\u180f" and _MONGOLIAN.match(before) is not None


def _is_sign(character: str) -> bool:
    """Whether it is a picture or another sign: emoji, their skin tones, arrows."""
    return bool(character) and unicodedata.category(character) in {"So", "Sk", "Sm"}


def _named(unseen_run: str) -> str:
    """What nobody sees, by its number; tag characters by the letters they stand for."""
    letters = "".join(chr(ord(one) - 0xE0000) for one in unseen_run if "\U000e0020" <= one <= "\U000e007e")
    number = f"U+{ord(unseen_run[0]):04X}"
    times = f" ×{len(unseen_run)}" if len(unseen_run) > 1 else ""
    return f"‹{number}{times}{': ' + letters[:60] if letters else ''}›"


def _excerpt(text: str, start: int, end: int, shown: str) -> str:
    before = _UNSEEN.sub("", text[max(0, start - _AROUND) : start]).rpartition("\n")[2]
    after = _UNSEEN.sub("", text[end : end + _AROUND]).partition("\n")[0]
    return f"{before}{shown}{after}"
