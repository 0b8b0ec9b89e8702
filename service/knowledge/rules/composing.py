"""Take a guide's file apart into fields and text for a form, and put it together again; what the form does not know stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from service.knowledge.rules.front_matter import read_head
from service.knowledge.rules.guides import ACTIVITY, BOTH, JUNIOR, OPENERS, PARTS, SENIOR, parse_guide, unit_fields
from service.knowledge.rules.structure import Lines

ORDER = ("id", "title", "language", "translation_of", "reasons", "stages", "audience", "kind", "status", "reviewed_on")
_LAST = ("sources", "units")
_WIDE = 10_000


@dataclass(frozen=True, slots=True)
class Parts:
    """A file's front matter as fields, and the text below it. `broken`: the front matter is there but cannot be read."""

    fields: Mapping[str, Any]
    body: str
    present: bool
    broken: bool = False


def take_apart(raw: str) -> Parts:
    """The fields and the body of a file; newlines become LF."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    lines = Lines(text)
    head = read_head("", lines)
    if head.problems:
        return Parts({}, text, present=head.present, broken=True)
    return Parts(head.fields, text[lines.start(head.body) :], present=head.present)


def put_together(fields: Mapping[str, Any], body: str) -> str:
    """A file with these fields at its head, in the usual order; fields we do not know stand last. No fields, no head."""
    if not fields:
        return body
    known = [name for name in ORDER if name in fields]
    others = [name for name in fields if name not in (*ORDER, *_LAST)]
    names = [*known, *others, *(name for name in _LAST if name in fields)]
    head = "".join(_line(name, fields[name]) for name in names)
    return f"---\n{head}---\n{body.lstrip(chr(10))}"


def _line(name: str, value: Any) -> str:
    """A field as people write it: short lists in brackets, units one below the other."""
    style = None if isinstance(value, list | dict) else False
    field = {name: value}
    return str(yaml.safe_dump(field, allow_unicode=True, sort_keys=False, default_flow_style=style, width=_WIDE))


def unit_headings(body: str, language: str, listed: Sequence[str]) -> list[str]:
    """The `##` headings of a text that are topic units: they have a unit's parts, or the front matter lists them."""
    fields = {"language": language, "units": [{"heading": heading} for heading in listed]}
    return list(dict.fromkeys(unit.heading for unit in parse_guide("", put_together(fields, body)).units))


def units_of(raw: str) -> list[Mapping[str, Any]]:
    """What the front matter says of each unit."""
    return unit_fields(read_head("", Lines(raw)))


def skeleton(language: str, title: str) -> str:
    """A text to start a guide from: its headings, and what belongs under each, in the guide's language."""
    words = _WORDS[language]
    parts = PARTS[language]
    questions = "\n".join(f"- [{letter}] …" for letter in "GRO")
    together = "\n".join(f"- [{letter}] …" for letter in "ROW")
    unit = "\n\n".join(
        [
            f"## {words['unit']}",
            words["about"],
            f"### {parts[ACTIVITY]}\n- (2) …\n- (5) …\n- (3) …",
            f"### {parts[OPENERS]}\n- …\n- …",
            f"### {parts[SENIOR]}\n{questions}",
            f"### {parts[JUNIOR]}\n{questions}",
            f"### {parts[BOTH]}\n{together}",
        ]
    )
    return f"# {title or words['title']}\n\n{words['intro']}\n\n## {words['prose']}\n\n…\n\n{unit}\n"


def is_skeleton(body: str) -> bool:
    """Whether a text is what it was started from, in whichever language and under whichever title."""
    below = body.replace("\r\n", "\n").partition("\n")[2].strip()
    return below in {skeleton(language, "").partition("\n")[2].strip() for language in _WORDS}


_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "title": "Judul panduan",
        "intro": "Untuk siapa panduan ini, dan apa yang dibawa pulang dari sesinya.",
        "prose": "Yang perlu diketahui sebelum bertemu",
        "unit": "Topik pertama",
        "about": "Tentang apa topik ini, mengapa penting, dan apa yang perlu dijaga (70 sampai 160 kata).",
    },
    "en": {
        "title": "Title of the guide",
        "intro": "Whom this guide is for, and what they take home from the session.",
        "prose": "What to know before you meet",
        "unit": "First topic",
        "about": "What this topic is about, why it matters and what to watch out for (70 to 160 words).",
    },
}
