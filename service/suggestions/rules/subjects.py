"""What sessions leave out, whoever wants it talked about: pay, promotion, appraisal, what is not announced, cases, stereotypes.

The patterns of both languages are held against every text, since a line may mix them. Where an activity itself says that such a
thing is invented or stays outside, it may name it.
"""

import re

from service.knowledge.rules.sentences import sentences
from service.suggestions.rules.patterns import matches, table

OFF_LIMITS = table(
    r"""
pay         | (?<!bagian )(?<!bagian urusan )\bgaji(?:nya|mu|ku)?\b|\bupah\b|\btunjangan\b|\bremunerasi\b|\binsentif\b
pay         | \bbonus(?:es|nya)?\b|\bsalar(?:y|ies)\b|\bwages?\b|\bremuneration\b
pay         | \bpay (?:rise|raise|cut|grade|slip|packet|scale|level|band|gap)s?\b
pay         | \b(?:your|my|his|her|their|our|whose|\w+['’]s|\w+s['’]) pay\b|\bpaid (?:more|less|enough|fairly|too little)\b
pay         | \bhow much (?:do|does|did|are|is) (?:\w+ ){1,3}(?:earn|paid|make)\b
promotion   | \bpromosi (?:jabatan|karier|kerja|pangkat|anda|mentor|pemimpin|kita|rekan|staf)\b|\bdipromosikan\b
promotion   | \b(?:usulan|calon|layak|mendapat|kriteria|jadwal|keputusan|peluang) (?:di|ke|untuk )?promosi(?:kan)?\b
promotion   | \b(?:naik|kenaikan) (?:jabatan|pangkat|golongan)\b
promotion   | (?<!sales )(?<!health )(?<!product )\bpromotions?\b(?! (?:campaign|banner|flyer|price|stand|leaflet|video)s?\b)
promotion   | \b(?:be|been|being|get|gets|getting|got|was|were|is|are|to) promoted\b
appraisal   | \b(?:penilaian|nilai|evaluasi|rapor|peringkat|skor) kinerja\b|\bpenilaian (?:tahunan|karyawan|pegawai|atasan)\b
appraisal   | \bappraisals?\b|\b(?:performance|annual|yearly) (?:review|rating|score|evaluation|ranking)s?\b
unannounced | \bbelum (?:\w+ )?(?:diumumkan|dipublikasikan)\b|\bbocor(?:an|kan)\b|\binformasi orang dalam\b
unannounced | \b(?:rencana|keputusan|informasi|kabar) (?:yang )?(?:masih )?(?:di)?rahasia(?:kan)?\b
unannounced | \bPHK\b|\bpemutusan hubungan kerja\b|\bpemecatan\b|\bdipecat\b|\bperampingan\b
unannounced | \bpengurangan (?:karyawan|pegawai|tenaga)\b|\brencana (?:merger|akuisisi|restrukturisasi|penggabungan)\b
unannounced | \bunannounced\b|\bnot (?:yet )?(?:been )?announced\b|\binsider information\b
unannounced | \b(?:confidential|secret) (?:plan|decision|merger|deal|news)s?\b|\bplanned (?:merger|acquisition|restructuring)\b
unannounced | \blay-?offs?\b|\blaid off\b|\bredundanc(?:y|ies)\b|\bdownsizing\b|\bjob cuts?\b
cases       | \bpelecehan\b|\bperundungan\b|\b(?:mendapat|menerima|diberi|dapat|kena|beri) surat peringatan\b
cases       | \b(?:sanksi|hukuman|tindakan|pelanggaran) (?:disiplin|etik)\b|\binvestigasi internal\b
cases       | \bkasus (?:disiplin|hukum|etik|pelanggaran|korupsi|kecurangan|rekan|karyawan|pegawai|atasan|bawahan|seseorang)\b
cases       | \bpengaduan (?:karyawan|pegawai|rekan|etik|terhadap)\b
cases       | \bharass\w*\b|\bbull(?:ying|ied)\b|\bgrievances?\b|\bdisciplinary\b|\bmisconduct\b|\bwhistle-?blow\w*\b
cases       | \b(?:get|got|getting|received?|given|issued?) (?:an? |the |his |her |your |their )?warning letters?\b
cases       | \binternal investigations?\b|\b(?:ethics|fraud|corruption|legal) cases?\b|\b(?:complaint|case) against\b
others      | \bpasangan (?:lain|sebelah|tetangga|nomor|\d+)\b
others      | \b(?:other|another|neighbouring) pairs?\b|\bpair (?:number )?\d+\b
"""
)
STEREOTYPES = table(
    r"""
label | \b(?:gen(?:erasi|eration)?[- ]?(?:z|x|y|alpha|alfa)|(?:gen(?:erasi)? )?mill?en+ials?|zilenial|zoomers?|(?:baby )?boomers?)\b
label | \bsnowflakes?\b|\b(?:generasi|mental) (?:micin|str(?:oberi|awberry))\b
label | \b(?:anak|orang) (?:zaman|jaman) (?:sekarang|now|dulu)\b|\b(?:kids|youth) (?:these days|today|nowadays)\b
label | \bgenerasi (?:\{sapaan\}|(?:anda|kalian|kamu|saya|kami|mereka|sekarang|kini)\b)
label | \b(?:your|my|our|their) generation\b|\bthe (?:younger|older) generation\b
group | \b<group>(?:\s+\w+){0,2}\s+<generalises>\b
trait | \b<trait>(?:\s+\w+){0,2}\s+<group>\b
""",
    {
        "group": "generasi (?:muda|tua|lama|baru|senior)"
        "|(?:anak|orang|kaum|karyawan|pegawai|staf|pekerja|atasan|pemimpin) (?:muda|tua|lama)"
        "|(?:young|younger|old|older) (?:people|staff|employees|colleagues|workers|generations?|leaders|managers|folks?|ones)",
        "generalises": "memang|selalu|cenderung|biasanya|umumnya|pasti|kurang|tidak|lebih|paling"
        "|sulit|susah|malas|manja|rapuh|gaptek|kolot|lamban|terlalu|suka|mudah|enggan|takut|maunya|hanya|cuma|jarang|sering|are|always|never|tend|usually|just|only"
        "|don['’]t|do|can['’]t|cannot|lack|want|prefer|need|struggle|rarely|often|simply|have",
        "trait": "sifat|watak|karakter|ciri|kelemahan|kebiasaan|mental|khas|traits?|weakness(?:es)?|habits?|nature|typical",
    },
)
_SETS_APART = re.compile(
    r"\b(?:rekaan|bayangan|tanpa|tidak|bukan|jangan|di luar|invented|made-up|fictional|without|not|no|never|outside|off limits)\b",
    re.IGNORECASE,
)


def off_limits(text: str) -> bool:
    """Whether a line speaks of what sessions leave out."""
    return matches(text, OFF_LIMITS)


def brings_up(text: str) -> bool:
    """Whether a sentence of a text speaks of it without saying that it is invented or stays outside."""
    return any(off_limits(sentence) and not _SETS_APART.search(sentence) for sentence in sentences(text))


def stereotypes(text: str) -> bool:
    """Whether a text speaks of what a generation is like."""
    return matches(text, STEREOTYPES)
