"""The words of a text as BM25 and the support check see them: stems of one language, without the words that only ask or join."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_CLITIC = re.compile(r"(?<=\w{3})(?:nya|lah|kah|pun)$")
_STOP = {
    "id": frozenset(
        """apa siapa kapan mana dimana berapa bagaimana mengapa kenapa sebutkan di ke dari yang dan untuk pada dengan oleh itu ini
        adalah dalam tersebut nama atau agar saja sih""".split()
    ),
    "en": frozenset(
        """what which who whom whose when where how why a an the of to in on at for and or is are was were be been do does did
        by with from that this these those it its as""".split()
    ),
}


@lru_cache(maxsize=4)
def _stem_words(language: str) -> Callable[[list[str]], list[str]]:
    stem: Callable[[list[str]], list[str]] = snowballstemmer.stemmer(
        "english" if language == "en" else "indonesian"
    ).stemWords
    return stem


def terms(text: str, language: str) -> list[str]:
    """The stems of a text, in order and with repetitions. Any language but English is stemmed as Indonesian."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    if language == "en":
        kept = [word for word in words if word not in _STOP["en"]]
    else:
        bare = (_CLITIC.sub("", word) for word in words)
        kept = [word for word in bare if word not in _STOP["id"]]
    return _stem_words(language)(kept)
