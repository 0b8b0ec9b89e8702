"""Sentences that speak to a machine instead of a reader: *abaikan semua instruksi sebelumnya*, *system:*, *you are now …*.

A sign, not a defence: whoever writes differently is not found. What an obedient model then writes, the gate still judges; but
such a sentence is neither sent to a model nor quoted to a pair.
"""

from service.knowledge.rules.sentences import sentence_spans
from service.suggestions.rules.patterns import matches, table

INSTRUCTIONS = table(
    r"""
override | \b<drop> (?:<all> ){0,3}(?:(?:previous|prior|earlier|above|system|own|old|safety) ){0,2}<rules>\b
speaker  | ^\W*<speaker>\s*(?:message|prompt|pesan)?\s*[:>\]]
speaker  | <\|?\s*/?(?:im_start|im_end|system|endoftext|assistant)|\[/?INST\]|={3} ?(?:system|user)
speaker  | \b(?:pesan|message) (?:dari |from )?(?:the )?(?:sistem|system)\b
speaker  | \b<rules> (?:baru|tambahan|sistem|system)\b\s*[:(]|\bnew <rules>\b
role     | \b(?:kamu|engkau|anda|you) (?:<become> ){1,2}(?:sebagai |an? |the |seorang )?(?:\w+ )?<role>\b
role     | \b(?:berperanlah|bertindaklah|berlakulah) sebagai\b|\bberpura-pura(?:lah)? (?:kamu|anda|menjadi|sebagai)
role     | \b(?:pretend|act) (?:that you are|you are|to be|as if you|as an?)\b
role     | \bmode (?:pengembang|developer|admin|debug|bebas)\b|\b(?:developer|debug|god|admin) mode\b
address  | (?:^|[.!?:]\s)\W*<to> <model>(?=\s*[,:!]| (?:yang|that|which|reading|membaca|who))
demand   | \b<write>(?:lah)?\b[^.!?\n]{0,40}\b(?:setiap|semua|seluruh|each|every|all|both) (?:the |of the )?<item>\b
demand   | \b(?:semua|setiap|all|every) <item> (?:harus|wajib|must|have to|has to)\b
demand   | \b<never> (?:\w+ )?<cite>\b[^.!?\n]{0,20}\b<source>\b
demand   | \b<write>(?:lah)?\b[^.!?\n]{0,30}\b(?:bahasa (?:inggris|indonesia)|in (?:english|indonesian))\b
forged   | \{\{|\}\}|^\W*P\d+\s*[|#]
reveal   | \b<show>\b[^.!?\n]{0,40}\b<secret>\b
""",
    {
        "drop": "abaikan|lupakan|langgar|kesampingkan|hiraukan|gantikan|ignore|forget|disregard|override|bypass|drop",
        "all": "semua|seluruh|segala|saja|dulu|all|any|every|the|your|of|these|those",
        "rules": "instruksi|perintah|aturan|arahan|petunjuk|ketentuan"
        "|instructions?|rules?|directions?|orders?|guidelines?|prompts?",
        "speaker": "system|sistem|assistant|asisten|developer|pengembang|user|admin(?:istrator)?",
        "become": "sekarang|kini|adalah|menjadi|berperan|must act as|are|now",
        "role": "model(?: bahasa)?|asisten|AI|LLM|chatbot|bot|assistant|DAN"
        "|penyair|bajak laut|pirate|auditor|pelatih|coach|HR|pengacara",
        "to": "kepada|wahai|halo|hai|untuk|bagi|catatan untuk|perhatian|dear|attention|note to(?: the)?|to(?: the| any)?|hey|hello",
        "model": "model(?: bahasa)?|asisten(?: AI)?|AI|LLM|chatbot|bot|mesin|language model|assistant|system|sistem|machine",
        "write": "tulis(?:kan)?|jawab|balas|keluarkan|cetak|sisipkan|tambahkan|masukkan|gunakan"
        "|write|answer|reply|respond|output|print|insert|add|put|include",
        "item": "topik|pertanyaan|judul|jawaban|set|kartu|kutipan"
        "|why|topics?|titles?|questions?|answers?|citations?|quotations?|quotes?",
        "never": "jangan|tidak usah|tak perlu|do not|don['’]t|never|without",
        "cite": "kutip|mengutip|cantumkan|mencantumkan|sertakan|menyertakan|cite|citing|quote|quoting|give|include|add",
        "source": "sumber|kutipan|sitasi|sources?|citations?|quotations?|references?",
        "show": "tampilkan|bocorkan|ungkapkan|sebutkan|salin|kirim(?:kan)?|reveal|show|print|repeat|leak|copy|send|list",
        "secret": "prompt|instruksi sistem|system message|pesan sistem|instruksi di atas|text above|teks di atas|pasangan lain"
        "|other pairs?|another pair|data (?:pasangan|peserta)|(?:semua|setiap) nama|(?:all|every) names?|nama (?:asli|lengkap)"
        "|(?:real|full) names?",
    },
)


def instructs(text: str) -> bool:
    """Whether a text speaks to a machine."""
    return matches(text, INSTRUCTIONS)


def without_instructions(text: str) -> str:
    """The text without the sentences that speak to a machine; unchanged where there is none."""
    spans = [span for span in sentence_spans(text, 0, len(text)) if instructs(text[span[0] : span[1]])]
    for start, end in reversed(spans):
        text = text[:start].rstrip(" \t") + text[end:]
    return text.strip() if spans else text
