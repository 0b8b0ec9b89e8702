"""Markdown and HTML that a page does not show: comments, elements that hide, definitions that nothing refers to.

What is code on the page (fenced, indented, between backticks) or escaped is shown to everybody, and stays. Each look at a text is
linear in its length, whatever it holds, because the texts are those of strangers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference

from service.knowledge.rules.front_matter import read_head
from service.knowledge.rules.invisible import Cut
from service.knowledge.rules.structure import Lines

_BLOCKS = MarkdownIt("commonmark")
_BLOCKS.core.ruler.disable(["inline"])
_CODE = frozenset({"fence", "code_block"})
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[\s/](?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+)?)>"
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,200}+)\]", re.DOTALL)
_BEGINS = re.compile(r"(?:\A|\n) {0,3}\Z")
_OTHER_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}
_NEVER_SHOWN = frozenset(
    "applet audio base canvas datalist embed frameset head iframe link math meta noembed noframes noscript object script style svg "
    "template title video".split()
)
_ELEMENTS = _NEVER_SHOWN | frozenset(
    "a abbr acronym address area article aside b bdi bdo big blockquote body br button caption center cite code col "
    "colgroup data dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html i img input ins kbd label legend li main map mark marquee menu meter nav ol optgroup option "
    "output p param picture pre progress q rp rt ruby s samp search section select slot small source span strike strong sub "
    "summary sup table tbody td textarea tfoot th thead time tr track tt u ul var wbr".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDING_CLASSES = frozenset("hidden invisible sr-only visually-hidden d-none hide".split())
_HIDING_STYLE = re.compile(
    r"\\|(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden"
    r"|font-size:(?:0|[012](?:\.\d+)?(?:px|pt)|0?\.\d+(?:r?em|%|px|pt)?|[0-9](?:\.\d+)?%)|font:0"
    r"|opacity:(?:0|0?\.0\d*|0%)(?:;|!|$)"
    r"|(?:-webkit-text-fill-)?color:(?:white|snow|ivory|transparent|#f{3,4}(?![0-9a-f])|#f{6}|#[0-9a-f]{6}00|#[0-9a-f]{3}0(?![0-9a-f])"
    r"|rgba?\(255,255,255|rgba\([^)]*,0(?:\.0+)?\)|hsla?\([^)]*100%)"
    r"|text-indent:-\d{3,}|(?:margin-)?(?:left|top|right|bottom):-\d{3,}|(?:max-)?(?:width|height):0(?:px|pt|em|%)?(?:;|!|$)"
    r"|clip(?:-path)?:|transform:scale\(0)"
)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    closing: bool
    rest: str


def hidden(text: str) -> list[Cut]:
    """What to take out of a Markdown text, in order and apart: each stretch and why."""
    lines = Lines(text)
    shown, definitions = _blocks(lines)
    cuts = list(definitions)
    tags: list[_Tag] = []
    for start, end in shown:
        found, names = _scan(text, start, end)
        cuts.extend(found)
        tags.extend(names)
    cuts.extend(_elements(text, tags))
    return list(_apart(cuts))


def _blocks(lines: Lines) -> tuple[list[tuple[int, int]], list[Cut]]:
    """The stretches outside the front matter and outside code, and the definitions that no link uses."""
    first = read_head("", lines).body
    env: dict[str, Any] = {}
    tokens = _BLOCKS.parse(lines.raw[lines.start(first) :], env)
    taken = [(one.map[0] + first, one.map[1] + first) for one in tokens if one.type in _CODE and one.map]
    cuts = []
    uses = frozenset(_uses(lines.raw))
    definitions = [*env.get("references", {}).items(), *((one["label"], one) for one in env.get("duplicate_refs", []))]
    for label, definition in definitions:
        if normalizeReference(label) not in uses:
            begin, stop = (lines.start(line + first) for line in definition["map"])
            taken.append((definition["map"][0] + first, definition["map"][1] + first))
            cuts.append(Cut("unused-definition", begin, stop, shortened(lines.raw[begin:stop])))
    shown, place = [], lines.start(first)
    for begin, stop in sorted(taken):
        if lines.start(begin) > place:
            shown.append((place, lines.start(begin)))
        place = max(place, lines.start(stop))
    if place < len(lines.raw):
        shown.append((place, len(lines.raw)))
    return shown, cuts


def _uses(text: str) -> Iterator[str]:
    """The labels that stand anywhere but at the beginning of a definition."""
    for match in _LABEL.finditer(text):
        if not (text.startswith(":", match.end()) and _BEGINS.search(text, max(0, match.start() - 4), match.start())):
            yield normalizeReference(match[1])


def _scan(text: str, begin: int, stop: int) -> tuple[list[Cut], list[_Tag]]:
    """Comments and the like, and the tags; of code, comment and tag the leftmost wins, as in CommonMark."""
    cuts: list[Cut] = []
    tags: list[_Tag] = []
    ticks = _Ticks(text, begin, stop)
    missing: set[str] = set()
    place = begin
    while True:
        match = _NEXT.search(text, place, stop)
        if match is None:
            return cuts, tags
        place = match.end()
        if match[0][0] == "\\":
            continue
        if match[0][0] == "`":
            place = ticks.after(match.start(), match.end())
        elif match[0] != "<":
            opening = match[0]
            end = _end_of_other(text, match.end(), stop, opening, missing)
            if end is not None:
                cuts.append(Cut("comment", match.start(), end, shortened(text[match.start() : end])))
                place = end
        else:
            tag = _TAG.match(text, match.start(), stop)
            if tag:
                tags.append(_Tag(tag.start(), tag.end(), tag["name"].lower(), bool(tag["close"]), tag["rest"].strip()))
                place = tag.end()


_NEXT = re.compile(r"\\.|`+|<!--|<!\[CDATA\[|<!(?=[A-Za-z])|<\?|<(?=[A-Za-z/])", re.DOTALL)


def _end_of_other(text: str, start: int, stop: int, opening: str, missing: set[str]) -> int | None:
    """Where a comment, declaration or instruction ends; None where it is never closed and so is shown as it is."""
    if opening == "<!--":
        if text.startswith((">", "->"), start):
            return text.index(">", start) + 1
        opens = start - len(opening)
        if _BEGINS.search(
            text, max(0, opens - 4), opens
        ):  # a block of its own: hidden to the end where nothing closes it
            end = text.find("-->", start, stop)
            return stop if end < 0 else end + 3
    closing = _OTHER_ENDS[opening]
    if opening in missing:
        return None
    end = text.find(closing, start, stop)
    if end < 0:
        missing.add(opening)
        return None
    return end + len(closing)


class _Ticks:
    """Where code between backticks ends: at the next run of as many, in the same paragraph."""

    def __init__(self, text: str, begin: int, stop: int) -> None:
        self._runs: dict[int, list[int]] = defaultdict(list)
        for run in re.compile("`+").finditer(text, begin, stop):
            self._runs[run.end() - run.start()].append(run.start())
        self._gaps = [gap.start() for gap in re.compile(r"\n[ \t]*\n").finditer(text, begin, stop)]

    def after(self, start: int, end: int) -> int:
        """The end of the code that opens with this run; of the run itself where nothing closes it."""
        runs = self._runs[end - start]
        following = bisect_left(runs, end)
        gap = bisect_left(self._gaps, end)
        limit = self._gaps[gap] if gap < len(self._gaps) else None
        if following == len(runs) or (limit is not None and runs[following] > limit):
            return end
        return runs[following] + end - start


def _elements(text: str, tags: Sequence[_Tag]) -> Iterator[Cut]:
    """Elements that hide, whole; of other elements with attributes the tags alone."""
    closed: dict[int, int] = {}
    open_: dict[str, list[_Tag]] = defaultdict(list)
    for tag in tags:
        if tag.closing and open_[tag.name]:
            closed[open_[tag.name].pop().start] = tag.end
        elif not tag.closing and tag.name not in _VOID:
            open_[tag.name].append(tag)
    bare: dict[str, int] = defaultdict(int)
    for tag in tags:
        if tag.closing:
            if bare[tag.name]:  # its opening tag is taken out
                bare[tag.name] -= 1
                yield Cut("html", tag.start, tag.end, shortened(text[tag.start : tag.end]))
            continue
        attributes = {key.lower(): (value or "").strip("\"'") for key, value in _ATTRIBUTE.findall(tag.rest)}
        if _hides(tag.name, attributes):
            end = closed.get(tag.start, tag.end)
            yield Cut("hidden-html", tag.start, end, shortened(text[tag.start : end]))
        elif attributes and tag.name in _ELEMENTS:
            bare[tag.name] += tag.start in closed
            yield Cut("html", tag.start, tag.end, shortened(text[tag.start : tag.end]))


def _hides(name: str, attributes: dict[str, str]) -> bool:
    if (
        name in _NEVER_SHOWN
        or "hidden" in attributes
        or (name == "input" and attributes.get("type", "").lower() == "hidden")
    ):
        return True
    if _HIDING_CLASSES & set(attributes.get("class", "").lower().split()):
        return True
    style = unescape(attributes.get("style", "")).lower()
    if name == "font" and "color" in attributes:
        style += f";color:{unescape(attributes['color']).lower()}"
    style = re.sub(r"/\*.*?\*/|\s+", "", style, flags=re.DOTALL)
    return _HIDING_STYLE.search(style) is not None


def _apart(cuts: Sequence[Cut]) -> Iterator[Cut]:
    """In order, without what lies inside another."""
    end = -1
    for cut in sorted(cuts, key=lambda one: (one.start, -one.end)):
        if cut.start >= end:
            yield cut
            end = cut.end


def shortened(piece: str) -> str:
    """A piece of text for a report: one line, not long."""
    squeezed = " ".join(piece[: 4 * _LONGEST].split())
    return squeezed if len(squeezed) <= _LONGEST else squeezed[: _LONGEST - 1] + "…"
