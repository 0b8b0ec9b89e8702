"""The wording that closes a question, advises, blames or asks for a name, in Indonesian and English: data for ``questions``.

Every pattern has a planted line it must catch and a near neighbour it must let through, in tests/knowledge/test_questions.py.
"""

import re

_YOU = r"(?:\{sapaan\}|anda|bapak|ibu|pak|bu|pemimpin)"

# Words with which a clause asks yes or no although a question word may follow: "Bisa Anda ceritakan apa yang …?"
ASKS_YES_OR_NO = {
    "id": frozenset(
        "bisa boleh dapat mau sudi sanggup pernah sudah belum masih tahu ingat setuju perlu harus mungkin benar betul yakin "
        "rela keberatan sempat".split()
    ),
    "en": frozenset(
        "do does did is are am was were have has had can could would will shall should may might must don't doesn't didn't "
        "isn't aren't wasn't weren't haven't hasn't hadn't can't cannot couldn't wouldn't won't shouldn't".split()
    ),
}
# "Anda tahu apa yang terjadi?": the question word belongs to what is known, not to what is asked.
KNOWING = frozenset(
    "tahu mengetahui paham memahami mengerti ingat mengingat sadar menyadari yakin melihat mendengar memikirkan pikirkan "
    "memperhatikan bertanya menanyakan menjelaskan jelaskan menceritakan ceritakan sebutkan menyebutkan gambarkan".split()
)
# "Apa arti produktif …?" asks what; "Apa rapat ini …?" asks yes or no. Only these may follow an *apa* that opens a clause.
AFTER_APA = frozenset(
    "yang saja lagi pun sajakah arti makna tanda bedanya beda perbedaan persamaan pilihan harapan isi akibat dampak manfaat "
    "kegunaan guna batas risiko contoh tujuan alasan pertimbangan kesan langkah kebiasaan ukuran syarat nama istilah "
    "kabar jadinya artinya maknanya tandanya isinya akibatnya dampaknya manfaatnya batasnya risikonya contohnya tujuannya "
    "alasannya kesannya langkahnya ukurannya syaratnya namanya untungnya kelebihannya kebutuhan sumber bagian bentuk "
    "peran fungsi".split()
)
MARKS_A_VERB = frozenset("sudah telah pernah bisa dapat mau akan masih perlu sedang belum tidak memang juga".split())
# What may stand before an English question word that still leads its clause: "In what way …", "Of these, which …".
BEFORE_WH = frozenset(
    "in at on for from to with by of through under about across into during within against over up around using between among "
    "beyond without toward towards as per and so but then now also exactly just roughly since until than out after before "
    "well okay upon behind beneath next".split()
)

