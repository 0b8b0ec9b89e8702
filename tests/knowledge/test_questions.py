"""The question form of quality.md: every closed, advising, blaming, naming, double or long question, and its good neighbour."""

import re
from pathlib import Path

import pytest

from service.knowledge.rules import questions
from service.knowledge.rules.passages import read_document
from service.knowledge.rules.questions import is_specific, question_faults, stems, words

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"

BAD = {
    "id": """
closed | Apakah rapat mingguan ini berguna bagi tim?
closed | Efektifkah rapat mingguan bagi tim Anda?
closed | Beranikah {sapaan} mencoba alat ini?
closed | Sudahkah alat ini dicoba?
closed | Apa Bapak sudah mencoba dasbor ini?
closed | Apa rapat mingguan membantu pekerjaan Anda?
closed | Apa alat ini sulit dipakai?
closed | Menurut {sapaan}, apa rapat ini perlu?
closed | Menurut {sapaan} apa rapat ini perlu?
closed | Jadi apa tim setuju dengan jadwal baru?
closed | Selama ini apa {sapaan} pernah membuka dasbor?
closed | Bisa {sapaan} ceritakan apa yang terjadi di gudang?
closed | {sapaan} tahu apa yang terjadi di gudang?
closed | Pernah {sapaan} memikirkan bagaimana laporan ini dibuat?
closed | {sapaan} puas dengan apa yang dicapai tim?
blame | Tim paham mengapa jadwal berubah?
not-open | Jadwal ini cocok untuk tim?
closed | Rapat ini terlalu panjang, ya?
closed | Ini yang {sapaan} maksud apa yang tadi kan?
closed | Bagaimana, setuju atau tidak?
not-open | Jika alat ini gagal, rapat ditunda?
not-open | Ketika Anda tahu apa yang berubah, tim setuju?
not-open | Anda tidak keberatan apa pun hasilnya?
closed | Ceritakan apakah alat ini membantu.
advice | Bagian mana dari laporan yang sebaiknya dipendekkan?
advice | Bagian mana yang seharusnya dibaca lebih dulu?
advice | Bagian mana yang mestinya dibaca lebih dulu?
advice | Bagaimana kalau laporan ini dipendekkan?
advice | Bagaimana seandainya laporan ini dipendekkan?
advice | Mengapa tidak mencoba dasbor ini?
advice | Kenapa tidak mencoba dasbor ini?
advice | Apa salahnya mencoba dasbor ini?
advice | Apa yang perlu {sapaan} perbaiki dalam cara memimpin rapat?
advice | Hal apa yang ada baiknya dicoba di rapat?
advice | Cara rapat mana yang lebih baik ditinggalkan?
advice | Bukankah dasbor ini lebih cepat?
advice | Tidakkah dasbor ini lebih cepat?
blame | Apa yang membuat Anda sulit mendengar masukan?
blame | Apa yang membuat {sapaan} jarang turun ke gudang?
blame | Apa yang membuat keputusan Anda gagal di lapangan?
blame | Apa yang menghalangi {sapaan} mencoba dasbor ini?
blame | Mengapa rapat ini selalu terlambat?
blame | Bagaimana bisa {sapaan} menyetujui jadwal ini?
blame | Kesalahan apa yang Anda lakukan dalam rapat ini?
blame | Seberapa sering {sapaan} mengabaikan laporan gudang?
blame | Kapan {sapaan} berhenti memotong pembicaraan di rapat?
names-somebody | Siapa di tim Anda yang paling lambat mengisi laporan?
names-somebody | Rekan mana yang paling lambat mengisi laporan?
names-somebody | Anggota tim mana yang paling sering menolak dasbor?
names-somebody | Menurut {sapaan}, rekan mana yang paling lambat mengisi laporan?
names-somebody | Dari rekan mana {sapaan} mendengar kabar itu?
names-somebody | Atasan mana yang paling sulit diajak bicara?
double | Apa yang berubah dan bagaimana tim menanggapinya?
double | Apa yang berubah, bagaimana tim menanggapinya?
double | Apa yang berubah? Siapa yang tahu?
double | Ceritakan satu rapat. Sebutkan keputusannya.
double | Ceritakan satu rapat dan jelaskan keputusannya.
double | Apa yang berubah dan seperti apa rasanya?
ending | Ceritakan satu rapat yang berkesan?
ending | Apa yang berubah dari rapat ini
ending | Apa yang berubah dari rapat ini?!
long | Apa yang Anda rasakan ketika membaca laporan yang panjang itu di pagi hari sebelum rapat dimulai dan sesudah semua orang di ruangan selesai menyampaikan kabar dari tempat kerja masing-masing?
""",
    "en": """
closed | Is the weekly meeting useful for the team?
closed | Do you know what happens in the warehouse?
closed | In your view, is the form useful?
closed | When you ran it, did you notice what changed?
closed | Can you tell me what changed?
closed | So, have you tried the dashboard?
not-open | You know what happens in the warehouse?
not-open | The dashboard is useful for the team?
closed | You see how it works, right?
closed | What changed in the report, isn't it?
closed | What changed, good or not?
closed | Tell me whether the tool helps.
closed | Tell me if you agree with the rota.
not-open | If the tool fails, the meeting moves?
advice | What should the team change in the report?
advice | Shouldn't the report be shorter?
advice | Don't you think the report is too long?
advice | Why not try the dashboard?
advice | How about trying the dashboard?
advice | What about trying the dashboard?
advice | What if we tried the dashboard?
advice | When would it be better to send the report?
advice | What do you need to change in how you run meetings?
blame | What makes it hard for you to listen?
blame | What makes you so slow with feedback?
blame | What stops you from trying the dashboard?
blame | Why did the meeting run late?
blame | How come the meeting ran late?
blame | How could you approve this rota?
blame | What mistakes did you make in the meeting?
blame | What was wrong with your decision?
blame | What did you get wrong in the plan?
blame | When did you ignore the report from the floor?
names-somebody | Who in your team is slowest with the form?
names-somebody | Which colleague is slowest with the form?
names-somebody | From which colleague did you hear the news?
names-somebody | Which of your managers resists the dashboard most?
double | What changed and how did the team react?
double | What changed, how did the team react?
double | What changed? How did it feel?
double | Tell me about a meeting. Describe the decision.
double | Tell me about a meeting and describe the decision.
ending | Tell me about a meeting that stayed with you?
ending | What changed in the report
long | What did you notice about the weekly report when you read it early in the morning before the meeting began and again after everybody in the room had finished telling their news?
""",
}
GOOD = {
    "id": """
Apa yang berubah dari rapat ini?
Apa arti produktif bagi {sapaan}?
Apa tanda pertama yang akan dilihat tim bila kartu itu berjalan?
Apa saja yang menurut {sapaan} tetap perlu diperiksa orang?
Menurut {sapaan}, apa yang paling membantu dalam rapat?
Menurut {sapaan} apa yang paling membantu dalam rapat?
Cara kerja apa yang menurut {sapaan} patut dijaga, apa pun yang berubah?
Langkah mana yang paling sering Anda ulang?
Naskah mana yang akan kita baca lebih dulu?
Sudah berapa lama alat ini dipakai di gudang?
Sejak kapan {sapaan} memakai dasbor ini?
Dengan cara apa kita bisa menguji penanda pesan?
Saat membaca laporan, apa yang pertama {sapaan} cari?
Saat membaca laporan itu apa yang pertama {sapaan} cari?
Ceritakan satu rapat yang mengubah cara {sapaan} bekerja.
Gambarkan pagi hari di gudang saat truk datang.
Apa yang membuat jawaban AI ini terdengar meyakinkan?
Apa yang membuat Anda memilih tiga adegan itu?
Kesalahan takarir jenis apa yang paling sering Anda temui?
Bagaimana Anda memutuskan bahwa sebuah pesan bisa menunggu?
Apa yang Anda peroleh dari melihat langsung ketimbang membaca laporan?
Seperti apa reaksi Anda yang membuat orang berani bercerita?
Orang seperti apa yang paling terbantu oleh formulir ini?
Bagaimana kita akan menanggapi bila kalimat “ganti topik dulu” dipakai?
Apa yang {sapaan} bayangkan terjadi di sisi penerima?
Alat dan data mana yang akan kita siapkan?
Bagaimana {sapaan} mengetahui rekan mana yang sedang bertugas?
""",
    "en": """
What changed in the report?
In what way does the form help the ward?
When do you read the report?
When you read the report, what do you look for first?
In your view, what helps most in a meeting?
What changed, do you think?
Next month, which routine will we try?
Since when has the form been used?
Tell me about a meeting that changed how you work.
Describe the morning in the warehouse when trucks arrive.
What about this summary surprised you?
What made the AI's answer sound convincing?
What made you choose those scenes among the many you could see?
Which mistake in the finished letters caught your attention first?
How do you decide what must not go missing from a summary?
Which people-facing form matters most to the ward?
What do you now know about the tool's limits from running it yourself?
What sungkan stops you before the useful part?
How do you usually find out which colleague holds the standby turn?
How will you check this finding without hinting at its source?
""",
}


