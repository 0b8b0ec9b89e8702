"""Prompts are files that people read and change: a strict loader, and rendering that keeps data and instructions apart.

A file is front matter (name, version, language, inputs, output) between two ``---``, then ``=== system ===`` and
``=== user ===`` with ``{{input}}`` where an input belongs. An input is never an instruction: each line of it is marked as
material before it goes in, and the system part says that marked lines are to be read, not obeyed.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel

from service.knowledge.rules.sentences import sentences
from service.suggestions.ports import Judgement, RenderedPrompt, TopicsDraft

SCHEMAS: Mapping[str, type[BaseModel]] = {"TopicsDraft": TopicsDraft, "Judgement": Judgement}
KINDS = ("data", "passages")
_LANGUAGES = ("id", "en")
_KEYS = ("name", "version", "language", "inputs", "output")
_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z_]*")
_HEADING = re.compile(r"\[(P(\d+))\] (.*)")
_SECTIONS = re.compile(r"^=== (.*) ===[ \t]*$", re.MULTILINE)


class PromptError(ValueError):
    """A prompt file, or what was handed to it, is wrong; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file. `inputs` says of each input how it is marked; `hash` is the SHA-256 of the file's bytes."""

    name: str
    version: int
    language: str
    inputs: Mapping[str, str]
    output: type[BaseModel]
    system: str
    user: str
    hash: str

    def render(self, values: Mapping[str, str]) -> RenderedPrompt:
        """The prompt with its inputs; raises ``PromptError`` where one is missing, is too many, or is no text."""
        missing = sorted(set(self.inputs) - set(values))
        unused = sorted(set(values) - set(self.inputs))
        if missing or unused:
            parts = [f"needs {', '.join(missing)}"] if missing else []
            parts += [f"knows no {', '.join(unused)}"] if unused else []
            message = f"prompt {self.name}: {'; '.join(parts)}"
            raise PromptError(message)
        wrong = [name for name, value in values.items() if not isinstance(value, str)]
        if wrong:
            message = f"prompt {self.name}: {', '.join(wrong)} must be text"
            raise PromptError(message)
        marked = {name: _MARKS[kind](values[name]) for name, kind in self.inputs.items()}
        # One pass: what stands in an input is not looked at again.
        user = _SLOT.sub(lambda slot: marked[slot[1].strip()], self.user)
        return RenderedPrompt(self.name, self.hash, self.system, user)


def marked_lines(text: str) -> str:
    """Each line behind a bar, so that no line of the text can pass for one of the prompt's own."""
    return "\n".join(f"| {' '.join(line.split())}".rstrip() for line in text.splitlines()) or "|"


def marked_passages(text: str) -> str:
    """Passages (``[P1] Title > Heading``, then text) with one sentence a line, each behind the passage's number.

    A heading stands behind ``P1#``, a sentence behind ``P1|``: that is where a quotation is copied from. Only the number
    that is due opens a passage, so that a text cannot invent one.
    """
    out: list[str] = []
    current, due = "P0", 1
    for paragraph in text.splitlines():
        heading = _HEADING.fullmatch(paragraph.strip())
        if heading and int(heading[2]) == due:
            current, due = heading[1], due + 1
            out.append(f"{current}# {' '.join(heading[3].split())}")
        else:
            out.extend(f"{current}| {' '.join(sentence.split())}" for sentence in sentences(paragraph))
    return "\n".join(out) or "|"


_MARKS = {"data": marked_lines, "passages": marked_passages}


class Prompts:
    """The prompt files of a folder, by name (``topics.id`` is ``topics.id.txt``); each is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Prompt] = {}

    def get(self, name: str) -> Prompt:
        """The prompt of that name; raises ``PromptError``."""
        if name not in self._read:
            if not re.fullmatch(r"[a-z][a-z_]*\.[a-z]{2}", name):
                message = f"{name} is no name of a prompt; write one like topics.id"
                raise PromptError(message)
            self._read[name] = load(self._folder / f"{name}.txt")
        return self._read[name]

    def render(self, name: str, inputs: Mapping[str, str]) -> RenderedPrompt:
        """The prompt of that name with its inputs; raises ``PromptError``."""
        return self.get(name).render(inputs)

    def faults(self) -> list[str]:
        """What is wrong with the folder's files, one sentence each; empty when nothing is."""
        found: list[str] = []
        paths = sorted(self._folder.glob("*.txt"))
        if not paths:
            found.append(f"{self._folder}: there is no prompt file; put back topics.id.txt and topics.en.txt")
        for path in paths:
            try:
                load(path)
            except PromptError as error:
                found.append(str(error))
        return found


