"""Signs of doubtful wording in a survey question, in Indonesian and English.

The seven signs are the usual advice of survey methodology (Dillman, Smyth & Christian, "Internet, Phone, Mail, and Mixed-Mode
Surveys"; Krosnick & Presser, "Question and Questionnaire Design"): one thing a question, no push, nothing taken for granted, no
double negation, no absolute word, short, and a time frame wherever a frequency is asked. A sign is read off the words, so it may be
wrong: then the item says so, with its reason. What stands in quotation marks is somebody's speech and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.surveys.rules.predicates import joins_predicates
from service.surveys.values import Language

LONGEST = 25
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
_WORD = re.compile(r"\w+(?:[-–'’]\w+)*")
_FREQUENCY = re.compile(r"\b(?:seberapa sering|berapa kali|how often|how many times|how frequently)\b")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One sign in a question: which (one of ``SIGNS``), and the words that show it."""

    sign: str
    found: str


_LEADING: Mapping[Language, str] = {
    "id": r"\b(?:bukankah|bukannya|tidakkah|tentu(?:lah|nya|kan)?|pasti(?:lah|nya)?|kan|jelaslah|jelas bahwa|"
    r"setuju(?:kah)?(?: anda)? bahwa|(?:sudah )?(?:seharusnya|semestinya|sewajarnya)|seperti (?:kita|anda) (?:tahu|ketahui)|"
    r"wajar(?:kah)? (?:bila|jika|kalau)|(?:kebanyakan|sebagian besar) orang)\b|, (?:bukan|ya|kan)\?",
    "en": r"\b(?:(?:do|would|did|is|are|was|were|should|have|has)n['’]t (?:you|it|they|we)|do you not|(?:do|would) you agree|"
    r"surely|of course|obviously|needless to say|as (?:we|you) know|every(?:one|body) (?:knows|agrees)|most people)\b|"
    r"(?:^|[,;] )clearly,?\b",
}
_PRESUPPOSING: Mapping[Language, str] = {
    "id": r"\bseberapa\b[^,?]*\blagi\b|\bseberapa lebih\b|"
    r"\bseberapa (?:jauh|besar|banyak) (?:manfaat|kemajuan|peningkatan|perbaikan|perubahan|bantuan)\b|"
    r"\bseberapa\b[^?]*\b(?:meningkat|membaik|bertambah|berkurang|menurun)\b|\b(?:mengapa|kenapa)\b|"
    r"\bapa yang membuat (?:anda|saya) (?:sulit|tidak|jarang|enggan|ragu)\b|\bkapan (?:anda|saya) (?:mulai|berhenti)\b|"
    r"\b(?:manfaat|kemajuan|perubahan|perbaikan|kesulitan|hambatan|masalah) apa\b|"
    r"\bapa (?:saja )?(?:manfaat|kemajuan|kesulitan|hambatan)|\bmasih\b",
    "en": r"\bhow much (?:better|more|worse|less|easier|safer)\b|"
    r"\bhow (?:much|far|greatly) (?:has|have|did|do|does)\b[^?]*"
    r"\b(?:improved?|grown?|grew|benefit(?:ed)?|help(?:ed)?|increased?|changed?)\b|"
    r"\bwhy\b|\bwhat (?:makes|made) it (?:hard|difficult)\b|\bwhen did you (?:start|stop)\b|\bhow much did you (?:enjoy|learn)\b|"
    r"\bwhat (?:benefits?|progress|improvements?|difficult\w+|problems?|changes?|obstacles?)\b|\bstill\b",
}
_LEFT_OPEN: Mapping[Language, str] = {
    "id": r"\b(?:bila|jika|kalau) ada\b|\badakah\b|\bapakah ada\b",
    "en": r"\bif any(?:thing)?\b|\b(?:is|are|was|were) there any|\bwas anything\b",
}
_NEGATIONS: Mapping[Language, str] = {
    "id": r"\b(?:tidak|tak|bukan|belum|tanpa|jangan|tiada)\b",
    "en": r"\b(?:not|never|no|none|nobody|nothing|without|neither|nor|cannot)\b|n['’]t\b",
}
_NEGATIVES: Mapping[Language, str] = {
    "id": r"(?:takut|sulit|sukar|jarang|ragu|khawatir|enggan|keberatan|gagal|mustahil|kurang|menolak|mengabaikan)\b",
    "en": r"(?:un(?:able|safe|comfortable|clear|fair|likely|willing|easy|happy|helpful|important|usual)|afraid|difficult|hard|"
    r"impossible|rare(?:ly)?|seldom|hesita\w+|fail(?:ed)?|avoid(?:ed)?|dislike)\b",
}
_EXCEPT: Mapping[Language, str] = {"id": r"\bkecuali\b", "en": r"\b(?:except|unless)\b"}
_OFFERED: Mapping[Language, str] = {"id": r"\batau (?:tidak|belum|bukan)\b", "en": r"\bor not\b|\byes or no\b"}
_ABSOLUTE: Mapping[Language, str] = {
    "id": r"\b(?:selalu|semua(?:nya)?|seluruh(?:nya)?|sepenuhnya|satu-satunya|siapa ?pun|apa ?pun|kapan ?pun|sama sekali|mutlak|"
    r"tidak pernah|tak pernah|tidak ada yang|setiap(?! (?:hari|minggu|bulan|sesi)\b))\b",
    "en": r"\b(?:always|never|all|everyone|everybody|everything|nobody|no one|entirely|completely|totally|absolutely|"
    r"every(?! (?:day|week|month|session|other)\b))\b",
}
_TIME_FRAME: Mapping[Language, str] = {
    "id": r"\bterakhir\b|\bsejauh ini\b|\bselama\b|\bsepanjang\b|\bsejak\b|\bsebelum\b|\bs(?:etelah|esudah)\b|\btadi\b|"
    r"\b(?:hari|minggu|bulan|tahun) (?:ini|lalu|lagi|depan)\b",
    "en": r"\bin the (?:past|last|next|coming|month before)\b|\bso far\b|\bsince\b|\bduring\b|\bbefore\b|\bafter\b|\bfrom now\b|"
    r"\bthis (?:week|month|year|session)\b|\b(?:last|next) (?:week|month|year|session)\b|\bin that session\b",
}


