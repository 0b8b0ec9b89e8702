"""What is written about the project is true of it: settings, commands, rooms, decisions, links."""

import importlib
import re
from pathlib import Path

import click
import pytest

from service.settings import Settings, environment_name
from tests.house.tree import ROOT, SERVICE, files, name, rooms

README = ROOT / "README.md"
DECISIONS = ROOT / "docs" / "decisions"
ADR_WORDS = 600
MACHINE = {
    # Written so that no pattern is itself what it looks for.
    r"/(?:work|root)/|/(?:home|Users)/\w|/opt/[p]ypi": "a path of somebody's machine",
    r"[p]ypi\.org/simple|files\.[p]ythonhosted\.org|registry\.[n]pmjs\.org|deb\.[d]ebian\.org": "a registry's host",
    r"^\s*(?:--index-url|--extra-index-url|--find-links|-i |-f )": "an address of an index",
    r"@ file://": "a file of somebody's machine",
}
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def shown_default(field: str) -> str:
    """A setting's default as a table shows it: relative paths, a dash for none."""
    value = Settings.model_fields[field].default
    if value is None:
        return "–"
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT) if value.is_absolute() else value}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def settings_table() -> str:
    rows = [
        f"| `{environment_name(field)}` | {shown_default(field)} | {info.description} |"
        for field, info in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it does |", "| --- | --- | --- |", *rows])


def test_readme_has_the_settings_as_they_are():
    assert settings_table() in read(README), f"put this into README.md:\n\n{settings_table()}"


def test_example_lists_every_setting_and_no_other():
    listed = re.findall(r"^#?\s?((?:DUA_ARAH|OPENAI)_[A-Z_]+)=", read(ROOT / ".env.example"), re.MULTILINE)
    assert sorted(set(listed)) == sorted(environment_name(field) for field in Settings.model_fields)


def test_example_switches_nothing_on():
    active = [line for line in read(ROOT / ".env.example").splitlines() if line.strip() and not line.startswith("#")]
    assert active == []


def test_readme_maps_every_room():
    text = read(README)
    for room in sorted(rooms() | {"web", "adapters"}):
        assert f"`{room}/`" in text, room


def test_readme_names_the_two_commands():
    assert "make run" in read(README)
    assert "make test" in read(README)


def test_the_six_hops_exist():
    """Each hop of the README is `file.py::function`, relative to service/ or to the room of the main job."""
    hops = re.findall(r"`([a-z_/]+\.py)::(\w+)(?:\.(\w+))?`", read(README))
    assert len({file for file, _, _ in hops}) >= 5
    for file, function, method in hops:
        source = read(SERVICE / file)
        assert re.search(rf"^(?:def|class) {function}\b", source, re.MULTILINE), f"{file} has no {function}"
        assert not method or re.search(rf"^    def {method}\b", source, re.MULTILINE), (
            f"{file} has no {function}.{method}"
        )


def commands(group: click.Group, path: str) -> list[str]:
    found = []
    for key, command in group.commands.items():
        here = f"{path} {key}"
        found.extend(commands(command, here) if isinstance(command, click.Group) else [here])
    return found


def test_readme_names_every_command():
    cli = importlib.import_module("service.cli")
    for command in commands(cli.main, "dua-arah"):
        assert command in read(README), command


def test_targets_of_make_that_documents_name_exist():
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    for path in [README, *files(".md", under=ROOT / "docs")]:
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", read(path), re.MULTILINE))
        assert named <= targets, f"{name(path)}: make {named - targets}"


@pytest.mark.parametrize("path", [README, ROOT / "CHANGELOG.md", *files(".md", under=ROOT / "docs")], ids=name)
def test_links_inside_lead_somewhere(path):
    for target in _LINK.findall(read(path)):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / target).exists(), f"{name(path)} links to {target}"


def test_changelog_tells_what_is_new():
    text = read(ROOT / "CHANGELOG.md")
    assert text.startswith("# Changelog")
    unreleased = re.search(r"^## \[?Unreleased\]?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert unreleased
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert set(headings) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_licence_is_apache():
    text = read(ROOT / "LICENSE")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_decisions_are_numbered_without_gaps():
    numbers = []
    for path in files(under=DECISIONS):
        match = re.fullmatch(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md", path.name)
        assert match, f"{path.name}: name it NNNN-what-it-is.md"
        numbers.append(int(match[1]))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", list(files(".md", under=DECISIONS)), ids=lambda path: path.name)
def test_a_decision_is_one_page(path):
    text = read(path)
    assert text.startswith("# ")
    assert len(text.split()) <= ADR_WORDS, f"{path.name} has {len(text.split())} words"
    found = [text.lower().find(f"\n## {part}") for part in ("context", "decision", "consequences")]
    assert -1 not in found, f"{path.name} lacks one of context, decision, consequences"
    assert found == sorted(found)


def ours():
    """Text files that are our own: not the minified ones of others, not this list of what is forbidden."""
    for path in files():
        if "vendor" in path.parts or path == Path(__file__) or path.suffix in {".woff2", ".png", ".mo", ".gz", ".npz"}:
            continue
        yield path


def test_nothing_names_a_machine_or_a_registry():
    found = [
        f"{name(path)}: {words} ({match[0]})"
        for path in ours()
        for pattern, words in MACHINE.items()
        if (match := re.search(pattern, path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE))
    ]
    assert found == []


def test_the_lock_is_one_of_those_files():
    lock = ROOT / "requirements.lock"
    assert lock in set(ours())
    pins = re.findall(r"^([a-z0-9._-]+)==\S+ \\\n\s+--hash=sha256:", read(lock), re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-zA-Z0-9]", read(lock), re.MULTILINE)), "a requirement without a hash"


def test_everything_is_utf8_with_unix_line_ends():
    for path in ours():
        content = path.read_bytes()
        if (
            path.suffix in {".py", ".md", ".html", ".txt", ".yaml", ".css", ".js", ".toml", ".po"}
            and "tests" not in path.parts
        ):
            content.decode("utf-8")
            assert b"\r\n" not in content, name(path)
