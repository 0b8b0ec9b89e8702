"""Every page stands on the one frame, and nothing on it needs a policy weaker than the strict one."""

import re

import pytest

from tests.house.tree import ROOT, files

TEMPLATES = ROOT / "templates"
INLINE = {
    r"<style\b": "a style element",
    r"\sstyle\s*=": "a style attribute",
    r"<script(?![^>]*\ssrc=)": "a script without a file",
    r"\son[a-z]+\s*=\s*[\"'{]": "an event attribute",
    r"javascript:": "a javascript: address",
    r"\bhx-on\b|\bhx-on:|[\"'\s]js:": "an htmx attribute that needs eval",
    r"(?:src|href)\s*=\s*[\"'](?:https?:)?//": "a file of another server",
}
STANDS_ALONE = {"errors/plain.html": "shown when the frame itself fails, so it must need nothing of it"}
SAFE_BY_HAND = {"components/icon.html": "its drawings are constants of that file"}
_EXTENDS = re.compile(r"^\{%-?\s*extends\s+[\"']([^\"']+)[\"']")
_COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)


def inside(path):
    return path.relative_to(TEMPLATES).as_posix()


def source(path):
    return _COMMENTS.sub("", path.read_text(encoding="utf-8")).strip()


def is_part(path):
    """Components are imported, partials included, mails are no pages."""
    return inside(path).split("/")[0] in {"components", "mail"} or path.name.startswith("_")


ALL = [pytest.param(path, id=inside(path)) for path in files(".html", under=TEMPLATES)]
PAGES = [one for one in ALL if not is_part(one.values[0]) and one.id not in {"base.html", *STANDS_ALONE}]
PARTS = [one for one in ALL if is_part(one.values[0])]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_on_the_frame(path):
    seen = [inside(path)]
    while seen[-1] != "base.html":
        found = _EXTENDS.match(source(TEMPLATES / seen[-1]))
        assert found, f"{seen[-1]} extends nothing and is no partial (name it _{path.name} if it is one)"
        assert found[1] not in seen, f"{seen} go round"
        seen.append(found[1])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_title_and_a_main_part(path):
    blocks = set(re.findall(r"\{%-?\s*block\s+(\w+)", source(path)))
    parent = _EXTENDS.match(source(path))
    if parent and parent[1] == "base.html":
        assert {"title", "main"} <= blocks, f"{inside(path)} has blocks {sorted(blocks)}"


@pytest.mark.parametrize("path", PARTS)
def test_a_part_extends_nothing(path):
    assert not _EXTENDS.match(source(path))


@pytest.mark.parametrize("path", ALL)
def test_nothing_is_inline(path):
    found = [words for pattern, words in INLINE.items() if re.search(pattern, source(path), re.IGNORECASE)]
    if inside(path).startswith("mail/"):
        found = [words for words in found if words != "a file of another server"]  # a mail's links leave the mail
    assert not found, f"{inside(path)}: {found}"


@pytest.mark.parametrize("html", ["<p style='x'>", "<script>a()</script>", '<a onclick="b()">', "<style>"])
def test_the_inline_check_can_fail(html):
    assert any(re.search(pattern, html, re.IGNORECASE) for pattern in INLINE)


@pytest.mark.parametrize("path", ALL)
def test_nothing_is_marked_safe_by_hand(path):
    if inside(path) in SAFE_BY_HAND:
        pytest.skip(SAFE_BY_HAND[inside(path)])
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", source(path)), f"{inside(path)} switches escaping off"


def test_every_mail_has_its_three_parts():
    mails = [folder for folder in sorted((TEMPLATES / "mail").iterdir()) if folder.is_dir()]
    assert mails
    for folder in mails:
        assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}, folder.name
