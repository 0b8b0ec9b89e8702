"""The words of a text as BM25 and the support check see them: stems of one language, without the words that only ask or join."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

import snowballstemmer
from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

_WORD = re.compile(r"[^\W_]+")
_HYPHENED = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TWICE = re.compile(r"(\D{3,})-\1")
_CLITIC = re.compile(r"(?<=\w{3})-?(?:nya|lah|kah|pun)$")
_STOP = {
    "id": frozenset(
        """apa siapa kapan mana dimana berapa bagaimana mengapa kenapa sebutkan di ke dari yang dan untuk pada dengan oleh itu ini
        adalah dalam tersebut nama atau agar saja sih jumlah letak terletak saat sekarang""".split()
    ),
    "en": frozenset(
        """what which who whom whose when where how why a an the of to in on at for and or is are was were be been do does did
        by with from that this these those it its as""".split()
    ),
}
_SHORT = re.compile(r"\(([A-Z]{2,8})\)")
_SHORT_WORD = re.compile(r"\b[A-Z]{2,8}\b")
_JOINING = 3
_KNOWN_WORDS = 100_000


@lru_cache(maxsize=1)
def _english() -> Callable[[list[str]], list[str]]:
    stem: Callable[[list[str]], list[str]] = snowballstemmer.stemmer("english").stemWords
    return stem


@lru_cache(maxsize=1)
def _indonesian() -> Callable[[str], str]:
    stem: Callable[[str], str] = Stemmer(ArrayDictionary(StemmerFactory().get_words())).stem
    return stem


@lru_cache(maxsize=_KNOWN_WORDS)
def _root(word: str) -> str:
    """The root of an Indonesian word: a dictionary tells *kepala* (head) from *ke-* and a root *pala*, which rules alone cannot."""
    return _indonesian()(word) if word.isascii() and word.isalpha() else word


def terms(text: str, language: str) -> list[str]:
    """The stems of a text, in order and with repetitions. Any language but English is stemmed as Indonesian.

    Indonesian keeps what a hyphen joins in one piece, but counts a word said twice (*buku-buku*, a plural) as the word.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    if language == "en":
        return _english()([word for word in _WORD.findall(plain) if word not in _STOP["en"]])
    bare = (_CLITIC.sub("", _singular(word)) for word in _HYPHENED.findall(plain))
    return [_root(word) for word in bare if word not in _STOP["id"]]


def _singular(word: str) -> str:
    return _TWICE.sub(r"\1", word)


def neighbours(words: Iterable[str]) -> list[str]:
    """Each two words that follow each other, as one term: names and fixed phrases."""
    return [f"{one} {other}" for one, other in pairwise(words)]


def abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """What capitals in brackets stand for, where the words before have these initials: *Daerah Aliran Sungai (DAS)*."""
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for match in _SHORT.finditer(text):
            meaning = _meaning(match[1], text[: match.start()].split())
            if meaning:
                found.setdefault(match[1], Counter())[meaning] += 1
    return {short: readings.most_common(1)[0][0] for short, readings in found.items()}


def _meaning(short: str, before: list[str]) -> str:
    """The words just before with these initials: all of them, or the capitalised ones among at most `_JOINING` others."""
    for count in range(len(short), len(short) + _JOINING + 1):
        words = before[-count:]
        initials = "".join(word[0] for word in words if count == len(short) or word[0].isupper())
        if len(words) == count and initials.upper() == short and (count == len(short) or words[0][0].isupper()):
            return " ".join(words)
    return ""


def both_ways(text: str, known: Mapping[str, str]) -> str:
    """The text with what its abbreviations stand for, and the abbreviation of what it says in full, added at its end."""
    folded = text.lower()
    written = set(_SHORT_WORD.findall(text))
    added: list[str] = []
    for short, meaning in known.items():
        full = meaning.lower() in folded
        if short in written and not full:
            added.append(meaning)
        elif full and short not in written:
            added.append(short)
    return "\n".join([text, *added])
