"""Whether a sentence can hold the answer to a question that asks for a number, a time or a place.

A passage may share every word with *Berapa lama …* and yet name no duration. Among the best passages, one that has a figure, a date
or a place which the question did not bring along is a little better; how much was chosen on FacQA's training questions. This is
the expected answer type of factoid question answering (Li and Roth, "Learning Question Classifiers", COLING 2002), by patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Asked = Literal["number", "time", "place"]

NUMBER = 0.2
UNIT = 0.2
TIME = 0.2
PLACE = 0.1

_MONTHS = (
    "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|"
    "january|february|march|may|june|july|august|october|december"
)
_ASKED: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    (
        "time",
        re.compile(
            r"\b(?:kapan\w*|(?:tahun|tanggal|pukul|jam) berapa\w*|(?:hari|bulan|tahun|tanggal) apa\w*|"
            r"when|(?:what|which) (?:time|day|date|year))\b",
            re.IGNORECASE,
        ),
    ),
    ("number", re.compile(r"\b(?:berapa\w*|jumlah|how (?:many|much|long|often))\b", re.IGNORECASE)),
    (
        "place",
        re.compile(
            r"\b(?:di ?mana\w*|ke ?mana\w*|dari mana|(?:negara|kota|provinsi|daerah|pulau|desa|kabupaten) (?:apa|mana)\w*|where)\b",
            re.IGNORECASE,
        ),
    ),
)
_COUNTED = re.compile(r"\bberapa(?:kah)?\s+(?:jumlah\s+|banyak\s+|besar\s+)?(\w+)|\bhow many\s+(\w+)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(\d[\d.,]*|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|belasan|puluhan|ratusan|ribuan|seorang|sebuah|seratus|seribu|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds)\b)\s*(\S+)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) \d{{4}}|(?:tahun|sejak|pada|in|since) (?:1[5-9]|20)\d\d|"
    r"\d{1,2}/\d{1,2}|pukul \d|at \d|"
    r"senin|selasa|rabu|kamis|jumat|sabtu|minggu|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:di|ke|dari|asal|kota|kabupaten|provinsi|negara|desa|pulau|jalan|in|at|to|from)\s+([A-Z][\w-]*)"
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for; `unit` is the root of what it counts (*berapa menit*), `words` all it says itself."""

    asked: Asked | None
    unit: str
    words: frozenset[str]


def read(text: str, roots: Callable[[str], list[str]]) -> Question:
    """What a question asks for; `roots` takes a text apart into terms."""
    asked = next((kind for kind, pattern in _ASKED if pattern.search(text)), None)
    counted = _COUNTED.search(text) if asked == "number" else None
    unit = roots(counted[1] or counted[2]) if counted else []
    return Question(asked, unit[0] if unit else "", frozenset(_WORD.findall(text.lower())))


def evidence(question: Question, sentences: Iterable[tuple[str, float]], roots: Callable[[str], list[str]]) -> float:
    """What a passage gains for holding such an answer. `sentences` come with the share of the question they cover (0 to 1)."""
    if question.asked is None:
        return 0.0
    gained = 0.0
    counted = False
    for sentence, covered in sentences:
        if question.asked == "number":
            new = [(figure, unit) for figure, unit in _FIGURE.findall(sentence) if figure.lower() not in question.words]
            gained = max(gained, NUMBER * covered) if new else gained
            counted = counted or any(question.unit and question.unit in roots(unit)[:1] for _, unit in new if unit)
        elif question.asked == "time" and _brings(_DATE.findall(sentence), question.words):
            gained = max(gained, TIME * covered)
        elif question.asked == "place" and _brings(_PLACE.findall(sentence), question.words):
            gained = max(gained, PLACE * covered)
    return gained + (UNIT if counted else 0.0)


def _brings(found: Iterable[str], known: Collection[str]) -> bool:
    """Whether anything found is not all in the question already."""
    return any(not set(_WORD.findall(one.lower())) <= set(known) for one in found)