CLOSED_ID = re.compile(
    # -kah on anything but a question word, or a noun that merely ends that way (langkah, naskah).
    r"\b(?!(?:apa|siapa|mana|bagaimana|kapan|berapa|seberapa|mengapa|saja|pun|dimana|kemana|darimana)kah\b)"
    r"(?!(?:me|ber|ter|di|pe|se)?(?:langkah|tingkah|naskah|nafkah|berkah|sedekah|rekah|jangkah|merekah)\b"
    r"|(?:me|per)?nikah\b|me[ck]kah\b|makkah\b|aki[ck]ah\b|barakah\b)"
    r"\w{2,}kah\b"
    r"|\bapakah\b(?!\s+yang\b)"
    r"|,\s*(?:kan|bukan|ya|betul|benar|iya|setuju|tidak)\s*\?$|\bkan\s*\?$|\batau\s+(?:tidak|belum|bukan|enggak|nggak)\s*\?$"
    # A mid-sentence apa right after a deictic word: "Selama ini apa {sapaan} pernah …?"
    r"|\b(?:ini|itu|tadi|sekarang|kemarin|dimulai)\s+apa\s+(?:\{sapaan\}|anda|kita|bapak|ibu|tim|mereka)\s+"
    r"(?:sudah|pernah|bisa|mau|akan|masih|perlu|setuju|tidak|yakin|merasa|memang|juga)\b",
    re.IGNORECASE,
)
CLOSED_EN = re.compile(
    r",\s*(?:right|correct|yes|no|okay|isn['’]t it|aren['’]t they|don['’]t you|doesn['’]t it|do you|won['’]t you|wasn['’]t it|"
    r"didn['’]t (?:you|it|they))\s*\?$|\bor not\s*\?$"
    r"|^(?:tell|describe)\b.*\b(?:whether|if you (?:agree|think|have|are|can|like|would))\b",
    re.IGNORECASE,
)
ADVICE = {
    "id": re.compile(
        r"\b(?:sebaiknya|seharusnya|harusnya|semestinya|mestinya|sepatutnya|patutnya|selayaknya|sepantasnya|idealnya|hendaknya|"
        r"hendaklah|alangkah|ada (?:baik|bagus)nya|lebih (?:baik|bijak|elok)|bukankah|tidakkah|"
        r"bagaimana (?:kalau|jika|bila|apabila|andai|andaikata|seandainya)|"
        r"(?:kenapa|mengapa|kok) (?:tidak|tak|nggak|enggak|belum)|apa (?:salah|susah|sulit|rugi)nya|"
        r"saran saya|saya (?:sarankan|usulkan|anjurkan)|coba saja)\b"
        rf"|\bapa (?:saja )?yang (?:harus|perlu|wajib|mesti) {_YOU} (?:perbaiki|ubah|hentikan|kurangi|benahi|tinggalkan)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:should(?:n['’]t)?|ought|had better|you['’]d better|don['’]t you think|why (?:not|don['’]t|haven['’]t)|how about|"
        r"what about (?:just |simply |maybe )?(?:\w+ing|if|we|you|letting)|what if (?:you|we|the team)|"
        r"would(?:n['’]t| not) it|would it (?:not )?(?:be|help)|(?:be|is|are|it['’]s) better (?:to|if)|instead of just|"
        r"you (?:may|might) want to|you (?:need|have|must|ought)(?: to)? (?:stop|change|improve|fix|start)|"
        r"i(?:['’]d| would) (?:suggest|recommend|advise)|if i were you|have you (?:considered|thought|tried))\b",
        re.IGNORECASE,
    ),
}
_BAD_ID = (
    r"(?:sulit|susah|kesulitan|gagal|lambat|lama|tidak|tak|enggan|malas|kurang|jarang|terlalu|sering salah|takut|belum|terlambat|"
    r"menolak|menghindar|lupa|keliru|salah)"
)
_FAULT_ID = r"(?:kesalahan|kegagalan|kekeliruan|kekurangan|kelemahan|kelalaian|keburukan)"
BLAME = {
    "id": re.compile(
        r"\b(?:kenapa|mengapa)\b|\bkok\b|\bbagaimana (?:bisa|mungkin) \S+ "
        r"|\b(?:apa|hal apa) yang (?:membuat|menyebabkan|menghalangi|menghambat)\s+"
        rf"(?:(?:(?:\w+\s+)?{_YOU}|tim|kita)\s+)?(?:begitu |sangat |selalu |masih )?{_BAD_ID}\b"
        rf"|\bapa (?:yang |)?(?:menghalangi|menghambat|menahan)\s+{_YOU}"
        rf"|\bapa (?:sebab|penyebab|alasan)(?:nya)?\s+{_YOU}\s+(?:masih |selalu |begitu )?{_BAD_ID}\b"
        rf"|\b{_FAULT_ID}\s+{_YOU}"
        rf"|\b{_FAULT_ID}\s+(?:\w+\s+){{0,4}}{_YOU}\s+(?:\w+\s+)?(?:buat|lakukan|perbuat|ulangi|perbaiki|akui|sembunyikan)\b"
        rf"|\bapa yang (?:salah|keliru|kurang) (?:dari|dengan|pada)\s+(?:\w+\s+)?{_YOU}"
        rf"|{_YOU}\s+(?:\w+\s+){{0,2}}"
        r"(?:mengabaikan|memotong (?:pembicaraan|percakapan|ucapan|omongan|kalimat|cerita)|meremehkan|gagal|"
        r"lalai|terlambat|enggan|menyalahkan|menutup-nutupi|tidak becus|tidak peduli)\b"
        rf"|\bkapan\s+{_YOU}\s+(?:akan |mau )?(?:berhenti|mulai (?:mau|berani))\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"^why\b|\bwhy (?:do|did|are|is|were|was|have|has|can['’]t|won['’]t|would|does)\b|\bhow come\b|\bhow could you\b"
        r"|\bwhat (?:makes|made|keeps|kept|stops|stopped|prevents|prevented) "
        r"(?:it (?:so )?(?:hard|difficult) (?:for )?)?(?:you|the team)\s+(?:so |too |always |still |from )?"
        r"(?:hard|difficult|fail|slow|late|not|never|rarely|refuse|reluctant|resist|afraid|wrong|forget)"
        r"|\b(?:stop(?:s|ping|ped)?|keep(?:s|ing)?|kept|prevent(?:s|ing|ed)?|hold(?:s|ing)?|held) you (?:from|back)\b"
        r"|\bwhat (?:makes|made) it (?:so )?(?:hard|difficult) for you\b|\bwhat were you thinking\b"
        r"|\byour (?:mistakes?|failures?|failings?|faults?|shortcomings?|weakness(?:es)?|errors?)\b"
        r"|\bwhat(?:['’]s| is| was) wrong with you|\byou (?:get|got|do|did|done|go|went) wrong\b"
        r"|\b(?:did|do|have|when|that) you (?:\w+ )?(?:ignore|neglect|overlook|refuse|dismiss|fail|mishandle)(?:d|ed)?\b"
        r"|\bmistakes? (?:\w+ )?you (?:make|made|repeat|hide)|\bmistakes? (?:did|do|have) you (?:make|made|repeat|hide)",
        re.IGNORECASE,
    ),
}
_SOMEBODY_ID = (
    r"(?:orang|rekan|atasan|bawahan|staf|anggota(?: tim)?|karyawan|pegawai|manajer|direktur|kepala \w+|kolega|penyelia)"
)
# Only where it is what is asked: "How do you find out which colleague is on duty?" names nobody.
NAMES_SOMEBODY = {
    "id": re.compile(
        r"\bsiapa(?:kah)?\b(?! pun\b)"
        rf"|(?:^|[,;:]\s*)(?:(?!bagaimana|apa|kapan|seberapa|sejauh)\S+\s+){{0,2}}{_SOMEBODY_ID} (?:yang )?mana\b"
        rf"|\bsebut(?:kan)? nama\b|\bnama {_SOMEBODY_ID}\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:who|whom|whose)\b"
        r"|(?:^|[,;:]\s*)(?:(?!how|what|when|where|which)\S+\s+)?which (?:one )?(?:of (?:your|the) )?"
        r"(?:colleagues?|managers?|persons?|people|directors?|boss(?:es)?|team members?|"
        r"staff(?: members?)?|employees?|supervisors?|reports|heads?)\b(?!['’-])"
        r"|\bname (?:a|one|the|any) (?:person|colleague|manager|director|boss|employee|supervisor)\b|\bname (?:someone|somebody)\b",
        re.IGNORECASE,
    ),
}
DOUBLE = {
    "id": re.compile(
        r"\b(?:dan|serta|lalu|kemudian)\s+(?:(?:apa|bagaimana|siapa|kapan|berapa|seberapa|mengapa|kenapa|mana)\b(?! pun\b)"
        r"|(?:di|ke|dari) mana|seperti apa|sejauh (?:mana|apa)|(?:hal|bagian|tanda) (?:apa|mana)"
        r"|ceritakan|gambarkan|jelaskan|sebutkan)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:and|or|then)\s+(?:what|which|how|when|where|who|why|tell|describe|explain)\b", re.IGNORECASE
    ),
}
