"""Near-duplicates: paraphrases of a question are found, other questions on the same topic are not (decision 0004)."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.suggestions.rules.similarity import NEAR, nearness, repeats, similarity
from tests.libraries import folder_library

PARAPHRASES = {
    "id": [
        (
            "Tanggal sesi mana yang akan kita kunci di kalender sebelum pertemuan ini selesai?",
            "Sebelum pertemuan ini selesai, tanggal sesi mana yang kita kunci di kalender?",
        ),
        (
            "Dari mana asal-usul tanda produktif yang paling Anda percaya?",
            "Tanda produktif yang paling Anda percaya itu berasal dari mana?",
        ),
        (
            "Tanda apa saja yang bisa memperlihatkan pekerjaan yang tenang?",
            "Apa saja tanda yang dapat membuat pekerjaan tenang terlihat?",
        ),
        (
            "Hasil kerja seperti apa yang ingin Anda lihat lebih jelas daripada kursi yang terisi?",
            "Selain kursi yang terisi, hasil kerja apa yang ingin Anda lihat dengan lebih jelas?",
        ),
        (
            "Kepastian layanan mana yang tetap ingin Anda pegang ketika jadwal dibuat lentur?",
            "Apa kepastian layanan yang ingin tetap Anda jaga saat jadwal menjadi lentur?",
        ),
        (
            "Aturan tempat kerja mana yang alasannya sudah Anda pahami dengan baik?",
            "Alasan di balik aturan tempat kerja yang mana yang Anda pahami dengan baik?",
        ),
        (
            "Pilihan apa dalam jadwal yang paling berarti bagi mutu pekerjaan Anda?",
            "Bagi mutu pekerjaan Anda, pilihan jadwal apa yang paling penting?",
        ),
        (
            "Kelonggaran mana saja yang tidak memerlukan biaya tambahan?",
            "Apa saja kelonggaran yang bisa diberikan tanpa biaya tambahan?",
        ),
        (
            "Pembagian tenaga seperti apa yang ingin Anda contohkan pada minggu yang berat?",
            "Pada minggu berat, bagaimana Anda ingin mencontohkan cara membagi tenaga?",
        ),
        (
            "Tenaga untuk hal apa yang ingin Anda sisakan pada akhir minggu kerja?",
            "Untuk apa Anda ingin menyisakan tenaga di akhir minggu kerja?",
        ),
        (
            "Rapat mana yang akan Anda buka dengan dua menit menulis?",
            "Di rapat yang mana Anda akan memulai dengan menulis selama dua menit?",
        ),
        (
            "Apa yang baru Anda ketahui tentang batas alat ini setelah menjalankannya sendiri?",
            "Setelah menjalankan alat ini sendiri, batas apa yang baru Anda ketahui?",
        ),
        (
            "Bagaimana Anda akan memeriksa temuan tentang formulir ini tanpa mengisyaratkan sumbernya?",
            "Dengan cara apa temuan soal formulir itu Anda periksa tanpa menyebut sumbernya?",
        ),
        (
            "Keputusan apa yang selama ini bersandar pada angka itu?",
            "Apa saja keputusan yang bersandar pada angka tersebut?",
        ),
        (
            "Bagaimana kita akan menguji penanda pesan ini selama dua minggu?",
            "Selama dua minggu, seperti apa cara kita menguji penanda pesan tersebut?",
        ),
        (
            "Apa yang ingin Anda pahami tentang aturan kerja dari sisi orang yang menjalaninya?",
            "Dari sisi orang yang menjalani aturan kerja, hal apa yang ingin Anda mengerti?",
        ),
        (
            "Pertanyaan seperti apa yang akan dicoba di rapat minggu depan?",
            "Di rapat minggu depan, pertanyaan mana yang akan kita coba?",
        ),
        (
            "Kebiasaan rapat apa yang ingin Anda lepas tahun ini?",
            "Tahun ini, apa kebiasaan rapat yang mau Anda tinggalkan?",
        ),
        (
            "Kabar buruk seperti apa yang biasanya paling lambat sampai ke meja {sapaan}?",
            "Seperti apa berita buruk yang biasanya terlambat tiba di meja {sapaan}?",
        ),
        (
            "Apa yang Anda periksa sendiri sebelum memakai draf dari AI?",
            "Sebelum draf dari AI dipakai, apa yang Anda cek sendiri?",
        ),
    ],
    "en": [
        (
            "Which meeting will you open with two minutes of writing?",
            "Which of your meetings will start with two minutes of writing?",
        ),
        ("What signs could make quiet work visible?", "Through what signs could quiet work be made visible?"),
        (
            "What small examples can you prepare with invented data?",
            "Using invented data, what small examples can you prepare?",
        ),
        (
            "Which work habit of your own would you like to let go of this year?",
            "This year, which of your own work habits would you like to let go of?",
        ),
        (
            "What do you now know about the tool's limits from running it yourself?",
            "After running it yourself, what limits of the tool do you now know about?",
        ),
        (
            "What do you do for this summary that the result does not show?",
            "What part of your work on this summary stays invisible in the result?",
        ),
        (
            "What routine task will we try to lighten before the next session?",
            "Before the next session, which routine task will we try to make lighter?",
        ),
        (
            "How will you check this finding about the form without hinting at its source?",
            "In what way will you check the finding on this form without hinting at its source?",
        ),
        (
            "What in your drawing comes from your own observation?",
            "Which parts of your drawing come from what you observed yourself?",
        ),
        (
            "What will we check first about the box we picked?",
            "Which thing about the box we picked will we check first?",
        ),
        (
            "What explanation did you hold back while retelling the scenes?",
            "While retelling the scenes, which explanation did you hold back?",
        ),
        (
            "What made you choose those scenes among the many you could see?",
            "Among the many scenes you could see, what led you to choose those?",
        ),
        (
            "What kind of meeting close will be tried next week?",
            "Next week, what way of closing a meeting will be tried?",
        ),
        (
            "Which events do we agree deserve to interrupt rest?",
            "Which events deserve, as we agreed, to interrupt rest?",
        ),
        (
            "Which routine agenda items could you try as a document for one month?",
            "For one month, what routine agenda items could be tried as a document?",
        ),
        (
            "What stories about this form usually reach your desk?",
            "What kind of stories about the form normally arrive at your desk?",
        ),
        (
            "What do you hope happens in the room once the meeting is closed?",
            "Once the meeting closes, what do you hope will happen in the room?",
        ),
        ("Which decisions rest on that number so far?", "What decisions have rested on this number until now?"),
        (
            "What do you check yourself before you use a draft from the AI?",
            "Before using an AI draft, what do you check on your own?",
        ),
        ("What data do we agree never to type into the AI?", "Which data will we never type into the AI, as we agree?"),
    ],
}
# Same topic, other question.
DISTINCT = {
    "id": [
        (
            "Baris mana yang Anda periksa sendiri sebelum rekap dikirim?",
            "Apa yang Anda pelajari dari baris yang lolos dari rekap?",
        ),
        (
            "Seperti apa minggu yang berat bagi {sapaan}?",
            "Hari mana dalam minggu berat yang akan kita jaga tetap ringan?",
        ),
        (
            "Pesan apa yang paling sering Anda kirim malam hari?",
            "Bagaimana kita akan menguji penanda pesan malam selama dua minggu?",
        ),
    ],
    "en": [
        (
            "Which row do you check yourself before the summary goes out?",
            "What did you learn from the row that slipped through the summary?",
        ),
        ("What does a heavy week look like for you?", "Which day of a heavy week will we keep light?"),
        (
            "Which messages do you send most often at night?",
            "How will we try out a marker for night messages for two weeks?",
        ),
    ],
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_paraphrases_are_found(language):
    found = [repeats(other, [one], language) for one, other in PARAPHRASES[language]]
    assert sum(found) / len(found) >= 0.85


@pytest.mark.parametrize("language", ["id", "en"])
def test_another_question_on_the_topic_is_not_a_repeat(language):
    assert not any(repeats(other, [one], language) for one, other in DISTINCT[language])


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_guides_questions_are_apart(language):
    """At most one in ten thousand pairs of questions that people wrote is near; a looser bar would refuse good ones."""
    units = {unit.twin: unit for stage in range(1, 7) for unit in folder_library().units(language, stage)}
    texts = [question.text for unit in units.values() for question in (*unit.senior, *unit.junior, *unit.both)]
    pairs = list(combinations(texts, 2))
    near = sum(nearness(one, other, language) >= NEAR for one, other in pairs)
    assert near / len(pairs) <= 1e-4


def test_the_same_words_in_other_clothes():
    assert repeats("  Rekap   LEMBUR? ", ["rekap lembur"], "id")
    assert repeats("Baris mana yang kita periksa?", ["Yang mana baris yang kita periksa?"], "id")
    assert repeats("???", ["???"], "id")
    assert not repeats("???", ["Baris mana?"], "id")
    assert not repeats("Baris mana?", [], "id")


def test_names_of_topics():
    assert repeats("Rekap lembur: cara baru, cara lama", ["Rekap lembur: cara lama, cara baru"], "id")
    assert not repeats("Tiga tumpukan kartu panen", ["Tiga tumpukan: jaga, lepas, coba"], "id")
    assert not repeats("Forms of address, and who holds the wheel", ["Titles and forms of address at work"], "en")


@settings(deadline=None)  # a slow machine proves nothing
@given(st.text(), st.text(), st.sampled_from(["id", "en"]))
def test_nearness_is_a_measure(one, other, language):
    assert 0 <= nearness(one, other, language) <= 1
    assert nearness(one, other, language) == nearness(other, one, language)
    assert repeats(one, [one], language)


def test_shared_content_of_unlike_texts():
    about = "Rekap lembur disalin baris demi baris, lalu diperiksa sebelum dikirim ke bagian gaji."
    assert similarity("Baris rekap yang diperiksa", about, "id") > 0.5
    assert similarity("Kamera rapat yang menyala", about, "id") == 0
    assert similarity("", about, "id") == 0
