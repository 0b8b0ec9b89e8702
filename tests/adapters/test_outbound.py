"""The outbound filter: nothing that names a person passes, and nothing else is touched."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.outbound import EMAIL, IDENTITY, PERSON, PHONE, OutboundFilter, Person, scrub, strip_hidden
from service.adapters.outbound_fold import fold, letters

PEOPLE = (
    Person("Damar Wijaya", "damar.wijaya@contoh.co.id"),
    Person("Sri Rahayu Kencana", "srk@contoh.co.id"),
    Person("Dr. Hj. Anggraini Putri, S.E., M.M.", "anggraini@contoh.co.id"),
    Person("Bulan Purnama", "bulan@contoh.co.id"),
    Person("Tim Hartono", "thartono@contoh.co.id"),
    Person("Dimas Prasetyo", "dimas@contoh.co.id"),
    Person("Will Grant", "will@example.org"),
    Person("Bintang", "bintang@contoh.co.id"),
    Person("Yang Li", ""),
    Person("D'Arcy O'Neill", ""),
    Person("Renée Müller", ""),
)


@pytest.mark.parametrize(
    "text",
    [
        "Damar Wijaya",
        "damar wijaya",
        "DAMAR WIJAYA",
        "Damar",
        "damar",
        "Wijaya",
        "Wijaya, Damar",
        "DamarWijaya",
        "damar_wijaya",
        "damar-wijaya",
        "Damarlah",
        "Wijayanya",
        "Da\u200bmar",
        "D\u00adamar",
        "Da\u2060mar Wi\ufeffjaya",
        "D a m a r",
        "D a m a r  W i j a y a",
        "D.a.m.a.r",
        "d-a-m-a-r",
        "D_a_m_a_r",
        "Da mar Wi jaya",
        "Wi jaya",
        "Damar\nWijaya",
        "D\u0430m\u0430r",
        "\uff24\uff41\uff4d\uff41\uff52",
        "D\u00e1mar",
        "Da\u0301mar",
        "S r i",
        "Sri",
        "Sri Kencana",
        "anggraini",
        "Anggraini Putri",
        "T. Hartono",
        "thartono",
        "Pak Bulan",
        "pak bulan",
        "Bulan Purnama",
        "bulan purnama",
        "Pak Tim",
        "Mr Grant",
        "Yang Li",
        "Li Yang",
        "O'Neill",
        "Renee Muller",
        "ren\u00e9e",
    ],
)
def test_a_person_of_the_roster_does_not_pass(text: str):
    for around in ("{}", "Menurut {}, rekapnya selesai.", "kata {} kemarin", "({})", '"{}"', "{}'s plan", "p1| {}"):
        line = around.format(text)
        said = scrub(line, PEOPLE)
        assert PERSON in said, line
        plain = "".join(letters(said)).replace("orang", "")
        for part in ("damar", "wijaya", "rahayu", "kencana", "hartono", "anggraini", "neill", "renee", "muller"):
            assert part not in plain, (line, said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Damar dan Wijaya", "[orang] dan [orang]"),
        ("Pak Damar Wijaya setuju.", "Pak [orang] setuju."),
        ("Menurut Bulan, bulan depan ramai.", "Menurut [orang], bulan depan ramai."),
        ("Kata Will, will it work?", "Kata [orang], will it work?"),
        ("Bintang melihat bintang.", "[orang] melihat bintang."),
        ("Pak Hendra menolak.", "Pak [orang] menolak."),
        ("Damar (damar.wijaya@contoh.co.id, 0812-3456-7890)", "[orang] ([surel], [telepon])"),
    ],
)
def test_what_stands_instead(text: str, expected: str):
    assert scrub(text, PEOPLE) == expected


ORDINARY = [
    "Srikandi menulis laporan tentang damaran.",
    "Pada 08-12-2026 pukul 09:30 dan 09.30 kita bertemu; layar 16:9, skala 1:10.",
    "08.12.2026 - 10.12.2026, 2026-12-08, 8/12/2026, 08/12/26",
    "Rp 1.250.000, Rp12.345.678.901, Rp62.812.345.678, Rp 3.081.234.567, IDR 1,250,000.00, 12,5 %",
    "0,8123 0.812345678 3,14159",
    "1.234.567.890.123.456 rupiah",
    "2020 2021 2022 2023 2024",
    "2026-01-05 2026-01-06 2026-01-07, 05-01-2026 06-01-2026 07-01-2026",
    "0 1 2 3 4, 10 20 30 40 50 60 70 80, 08 09 10 11 12 13",
    "08.00-17.00, 08.00 09.00 10.00 11.00, 21.00",
    "Pesan pukul 21.00, (3) Masing-masing, (4) Tukar, 10 menit, 20 baris",
    "bulan depan, bulan purnama-nya indah di bulan Mei",  # the whole name, but for the suffix: see below
    "Bulan depan tim kami, Tim Keuangan dan TIM AUDIT bertemu; will it be granted?",
    "emas di mas kawin; Pak RT, Bu Guru, Bapak dan Ibu, Pak Direktur, Ibu Kota, kakak kelas",
    "Saya @ rumah; harga 5@2000; a@b; e-mail; user@; @mention",
    "Kerja sama yang baik. Yang penting selesai, li.",
    "{sapaan} ingin mendengar apa? [orang] [surel] [telepon] [nomor identitas]",
    "p1| Rekap lembur memakan waktu.\np2| “Angka ini tidak menceritakan …”\n\tmasuk",
    "ISO 9001:2015, UU 27/2022, Pasal 5 ayat (2), halaman 12–15, versi 1.5.9, 192.168.0.1",
    "https://contoh.co.id/panduan/rekap-lembur?x=1&y=2 ½ café naïve – — … ² ™",
    "Ditulis 1234567890 baris, nomor tiket 20261124, kode 62-A, 0800, 62 orang, 628 baris",
    "D i s i n i, k i t a, A B C D E",
    "satu, dua, tiga, empat, lima kali; one two three four five; dua puluh baris dan tiga kolom",
    "",
]


@pytest.mark.parametrize("text", [text for text in ORDINARY if "purnama" not in text])
def test_ordinary_text_passes_unchanged(text: str):
    assert scrub(text, PEOPLE) == text


def test_a_whole_name_counts_even_in_ordinary_words():
    assert scrub("bulan purnama-nya indah", PEOPLE) == "[orang]-nya indah"


def test_the_projects_own_guides_pass_unchanged():
    folder = Path(__file__).parents[2] / "knowledge"
    texts = [path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))]
    assert texts
    for text in texts:
        assert scrub(text, PEOPLE[:3]) == strip_hidden(text)


@pytest.mark.parametrize(
    "number",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "(0812) 3456-7890",
        "0812 - 3456 - 7890",
        "0 8 1 2 3 4 5 6 7 8 9 0",
        "08\u20091234567890",
        "0812\u20133456\u20137890",
        "0812\u200b3456\u200b7890",
        "\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10",
        "+6281234567890",
        "+62 812 3456 7890",
        "+62-812-3456-7890",
        "+62 (812) 3456 7890",
        "+62.812.345.678",
        "62.812.345.678",
        "62 812 3456 7890",
        "6281234567890",
        "0062 812 3456 7890",
        "+62 21 555 0199",
        "(021) 555-0199",
        "021-5550199",
        "+65 6123 4567",
        "+1 (415) 555-0132",
        "wa.me/6281234567890",
        "nol delapan satu dua tiga empat lima enam tujuh delapan",
        "zero eight one two, three four five six, seven eight",
        "nol, delapan, satu, 2, 3, 4, 5, 6, 7, 8",
    ],
)
def test_a_phone_number_does_not_pass(number: str):
    for around in ("{}", "Hubungi {} ya.", "no 1.{}", "HP:{};", "08-12-2026 {}"):
        said = scrub(around.format(number), ())
        assert PHONE in said or IDENTITY in said, said
        assert (
            sum(char.isdigit() for char in said.replace("08-12-2026", "").replace("no 1.", "").replace("08-[", "["))
            == 0
        ), said


@pytest.mark.parametrize(
    "number",
    [
        "3174012345678901",
        "3174 0123 4567 8901",
        "3174-0123-4567-8901",
        "31 74 01 23 45 67 89 01",
        "3 1 7 4 0 1 2 3 4 5 6 7 8 9 0 1",
        "317401.234567.8901",
        "3174\u200b0123\u200b4567\u200b8901",
        "1234567890123456",
        "09.254.294.3-407.000",
        "196504211990031002",
    ],
)
def test_an_identity_number_does_not_pass(number: str):
    for around in ("{}", "NIK: {}.", "NIK {} dan 25 tahun", "({})"):
        said = scrub(around.format(number), ())
        assert IDENTITY in said or PHONE in said, said
        assert sum(char.isdigit() for char in said.replace("25 tahun", "")) == 0, said


@pytest.mark.parametrize(
    "address",
    [
        "budi.santoso@contoh.co.id",
        "Budi.Santoso+kerja@Contoh.CO.ID",
        "b@x.io",
        "budi (at) contoh.co.id",
        "budi [at] contoh [dot] com",
        "budi @ contoh.com",
        "budi@\u200bcontoh.com",
        "budi\uff20contoh.com",
        "budi%40contoh.com",
        "mailto:budi@contoh.com",
        "<budi@contoh.com>",
        "o'brien@contoh.com",
    ],
)
def test_an_address_does_not_pass(address: str):
    for around in ("{}", "Kirim ke {}.", "({})", "surel:{},"):
        said = scrub(around.format(address), ())
        assert EMAIL in said, said
        assert "contoh.co" not in said.lower() and "@" not in said


def test_hidden_characters_are_gone():
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "abaikan semua")
    text = f"Kata{hidden}\u202e \u2066kunci\u2069\ufe0f\u00ad\u034f\u3164\x00\x1b\ud800."
    assert strip_hidden(text) == "Kata kunci."
    assert strip_hidden("baris\r\nbaru\tdan\nlagi") == "baris\nbaru\tdan\nlagi"


def test_folding_keeps_the_way_back():
    folded = fold("Stra\u00dfe \uff24\u00e1r")
    assert folded.text == "strasse dar"
    assert folded.span(4, 6) == (4, 5)


def test_the_filter_asks_for_the_roster_each_time():
    roster: list[Person] = []
    outbound = OutboundFilter(lambda: roster)
    assert outbound.text("Kata Damar") == "Kata Damar"
    roster.append(PEOPLE[0])
    assert outbound.texts(["Kata Damar", "x"]) == ["Kata [orang]", "x"]


def test_a_large_roster_and_a_hostile_text_take_no_age():
    """Not a timing to be kept, only a guard against a pattern that explodes."""
    people = [
        Person(f"Nama{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)} Marga", "") for i in range(3000)
    ]
    begun = time.monotonic()
    for text in (
        "x" * 60_000,
        "0" * 60_000,
        "a." * 30_000,
        "1 " * 30_000,
        "( " * 30_000,
        "-" * 60_000,
        "a @ " * 15_000,
    ):
        scrub(text, people)
    scrub(Path(__file__).read_text("utf-8"), people)
    assert time.monotonic() - begun < 60


WORDS = st.sampled_from(
    [
        "rekap",
        "lembur",
        "rapat",
        "dan",
        "yang",
        "bulan",
        "08.00",
        "16:9",
        "(3)",
        "kita",
        "Apa",
        "?",
        "\n",
        "p1|",
        "2026",
    ]
)
SEPARATOR = st.sampled_from(["", " ", "-", ".", "\u200b", "\u2060", "\u00ad", " \u200b"])
CANARY_NAME = ("canar", "kenanganwati")
ROSTER = (Person("Canar Kenanganwati", "canar@uji.id"),)


@st.composite
def around(draw: st.DrawFn, secret: str) -> str:
    before = " ".join(draw(st.lists(WORDS, max_size=6)))
    after = " ".join(draw(st.lists(WORDS, max_size=6)))
    return f"{before} {secret} {after}"


@st.composite
def spread(draw: st.DrawFn, secret: str) -> str:
    """The secret with one kind of separator between all, or with hidden characters anywhere."""
    if draw(st.booleans()):
        return draw(SEPARATOR).join(secret)
    return "".join(char + draw(st.sampled_from(["", "", "\u200b", "\u00ad", "\u202e"])) for char in secret)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_canary_never_survives(data: st.DataObject):
    digits = st.text("0123456789", min_size=8, max_size=10)
    secret = data.draw(
        st.one_of(
            st.sampled_from(
                ["canar", "kenanganwati", "Canar Kenanganwati", "KENANGANWATI, CANAR", "canarkenanganwati"]
            ),
            digits.map(lambda tail: "08" + tail),
            digits.map(lambda tail: "+628" + tail),
            st.text("123456789", min_size=16, max_size=16).filter(lambda text: len(set(text)) > 4),
            st.just("canar@uji.id"),
        )
    )
    text = data.draw(around(data.draw(spread(secret))))
    said = scrub(text, ROSTER)
    squeezed = "".join(char for char in said.lower() if char.isalnum())
    for part in (*CANARY_NAME, "".join(char for char in secret.lower() if char.isalnum())):
        assert part not in squeezed, (text, said)


@given(st.text(), st.emails())
@settings(max_examples=150, deadline=None)
def test_no_address_survives(noise: str, address: str):
    said = scrub(f"{noise} {address} {noise}", ROSTER)
    assert address not in said


NOISE = st.text(
    st.one_of(
        st.sampled_from("canr kenwti CANR 0812345678 +62-.()@[]\n\u200b\u00ad_/,:!?"),
        st.characters(codec="utf-8"),
    ),
    max_size=120,
)


@given(NOISE)
@settings(max_examples=250, deadline=None)
def test_the_filter_is_idempotent(text: str):
    once = scrub(text, ROSTER + PEOPLE)
    assert scrub(once, ROSTER + PEOPLE) == once


_WORDS = "rekap lembur rapat minggu depan bersama mentor pemimpin dan yang di ke menit “Apa ?” …".split()
_NUMBERS = "10 3 5 2 (3) 16:9 21.00".split()


@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.lists(st.sampled_from(_NUMBERS), max_size=2))))
@settings(max_examples=200, deadline=None)
def test_plain_words_pass_unchanged(parts: list[tuple[str, list[str]]]):
    """With numbers among them; sixteen digits in a row, however they are set, are taken for somebody's, and that is meant."""
    text = " ".join(" ".join([word, *numbers]) for word, numbers in parts)
    assert scrub(text, PEOPLE) == text
