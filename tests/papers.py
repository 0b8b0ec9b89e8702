"""Word and PDF files made by hand, honest ones and such as nobody honest would send."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from pypdf import PdfWriter

MEGABYTE = 1024 * 1024
FONTS = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> >>"


def stream(content: bytes, fields: str = "", *, packed: bool = False) -> bytes:
    """A PDF stream object."""
    data = zlib.compress(content) if packed else content
    filters = "/Filter /FlateDecode " if packed else ""
    return f"<< /Length {len(data)} {filters}{fields} >>\nstream\n".encode() + data + b"\nendstream"


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def pdf(
    *pages: str, resources: str = "", catalogue: str = "", more: Sequence[bytes] = (), packed: bool = False
) -> bytes:
    """A PDF with these content streams as its pages, A4. `more` are objects from number 3 on; pages follow them."""
    first = 3 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] /MediaBox [0 0 595 842] /Resources << {FONTS} {resources} >> >>".encode(),
        *more,
    ]
    for number, content in enumerate(pages):
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {first + 2 * number + 1} 0 R >>".encode())
        objects.append(stream(content.encode("latin-1"), packed=packed))
    return assembled(objects)


def at(x: float, y: float, words: str, *, font: str = "F1", size: float = 11, before: str = "") -> str:
    """Words at a place of a page."""
    return f"BT {before} /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n"


def lines(*words: str, top: float = 780, step: float = 14, size: float = 11, font: str = "F1") -> str:
    """Lines below each other."""
    return "".join(at(72, top - number * step, one, size=size, font=font) for number, one in enumerate(words))


def locked_pdf(password: str, owner: str = "pemilik") -> bytes:
    """A PDF that asks for a password; with an empty one, only for printing and the like."""
    writer = PdfWriter(clone_from=BytesIO(pdf(lines("Kata yang terkunci di berkas ini."))))
    writer.encrypt(password, owner, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def many_pages(count: int) -> bytes:
    """A PDF whose pages are one page many times."""
    kids = "3 0 R " * count
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {count} /Kids [{kids}] /MediaBox [0 0 595 842] /Resources << {FONTS} >> >>".encode(),
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
            stream(lines("Halaman yang sama.").encode()),
        ]
    )


@cache
def packed_bomb(size: int, times: int = 1) -> bytes:
    """A PDF whose only page unpacks to `size` bytes, packed as often as said."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * MEGABYTE) for _ in range(size // MEGABYTE)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    filters = "[" + "/FlateDecode " * times + "]"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] /Resources << {FONTS} >> >>".encode(),
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
            f"<< /Length {len(data)} /Filter {filters} >>\nstream\n".encode() + data + b"\nendstream",
        ]
    )


def word(write: Callable[[Document], object]) -> bytes:
    """A Word file with what `write` puts into it."""
    document = docx.Document()
    write(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def plain_word(*paragraphs: str) -> bytes:
    """A Word file of paragraphs."""
    return word(lambda document: [document.add_paragraph(one) for one in paragraphs])


def rezipped(
    content: bytes,
    *,
    changes: Mapping[str, bytes] | None = None,
    more: Iterable[tuple[str | ZipInfo, bytes]] = (),
) -> bytes:
    """An archive with some entries changed and some added."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(entry.filename, (changes or {}).get(entry.filename, before.read(entry)))
        for name, data in more:
            after.writestr(name, data)
    return out.getvalue()


def entry(content: bytes, name: str) -> bytes:
    """What lies at a name of an archive."""
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def link(name: str, target: str) -> tuple[ZipInfo, bytes]:
    """A symbolic link, as an archive keeps it."""
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


@cache
def unpacking_to(size: int, name: str = "word/media/besar.bin") -> bytes:
    """A Word file with an entry that unpacks to `size` bytes of nothing."""
    out = BytesIO()
    with ZipFile(BytesIO(plain_word("Kecil."))) as before, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as after:
        for one in before.infolist():
            if one.filename != name:
                after.writestr(one.filename, before.read(one))
        with after.open(name, "w") as large:
            for _ in range(size // MEGABYTE):
                large.write(bytes(MEGABYTE))
    return out.getvalue()


def lying_about(content: bytes, name: str, size: int) -> bytes:
    """The archive with another size declared for an entry, in its directory and before its data."""
    changed = bytearray(content)
    with ZipFile(BytesIO(content)) as archive:
        offset = archive.getinfo(name).header_offset
    changed[offset + 22 : offset + 26] = size.to_bytes(4, "little")
    place = changed.rfind(b"PK\x01\x02", 0, changed.rfind(name.encode()))
    changed[place + 24 : place + 28] = size.to_bytes(4, "little")
    return bytes(changed)


def with_document(markup: str | bytes) -> bytes:
    """A Word file whose main part is this markup."""
    data = markup.encode() if isinstance(markup, str) else markup
    return rezipped(plain_word("x"), changes={"word/document.xml": data})


def body(inside: str, head: str = "") -> str:
    """The markup of a document with this body."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {space}><w:body>{inside}</w:body></w:document>'
