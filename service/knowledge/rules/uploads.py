"""Files that people send: what they may be, what is said where one is refused, and what is told of what was taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

ENDINGS = (".md", ".txt", ".docx", ".pdf")
LONGEST_MARKDOWN = 1024 * 1024
"""Bytes of Markdown that one upload may become: some 150,000 words."""
MOST_PAGES = 400
MOST_UNPACKED = 40 * 1024 * 1024
"""Bytes that a Word file may hold when it is unpacked."""
_SLUG_LONGEST = 60
_SIGNATURES: Mapping[bytes, str] = {
    b"%PDF-": ".pdf",
    b"PK\x03\x04": ".docx",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"{\\rtf": "rtf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
    b"\x1f\x8b": "archive",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
}
_ENCRYPTED_WORD = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1024  # readers of PDF look this far for its beginning


def N_(message: str) -> str:  # noqa: N802  the name babel looks for
    """Mark a message for translation without translating it."""
    return message


REFUSALS: Mapping[str, str] = {
    "too-large": N_("The file is larger than %(limit)s MB. Make it smaller, or split it."),
    "unknown-type": N_("Only files that end in .md, .txt, .docx or .pdf can be read. Save it as one of these."),
    "mismatch": N_("The file is not what its name says it is. Open it where it was made, and save it anew."),
    "encrypted": N_("The file is locked with a password. Save it without one."),
    "damaged": N_("The file is damaged or cut off. Open it where it was made, and save it anew."),
    "no-text": N_(
        "There is no text in the file. A scan is a picture: have its text recognised and save that as a document."
    ),
    "only-hidden": N_(
        "All text in the file is invisible, as in a scan with recognised text. Copy the text out and paste it into a new guide."
    ),
    "unpacks": N_(
        "The file becomes far larger when it is unpacked than a document does. Save it anew without its pictures."
    ),
    "too-many-pages": N_("The file has more than %(pages)s pages. Split it into several guides."),
    "too-long": N_("The file holds more text than one guide may. Split it into several guides."),
    "not-utf8": N_("Line %(detail)s is not UTF-8. Save the file as UTF-8 text."),
    "time": N_(
        "Reading the file took too long and was stopped. Save it anew in a simpler form, or paste its text into a new guide."
    ),
    "memory": N_(
        "Reading the file needed too much memory and was stopped. "
        "Save it anew in a simpler form, or paste its text into a new guide."
    ),
    "busy": N_("Other files are being read at this moment. Try again in a minute."),
}
"""Why a file gave no text, and how to mend it; `limit`, `pages` and `detail` fill them."""

FINDINGS: Mapping[str, str] = {
    "zero-width": N_("Characters without width"),
    "bidi": N_("Characters that turn the direction of writing"),
    "tags": N_("Invisible tag characters, which can carry words"),
    "variants": N_("Variation selectors that select nothing"),
    "soft-hyphen": N_("Soft hyphens"),
    "control": N_("Control characters"),
    "invisible": N_("Other characters that nobody sees"),
    "comment": N_("Comments in HTML"),
    "hidden-html": N_("HTML that hides its text"),
    "html": N_("HTML tags with attributes; their text stayed"),
    "unused-definition": N_("Definitions that no link uses"),
    "hidden-text": N_("Text formatted as hidden"),
    "invisible-text": N_("Text in the colour of its background, or drawn as nothing"),
    "tiny-text": N_("Text too small to read"),
    "outside-text": N_("Text outside the page"),
    "deleted": N_("Deleted words of tracked changes"),
    "comments": N_("Remarks beside the text"),
    "notes": N_("Footnotes and endnotes, which are not taken over"),
    "pictures": N_("Pictures, which are not taken over"),
    "contents": N_("Lines of a table of contents"),
    "repeated": N_("Headers and footers that repeat on the pages"),
}
"""What was taken out of a text, or left behind; the count, the line and an excerpt stand beside it."""


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters; empty where it is none of ours."""
    return next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")


def mismatch(ending: str, content: bytes) -> str:
    """The code of a refusal where a file's beginning belies its ending, or where it is two kinds of file at once; else empty."""
    kind = next((kind for signature, kind in _SIGNATURES.items() if content.startswith(signature)), "")
    if kind == "ole" and ending == ".docx" and _ENCRYPTED_WORD in content:
        return "encrypted"
    if ending in {".md", ".txt"}:
        return "mismatch" if kind or b"\0" in content else ""
    if kind != ending:
        return "mismatch"
    other = b"%PDF-" in content[:_HEAD] if ending == ".docx" else b"PK\x05\x06" in content[-65_557:]
    return "mismatch" if other else ""


def slug_of(text: str) -> str:
    """A short name that is safe in a path and in an address, from a title or a file's name; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_SLUG_LONGEST]
        if len(longer) > _SLUG_LONGEST:
            break
        slug = longer
    return slug


def stem_of(name: str) -> str:
    """A file's name without folders, whichever way their slashes lean, and without its ending."""
    last = re.split(r"[\\/]", name)[-1]
    ending = ending_of(last)
    return last[: len(last) - len(ending)] if ending else last
