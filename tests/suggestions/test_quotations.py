"""Quotations stand word for word or not at all; white space and Unicode forms are all that is forgiven."""

import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.suggestions.rules.quotations import MAX_CHARACTERS, locate, normalised, quotation_fault
from service.suggestions.rules.turning import turns

ID = (
    "Keterangan pada tombol jarang dibaca orang yang melihat.\nPengguna pembaca layar mendengarnya setiap kali. Alat ini tidak pernah "
    "menghafal isi rapat, dan bukan berarti rapat boleh direkam. Sebanyak 12.000 baris diperiksa anak-anak magang."
)
EN = (
    "Labels on buttons are seldom read by people who see.\nScreen reader users hear them every time. The tool doesn't keep the meeting, "
    "and it is not always safe to record one. Some 12,000 rows were checked by well-meaning interns."
)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Keterangan pada tombol jarang dibaca orang yang melihat.", ID),
        ("jarang dibaca orang", ID),
        (
            "Keterangan pada tombol jarang dibaca orang yang melihat. Pengguna pembaca layar",
            ID,
        ),  # across the line break
        ("“Pengguna pembaca layar mendengarnya setiap kali.”", ID),  # the writer's own quotation marks
        ("Sebanyak 12.000 baris", ID),
        ("anak-anak magang", ID),
        ("dan bukan berarti rapat boleh direkam", ID),  # with its negation
        ("Labels on buttons are seldom read", EN),
        ("The tool doesn't keep the meeting", EN),
        ("Screen reader\n   users hear them", EN),
        ("it is not always safe to record one", EN),
        ("12,000 rows were checked by well-meaning", EN),
    ],
)
def test_what_stands_is_found(quote, text):
    start, end = locate(quote, text)
    assert normalised(text[start:end]) == normalised(quote.strip("“”"))
    assert quotation_fault(quote, text) is None


@pytest.mark.parametrize(
    ("code", "quote", "text"),
    [
        ("not-verbatim", "Tombol tanpa keterangan membuat orang bingung setiap hari.", ID),  # fabricated
        ("not-verbatim", "Labels on buttons are seldom read by people who see.", ID),  # from another passage
        ("not-verbatim", "Keterangan pada tombol jarang dibaca setiap kali.", ID),  # stitched
        ("not-verbatim", "Keterangan pada tombol … setiap kali.", ID),  # stitched with dots
        ("not-verbatim", "Keterangan pada tombol sering dibaca orang yang melihat.", ID),  # one word
        ("not-verbatim", "keterangan pada tombol jarang dibaca", ID),  # case
        ("not-verbatim", "Keterangan pada tombol jarang dibaca orang yang melihat!", ID),
        ("short", "jarang baca", ID),
        ("short", "  “tombol”   ", ID),
        ("cut", "terangan pada tombol jarang dibaca", ID),
        ("cut", "Keterangan pada tombol jarang diba", ID),
        ("cut", "000 baris diperiksa", ID),  # a thousandth of the number
        ("cut", "anak magang.", ID),
        ("cut", "menghafal isi rapat", ID),  # "tidak pernah" left outside
        ("cut", "yang melihat. Pengguna pembaca layar", ID),  # "jarang" left outside
        ("cut", "rapat boleh direkam", ID),  # "bukan berarti" left outside
        ("not-verbatim", "Buttons without labels confuse people every day.", EN),
        ("not-verbatim", "Labels on buttons are hear them every time.", EN),
        ("not-verbatim", "Labels on buttons are often read by people who see.", EN),
        ("not-verbatim", "labels on buttons are seldom read", EN),
        ("short", "users hear", EN),
        ("cut", "keep the meeting", EN),
        ("cut", "safe to record one", EN),
        ("cut", "Labels on buttons are seldom rea", EN),
        ("cut", "000 rows were checked", EN),
        ("cut", "were checked by well", EN),
        ("long", "kata " * 130, "kata " * 200),
    ],
)
def test_what_does_not_stand_is_refused(code, quote, text):
    assert quotation_fault(quote, text) == code
    assert locate(quote, text) is None


def test_a_word_that_is_whole_somewhere_else_counts():
    text = "Membaca ulang laporannya. Membaca ulang laporan itu berguna."
    start, end = locate("Membaca ulang laporan", text)
    assert (start, text[start:end]) == (26, "Membaca ulang laporan")


