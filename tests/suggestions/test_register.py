"""Language and register of every line, and characters nobody can see."""

import pytest

from service.suggestions.rules.register import all_speak, register_fault, speaks, unreadable
from tests.libraries import folder_library

ID = [
    "Baris mana yang akan kita periksa lebih dulu?",
    "Rekap lembur",
    "Tanda produktif: hadir, sibuk, selesai",
    "Kamera mati, kamera menyala",
]
EN = [
    "Which row will we check first?",
    "Overtime summary",
    "Five phishing messages taken apart",
    "Short replies, many readings",
]


@pytest.mark.parametrize(("language", "other", "texts"), [("id", "en", ID), ("en", "id", EN)])
def test_a_text_is_in_its_language_and_in_no_other(language, other, texts):
    assert all_speak(texts, language)
    assert not any(speaks(text, other) for text in texts if len(text.split()) > 2)


def test_half_and_half_is_neither():
    assert not speaks("Apa yang membuat you feel confident in the meeting before it starts?", "id")
    assert not speaks("What makes tim Anda merasa yakin dalam rapat pagi itu?", "en")
    assert speaks("Kotak mana di dashboard dan spreadsheet yang Anda buka lebih dulu?", "id")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_text_of_the_guides_is_told_apart(language):
    other = "en" if language == "id" else "id"
    units = [unit for stage in range(1, 7) for unit in folder_library().units(language, stage)]
    texts = {
        text
        for unit in units
        for text in (
            *unit.openers,
            *(step.text for step in unit.activity),
            *(question.text for question in (*unit.senior, *unit.junior, *unit.both)),
        )
    }
    assert [text for text in texts if not speaks(text, language)] == []
    assert [text for text in texts if speaks(text, other)] == []
    assert [unit.heading for unit in units if not speaks(unit.heading, language)] == []


@pytest.mark.parametrize(
    ("text", "voice", "fault"),
    [
        ("Apa yang Anda lihat di layar?", "page", False),
        ("Apa yang Anda lihat di layar?", "spoken", True),
        ("Apa yang akan anda lihat di layar?", "both", True),
        ("Apa yang {sapaan} lihat di layar?", "spoken", False),
        ("Apa yang kita lihat di layar?", "both", False),
        ("Apa yang kamu lihat di layar?", "page", True),
        ("Apa yang kalian lihat di layar?", "spoken", True),
        ("Apa yang kaulihat di layar?", "page", True),
        ("Apa pendapatmu tentang layar ini?", "page", True),
        ("Apa yang menambah ilmu tim saat bertemu tamu?", "spoken", False),
        ("Apa yang Bapak lihat di layar?", "spoken", True),
        ("Apa yang Ibu lihat di layar?", "both", True),
        ("Apa yang Mas lihat di layar?", "spoken", True),
        ("Apa yang dilihat ibu hamil di layar antrean?", "spoken", False),
        ("Apa yang Bapak itu lihat di layar?", "page", False),
    ],
)
def test_the_voice_of_a_line(text, voice, fault):
    assert (register_fault(text, "id", voice) is not None) is fault


def test_english_has_one_you():
    assert register_fault("What do you see on the screen?", "en", "spoken") is None


@pytest.mark.parametrize(
    "text",
    ["re\u200bkap", "re\u00adkap", "rek\U000e0061p", "rеkap", "rekap\u202e", "rekap\x00", "\ufeffrekap", "рекап"],
)
def test_what_cannot_be_seen_is_refused(text):
    assert unreadable(text)


@pytest.mark.parametrize(
    "text", ["“Rekap” – baris ½, 5 °C … naïve café", "Rekap\nlembur\tsatu", "don’t 🙂", "e\u0301", "ﬁle 1º"]
)
def test_what_can_be_seen_passes(text):
    assert not unreadable(text)