def planted(table: dict[str, str]) -> list[tuple[str, ...]]:
    return [
        (language, *line.split(" | ", 1)) for language, lines in table.items() for line in lines.strip().splitlines()
    ]


@pytest.mark.parametrize(("language", "code", "text"), planted(BAD))
def test_a_planted_question_is_refused(language, code, text):
    assert code in question_faults(text, language)


@pytest.mark.parametrize(("language", "text"), planted(GOOD))
def test_a_good_question_passes(language, text):
    assert question_faults(text, language) == []


@pytest.mark.parametrize("name", ["ADVICE", "BLAME", "NAMES_SOMEBODY", "DOUBLE"])
def test_each_table_of_wording_is_needed(monkeypatch, name):
    nothing = re.compile(r"(?!)")
    monkeypatch.setattr(questions, name, {"id": nothing, "en": nothing})
    for language in ("id", "en"):
        assert any(code not in question_faults(text, lang) for lang, code, text in planted(BAD) if lang == language)


@pytest.mark.parametrize("name", ["CLOSED_ID", "CLOSED_EN"])
def test_each_closed_form_is_needed(monkeypatch, name):
    monkeypatch.setattr(questions, name, re.compile(r"(?!)"))
    assert any(code not in question_faults(text, language) for language, code, text in planted(BAD))


