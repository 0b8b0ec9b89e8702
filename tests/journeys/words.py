"""What the pages say, in the reader's language, and which sentences must not appear in the other one."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
_CATALOGUE = ROOT / "service" / "translations" / "id" / "LC_MESSAGES" / "messages.po"
_DATA = [*(ROOT / "service" / "surveys" / "instruments").glob("*.yaml"), ROOT / "service" / "sessions" / "arc.yaml"]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
Say = Callable[[str], str]


@cache
def _indonesian() -> dict[str, str]:
    """English message → Indonesian; of a plural both English forms lead to the one Indonesian form."""
    with _CATALOGUE.open("rb") as file:
        found: dict[str, str] = {}
        for message in read_po(file, locale="id"):
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            translated = message.string if isinstance(message.string, str) else message.string[0]
            found |= {one: translated for one in english if one and translated}
        return found


def say(language: str) -> Say:
    """Turns a message of the code into what the page in `language` shows."""
    return (lambda message: _indonesian()[message]) if language == "id" else lambda message: message


def _pairs() -> Iterator[tuple[str, str]]:
    yield from _indonesian().items()
    for path in _DATA:
        yield from _both(yaml.safe_load(path.read_text(encoding="utf-8")))


def _both(data: object) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        if set(data) == {"id", "en"}:
            yield str(data["en"]).strip(), str(data["id"]).strip()
        else:
            for one in data.values():
                yield from _both(one)
    elif isinstance(data, list):
        for one in data:
            yield from _both(one)


@cache
def _foreign(language: str) -> re.Pattern[str]:
    """Matches a text that is a sentence of the other language and no sentence of `language`."""
    pairs = list(_pairs())
    own = {second if language == "id" else first for first, second in pairs}
    own |= {"English", "Bahasa Indonesia"}  # languages are named in their own words
    others = {first if language == "id" else second for first, second in pairs} - own
    bodies = {
        r"[^\n]{1,120}?".join(re.escape(part) for part in _PLACEHOLDER.split(text))
        for text in others
        if re.search(r"\w{3}", _PLACEHOLDER.sub("", text))
    }
    if (
        language == "en"
    ):  # its pages quote Indonesian guides and people, which a pattern with a gap would take for our words
        bodies = {re.escape(text) for text in others if not _PLACEHOLDER.search(text)}
    return re.compile("|".join(sorted(bodies, key=len, reverse=True)))


def untranslated(texts: list[str], language: str) -> list[str]:
    """The texts that stand in the wrong language."""
    pattern = _foreign(language)
    return [text for text in texts if pattern.fullmatch(text.strip())]
