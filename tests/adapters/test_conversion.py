"""Files from strangers become Markdown or a refusal, in a process that cannot do more than that."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from service.adapters.conversion import ProcessConverter
from service.knowledge.ports import NotConverted
from tests import papers
from tests.papers import MEGABYTE, at, body, lines, pdf, word

ROOT = Path(__file__).parents[2]
SECONDS, MEMORY = 30, 512
SECRET = "Sandi rahasia yang tidak tampak"


@pytest.fixture(scope="module")
def converter():
    return ProcessConverter(SECONDS, MEMORY)


def refusal(converter, name, content):
    with pytest.raises(NotConverted) as refused:
        converter.convert(name, content)
    return refused.value.code


# --- what honest files become ---


def test_text_and_markdown_come_as_they_are(converter):
    text = "\ufeff---\ntitle: Rekap\n---\r\n# Rekap\r\n\r\nSatu *kalimat*.\r\n"
    for name in ("rekap.md", "REKAP.TXT"):
        converted = converter.convert(name, text.encode())
        assert converted.markdown == "---\ntitle: Rekap\n---\n# Rekap\n\nSatu *kalimat*.\n"
        assert converted.findings == ()


def test_hidden_text_in_markdown_is_reported_with_its_line(converter):
    converted = converter.convert("a.md", f"# A\n\n<!-- {SECRET} -->\n\nTampak\u200b.".encode())
    assert SECRET not in converted.markdown
    assert {(one.code, one.count, one.line) for one in converted.findings} == {("comment", 1, 3), ("zero-width", 1, 5)}


def guide(document):
    document.add_heading("Rekap lembur", 0)
    document.add_heading("Mengapa", 1)
    paragraph = document.add_paragraph("Satu ")
    paragraph.add_run("hal tebal").bold = True
    paragraph.add_run(" dan ")
    paragraph.add_run("miring ").italic = True
    paragraph.add_run("saja: a*b <c> _d_.")
    document.add_heading("Langkah", 2)
    for words in ("satu", "dua"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("lebih dalam", style="List Bullet 2")
    for words in ("pertama", "kedua"):
        document.add_paragraph(words, style="List Number")
    table = document.add_table(2, 2)
    for (row, column), words in {(0, 0): "Alat", (0, 1): "Untuk|apa", (1, 0): "Papan", (1, 1): "Tugas"}.items():
        table.cell(row, column).text = words
    document.add_paragraph("# bukan judul")
    document.add_paragraph("1. bukan daftar")


def test_a_word_file_keeps_its_shape(converter):
    converted = converter.convert("rekap.docx", word(guide))
    assert converted.title == "Rekap lembur"
    assert converted.findings == ()
    assert converted.markdown == (
        "# Rekap lembur\n\n## Mengapa\n\nSatu **hal tebal** dan *miring* saja: a\\*b \\<c> \\_d\\_.\n\n### Langkah\n\n"
        "- satu\n- dua\n    - lebih dalam\n1. pertama\n2. kedua\n\n| Alat | Untuk\\|apa |\n| --- | --- |\n| Papan | Tugas |\n\n"
        "\\# bukan judul\n\n1\\. bukan daftar\n"
    )


def test_several_first_headings_leave_room_for_a_title(converter):
    content = word(lambda document: [document.add_heading(one, 1) for one in ("Satu", "Dua")])
    assert converter.convert("a.docx", content).markdown == "## Satu\n\n## Dua\n"


def shaded(run, colour):
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), colour)
    run._element.get_or_add_rPr().append(shade)


def concealing(document):
    paragraph = document.add_paragraph("Tampak. ")
    paragraph.add_run("RAHASIA-1").font.hidden = True
    paragraph.add_run("RAHASIA-2").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("RAHASIA-3").font.color.rgb = RGBColor(250, 250, 250)
    paragraph.add_run("RAHASIA-4").font.size = Pt(1)
    black = paragraph.add_run("RAHASIA-5")
    black.font.color.rgb = RGBColor(0, 0, 0)
    shaded(black, "000000")
    by_style = document.styles.add_style("Diam", 1)
    by_style.font.hidden = True
    document.add_paragraph("RAHASIA-6", style="Diam")
    document.styles.add_style("Diam sekali", 1).base_style = by_style
    document.add_paragraph("RAHASIA-7", style="Diam sekali")
    white = paragraph.add_run("putih di atas gelap")
    white.font.color.rgb = RGBColor(255, 255, 255)
    shaded(white, "0F5E5B")
    marked = paragraph.add_run(" putih di atas stabilo")
    marked.font.color.rgb = RGBColor(255, 255, 255)
    marked.font.highlight_color = WD_COLOR_INDEX.DARK_BLUE
    shown = paragraph.add_run(" tampil lagi")
    shown.font.hidden = False


def test_text_that_word_does_not_show_is_left_out_and_reported(converter):
    converted = converter.convert("a.docx", word(concealing))
    assert converted.markdown == "Tampak. putih di atas gelap putih di atas stabilo tampil lagi\n"
    assert {one.code: one.count for one in converted.findings} == {
        "hidden-text": 3,
        "invisible-text": 3,
        "tiny-text": 1,
    }
    assert {one.excerpt for one in converted.findings} == {"RAHASIA-1", "RAHASIA-2", "RAHASIA-4"}


def test_tracked_changes_boxes_and_remarks(converter):
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run.format('', 'dalam kotak')}{run.format('<w:rPr><w:vanish/></w:rPr>', 'RAHASIA')}</w:p></w:txbxContent></w:pict></w:r>"
    markup = body(
        f"<w:p>{run.format('', 'tetap ')}<w:del><w:r><w:delText>dihapus</w:delText></w:r></w:del><w:ins>{run.format('', 'baru')}</w:ins>{box}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('', 'dalam isian')}</w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:r></w:p>"
    )
    converted = converter.convert("a.docx", papers.with_document(markup))
    assert converted.markdown == "tetap baru\n\ndalam kotak\n\ndalam isian\n"
    assert {one.code: one.excerpt for one in converted.findings} == {"deleted": "dihapus", "hidden-text": "RAHASIA"}


def test_remarks_beside_the_text_are_counted(converter):
    def remarked(document):
        paragraph = document.add_paragraph("Teks.")
        document.add_comment(paragraph.runs, text="Catatan samping", author="A")

    converted = converter.convert("a.docx", word(remarked))
    assert converted.markdown == "Teks.\n"
    assert [(one.code, one.count, one.excerpt) for one in converted.findings] == [("comments", 1, "Catatan samping")]


def test_a_pdf_gives_headings_paragraphs_and_whole_words(converter):
    page = (
        lines("Rekap lembur", top=800, size=22)
        + lines(
            "Setiap minggu rekap disusun oleh staf yang paling muda dari informa-",
            "si di banyak lembar, dan semua orang bekerja bersama-",
            "sama sampai larut.",
            top=760,
        )
        + lines("Langkah", top=690, size=15)
        + lines("- catat dahulu", "- hitung kemudian", top=660)
    )
    converted = converter.convert("a.pdf", pdf(page))
    assert converted.title == "Rekap lembur"
    assert converted.pages == 1
    assert converted.markdown == (
        "# Rekap lembur\n\nSetiap minggu rekap disusun oleh staf yang paling muda dari informasi di banyak lembar, dan semua orang "
        "bekerja bersama-sama sampai larut.\n\n## Langkah\n\n- catat dahulu\n- hitung kemudian\n"
    )


def test_what_repeats_on_every_page_is_left_out_and_reported(converter):
    pages = [
        lines("Kantor Contoh - rahasia dagang", top=820, size=9)
        + lines(
            f"Kalimat {words} di halaman ini.",
            f"Baris {words} lain.",
            f"Dan {words} lagi.",
            f"Juga {words} ini.",
            top=700,
        )
        + lines(f"Halaman {number} dari 4", top=30, size=9)
        for number, words in enumerate(("pertama", "kedua", "ketiga", "keempat"), 1)
    ]
    converted = converter.convert("a.pdf", pdf(*pages))
    assert "Kantor Contoh" not in converted.markdown
    assert "Halaman 2" not in converted.markdown
    assert converted.markdown.count("Kalimat") == 4
    assert [(one.code, one.count) for one in converted.findings] == [("repeated", 8)]


CONCEALED = {
    "render mode 3": ("invisible-text", at(72, 700, SECRET, before="3 Tr")),
    "white on paper": ("invisible-text", at(72, 700, SECRET, before="1 g")),
    "white as rgb": ("invisible-text", at(72, 700, SECRET, before="1 1 1 rg")),
    "nearly white": ("invisible-text", at(72, 700, SECRET, before="0.97 0.96 0.98 rg")),
    "white as cmyk": ("invisible-text", at(72, 700, SECRET, before="0 0 0 0 k")),
    "white in a colour space": ("invisible-text", at(72, 700, SECRET, before="/DeviceRGB cs 1 1 1 sc")),
    "black on black": ("invisible-text", "0 g 60 690 400 30 re f\n" + at(72, 700, SECRET)),
    "transparent": ("invisible-text", "/Clear gs\n" + at(72, 700, SECRET)),
    "one point": ("tiny-text", at(72, 700, SECRET, size=1)),
    "scaled to nothing": ("tiny-text", "q 0.05 0 0 0.05 0 0 cm\n" + at(1440, 14000, SECRET, size=11) + "Q\n"),
    "right of the page": ("outside-text", at(700, 700, SECRET)),
    "left of the page": ("outside-text", at(-2000, 700, SECRET)),
    "above the page": ("outside-text", at(72, 900, SECRET)),
    "a layer that is off": ("hidden-text", "/OC /Layer BDC\n" + at(72, 700, SECRET) + "EMC\n"),
    "white in a form": ("invisible-text", "/Form Do\n"),
}
OBJECTS = (
    b"<< /Type /OCG /Name (x) >>",
    papers.stream(
        at(72, 700, SECRET, before="1 g").encode(),
        f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << {papers.FONTS} >>",
    ),
)
RESOURCES = "/ExtGState << /Clear << /ca 0 >> >> /Properties << /Layer 3 0 R >> /XObject << /Form 4 0 R >>"
CATALOGUE = "/OCProperties << /OCGs [3 0 R] /D << /OFF [3 0 R] >> >>"


@pytest.mark.parametrize(("code", "content"), CONCEALED.values(), ids=list(CONCEALED))
def test_text_that_a_pdf_does_not_show_is_left_out_and_reported(converter, code, content):
    page = lines("Kalimat yang tampak di atas.") + f"q\n{content}Q\n" + lines("Kalimat yang tampak di bawah.", top=600)
    converted = converter.convert("a.pdf", pdf(page, resources=RESOURCES, catalogue=CATALOGUE, more=OBJECTS))
    assert "tampak di atas" in converted.markdown
    assert "tampak di bawah" in converted.markdown
    assert "rahasia" not in converted.markdown
    assert [(one.code, one.count, one.line, one.excerpt) for one in converted.findings] == [(code, 1, 1, SECRET)]


def test_white_words_on_a_dark_band_are_seen(converter):
    page = "0.06 0.37 0.36 rg 60 690 400 30 re f\n1 g\n" + lines("Judul putih di atas pita", top=700)
    converted = converter.convert("a.pdf", pdf(page))
    assert converted.markdown == "Judul putih di atas pita\n"
    assert converted.findings == ()


def test_a_pdf_locked_against_printing_alone_is_read(converter):
    assert "Kata yang terkunci" in converter.convert("a.pdf", papers.locked_pdf("")).markdown


# --- what is refused ---

LAUGHS = (
    "<!DOCTYPE w [<!ENTITY a 'haha'>"
    + "".join(f"<!ENTITY {one} '{f'&{before};' * 10}'>" for before, one in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
PLAIN = papers.plain_word("Biasa.")
NAMES = (
    "../../luar.xml",
    "/etc/luar.xml",
    "word\\..\\luar.xml",
    "C:/luar.xml",
    "word/./../../luar.xml",
    "word/lu\nar.xml",
)


def with_nul() -> bytes:
    content = papers.rezipped(PLAIN, more=[("word/XX.xml", b"x")])
    return content.replace(b"word/XX.xml", b"word/X\0.xml")


def twice() -> bytes:
    content = papers.rezipped(PLAIN, more=[("word/documenu.xml", b"<x/>")])
    return content.replace(b"word/documenu.xml", b"word/document.xml")


def flagged() -> bytes:
    """A directory that says each entry is locked."""
    changed = bytearray(PLAIN)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= 1
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


WORD_ATTACKS = {
    **{
        f"entry {name!r}": (lambda name=name: papers.rezipped(PLAIN, more=[(name, b"x")]), {"mismatch"})
        for name in NAMES
    },
    "entry with NUL": (with_nul, {"mismatch", "damaged"}),
    "entry twice": (twice, {"mismatch"}),
    "symbolic link": (
        lambda: papers.rezipped(PLAIN, more=[papers.link("word/media/a.png", "/etc/passwd")]),
        {"mismatch"},
    ),
    "zip bomb of 382 MB": (lambda: papers.unpacking_to(382 * MEGABYTE), {"unpacks"}),
    "zip bomb that lies": (
        lambda: papers.lying_about(papers.unpacking_to(60 * MEGABYTE), "word/media/besar.bin", 1000),
        {"damaged"},
    ),
    "too many entries": (
        lambda: papers.rezipped(PLAIN, more=[(f"word/{n}.xml", b"") for n in range(2100)]),
        {"unpacks"},
    ),
    "billion laughs": (
        lambda: papers.with_document(body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", LAUGHS)),
        {"mismatch"},
    ),
    "entity of a file": (
        lambda: papers.with_document(body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", OUTSIDE)),
        {"mismatch"},
    ),
    "the same in UTF-16": (
        lambda: papers.with_document(
            body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", OUTSIDE).replace("UTF-8", "UTF-16").encode("utf-16")
        ),
        {"mismatch"},
    ),
    "deeper than deep": (lambda: papers.with_document(body("<w:sdt><w:sdtContent>" * 50_000)), {"damaged"}),
    "very many paragraphs": (lambda: papers.with_document(body("<w:p/>" * 6_000_000)), {"memory", "time"}),
    "locked entries": (flagged, {"encrypted"}),
    "locked by Word": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        {"encrypted"},
    ),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), {"mismatch"}),
    "an archive of something else": (
        lambda: papers.rezipped(PLAIN, changes={"[Content_Types].xml": b"<x/>"}),
        {"damaged"},
    ),
    "cut off": (lambda: PLAIN[: len(PLAIN) // 2], {"damaged"}),
    "cut at its head": (lambda: PLAIN[:10], {"damaged"}),
    "nothing in it": (lambda: papers.plain_word(""), {"no-text"}),
    "hidden text alone": (
        lambda: word(lambda document: setattr(document.add_paragraph().add_run("x").font, "hidden", True)),
        {"only-hidden"},
    ),
    "empty": (lambda: b"", {"mismatch"}),
}
HONEST = pdf(lines("Halaman yang jujur."), packed=True)
PDF_ATTACKS = {
    "flate bomb": (lambda: papers.packed_bomb(256 * MEGABYTE), {"unpacks", "no-text", "memory"}),
    "flate bomb in a flate bomb": (lambda: papers.packed_bomb(256 * MEGABYTE, 3), {"unpacks", "no-text", "memory"}),
    "10,000 pages": (lambda: papers.many_pages(10_000), {"too-many-pages"}),
    "pages in a ring": (
        lambda: papers.assembled(
            [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>"]
        ),
        {"damaged", "no-text", "unpacks"},
    ),
    "password": (lambda: papers.locked_pdf("sandi"), {"encrypted"}),
    "a scan": (lambda: pdf("q 100 0 0 100 0 0 cm Q"), {"no-text"}),
    "a scan with recognised text": (lambda: pdf(at(72, 700, "kata hasil pindai", before="3 Tr")), {"only-hidden"}),
    "nested arrays": (lambda: pdf("[" * 200_000 + lines("x")), {"damaged", "no-text", "unpacks", "time", "memory"}),
    "very many operators": (lambda: pdf("q Q " * 400_000 + lines("x"), packed=True), {"unpacks", "no-text", "damaged"}),
    "an archive behind it": (lambda: HONEST + PLAIN, {"mismatch"}),
    "a header alone": (lambda: b"%PDF-1.7\n", {"damaged"}),
    "words after a blank": (lambda: b" " + HONEST, {"mismatch"}),
    **{
        f"cut at {part} of 10": (lambda part=part: HONEST[: len(HONEST) * part // 10], {"damaged", "no-text"})
        for part in (1, 3, 5)
    },
}
TEXT_ATTACKS = {
    "NUL": (lambda: b"a\0b", {"mismatch"}),
    "not UTF-8": (lambda: b"a\n\xff\xfe", {"not-utf8"}),
    "UTF-16": (lambda: "Halo".encode("utf-16"), {"mismatch"}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", {"mismatch"}),
    "a program": (lambda: b"MZ\x90", {"mismatch"}),
    "a page of a PDF": (lambda: HONEST, {"mismatch"}),
    "comments alone": (lambda: b"<!-- rahasia -->", {"no-text"}),
    "blanks alone": (lambda: b" \n\t\n", {"no-text"}),
    "too large": (lambda: b"a" * (4 * MEGABYTE + 1), {"too-large"}),
    "longer than a guide": (lambda: b"kata " * 300_000, {"too-long"}),
    "brackets without end": (lambda: b"[" * 900_000, {"time", "", "memory", "damaged"}),
}
ATTACKS = [
    pytest.param(f"berkas{ending}", make, codes, id=f"{ending} {what}")
    for ending, attacks in ((".docx", WORD_ATTACKS), (".pdf", PDF_ATTACKS), (".md", TEXT_ATTACKS))
    for what, (make, codes) in attacks.items()
    if "" not in codes
]


@pytest.mark.parametrize(("name", "make", "codes"), ATTACKS)
def test_an_attack_is_refused_with_a_reason(converter, name, make, codes):
    assert refusal(converter, name, make()) in codes


@pytest.mark.parametrize("name", ["a.doc", "a.docm", "a.exe", "a", "", "pdf", "a.pdf.html", "a.md\0.exe"])
def test_other_endings_are_refused_without_a_process(name):
    assert refusal(ProcessConverter(0.001, MEMORY), name, b"x") == "unknown-type"


def test_a_name_is_no_path(converter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("../../luar.md", "/tmp/luar.md", "a/b\0c.md", "\\\\server\\x.md"):
        assert converter.convert(name, b"# Isi\n").markdown == "# Isi\n"
    assert list(tmp_path.iterdir()) == []
    assert not Path("/tmp/luar.md").exists()


def test_nothing_that_a_file_refers_to_is_fetched(converter):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        relations = papers.entry(PLAIN, "word/_rels/document.xml.rels").decode()
        kinds = ("attachedTemplate", "image", "subDocument", "frame", "numbering", "comments")
        outside = "".join(
            f'<Relationship Id="rIdX{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{address}" TargetMode="External"/>'
            for kind in kinds
        )
        changed = relations.replace("</Relationships>", f"{outside}</Relationships>").encode()
        content = papers.rezipped(PLAIN, changes={"word/_rels/document.xml.rels": changed})
        assert converter.convert("a.docx", content).markdown == "Biasa.\n"
        page = lines("Biasa.") + "/Away Do\n"
        away = (
            b"<< /Type /XObject /Subtype /Image /F << /FS /URL /F ("
            + address.encode()
            + b") >> /Length 0 >>\nstream\n\nendstream"
        )
        assert (
            converter.convert("a.pdf", pdf(page, resources="/XObject << /Away 3 0 R >>", more=[away])).markdown
            == "Biasa.\n"
        )
        with pytest.raises(BlockingIOError):
            listener.accept()


# --- the process ---

TRIES = """
import socket, subprocess, sys, os
from service.adapters import convert_file
convert_file._limit(20, 512)
tries = {
    "socket": lambda: socket.create_connection(("127.0.0.1", 9)),
    "program": lambda: subprocess.run(["/bin/true"]),
    "system": lambda: os.system("true"),
    "fork": os.fork,
    "write": lambda: open(sys.argv[1] + "/x", "w"),
    "low write": lambda: os.open(sys.argv[1] + "/x", os.O_CREAT | os.O_WRONLY),
    "remove": lambda: os.remove(sys.argv[1] + "/kept"),
    "rename": lambda: os.rename(sys.argv[1] + "/kept", sys.argv[1] + "/y"),
    "memory": lambda: bytearray(600 * 1024 * 1024),
}
for name, attempt in tries.items():
    try:
        attempt()
    except (PermissionError, MemoryError) as error:
        print(name, type(error).__name__)
