"""What makes a reflection question fit to be asked upward: open, single, short, without advice or blame, and specific.

The same rules lint the guides and judge what a writer (guided or model) proposes (quality.md, "question form"). The wording
they look for is in ``question_patterns``. Everything here is pure, and knows Indonesian (``id``) and English (``en``).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import snowballstemmer

from service.knowledge.rules.question_patterns import (
    ADVICE,
    AFTER_APA,
    ASKS_YES_OR_NO,
    BEFORE_WH,
    BLAME,
    CLOSED_EN,
    CLOSED_ID,
    DOUBLE,
    KNOWING,
    MARKS_A_VERB,
    NAMES_SOMEBODY,
)

MAX_WORDS = 28
_SHORTEST = 3

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.UNICODE)
_SAPAAN = "{sapaan}"

_QUESTION_WORDS = {
    "id": frozenset(
        "apa apanya bagaimana siapa kapan mana manakah berapa seberapa sejauh kenapa mengapa apakah".split()
    ),
    "en": frozenset("what which how when where who whom whose why".split()),
}
_IMPERATIVES = {
    "id": ("ceritakan", "gambarkan"),
    "en": ("tell", "describe"),
}
# Clause openers after which a question word is no longer in the main clause.
_SUBORDINATE = {
    "id": frozenset(
        "jika bila kalau apabila ketika saat sewaktu setelah sesudah sebelum karena agar supaya walau meski".split()
    ),
    "en": frozenset("if when whenever after before because although while once until since".split()),
}
_SPOKEN_PERSON = re.compile(r"\b(?:anda|kamu|kalian)\b", re.IGNORECASE)
_STOP = {
    "id": frozenset(
        """ada adalah agar akan anda antara apa apakah apanya atas atau bagaimana bagi bahwa banyak beberapa begitu belum berapa
        bersama bila bisa boleh bukan cara dalam dan dapat dari demi dengan depan di dia diri dua dulu guna hal hanya harus
        hingga ia ingin ini itu itulah jadi jika juga kalau kami kamu kapan karena kata ke kepada ketika kita lagi lain lalu lebih
        lewat maka mana masih masing melalui membuat mereka mengapa menjadi menurut mulai mungkin nanti oleh pada paling para
        pasti per perlu pernah pun saat saja salah sama sampai sana sangat sapaan satu saya sebagai sebelum sebuah secara sedang
        sejak sejauh seberapa selalu selama semua sendiri seperti sering serta sesuatu setelah setiap sewaktu siapa suatu sudah
        supaya tanpa tahu tapi telah tentang terhadap terjadi tetap tetapi tiap tidak untuk walau ya yaitu yang tadi kali apa
        pemimpin mentor mitra berdua sesi hari minggu menit orang lain membantu bagian jelas sekali""".split()
    ),
    "en": frozenset(
        """a about after all also an and any are as at be because been before being both but by can could did do does doing done
        down each every few for from get got had has have he her here him his how i if in into is it its just like made make
        makes many may me might more most much must my no not of off on once one only or other our out over own same say see she
        should so some still such than that the their them then there these they thing things think this those through to too two
        up us very want was we were what when where which while who whom why will with within would you your yours yourself next
        first last between without whether leader mentor both partner session day week minute minutes people person
        help helps""".split()
    ),
}


@lru_cache(maxsize=4)
def _stemmer(language: str) -> Callable[[list[str]], list[str]]:
    stemmer = snowballstemmer.stemmer("indonesian" if language == "id" else "english")
    stem_words: Callable[[list[str]], list[str]] = stemmer.stemWords
    return stem_words


def words(text: str) -> list[str]:
    """The words of a text in lower case; ``{sapaan}`` counts as one word."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).replace(_SAPAAN, " sapaan ").lower()
    return _WORD.findall(plain)


@lru_cache(maxsize=8192)
def stems(text: str, language: str) -> frozenset[str]:
    """Stems of the content words of a text: no function words, nothing under three letters; reduplication counts once."""
    parts = [part for word in words(text) for part in re.split(r"[-'’]", word)]
    content = [word for word in parts if len(word) >= _SHORTEST and word not in _STOP[language]]
    stem = _stemmer(language)
    once = stem(content)
    # "memeriksa" gives "periksa", which alone gives "iksa": only the second pass brings a word and its forms together.
    return frozenset(stem(once) if language == "id" else once)


