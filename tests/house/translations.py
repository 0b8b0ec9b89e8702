"""Is every message of the code in the Indonesian catalogue, whole and in our words? Run by ``make lint``.

The msgids are English, so English needs no catalogue. Messages are extracted in memory by ``babel.cfg``, from the root of the
repository: patterns below another folder would match nothing, and an empty extraction must not look like a finished translation.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "service" / "translations" / "id" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2), "N_": None}
LEAST = 50  # fewer messages than this from Python or from the templates: the patterns match nothing

# Words of look.md that must not appear, and why.
NOT_OUR_WORDS = {
    r"\bkamu\b": "the page says Anda",
    r"\bpasangan Anda\b": "that is a spouse; write mitra Anda or pasangan mentoring",
    r"\bsubmit\b": "write kirim",
    r"\busers?\b": "name the person: pemimpin, mentor, pengelola program, orang",
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]|%%|\{(\w+)\}")


def extracted(root: Path = ROOT) -> Catalog:
    """All messages of the code and the templates below `root`."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    for pattern, method in methods:
        if method == "jinja2":  # a template with a mistake would be left out without a word
            options.setdefault(pattern, {})["silent"] = "false"
    catalog = Catalog()
    for found in extract_from_dir(str(root), methods, options, keywords=KEYWORDS):
        path, line, message, comments, context = found
        catalog.add(message, None, [(path, line)], auto_comments=comments, context=context)
    return catalog


def catalogue(content: bytes) -> Catalog:
    """A .po file."""
    return read_po(BytesIO(content), locale="id", abort_invalid=True)


def faults(wanted: Catalog, translated: Catalog) -> Iterator[str]:
    """Everything that keeps a translation from being finished, one sentence each."""
    yield from _emptiness(wanted)
    known = {_key(message): message for message in translated if message.id}
    needed = {_key(message): message for message in wanted if message.id}
    if not str(translated.locale or "").startswith("id"):
        yield "the catalogue's header does not say Language: id"
    if translated.num_plurals != 1:
        yield "Indonesian has one form: the header should say nplurals=1; plural=0;"
    for key, message in needed.items():
        there = known.get(key)
        where = f"{_first(message)!r} ({message.locations[0][0]})"
        if there is None or not all(_strings(there)):
            yield f"missing: {where}"
            continue
        if there.fuzzy:
            yield f"fuzzy: {where}"
        if isinstance(message.id, tuple) != isinstance(there.id, tuple) or _ids(message) != _ids(there):
            yield f"another plural: {where}"
        yield from (f"{fault}: {where}" for fault in _placeholders(message, there))
        yield from (f"{fault}: {where}" for fault in _words(there))
    yield from (f"obsolete: {key[0]!r}" for key in known.keys() - needed.keys())
    yield from (f"obsolete: {_first(message)!r}" for message in translated.obsolete.values())


def _emptiness(wanted: Catalog) -> Iterator[str]:
    for kind in (".py", ".html"):
        count = sum(1 for message in wanted if message.id and any(path.endswith(kind) for path, _ in message.locations))
        if count < LEAST:
            yield f"only {count} messages were extracted from {kind} files: do the patterns of babel.cfg match?"


def _key(message: Message) -> tuple[str, str | None]:
    return _first(message), message.context


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def _first(message: Message) -> str:
    return _ids(message)[0]


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def _tokens(text: str) -> set[str]:
    return {match[0] for match in _PLACEHOLDER.finditer(text)}


def _placeholders(message: Message, there: Message) -> Iterator[str]:
    """An Indonesian string has the placeholders of the English one; of the plural, where there are two."""
    expected = _tokens(_ids(message)[-1])
    for string in _strings(there):
        if _tokens(string) != expected:
            yield f"other placeholders ({', '.join(sorted(_tokens(string) ^ expected))})"


def _words(there: Message) -> Iterator[str]:
    for string in _strings(there):
        for pattern, reason in NOT_OUR_WORDS.items():
            found = re.search(pattern, string, re.IGNORECASE)
            if found:
                yield f"says “{found[0]}” ({reason})"


def merged(wanted: Catalog, translations: Mapping[tuple[str, str | None], tuple[str, ...]]) -> Catalog:
    """A catalogue of the wanted messages with the given Indonesian; what is missing stays empty."""
    catalog = Catalog(locale="id", charset="utf-8", fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]  # Babel's own table lacks Indonesian
    for message in wanted:
        if message.id:
            strings = translations.get(_key(message), ("",))
            catalog.add(message.id, strings if isinstance(message.id, tuple) else strings[0], context=message.context)
    return catalog


def main() -> int:
    """Print what is wrong; 0 when nothing is."""
    if not CATALOGUE.is_file():
        sys.stderr.write(f"{CATALOGUE.relative_to(ROOT)} is missing\n")
        return 1
    wanted = extracted()
    found = list(faults(wanted, catalogue(CATALOGUE.read_bytes())))
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    count = sum(1 for message in wanted if message.id)
    sys.stdout.write(f"{count} messages, {len(found)} to mend\n" if found else f"{count} messages, all in Indonesian\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
