"""Personal data that must not stand in a suggestion: e-mail addresses, phone and identity numbers, and people's names."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_AT = r"\s?(?:@|[(\[{]\s?at\s?[)\]}])\s?"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|titik)\s?[)\]}]\s?|\s(?:dot|titik)\s)"
_EMAIL = re.compile(rf"[\w.+-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)
_BETWEEN = r"[\s().‐-―-]{0,3}"
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:\+?\s?62|0){_BETWEEN}8(?:{_BETWEEN}\d){{7,11}}(?!\d)"
    rf"|(?<!\d)\+\d(?:{_BETWEEN}\d){{8,13}}(?!\d)"
    rf"|(?<!\d)\(0\d{{2,3}}\)\s?\d(?:{_BETWEEN}\d){{5,8}}(?!\d)"
)
# Said digit by digit: "nol delapan satu dua …". Five in a row may be counting; seven are somebody's number.
_SAID = (
    r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|zero|oh|one|two|three|four|five|six|seven|eight|nine"
    r"|(?:double|dobel) \w+|\d)"
)
_SPELLED = re.compile(rf"\b{_SAID}(?:[\s,.\-–]{{1,3}}{_SAID}){{6,}}\b", re.IGNORECASE)
_SAID_EMAIL = re.compile(
    r"\b\w+(?:\s(?:dot|titik)\s\w+)*\s(?:at|et|di|ad)\s\w+(?:\s(?:dot|titik)\s\w+)*\s(?:dot|titik)\s(?:com|co|id|net|org|example)\b",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?<!\d)\d(?:[\s./-]?\d){15}(?!\d)")
_LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|info|biz|id|me|ly|xyz|app|dev|example)\b(?:/\S*)?",
    re.IGNORECASE,
)
_NEVER = re.compile(r"(?!)")
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", _EMAIL),
    ("email", _SAID_EMAIL),
    ("identity-number", _IDENTITY),
    ("phone", _PHONE),
    ("phone", _SPELLED),
    ("link", _LINK),
)


def personal_fault(text: str, names: Iterable[str] = ()) -> str | None:
    """The code of the personal data in `text`, or None: ``email``, ``phone``, ``identity-number``, ``link``, ``name``."""
    plain = _plain(text)
    for code, pattern in PATTERNS:
        if pattern.search(plain):
            return code
    low = plain.lower()
    for name in names:
        first, written = _name(name)
        if first in low and written.search(plain):
            return "name"
    return None


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[str, re.Pattern[str]]:
    """A name's first part in small letters, and how the name may stand: every line of every set is held against a whole roster."""
    parts = _plain(name).split()
    if not parts:
        return "", _NEVER
    # A part of a name ("Bintang", "Cahaya") may be an ordinary word: alone it counts only as it is written in the roster.
    flags = re.IGNORECASE if len(parts) > 1 else re.NOFLAG
    written = r"[\s._-]+".join(map(re.escape, parts))
    return parts[0].lower(), re.compile(rf"(?<!\w){written}(?:nya|ku|mu|lah|pun)?(?!\w)", flags)


def _plain(text: str) -> str:
    """As it is read: compatibility forms made plain, hidden characters gone."""
    if text.isascii():
        return text
    shown = (character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", "".join(shown))