def test_hidden_characters_hide_nothing():
    assert "closed" in question_faults("Apa\u200bkah rapat ini berguna bagi tim?", "id")
    assert "advice" in question_faults("Bagian mana yang se\u00adbaiknya dibaca?", "id")
    assert "advice" in question_faults("What sh\u2060ould the team read first?", "en")
    assert "closed" in question_faults("Ａｐａｋａｈ rapat ini berguna?", "id")


@pytest.mark.parametrize(("language", "word", "closing"), [("id", "rapat", "{sapaan}"), ("en", "meeting", "you")])
def test_twenty_eight_words_and_no_more(language, word, closing):
    start = "Apa yang" if language == "id" else "What about"
    fits = f"{start} {' '.join([word] * 26)}?"
    assert "long" not in question_faults(fits, language)
    assert "long" in question_faults(f"{fits[:-1]} {word}?", language)
    assert "long" in question_faults(f"{fits[:-1]}—{word}?", language)


def test_a_form_of_address_takes_two_words():
    line = f"Apa yang {{sapaan}} {' '.join(['rapat'] * 24)}?"
    assert "long" not in question_faults(line, "id")
    assert "long" in question_faults(line.replace("rapat?", "rapat rapat?"), "id")


def test_a_spoken_line_has_no_anda():
    line = "Apa yang Anda cari lebih dulu dalam laporan?"
    assert question_faults(line, "id") == []
    assert question_faults(line, "id", spoken=True) == ["register"]
    assert question_faults("Apa yang {sapaan} cari lebih dulu dalam laporan?", "id", spoken=True) == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_nothing_is_not_a_question(text):
    assert question_faults(text, "id") == ["empty"]


TOPIC = {
    "id": (
        "Rekap lembur. Mentor menunjukkan dua puluh baris; tim bekerja dan belajar bersama.",
        "Rekap lembur disalin tim baris demi baris sambil bekerja dan belajar.",
    ),
    "en": (
        "Overtime summary. The mentor shows twenty rows; the team works and learns.",
        "The overtime summary is copied row by row while the team works and learns.",
    ),
}


@pytest.mark.parametrize(
    ("language", "text", "specific"),
    [
        ("id", "Baris mana dalam rekap yang Anda periksa sendiri?", True),
        ("id", "Apa yang Anda pelajari hari ini?", False),
        ("id", "Bagaimana tim Anda bekerja?", False),
        ("id", "Apa yang paling berkesan dari sesi ini?", False),
        ("id", "Dasbor mana yang Anda buka setiap pagi?", False),
        ("en", "Which row of the summary do you check yourself?", True),
        ("en", "What did you learn today?", False),
        ("en", "How does your team work?", False),
        ("en", "Which dashboard do you open every morning?", False),
    ],
)
def test_a_question_is_about_its_topic_and_its_passage(language, text, specific):
    assert is_specific(text, *TOPIC[language], language) is specific


def test_topic_alone_or_passage_alone_is_not_enough():
    assert not is_specific("Rekap mana yang Anda periksa?", "Rekap lembur", "Rapat dibuka dengan menulis.", "id")
    assert not is_specific("Rekap mana yang Anda periksa?", "Rapat pagi", "Rekap lembur disalin.", "id")
    assert is_specific("Rekap mana yang Anda periksa?", "Rekap lembur", "Rekap disalin.", "id")


def test_stems_forget_function_words_and_affixes():
    assert stems("Apa yang memeriksa pemeriksaan itu?", "id") == stems("periksa", "id")
    assert stems("checked, checking", "en") == stems("check", "en")
    assert words("{sapaan} anak-anak don’t") == ["sapaan", "anak-anak", "don’t"]


def test_no_question_of_the_shipped_guides_is_refused():
    refused = []
    for path in sorted(KNOWLEDGE.rglob("*.md")):
        document = read_document(path.relative_to(KNOWLEDGE).as_posix(), path.read_bytes())
        for unit in (entry.unit for entry in document.entries if entry.unit):
            spoken = [(text, True) for text in unit.openers] + [(question.text, True) for question in unit.both]
            read = [(question.text, False) for question in (*unit.senior, *unit.junior)]
            refused += [text for text, aloud in spoken + read if question_faults(text, unit.language, spoken=aloud)]
    assert refused == []