def doubts(question: str, language: Language, *, frequency: bool = False) -> tuple[Doubt, ...]:
    """Every sign in a question as its reader reads it, with the half sentence above it. `frequency`: its scale says how often."""
    read = _QUOTED.sub("…", question).lower()
    found = [(sign, look(read, language)) for sign, look in _LOOKS.items()]
    if frequency or _FREQUENCY.search(read):
        found.append(("no_time_frame", _no_time_frame(read, language)))
    return tuple(Doubt(sign, words) for sign, words in found if words)


def _leading(read: str, language: Language) -> str:
    return _first(_LEADING[language], read)


def _presupposing(read: str, language: Language) -> str:
    """A question that leaves open whether there is anything takes nothing for granted."""
    return "" if _first(_LEFT_OPEN[language], read) else _first(_PRESUPPOSING[language], read)


def _double_negative(read: str, language: Language) -> str:
    """Two negations, or one of a word that is itself negative; "… or not" only offers an answer."""
    read = re.sub(_OFFERED[language], "", read)
    negation, negative = _NEGATIONS[language], _NEGATIVES[language]
    pattern = rf"(?:{negation}).*?(?:{negation}|{_EXCEPT[language]})|(?:{negation})(?: \w+){{0,2}} {negative}"
    return max((_first(pattern, sentence) for sentence in re.split(r"[.?!;]", read)), key=len)


def _absolute(read: str, language: Language) -> str:
    return _first(_ABSOLUTE[language], read)


def _too_long(read: str, _language: Language) -> str:
    count = len(_WORD.findall(read))
    return f"{count} words" if count > LONGEST else ""


def _no_time_frame(read: str, language: Language) -> str:
    return "" if _first(_TIME_FRAME[language], read) else read


def _first(pattern: str, read: str) -> str:
    found = re.search(pattern, read)
    return found[0].strip(" ,;") if found else ""


_LOOKS: Mapping[str, Callable[[str, Language], str]] = {
    "double_barrelled": joins_predicates,
    "leading": _leading,
    "presupposing": _presupposing,
    "double_negative": _double_negative,
    "absolute": _absolute,
    "too_long": _too_long,
}
SIGNS = (*_LOOKS, "no_time_frame")