def load(path: Path) -> Prompt:
    """Read one prompt file; raises ``PromptError`` with file, line and remedy."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); put the file back"
        raise PromptError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8"
        raise PromptError(message) from error
    lines = text.splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        message = f"{path}:1: begins with no front matter; put it between two lines of ---"
        raise PromptError(message)
    end = lines.index("---", 1)
    front = _front(path, "\n".join(lines[1:end]))
    system, user = _sections(path, lines, end + 1)
    inputs = _inputs(path, front["inputs"])
    _check_slots(path, system, user, inputs)
    return Prompt(
        name=f"{front['name']}.{front['language']}",
        version=int(str(front["version"])),
        language=str(front["language"]),
        inputs=inputs,
        output=SCHEMAS[str(front["output"])],
        system=system,
        user=user,
        hash=hashlib.sha256(content).hexdigest(),
    )


def _front(path: Path, text: str) -> dict[str, object]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = f"{path}:{mark.line + 2 if mark else 2}: the front matter is not YAML; write one `key: value` a line"
        raise PromptError(message) from error
    fault = next(_front_faults(path, front), None)
    if fault:
        raise PromptError(fault)
    return {str(key): value for key, value in front.items()}


def _front_faults(path: Path, front: object) -> Iterator[str]:
    if not isinstance(front, dict):
        yield f"{path}:2: the front matter is empty; it has {', '.join(_KEYS)}"
        return
    for key in _KEYS:
        if key not in front:
            yield f"{path}:2: {key} is missing; add it to the front matter"
    for key in front:
        if key not in _KEYS:
            yield f"{path}:2: {key} is unknown; it has {', '.join(_KEYS)}"
    version = front.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        yield f"{path}:2: version must be a whole number from 1"
    if front.get("language") not in _LANGUAGES:
        yield f"{path}:2: language must be id or en"
    if front.get("output") not in SCHEMAS:
        yield f"{path}:2: output must be one of {', '.join(SCHEMAS)}"
    if path.name != f"{front.get('name')}.{front.get('language')}.txt":
        yield f"{path}:2: the file must be called {front.get('name')}.{front.get('language')}.txt, after name and language"


def _inputs(path: Path, declared: object) -> dict[str, str]:
    if not isinstance(declared, dict) or not declared:
        message = f"{path}:2: inputs must list at least one `name: kind`"
        raise PromptError(message)
    for name, kind in declared.items():
        if not _NAME.fullmatch(str(name)) or kind not in KINDS:
            message = f"{path}:2: input {name}: {kind} must be a name in small letters and one of {', '.join(KINDS)}"
            raise PromptError(message)
    return {str(name): str(kind) for name, kind in declared.items()}


def _sections(path: Path, lines: list[str], start: int) -> tuple[str, str]:
    heads = [(number, match[1]) for number, line in enumerate(lines) if (match := _SECTIONS.fullmatch(line))]
    if [name for _, name in heads] != ["system", "user"] or any(line.strip() for line in lines[start : heads[0][0]]):
        message = f"{path}:{start + 1}: the body must be `=== system ===` and then `=== user ===`, and nothing before"
        raise PromptError(message)
    (system_at, _), (user_at, _) = heads
    parts = []
    for name, first, last in (("system", system_at + 1, user_at), ("user", user_at + 1, len(lines))):
        part = "\n".join(lines[first:last]).strip()
        if not part:
            message = f"{path}:{first}: the {name} section is empty; write it"
            raise PromptError(message)
        parts.append(part)
    return parts[0], parts[1]


def _check_slots(path: Path, system: str, user: str, inputs: Mapping[str, str]) -> None:
    """Inputs stand in the user part, each alone on its line, and all that is declared is used."""
    fault = next(_slot_faults(system, user, inputs), None)
    if fault:
        message = f"{path}: {fault}"
        raise PromptError(message)


def _slot_faults(system: str, user: str, inputs: Mapping[str, str]) -> Iterator[str]:
    if "{{" in system or "}}" in system:
        yield "an input stands in the system section; move it to the user section"
    used = [slot.strip() for slot in _SLOT.findall(user)]
    for name in used:
        if name not in inputs:
            yield f"{{{{{name}}}}} is not declared; add it to inputs or take it out"
    for name in inputs:
        if name not in used:
            yield f"{name} is declared and not used; write {{{{{name}}}}} where it belongs"
    if any(_SLOT.search(line) and not _SLOT.fullmatch(line.strip()) for line in user.splitlines()):
        yield "an input shares its line with other words; give it a line of its own"
    rest = _SLOT.sub("", user)
    if "{{" in rest or "}}" in rest:
        yield "a {{ or }} has no partner; write {{name}}"
