"""Whether "and" or "or" joins two predicates: then a question asks two things and has one answer.

Two joined nouns are one group of things and pass. A predicate is told by its form in Indonesian (a verbal prefix) and by a list in
English, which marks none; both lists hold what questionnaires about work and learning use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.surveys.values import Language

_TOKEN = re.compile(r"\w+(?:[-–'’]\w+)*|[^\w\s]")
_JOINING: Mapping[Language, frozenset[str]] = {
    "id": frozenset({"dan", "atau", "serta", "maupun", "sekaligus", "&", "/"}),
    "en": frozenset({"and", "or", "&", "/"}),
}
_COMPARING: Mapping[Language, frozenset[str]] = {"id": frozenset({"antara"}), "en": frozenset({"between"})}
"""Before the two things that a question compares: "between working at home and working here" is one question."""
_PASSED_OVER: Mapping[Language, frozenset[str]] = {
    "id": frozenset(
        "tidak belum sudah akan bisa dapat ingin mau juga saya anda ia kemudian lalu pernah mampu lebih sangat cukup sering harus "
        "perlu terasa merasa apakah".split()
    ),
    "en": frozenset(
        "i you we they it to not also then can could will would did do does have has had been be was were is are really very "
        "more most feel felt quite".split()
    ),
}
_OPPOSITES = (
    frozenset({"mudah", "sulit"}),
    frozenset({"mudah", "sukar"}),
    frozenset({"easy", "difficult"}),
    frozenset({"easy", "hard"}),
    frozenset({"safe", "unsafe"}),
    frozenset({"bertambah", "berkurang"}),
    frozenset({"agree", "disagree"}),
)
"""The two ends of one scale."""

_PREFIXED = re.compile(
    r"me(?:m[bfp]|m[aeiou]|n[cdjtsz]|n[aeiou]|ng[aeioughk]|ny[aeiou]|[lrwy][aeiou])\w{2,}|be[lr]\w{3,}|di(?!a$)\w{4,}|ter\w{4,}"
)
_NO_VERBS = frozenset(
    "mentor mentee menteri mental menit menu menurut mengenai mesin metode member memang merek mereka meja media medis mendatang "
    "menjelang berita berkas beras berapa berbagai bersama beragam berikut berikutnya belum "
    "dialog digital direktur direksi divisi diskusi dinas dinding diagram "
    "terakhir terhadap tertentu termasuk ternyata terutama terlalu terus terminal teritori".split()
)
_BARE = frozenset(
    "aman nyaman jelas mudah sulit sukar cepat lambat adil puas senang tepat relevan penting jujur bebas percaya yakin paham tahu "
    "setuju takut ikut datang pergi pulang lupa ingat siap dengar coba pakai tanya bekerja baik berani hormat "
    "sabar ramah sopan tegas efektif efisien fleksibel santai sibuk sehat singkat lengkap ringkas rapi terang".split()
)
_ENGLISH = frozenset(
    """
    accept act admit agree ask attend avoid believe bring build change check choose complain decide demonstrate
    disagree discuss do encourage enjoy explain express feel find follow get give go grow hear help improve join
    keep know lead learn leave let like listen look make meet mention offer plan practise practice prefer
    prepare propose question raise read receive recommend reflect remember respect respond say see share show
    speak start stop suggest support take talk teach tell thank think trust try understand use value voice want
    watch work worry write accurate available clear comfortable confident difficult easy effective fair friendly
    good happy hard helpful honest important interesting new open pleasant quick ready relevant reliable
    respectful safe satisfied simple unsafe useful valuable welcome willing
    brief calm complete creative efficient flexible fun kind patient polite relaxed short supportive tidy
    """.split()
)
_IRREGULAR = frozenset(
    """
    asked built brought chose chosen done felt found gave given gone got grew heard kept knew known led left made met said
    saw seen shown spoke spoken taken taught told thought took understood went written wrote
    """.split()
)
_NO_PARTICIPLES = frozenset(
    "meeting meetings training morning evening thing things something anything nothing everything during need speed "
    "seed feed indeed spring string wedding ceiling hundred".split()
)


def joins_predicates(question: str, language: Language) -> str:
    """The joining word and what follows it where it joins two predicates; empty where it does not. `question` is in lower case."""
    tokens = _TOKEN.findall(question.replace("as well as", "and").replace("and/or", "and").replace("dan/atau", "dan"))
    is_predicate = _indonesian if language == "id" else _english
    for place, token in enumerate(tokens):
        if token not in _JOINING[language]:
            continue
        before = _clause(tokens[:place])
        following = next((one for one in tokens[place + 1 :] if one not in _PASSED_OVER[language]), "")
        told = [one for one in before if is_predicate(one)]
        if not told or not is_predicate(following) or _COMPARING[language] & set(before):
            continue
        if frozenset({told[-1], following}) not in _OPPOSITES:
            return f"{token} {following}"
    return ""


def _clause(tokens: Sequence[str]) -> Sequence[str]:
    """The words since the last full stop or question mark."""
    ends = [place for place, token in enumerate(tokens) if token in {".", "?", "!", ";"}]
    return tokens[ends[-1] + 1 :] if ends else tokens


def _indonesian(word: str) -> bool:
    if word in _NO_VERBS:
        return False
    return word in _BARE or _PREFIXED.fullmatch(word) is not None


def _english(word: str) -> bool:
    if word in _NO_PARTICIPLES:
        return False
    if word in _ENGLISH or word in _IRREGULAR:
        return True
    stems = {word.removesuffix(ending) for ending in ("s", "es", "d", "ed", "ing") if word.endswith(ending)}
    stems |= {stem[:-1] for stem in stems if stem[-2:-1] == stem[-1:]} | {f"{stem}e" for stem in stems}
    return bool(stems & _ENGLISH) or bool(re.fullmatch(r"\w{3,}(?:ed|ied)", word))