def is_specific(question: str, topic_text: str, passage_text: str, language: str) -> bool:
    """Whether a question shares a content stem with the pair's topic (title and activity) and one with the passage.

    Work and learning are what every topic is about: what is shared must be more than that.
    """
    own = stems(question, language)
    topic, passage = own & stems(topic_text, language), own & stems(passage_text, language)
    return bool(topic) and bool(passage) and not (topic | passage) <= _everyday(language)


_EVERYDAY = {
    "id": "kerja belajar rasa pikir bahas tim kantor bicara hasil berguna",
    "en": "work learn feel discuss try team office talk remember useful result",
}


def _everyday(language: str) -> frozenset[str]:
    return stems(_EVERYDAY[language], language)


_CLAUSE = re.compile(r"[,;:—–]")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def _clauses(text: str) -> list[list[str]]:
    """The words of each clause; what stands between quotation marks is mentioned, not asked."""
    found = [words(part) for part in _CLAUSE.split(_QUOTED.sub(" x ", text))]
    return [tokens for tokens in found if tokens]


def _asking(tokens: list[str], language: str) -> int | None:
    """Where the first question word stands; *apa pun* and the like ask nothing."""
    for place, token in enumerate(tokens):
        if token in _QUESTION_WORDS[language] and tokens[place + 1 : place + 2] != ["pun"]:
            return place
    return None


def _subordinate(tokens: list[str], language: str) -> bool:
    if tokens[0] not in _SUBORDINATE[language]:
        return False
    following = tokens[1] if len(tokens) > 1 else ""
    if language == "en":
        # "When do you …", "When in the next weeks will you …" and "Since when …" ask; "When you …, what …" does not.
        if (
            tokens[0] == "when"
            and following in BEFORE_WH
            and any(token in ASKS_YES_OR_NO["en"] for token in tokens[2:])
        ):
            return False
        return following not in (ASKS_YES_OR_NO["en"] if tokens[0] == "when" else _QUESTION_WORDS["en"])
    return following not in _QUESTION_WORDS["id"]


def _clause_id(tokens: list[str]) -> str | None:
    """``open``, ``closed`` or None (asks nothing by itself)."""
    body = _without_lead(tokens)
    if body[:1] == ["apa"] and not _asks_what(body):
        return "closed"
    place = _asking(body, "id")
    if place is None:
        return None
    if place and body[place - 1] in KNOWING:
        return "closed"
    # "Sudah berapa lama …" and "Sudah dari mana …" ask; "Bisa {sapaan} ceritakan apa …" does not.
    if body[0] in ASKS_YES_OR_NO["id"] and any(token not in _BEFORE_APA for token in body[1:place]):
        return "closed"
    if body[0] in _SUBJECTS and body[place - 1] in _BEFORE_RELATIVE and body[place : place + 2] == ["apa", "yang"]:
        return "closed"
    return "open"


_BEFORE_APA = frozenset("di ke dari seperti sampai".split())
_SUBJECTS = frozenset("sapaan anda bapak ibu kita tim mereka kami pemimpin mentor".split())
_BEFORE_RELATIVE = frozenset("dengan atas terhadap pada tentang soal akan oleh".split())
_LEADS = frozenset("jadi lalu nah oke baik terus dan maka sebenarnya sekarang".split())


def _without_lead(tokens: list[str]) -> list[str]:
    """The clause without *Jadi*, *Lalu* or *Menurut {sapaan}* in front."""
    if tokens[0] in _LEADS and len(tokens) > 1:
        return tokens[1:]
    if tokens[0] in {"menurut", "bagi"} and "apa" in tokens[2:4]:
        return tokens[tokens.index("apa") :]
    return tokens


def _asks_what(body: list[str]) -> bool:
    """Whether an *apa* that opens a clause asks *what* (*Apa yang …*, *Apa arti …*) and not for yes or no."""
    rest = body[1:]
    if not rest:
        return True
    if rest[0] not in AFTER_APA:
        return False
    until = rest.index("yang") if "yang" in rest else min(4, len(rest))
    return not any(token in MARKS_A_VERB for token in rest[:until])


def _clause_en(tokens: list[str]) -> str | None:
    lead = 0
    while lead < len(tokens) - 1 and tokens[lead] in {"and", "so", "but", "then", "now", "well", "okay", "honestly"}:
        lead += 1
    if tokens[lead] in ASKS_YES_OR_NO["en"]:
        return "closed"
    place = _asking(tokens, "en")
    if place is None:
        return None
    before = tokens[:place]
    # "In what way …", "Next month which …" ask; "You know what …" does not.
    leads = all(token in BEFORE_WH for token in before) or before[0] in _TIMES
    return "open" if leads else None


