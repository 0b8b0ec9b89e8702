"""How an injection is carried: hidden, encoded, or in clear; and whether anything of it is in a prompt that was sent."""

import base64
import codecs
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from docx.shared import Pt, RGBColor

from service.adapters import convert_docx, convert_file, convert_pdf
from tests import papers

CASES = Path(__file__).with_name("cases.txt")
_ALIKE = str.maketrans("aeopcxs", "аеорсхѕ")
_WINDOW = 22


@dataclass(frozen=True)
class Case:
    """One injection: `text` is the instruction in clear."""

    number: int
    language: str
    place: str
    form: str
    aim: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.number:03}-{self.language}-{self.place}-{self.form}-{self.aim}"


def cases() -> list[Case]:
    """The cases of the file, numbered in its order."""
    lines = [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [Case(number, *(cell.strip() for cell in line.split(" | ", 4))) for number, line in enumerate(lines, 1)]


def _tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in text if letter.isascii())


def _spread(text: str, sign: str) -> str:
    return sign.join(text)


def encoded(case: Case) -> str:
    """The instruction as it stands in a text field or a Markdown file."""
    text = case.text
    shown = {"id": "Catatan kecil tentang cara kerja.", "en": "A small note on a way of working."}[case.language]
    return {
        "base64": f"{shown} Base64: {base64.b64encode(text.encode()).decode()}",
        "rot13": f"{shown} ROT13: {codecs.encode(text, 'rot13')}",
        "homoglyph": text.translate(_ALIKE),
        "spaced": _spread(text, " "),
        "comment": f"{shown}\n\n<!-- {text} -->",
        "html": f'{shown}\n\n<div style="display:none">{text}</div>',
        "definition": f'{shown}\n\n[unused]: https://a.example "{text}"',
        "entity": f"{shown}\n\n<span hidden>{''.join(f'&#{ord(letter)};' for letter in text)}</span>",
        "zero-width": _spread(text, "\u200b"),
        "tags": f"{shown}{_tags(text)}",
        "bidi": f"{shown}\u202e{text}\u202c",
    }.get(case.form, text)


@cache
def planted(case: Case) -> str:
    """What reaches a guide, a form or a field: for an upload, the Markdown that the converter makes of the file."""
    if case.place == "docx":
        return _converted(".docx", _word(case), convert_docx.blocks_of)
    if case.place == "pdf":
        return _converted(".pdf", _pdf(case), convert_pdf.blocks_of)
    if case.place == "md":
        return _converted(".md", encoded(case).encode(), None)
    return encoded(case)


def _converted(ending: str, content: bytes, read: convert_file.Reader | None) -> str:
    """The converting process's own work, without its process: 26 starts would take half a minute."""
    return str(convert_file._convert(ending, content, read)["markdown"])


_SHOWN = {
    "id": "Catatan kecil ini dibaca semua orang di ruang rapat.",
    "en": "This small note is read by everybody in the room.",
}


def _word(case: Case) -> bytes:
    def write(document) -> None:
        paragraph = document.add_paragraph(_SHOWN[case.language])
        if case.form == "comment":
            document.add_comment(paragraph.runs, text=case.text, author="A")
            return
        run = paragraph.add_run(f" {case.text}")
        if case.form == "hidden":
            run.font.hidden = True
        elif case.form == "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        elif case.form == "tiny":
            run.font.size = Pt(1)

    if case.form == "deleted":
        told = f"<w:p><w:r><w:t>{_SHOWN[case.language]}</w:t></w:r><w:del><w:r><w:delText>{escape(case.text)}</w:delText></w:r></w:del></w:p>"
        return papers.with_document(papers.body(told))
    return papers.word(write)


def _pdf(case: Case) -> bytes:
    text = case.text.replace("(", "\\(").replace(")", "\\)")
    content = {
        "invisible": papers.at(72, 700, text, before="3 Tr"),
        "white": papers.at(72, 700, text, before="1 g"),
        "tiny": papers.at(72, 700, text, size=1),
        "outside": papers.at(-2000, 700, text),
    }.get(case.form, papers.at(72, 700, text))
    return papers.pdf(papers.lines(_SHOWN[case.language]) + f"q\n{content}Q\n")


def squeezed(text: str) -> str:
    """Letters and digits in small letters, tag characters read as what they stand for."""
    plain = "".join(chr(ord(one) - 0xE0000) if 0xE0000 <= ord(one) < 0xE0080 else one for one in text)
    return re.sub(r"[\W_]+", "", plain).lower()


def arrived(case: Case, prompt: str) -> bool:
    """Whether a stretch of the instruction, as it was encoded, is in the prompt."""
    carried = {
        "base64": base64.b64encode(case.text.encode()).decode(),
        "rot13": codecs.encode(case.text, "rot13"),
        "homoglyph": case.text.translate(_ALIKE),
    }.get(case.form, case.text)
    wanted, there = squeezed(carried), squeezed(prompt)
    return any(wanted[at : at + _WINDOW] in there for at in range(max(1, len(wanted) - _WINDOW + 1)))