print(os.getpriority(os.PRIO_PROCESS, 0) >= 5)
"""


def test_the_process_gives_up_what_it_does_not_need(tmp_path):
    (tmp_path / "kept").write_text("x")
    done = subprocess.run(
        [sys.executable, "-c", TRIES, str(tmp_path)], capture_output=True, text=True, timeout=60, cwd=ROOT, check=True
    )
    names = ("socket", "program", "system", "fork", "write", "low write", "remove", "rename")
    assert done.stdout.splitlines() == [*(f"{name} PermissionError" for name in names), "memory MemoryError", "True"]
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_its_environment_is_empty_and_its_session_its_own(converter, monkeypatch):
    monkeypatch.setenv("DUA_ARAH_SECRET_KEY", "rahasia")
    slow = papers.with_document(body("<w:p/>" * 1_500_000))
    thread = threading.Thread(target=lambda: refusal(converter, "a.docx", slow))
    thread.start()
    seen = None
    until = time.monotonic() + 20
    while seen is None and time.monotonic() < until:
        for child in psutil.Process().children():
            try:
                if "service.adapters.convert_docx" in child.cmdline():
                    seen = (child.environ(), os.getsid(child.pid) == child.pid)
            except (psutil.Error, ProcessLookupError):
                continue
    thread.join()
    assert seen == ({}, True)


def test_what_takes_too_long_is_stopped_and_leaves_no_process():
    assert refusal(ProcessConverter(0.05, MEMORY), "a.docx", PLAIN) == "time"
    assert [
        one
        for one in psutil.Process().children(recursive=True)
        if "service.adapters.convert" in " ".join(one.cmdline())
    ] == []


def test_what_needs_too_much_memory_is_stopped():
    content = papers.with_document(body("<w:p/>" * 3_000_000))
    assert refusal(ProcessConverter(SECONDS, 256), "a.docx", content) == "memory"


def test_only_a_few_files_are_read_at_once():
    converter = ProcessConverter(0.1, MEMORY, at_once=1)
    with converter._free:
        assert refusal(converter, "a.md", b"x") == "busy"
    slower = ProcessConverter(SECONDS, MEMORY, at_once=1)
    assert refusal(slower, "a.md", b"\0") == "mismatch"
    assert slower.convert("a.md", b"x").markdown == "x", "a refused file gives its place back"


PARENT = """
import json, resource, sys
from service.adapters.conversion import ProcessConverter
from service.knowledge.ports import NotConverted
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
converter = ProcessConverter(30, 512)
codes = []
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        content = file.read()
    try:
        converter.convert(path, content)
        codes.append("")
    except NotConverted as refusal:
        codes.append(refusal.code)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([codes, (after - before) // 1024, children // 1024]))
"""


@pytest.mark.slow
def test_memory_stays_small_whatever_is_sent(tmp_path):
    bombs = {
        "a.docx": papers.unpacking_to(382 * MEGABYTE),
        "b.docx": papers.with_document(body("<w:p/>" * 6_000_000)),
        "c.pdf": papers.packed_bomb(256 * MEGABYTE),
        "d.pdf": papers.packed_bomb(256 * MEGABYTE, 3),
        "e.md": b"[" * 900_000,
        "f.docx": papers.with_document(body("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 400_000)),
    }
    assert len(bombs["a.docx"]) < 450_000
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content)
    paths = [str(tmp_path / name) for name in bombs]
    done = subprocess.run(
        [sys.executable, "-c", PARENT, *paths], capture_output=True, text=True, timeout=240, cwd=ROOT, check=True
    )
    codes, grown, children = json.loads(done.stdout.splitlines()[-1])
    assert codes[0] == "unpacks"
    assert grown < 40, f"the parent grew by {grown} MB"
    assert children < 512, f"a child took {children} MB"
