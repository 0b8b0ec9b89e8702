"""Whether a line is in the language the pair talks in, and in the register that fits who says it.

Language is told by function words (and Indonesian affixes), which every sentence has and which need no model. A line to be
spoken carries neither *Anda* nor *kamu*; the page's own voice says *Anda* and never *kamu*.
"""

import re
import unicodedata
from collections.abc import Sequence

from service.knowledge.rules.questions import words

_ID = frozenset(
    """yang dan di ke dari untuk dengan pada ini itu adalah tidak bukan apa bagaimana kapan mana berapa akan sudah belum bisa dapat
    saat ketika jika kalau bila agar supaya karena oleh dalam lebih paling kita kami anda saya mereka ia dia sebuah satu dua tiga
    seperti sebagai atau tetapi tapi juga hanya masih lagi setelah sebelum sampai tanpa antara bagi lewat tentang setiap tiap para
    sendiri hal cara kerja ada punya menurut sapaan siapa mengapa ceritakan gambarkan secara serta maupun namun lalu pun nya
    berdua bersama sejauh seberapa biasanya pemimpin mentor mitra""".split()
)
_EN = frozenset(
    """the a an and of to in on at for with from by is are was were be been it its this that these those what which how when where
    who why will would can could do does did not no you your we our they their he she his her i my me as or but if than then so
    about into after before between both each every more most one two three has have had there here over without while only up
    out off own same such them us""".split()
)
# Content words of programmes like this one: titles have few function words.
_ID_COMMON = frozenset(
    """rapat pesan tim kerja minggu hari alat jadwal rekan tempat pertanyaan jawaban kebiasaan keputusan laporan kantor lapangan
    gudang kartu surat kolom angka kata kalimat cerita waktu tanda batas contoh masukan arti sesi tujuan hasil lama baru kecil
    besar empat lima enam tujuh delapan sepuluh dulu hadir sibuk selesai singkat banyak tafsir""".split()
)
_EN_COMMON = frozenset(
    """work works meeting meetings message messages team week day days tool tools schedule colleague question questions answer
    answers habit habits decision decisions report reports office field warehouse card cards letter column word words sentence
    story time sign signs limit limits example feedback meaning session goal result old new small four five six seven eight ten
    first short many replies reply apart taken asked said way ways weekly review reviews""".split()
)
_ID_AFFIX = re.compile(
    r"^(?:meng|meny|mem|men|me|di|ber|ter|pe|pem|pen|peng|ke|se)\w{3,}(?:kan|i|an|nya|lah)?$|^\w{3,}(?:kan|nya|lah|kah)$"
)
_EN_SHAPE = re.compile(r"th|ck|wh|sh(?!alat)|tion$|[bcdfgklmnprstvwxz]ed$|'s$|’s$")
# -mu is *kamu* too ("timmu"), except where the word merely ends that way.
_KAMU = re.compile(
    r"\b(?:kamu|kau|engkau|lo|lu|elo|gue|kalian)\b|\bkau(?=[a-z]{4,})"
    r"|\b(?!(?:\w*temu|jemu|ilmu|(?:ber)?tamu|jamu|(?:me)?ramu|semu|bumbu|emu)\b)[a-z]{2,}mu\b",
    re.IGNORECASE,
)
# Who is asked gets no pronoun and no guessed title: the agreed form of address stands for both.
_TITLE = re.compile(r"\b(?:[Bb]apak|[Pp]ak|[Bb]u|[Mm]as|[Mm]bak|[Kk]ak|[Bb]eliau)\b|\bIbu\b(?! [Kk]ota)")
_ANDA = re.compile(r"\banda\b", re.IGNORECASE)
_SHORT = 6


def evidence(text: str) -> tuple[int, int, int]:
    """Words of a text, and how much speaks for Indonesian and for English: two for a function word, one for a likely word."""
    tokens = words(text)
    indonesian = english = 0
    for token in tokens:
        if token in _ID or token in _EN:
            indonesian += 2 * (token in _ID)
            english += 2 * (token in _EN)
        else:
            likely_english = token in _EN_COMMON or _EN_SHAPE.search(token) is not None
            english += likely_english
            indonesian += token in _ID_COMMON or (not likely_english and _ID_AFFIX.match(token) is not None)
    return len(tokens), indonesian, english


def speaks(text: str, language: str) -> bool:
    """Whether `text` is in `language`. Short ones (titles) pass without evidence, unless the other language has more."""
    count, indonesian, english = evidence(text)
    own, other = (indonesian, english) if language == "id" else (english, indonesian)
    if language == "en":
        # Affixes alone ("before", "service", "design") say nothing against English.
        known = [token for token in words(text) if token not in _EN]
        other = sum(2 * (token in _ID) + (token in _ID_COMMON) for token in known)
        if count <= _SHORT:
            other = max(other, indonesian if own == 0 else 0)
    if count <= _SHORT:
        return own >= other
    return own > other and own >= max(2, count // 4)


def all_speak(texts: Sequence[str], language: str) -> bool:
    """Whether every text is in `language`."""
    return all(speaks(text, language) for text in texts)


def register_fault(text: str, language: str, voice: str) -> str | None:
    """``register`` where a line is not in its voice: `voice` is ``page``, ``spoken`` (a mentor's opener) or ``both`` (aloud)."""
    if language != "id":
        return None
    if _KAMU.search(text):
        return "register"
    if voice in {"spoken", "both"} and (_ANDA.search(text) or _TITLE.search(text)):
        return "register"
    return None


def unreadable(text: str) -> bool:
    """Whether a text holds what a reader cannot see or would misread: hidden or control characters, letters of other scripts.

    Neither of our languages needs them, and every rule about words can be walked around with them.
    """
    return any(
        (unicodedata.category(character) in _HIDDEN and character not in "\n\t")
        or (character.isalpha() and "LATIN" not in unicodedata.name(unicodedata.normalize("NFKC", character)[0], ""))
        for character in text
        if not character.isascii() or not character.isprintable()
    )


_HIDDEN = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})