_TIMES = frozenset("next this today tomorrow".split())


def _is_imperative(text: str, language: str) -> bool:
    return (words(text) or [""])[0] in _IMPERATIVES[language]


def open_form(text: str, language: str) -> Iterable[str]:
    """``closed`` or ``not-open`` unless the first clause that asks asks openly; a second one that asks is ``double``."""
    closed = CLOSED_ID if language == "id" else CLOSED_EN
    if closed.search(text):
        yield "closed"
        return
    if _is_imperative(text, language):
        return
    clauses = _clauses(text)
    judge = _clause_id if language == "id" else _clause_en
    answers = [judge(tokens) for tokens in clauses if not _subordinate(tokens, language)]
    if not any(answers) and len(clauses) == 1 and language == "id":
        # "Saat bertanya apa yang …": the clause begins with a subordinate word and never ends it with a comma.
        place = _asking(clauses[0], language)
        answers = ["open"] if place is not None and place > 1 and clauses[0][place - 1] not in KNOWING else []
    asked = next((answer for answer in answers if answer), None)
    if asked != "open":
        yield asked or "not-open"
        return
    asking = (place for place, tokens in enumerate(clauses) if not _subordinate(tokens, language) and judge(tokens))
    first = next(asking, 0)
    if any(_opens_with_question(tokens, language) for tokens in clauses[first + 1 :]):
        yield "double"


def _opens_with_question(tokens: list[str], language: str) -> bool:
    if _asking(tokens[:2], language) is None:
        return False
    if language == "id":
        if tokens[0] == "sejauh" and tokens[1:2] not in (["mana"], ["apa"]):
            return False  # "…, sejauh pengalaman {sapaan}?"
        return _asking(tokens, language) == 0 or tokens[:2] in (["seperti", "apa"], ["dari", "mana"], ["di", "mana"])
    return tokens[0] in {"what", "how", "which"} or (len(tokens) > 1 and tokens[1] in ASKS_YES_OR_NO["en"])


def ending(text: str, language: str) -> Iterable[str]:
    """One question mark and nothing behind it; a full stop after an imperative. More than that is ``double``."""
    marks = text.count("?")
    if _is_imperative(text, language):
        if marks or not text.endswith("."):
            yield "ending"
    elif marks != 1 or not text.endswith("?"):
        yield "ending"
    if marks > 1 or re.search(r"[.!]\s+\S", text) or DOUBLE[language].search(text):
        yield "double"


def _length(text: str) -> int:
    """Words as they are read aloud: dashes and strokes separate, and a form of address (*Bu Sari*) is two."""
    return len(re.split(r"[\s—–/]+", text.strip())) + text.count(_SAPAAN)


def length(text: str, _language: str) -> Iterable[str]:
    """At most ``MAX_WORDS``."""
    if _length(text) > MAX_WORDS:
        yield "long"


def advice(text: str, language: str) -> Iterable[str]:
    """No hidden *you should*."""
    if ADVICE[language].search(text):
        yield "advice"


def blame(text: str, language: str) -> Iterable[str]:
    """No *why did you*."""
    if BLAME[language].search(text):
        yield "blame"


def names_somebody(text: str, language: str) -> Iterable[str]:
    """No question whose answer is a person."""
    if NAMES_SOMEBODY[language].search(text):
        yield "names-somebody"


QUESTION_RULES: tuple[Callable[[str, str], Iterable[str]], ...] = (
    ending,
    open_form,
    length,
    advice,
    blame,
    names_somebody,
)


def question_faults(text: str, language: str, *, spoken: bool = False) -> list[str]:
    """Codes of what is wrong with the form of a question; empty when it may be shown.

    Codes: ``empty``, ``ending``, ``double``, ``closed``, ``not-open``, ``long``, ``advice``, ``blame``, ``names-somebody``,
    ``register`` (a spoken line with *Anda* or *kamu*).
    """
    line = " ".join(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)).split())
    if not line:
        return ["empty"]
    faults: list[str] = []
    for rule in QUESTION_RULES:
        faults.extend(code for code in rule(line, language) if code not in faults)
    if spoken and language == "id" and _SPOKEN_PERSON.search(line):
        faults.append("register")
    return faults
