"""The sentence worth quoting: close to the need, whole, short enough, and standing alone."""

import pytest

from service.suggestions.rules.quotable import best_sentence
from service.suggestions.rules.quotations import locate
from tests.libraries import folder_library

TEXT = (
    "Rapat pagi membuka hari di setiap cabang pelayanan. Perintah otomatis menjumlah jam lembur tanpa tahu baris yang keliru. "
    "Itu sebabnya orang tetap memeriksa jam lembur yang keliru setiap bulan.\n\n- Angka lembur tidak menceritakan siapa yang "
    "menggantikan rekan sakit hari itu."
)


def test_the_sentence_that_says_most_of_what_is_wanted():
    assert (
        best_sentence(TEXT, "jam lembur keliru", "id")
        == "Perintah otomatis menjumlah jam lembur tanpa tahu baris yang keliru."
    )
    assert best_sentence(TEXT, "rapat cabang", "id") == "Rapat pagi membuka hari di setiap cabang pelayanan."


def test_a_list_item_is_quoted_without_its_dash():
    assert best_sentence(TEXT, "rekan sakit menggantikan", "id").startswith("Angka lembur")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Terlalu pendek.",
        "kata " * 40 + ".",
        "# Judul yang panjang sekali tentang lembur dan rekap",
        "Kalimat tanpa titik di ujungnya dan tanpa tanda apa pun",
    ],
)
def test_nothing_fit_is_nothing(text):
    assert best_sentence(text, "lembur", "id") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Karena itu jam lembur diperiksa orang setiap bulan. Jam lembur diperiksa orang setiap pekan di cabang.",
            "id",
        ),
        (
            "Siasat seperti itu menghemat jam lembur setiap bulan. Jam lembur diperiksa orang setiap pekan di cabang.",
            "id",
        ),
        ("Such rows hide overtime hours in every branch. Overtime hours are checked each week in a branch.", "en"),
        ("This is why overtime hours are checked each month. Overtime hours are checked each week in a branch.", "en"),
    ],
)
def test_a_sentence_that_points_backwards_comes_last(text, language):
    found = best_sentence(text, "jam lembur" if language == "id" else "overtime hours", language)
    assert found == text.split(". ")[1]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_unit_of_the_folder_has_one_and_it_stands(language):
    for stage in range(1, 7):
        for unit in folder_library().units(language, stage):
            quote = best_sentence(unit.passage.text, unit.heading, language)
            assert quote and locate(quote, unit.passage.text), unit.id
