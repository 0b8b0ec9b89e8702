"""E-mails, phone numbers and identity numbers in a folded text, told from dates, times, amounts and lists of numbers."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

Span = tuple[int, int]

_GAP = r"[\s.\-()/_\u00b7\u2010-\u2015]{0,3}"
_LOCAL = r"[^\s@<>()\[\],;:\"\u201c\u201d]{1,100}"
_TLD = r"(?:com|net|org|id|io|edu|gov|info|biz|test|example|invalid|local)"
_EMAILS = (
    re.compile(rf"{_LOCAL}(?:@|%40)[\w\-]+(?:\.[\w\-]+)+"),
    re.compile(rf"[\w.+\-]{{1,64}}\s?@\s?[\w\-]+(?:\s?\.\s?[\w\-]+)*\s?\.\s?{_TLD}\b"),
    re.compile(
        r"[\w.+\-]{1,64}\s{0,2}[\[({]\s?(?:at|di)\s?[\])}]\s{0,2}[\w\-]+"
        r"(?:\s{0,2}(?:\.|[\[({]\s?(?:dot|titik)\s?[\])}])\s{0,2}[\w\-]+)+"
    ),
)
_IDENTITIES = (
    re.compile(r"(?<!\d)\d{15,20}(?!\d)"),
    re.compile(r"(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}(?!\d)"),
    re.compile(r"(?<!\d)\d(?:[\s.\-/_\u2010-\u2015]{0,2}\d){15,19}(?!\d)"),
)
# "nol delapan satu dua …": seven digits said in a row are no counting.
_SAID = (
    r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
    r"|zero|oh|one|two|three|four|five|six|seven|eight|nine|(?:double|dobel)\s\w+)"
)
_SPELLED = re.compile(rf"\b{_SAID}(?:[\s,.\-\u2010-\u2015]{{1,3}}(?:{_SAID}|\d)){{6,}}\b")
_PHONES = (
    re.compile(rf"\(?\+{_GAP}\d(?:{_GAP}\d){{7,14}}"),
    re.compile(rf"(?<!\d)\(?(?:00{_GAP})?6{_GAP}2{_GAP}8(?:{_GAP}\d){{7,12}}"),
    re.compile(rf"(?<!\d)\(?0{_GAP}8(?:{_GAP}\d){{7,12}}"),
    re.compile(r"(?<!\d)62[2-9]\d{7,10}(?!\d)"),
    re.compile(r"(?<!\d)\(?0[2-79]\d{1,2}\)?[\s\-./]{0,2}\d{3,4}[\s\-.]{0,2}\d{3,4}(?!\d)"),
    re.compile(
        r"\b(?:wa|hp|telp|telepon|tel|ponsel|nomor|whatsapp|phone|mobile)\W{0,4}"
        r"(?P<number>8[1-9](?:[\s\-.]?\d){7,10})(?!\d)"
    ),
)
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"0[.,]\d+")
_CURRENCY = re.compile(r"(?:rp|idr|usd|sgd|eur|[$\u20ac\u00a3])\.?\s?$")
_UNIT = re.compile(r"\s?(?:rupiah|rp|idr|juta|miliar|orang|unit|buah|baris|people|rows)\b")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_CALENDAR = re.compile(
    rf"(?<!\d)(?:{_DAY}(?P<s>[-./\s]){_MONTH}(?P=s){_YEAR}|{_YEAR}(?P<t>[-./]){_MONTH}(?P=t){_DAY}"
    rf"|(?<!\d\.)(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\.\d)|{_YEAR})(?!\d)"
)
_LEFT_OF_CALENDAR = 3  # digits that a broken-off time or day may leave
_LONG_DECIMAL = 9
_LIST = 5
_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d*")
_RUN = re.compile(r"(?:[.,:/\-]?\d)*")
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_LEADING = re.compile(
    rf"\(?(?:{_DAY}(?P<s>[-./]){_MONTH}(?P=s){_YEAR}|{_YEAR}(?P<t>[-./]){_MONTH}(?P=t){_DAY}|{_TIME}(?:\s?[-\u2013]\s?{_TIME})?)"
    r"(?=[\s,;:)]|$)"
)
_PLUS_62 = re.compile(r"\(?\+\D{0,3}6\D{0,3}2")


def _only_calendar(text: str) -> bool:
    """Dates, times and years, and nothing else to speak of."""
    rest, count = _CALENDAR.subn(" ", text)
    return count > 0 and sum(char.isdigit() for char in rest) < _LEFT_OF_CALENDAR


def _is_list(text: str) -> bool:
    """10 20 30 40 50: equal steps."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) >= _LIST and len(steps) == 1 and steps != {0}


def _is_amount(text: str, start: int, end: int) -> bool:
    """1.234.567 or 0,8123: the number that the match is a part of, with its separators."""
    while start > 0 and text[start - 1] in "0123456789.,":
        start -= 1
    while end < len(text) and text[end] in "0123456789.,":
        end += 1
    number = text[start:end].strip(".,")
    decimal = _DECIMAL.match(number)
    if decimal and (decimal.end() == len(number) or decimal.end() > _LONG_DECIMAL):
        return True
    if not _AMOUNT.fullmatch(number):
        return False
    if not number.startswith("62.8"):
        return True
    return bool(_CURRENCY.search(text[:start]) or _UNIT.match(text, end))


def emails(text: str) -> Iterator[Span]:
    """Where e-mail addresses stand, plain or lightly disguised."""
    for pattern in _EMAILS:
        for found in pattern.finditer(text):
            yield found.span()


def _numbers(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    for pattern in patterns:
        at = 0
        while found := pattern.search(text, at):
            start, end = found.span("number") if "number" in pattern.groupindex else found.span()
            leading = _LEADING.match(text, start)
            if leading:
                at = leading.end()
            elif _harmless(text, start, end):
                # A date may stand right before a number: go on behind its first word, not behind the whole match.
                space = _SPACE.search(text, start, end)
                at = space.end() if space else end
            else:
                at = _DIGITS.match(text, end).end()  # type: ignore[union-attr]  # matches nothing, too
                yield start, at


def _harmless(text: str, start: int, end: int) -> bool:
    if _PLUS_62.match(text, start):
        return False
    whole = text[start : _RUN.match(text, end).end()]  # type: ignore[union-attr]  # the same
    return _only_calendar(whole) or _is_list(whole) or _is_amount(text, start, end)


def identities(text: str) -> Iterator[Span]:
    """Where numbers of 15 to 20 digits stand, in one piece or spaced: NIK, KK, NPWP, NIP, cards."""
    return _numbers(_IDENTITIES, text)


def phones(text: str) -> Iterator[Span]:
    """Where phone numbers stand.

    +62, 62, 0062, 08, area codes, other countries with a plus; with or without separators; said digit by digit.
    """
    yield from _numbers(_PHONES, text)
    yield from (found.span() for found in _SPELLED.finditer(text))
