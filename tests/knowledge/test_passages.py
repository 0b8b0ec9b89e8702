import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.knowledge.rules.passages import LONGEST, pair_twins, read_document
from service.knowledge.rules.sentences import sentences
from tests import guides

PIECES = st.lists(
    st.sampled_from(
        [
            "# Satu",
            "## Dua",
            "1. Tiga",
            "- butir",
            "",
            "\t",
            "Kalimat pendek.",
            "Kata " * 400,
            "“Kutip.” Lalu ini!",
            "x" * 3000,
            "---",
            "```",
            "\u00a0spasi",
            "a\u2028b",
            "é\u0301",
            "> kutipan",
            "    kode",
            "Judul\n=====",
        ]
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.sampled_from([".md", ".txt"]))
def test_a_passage_is_an_exact_slice_of_the_file(pieces, newline, bom, ending):
    content = newline.join(pieces).encode("utf-8-sig" if bom else "utf-8")
    document = read_document(f"a{ending}", content)
    raw = content.decode("utf-8-sig")
    last = 0
    for entry in document.entries:
        passage = entry.passage
        assert passage.text == raw[passage.start : passage.end]
        assert passage.text == passage.text.strip()
        assert passage.text
        assert len(passage.text) <= LONGEST
        assert passage.start >= last
        last = passage.end


def test_a_guide_gives_prose_and_topics():
    document = read_document("guides/id/rekap.md", guides.indonesian().encode())
    kinds = [(entry.passage.kind, entry.passage.heading) for entry in document.entries]
    assert kinds == [
        ("prose", "Rekap lembur"),
        ("prose", "Menyiapkan"),
        ("prose", "Batas"),
        ("topic", "Rekap lembur dengan rumus"),
        ("topic", "Rekap lembur yang diperiksa"),
    ]
    topic = document.entries[3]
    assert topic.passage.text == guides.ABOUT_ID
    assert topic.passage.unit == "rekap-id#1"
    assert topic.passage.skills == ("automation",)
    assert topic.unit.stages == (2,)
    assert topic.unit.twin == "rekap-id#1"
    assert len(topic.unit.openers) == 2
    assert "bayangan {sapaan}" in topic.lexical
    assert topic.views[0].startswith("Rekap lembur > Rekap lembur dengan rumus\n")
    assert document.entries[4].passage.stages == (3,)


def test_twins_find_each_other():
    entries = [
        *read_document("guides/id/rekap.md", guides.indonesian().encode()).entries,
        *read_document("guides/en/rekap.md", guides.english().encode()).entries,
    ]
    assert pair_twins(entries) == {**{n: n + 5 for n in range(5)}, **{n + 5: n for n in range(5)}}


def test_a_plain_article_works_without_front_matter():
    document = read_document("notes/artikel.txt", guides.ARTICLE.encode())
    assert document.document == "notes/artikel"
    assert document.title == "5 Alasan Belajar dari Rekan Muda"
    assert document.language == "id"
    headings = [entry.passage.heading for entry in document.entries]
    assert headings == ["5 Alasan Belajar dari Rekan Muda", "1. Melihat alat dipakai", "2. Memahami cara rapat"]
    assert document.entries[1].passage.text.startswith("Banyak pemimpin hanya mengenal")
    assert document.entries[1].passage.text.endswith("batas alat itu.")


@pytest.mark.parametrize("ending", [".md", ".txt"])
def test_numbered_headings_work_in_markdown_too(ending):
    document = read_document(f"artikel{ending}", guides.ARTICLE.encode())
    assert [entry.passage.heading[:2] for entry in document.entries] == ["5 ", "1.", "2."]


def test_a_numbered_list_is_no_heading():
    text = "Cara memasak\n\nSiapkan semuanya lebih dulu.\n\n1. Rebus air\n2. Masukkan mi\n3. Aduk sebentar\n\nSelesai sudah."
    document = read_document("mi.txt", text.encode())
    assert {entry.passage.heading for entry in document.entries} == {"Cara memasak"}


def test_a_markdown_file_without_front_matter_keeps_its_headings():
    text = "# The title\n\nIt is about this and that.\n\n## First\n\nThe first part of it.\n\n## Second\n\nThe second part of it.\n"
    document = read_document("a.md", text.encode())
    assert document.title == "The title"
    assert document.language == "en"
    assert [entry.passage.heading for entry in document.entries] == ["The title", "First", "Second"]


def test_a_long_section_is_cut_at_sentences_into_even_parts():
    sentence = "Kalimat ini cukup panjang supaya satu bagian penuh setelah belasan kalimat."
    text = "# Judul\n\n" + " ".join(f"{n} {sentence}" for n in range(40))
    lengths = [len(entry.passage.text) for entry in read_document("a.md", text.encode()).entries]
    assert max(lengths) <= LONGEST
    assert min(lengths) > LONGEST / 2
    assert all(entry.passage.text.endswith(".") for entry in read_document("a.md", text.encode()).entries)


def test_an_empty_file_is_a_problem():
    assert [problem.code for problem in read_document("a.md", b"\n\n").problems] == ["empty"]


def test_sentences_keep_abbreviations_and_quotes_together():
    text = "Dr. Budi datang. “Apa kabar?” Ia duduk.\n- satu hal\n- dua hal"
    assert sentences(text) == ["Dr. Budi datang.", "“Apa kabar?”", "Ia duduk.", "- satu hal", "- dua hal"]
