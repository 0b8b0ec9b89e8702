"""A draft topic in each language in which nothing is wrong, so that one planted fault is the only one."""

from dataclasses import replace
from typing import Any

from service.knowledge.values import Passage, Question, Step
from service.suggestions.values import DraftCitation, DraftTopic, PairBrief, SideBrief, Stage

RAW = {
    "id": (
        "# Rekap lembur\n\nRekap lembur lama disalin baris demi baris dari lembar absen.\nCara baru menjumlah jam lembur "
        "dengan satu perintah, tetapi tidak tahu mana baris yang keliru diketik. Orang tetap perlu memeriksa baris yang janggal "
        "sebelum rekap dikirim."
    ),
    "en": (
        "# Overtime summary\n\nThe old overtime summary was copied row by row from the attendance sheet.\nThe new way adds the "
        "overtime hours with one command, but it does not know which row was mistyped. A person still needs to check the odd rows "
        "before the summary goes out."
    ),
}
OTHER = {
    "id": "Rapat yang dibuka dengan dua menit menulis memberi ruang bagi orang yang berpikir pelan.",
    "en": "A meeting that opens with two minutes of writing gives room to people who think slowly.",
}
QUOTE = {
    "id": "Orang tetap perlu memeriksa baris yang janggal sebelum rekap dikirim.",
    "en": "A person still needs to check the odd rows before the summary goes out.",
}


def passage(language: str, identity: str = "P1", **changes: Any) -> Passage:
    raw = RAW[language]
    start = raw.index("\n\n") + 2
    values: dict[str, Any] = {
        "id": identity,
        "document": f"overtime-{language}",
        "path": f"guides/{language}/overtime.md",
        "version": "0123456789ab",
        "title": "Rekap",
        "heading": "Rekap lembur",
        "language": language,
        "kind": "topic",
        "unit": f"overtime-{language}#1",
        "start": start,
        "end": len(raw),
        "text": raw[start:],
    }
    return Passage(**{**values, **changes})


def passages(language: str) -> dict[str, Passage]:
    other = OTHER[language]
    return {
        "P1": passage(language),
        "P2": passage(language, "P2", document="meetings", heading="Menulis dulu", text=other, start=0, end=len(other)),
    }


def draft(language: str, **changes: Any) -> DraftTopic:
    topic = _ID if language == "id" else _EN
    return replace(topic, **changes)


def brief(language: str, **changes: Any) -> PairBrief:
    stage = Stage(2, "practice", "", ("practice",))
    return replace(PairBrief(1, 2, language, stage, SideBrief(), SideBrief()), **changes)


_ID = DraftTopic(
    title="Rekap lembur: cara lama dan cara baru",
    reasons=("practice",),
    why="Otomasi ada di daftar belajar pemimpin, dan mentor memakainya untuk rekap lembur setiap bulan.",
    activity=(
        Step(3, "Mentor menunjukkan cara lama dengan dua puluh baris rekaan."),
        Step(5, "Pemimpin menjalankan cara baru dan memeriksa jam lembur."),
        Step(2, "Berdua menandai satu baris yang lolos."),
    ),
    openers=(
        "Apa yang ternyata berbeda dari bayangan {sapaan} tentang rekap ini?",
        "Baris mana yang menurut {sapaan} tetap perlu dilihat orang?",
    ),
    senior=(Question("Apa yang baru Anda ketahui tentang batas perintah ini pada baris lembur?", "R"),),
    junior=(Question("Bagian rekap mana yang Anda periksa tanpa terlihat di hasilnya?", "O"),),
    both=(Question("Baris janggal mana yang akan kita periksa sebelum rekap berikutnya dikirim?", "W"),),
    citations=(DraftCitation("P1", QUOTE["id"]),),
    unit="overtime-id#1",
)
_EN = DraftTopic(
    title="Overtime summary: the old way and the new",
    reasons=("practice",),
    why="Automation is on the leader's list to learn, and the mentor uses it for the overtime summary every month.",
    activity=(
        Step(3, "The mentor shows the old way with twenty invented rows."),
        Step(5, "The leader runs the new way and checks the overtime hours."),
        Step(2, "Both mark one row that slipped through."),
    ),
    openers=(
        "What turned out different from how you had pictured this summary?",
        "Which row still needs a person to look at it, in your view?",
    ),
    senior=(Question("What do you now know about the limits of this command on an overtime row?", "R"),),
    junior=(Question("Which part of the summary do you check without it showing in the hours?", "O"),),
    both=(Question("Which odd rows will we check before the next summary goes out?", "W"),),
    citations=(DraftCitation("P1", QUOTE["en"]),),
    unit="overtime-id#1",
)