def test_offsets_are_code_points_of_the_raw_text():
    text = "Pembuka 🙂.\r\n\r\nCafe\u0301  tutup\u00a0pukul lima sore."
    start, end = locate("Café tutup pukul lima", text)
    assert text[start:end] == "Cafe\u0301  tutup\u00a0pukul lima"


def test_a_quotation_does_not_end_inside_a_character():
    text = "selama kira-kira 1½ jam kerja"
    assert locate("selama kira-kira 1", text) is None
    assert locate("selama kira-kira 1½ jam", text) == (0, 23)


def test_the_longest_that_is_allowed():
    text = "a" * 5 + " " + "b" * (MAX_CHARACTERS - 6)
    assert quotation_fault(text, text) is None
    assert quotation_fault(text + "b", text + "b") == "long"


WORDS = st.text(alphabet=st.characters(categories=("Lu", "Ll", "Lo")), min_size=2, max_size=9).filter(
    lambda word: not turns(f"{word} kata kata", len(word), len(word) + 5)
)
GAPS = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0", ", ", ". ", "; "])


@st.composite
def texts_with_a_slice(draw):
    """A text of words with any gaps between, and a slice of it that begins and ends with whole words."""
    words = draw(st.lists(WORDS, min_size=4, max_size=14))
    gaps = draw(st.lists(GAPS, min_size=len(words), max_size=len(words)))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    pieces = [word + gap for word, gap in zip(words, gaps, strict=True)]
    quote = "".join(pieces[first : last + 1])[: -len(gaps[last])]
    return "".join(pieces), quote


@settings(deadline=None)  # a slow machine proves nothing
@given(texts_with_a_slice())
def test_any_slice_at_word_boundaries_is_found(case):
    text, quote = case
    assume(len(normalised(quote)) >= 12)
    start, end = locate(quote, text)
    assert normalised(text[start:end]) == normalised(quote)


@settings(deadline=None)  # a slow machine proves nothing
@given(
    texts_with_a_slice(),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from([" ", "\n", " \t "]),
)
def test_white_space_and_unicode_forms_are_forgiven(case, of_text, of_quote, gap):
    text, quote = (unicodedata.normalize(of_text, case[0]), unicodedata.normalize(of_quote, case[1]))
    quote = re.sub(r"\s+", gap, quote)
    assume(len(normalised(quote)) >= 12)
    start, end = locate(quote, text)
    assert normalised(text[start:end]) == normalised(quote)


@settings(deadline=None)  # a slow machine proves nothing
@given(texts_with_a_slice(), st.data())
def test_one_changed_letter_is_not_forgiven(case, data):
    text, quote = case
    place = data.draw(st.sampled_from([at for at, character in enumerate(quote) if character.isalpha()]))
    letter = data.draw(st.sampled_from("abcxyzABC"))
    changed = quote[:place] + letter + quote[place + 1 :]
    assume(normalised(changed) not in normalised(text))
    assert locate(changed, text) is None


@settings(deadline=None)  # a slow machine proves nothing
@given(st.text(max_size=60), st.text(max_size=200))
def test_nothing_found_is_ever_other_words(quote, text):
    span = locate(quote, text)
    if span is not None:
        found = normalised(text[span[0] : span[1]])
        assert found == normalised(quote.strip(" \t\r\n\"'“”„‟«»‘’"))
        assert len(found) >= 12


@pytest.mark.parametrize(
    ("passage", "quote", "shown"),
    [
        (
            "Awal. “Mas” terdengar akrab di satu kota.",
            "“Mas” terdengar akrab di satu kota.",
            "“Mas” terdengar akrab di satu kota.",
        ),
        ("Kata mentor: “Saya belum tahu, nanti saya cari.”", "Kata mentor: “Saya belum tahu, nanti saya cari.”", None),
        ('"Careless" and "forgot" say little.', '"Careless" and "forgot" say little.', None),
        ("Ia berkata “cukup sampai di sini” lalu pulang.", "“cukup sampai di sini”", "cukup sampai di sini"),
        ("Ia berkata “cukup sampai di sini” lalu pulang.", "Ia berkata “cukup sampai di sini” lalu pulang.", None),
    ],
)
def test_a_quotation_is_shown_with_both_of_the_files_marks_or_with_neither(passage, quote, shown):
    start, end = locate(quote, passage)
    assert passage[start:end] == (shown or passage)
