"""YAML nodes read with their line numbers, collecting every mistake instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import yaml

from service.surveys.values import LANGUAGES, SIDES, Option, Problem, Side, Text

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_/-]{0,59}")
Fields = dict[str, yaml.Node]


class Reading:
    """One file being read as one side of it; `problems` grows, and what could not be read comes back as None or empty."""

    def __init__(self, file: str, side: Side = "senior", sides: Sequence[Side] = SIDES) -> None:
        self.file = file
        self.side = side
        self.sides = sides
        self.problems: list[Problem] = []

    def wrong(self, node: yaml.Node | None, message: str, remedy: str) -> None:
        """Note a mistake at the node's line (lines count from 1)."""
        line = 1 if node is None else node.start_mark.line + 1
        self.problems.append(Problem(self.file, line, message, remedy))

    def fields(self, node: yaml.Node | None, what: str, needs: Collection[str], may: Collection[str] = ()) -> Fields:
        """The entries of a mapping; names what is missing, unknown or twice there."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} is not a list of `name: value` lines.", f"Give it {_listed(needs)}.")
            return {}
        found: Fields = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self.wrong(key, f"{what} has `{name}:` twice.", "Keep one of them.")
            elif name not in needs and name not in may:
                self.wrong(key, f"{what} has an unknown `{name}:`.", f"Known here: {_listed([*needs, *may])}.")
            found[name] = value
        for name in needs:
            if name not in found:
                self.wrong(node, f"{what} has no `{name}:`.", f"Add `{name}:`.")
        return found

    def entries(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """The entries of a list that must not be empty."""
        if isinstance(node, yaml.SequenceNode) and node.value:
            return list(node.value)
        if node is not None:
            self.wrong(node, f"{what} is not a list, or is empty.", "Write one entry a line, each after `- `.")
        return []

    def text(self, node: yaml.Node | None, what: str) -> Text:
        """A sentence in both languages, or one for each side: then the words for this one."""
        node, what = self.own(node, what)
        if node is None:
            return Text("", "")
        found = self.fields(node, what, LANGUAGES)
        words = {language: self.line(found.get(language), f"{what} in `{language}`") for language in LANGUAGES}
        return Text(words["id"], words["en"])

    def own(self, node: yaml.Node | None, what: str) -> tuple[yaml.Node | None, str]:
        """What a value that may be written for each side is for this one, and what to call it in a message."""
        if not isinstance(node, yaml.MappingNode) or not any(str(key.value) in SIDES for key, _ in node.value):
            return node, what
        if len(self.sides) == 1:
            self.wrong(node, f"{what} is written for two sides, the form has one.", "Write it once.")
        return self.fields(node, what, SIDES).get(self.side), f"{what} for the {self.side}"

    def concerns(self, node: yaml.Node) -> bool:
        """Whether a page or item is for this side; both where it does not say."""
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        named = next((value for key, value in pairs if str(key.value) == "side"), None)
        found = self.one_of(named, "`side`", self.sides)
        return found in {"", self.side}

    def line(self, node: yaml.Node | None, what: str) -> str:
        """A text that is not empty."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            self.wrong(node, f"{what} is empty or not a text.", "Write the text after the colon, in quotes if need be.")
            return ""
        return str(node.value).strip()

    def key(self, node: yaml.Node | None, what: str) -> str:
        """An id or key: letters, digits, `_`, `-` and `/`."""
        found = self.line(node, what)
        if found and not _KEY.fullmatch(found):
            self.wrong(node, f"{what} is `{found}`.", "Use a letter, then letters, digits, `_` or `-`.")
        return found

    def one_of(self, node: yaml.Node | None, what: str, known: Sequence[str]) -> str:
        """A word from a closed list."""
        found = self.line(node, what)
        if found and found not in known:
            self.wrong(node, f"{what} is `{found}`.", f"Use one of {_listed(known)}.")
            return ""
        return found

    def number(self, node: yaml.Node | None, what: str, least: int, default: int) -> int:
        """A whole number of at least `least`."""
        if node is None:
            return default
        found = str(node.value)
        if not found.isdecimal() or int(found) < least:
            self.wrong(node, f"{what} is `{found}`.", f"Write a whole number of at least {least}.")
            return default
        return int(found)

    def truth(self, node: yaml.Node | None, what: str, default: bool | None) -> bool | None:  # noqa: FBT001
        """True or false."""
        if node is None:
            return default
        found = str(node.value)
        if found not in {"true", "false"}:
            self.wrong(node, f"{what} is `{found}`.", "Write true or false.")
            return default
        return found == "true"

    def options(self, node: yaml.Node | None, what: str) -> tuple[Option, ...]:
        """Answers to choose from: each a key and its words, no key twice."""
        found: list[Option] = []
        for entry in self.entries(node, what):
            fields = self.fields(entry, f"an entry of {what}", ("key", "text"))
            key = self.key(fields.get("key"), f"a key of {what}")
            if key in {one.key for one in found}:
                self.wrong(entry, f"{what} has the key `{key}` twice.", "Give every option its own key.")
            found.append(Option(key, self.text(fields.get("text"), f"the option `{key}`")))
        return tuple(found)


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
