"""How Word would show a piece of text: whether anybody would see it, after all styles that it takes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_OFF = frozenset({"0", "false", "off", "none"})
_TINY = 6  # half points: three points
_ALIKE = 24  # of 255, in each colour
_OPAQUE_LEFT = 10_000  # of 100,000
_DEEPEST = 20
_MARKER_COLOURS = {"white": (255, 255, 255), "none": None}
_DARK = (0, 0, 0)
Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text stands on. `colour` is None where a table's style may colour it in ways that are not followed here."""

    colour: Colour | None = WHITE
    style: str | None = None


class Looks:
    """The styles of a document, and what they make of a run of text."""

    def __init__(self, styles: Any) -> None:
        self._styles = {one.get(f"{W}styleId"): one for one in styles.iterchildren(f"{W}style")}
        default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = [] if default is None else [default]
        self._normal = next(
            (
                key
                for key, one in self._styles.items()
                if one.get(f"{W}default") in {"1", "true"} and one.get(f"{W}type") == "paragraph"
            ),
            None,
        )

    def chain(self, style: str | None) -> Iterator[Any]:
        """A style and those it is based on."""
        for _step in range(_DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            style = _value(found.find(f"{W}basedOn"))

    def paragraph_styles(self, paragraph: Any) -> list[Any]:
        """The styles of a paragraph, its own first."""
        return list(self.chain(_value(paragraph.find(f"{W}pPr/{W}pStyle")) or self._normal))

    def shaded(self, table_style: str | None) -> bool:
        """Whether a table's style colours cells."""
        return any(one.find(f".//{W}shd") is not None for one in self.chain(table_style))

    def concealed(self, run: Any, paragraph_styles: Sequence[Any], ground: Ground) -> str:
        """The code of what conceals a run: ``hidden-text``, ``tiny-text`` or ``invisible-text``; empty where it is seen."""
        own = run.find(f"{W}rPr")
        looks = [] if own is None else [own]
        looks += [
            found
            for style in [*self.chain(_value(_first(looks, "rStyle"))), *paragraph_styles]
            if (found := style.find(f"{W}rPr")) is not None
        ]
        looks += self._default
        if _on(_first(looks, "vanish")) or _on(_first(looks, "specVanish")):
            return "hidden-text"
        size = _value(_first(looks, "sz"))
        scale = (_value(_first(looks, "w")) or "100").rstrip("%")
        if (size is not None and _number(size, 22) < _TINY) or _number(scale, 100) < _TINY:
            return "tiny-text"
        return "invisible-text" if _unseen(looks, _behind(looks, ground)) else ""


def ground_of(shaded: Any, around: Ground) -> Ground:
    """What stands behind the text of a paragraph, cell or run whose properties hold a `w:shd`, else what is around it."""
    shade = None if shaded is None else shaded.find(f"{W}shd")
    if shade is None:
        return around
    colour = _hex(shade.get(f"{W}fill"))
    if shade.get(f"{W}val") == "solid":
        colour = _hex(shade.get(f"{W}color")) or _DARK
    return Ground(colour, around.style) if colour is not None else around


def _behind(looks: Sequence[Any], ground: Ground) -> Colour | None:
    marker = _value(_first(looks, "highlight"))
    if marker is not None and marker not in _OFF:
        return _MARKER_COLOURS.get(marker)
    return ground_of(next((one for one in looks if one.find(f"{W}shd") is not None), None), ground).colour


def _unseen(looks: Sequence[Any], behind: Colour | None) -> bool:
    fill = next((found for one in looks if (found := one.find(f"{W14}textFill")) is not None), None)
    if fill is not None:
        if fill.find(f"{W14}noFill") is not None:
            return True
        alpha = fill.find(f".//{W14}alpha")
        if alpha is not None and _number(alpha.get(f"{W14}val"), 0) > 100_000 - _OPAQUE_LEFT:
            return True
    painted = None if fill is None else fill.find(f"{W14}solidFill/{W14}srgbClr")
    said = _first(looks, "color")
    colour = _hex(painted.get(f"{W14}val")) if painted is not None else None
    if colour is None and said is not None:
        colour = _hex(said.get(f"{W}val"))
        if colour is None and said.get(f"{W}themeColor") in {"background1", "light1"}:
            colour = WHITE
    if colour is None or behind is None:
        return False  # Word chooses a colour that is seen, or the ground is not known
    return all(abs(one - other) <= _ALIKE for one, other in zip(colour, behind, strict=True))


def _first(looks: Sequence[Any], name: str) -> Any:
    return next((found for one in looks if (found := one.find(f"{W}{name}")) is not None), None)


def _value(element: Any) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _on(element: Any) -> bool:
    return element is not None and (_value(element) or "1").lower() not in _OFF


def _number(text: str | None, default: float) -> float:
    try:
        return float(text or default)
    except ValueError:
        return default


def _hex(text: str | None) -> Colour | None:
    try:
        number = int(text or "", 16)
    except ValueError:
        return None
    return (number >> 16 & 255, number >> 8 & 255, number & 255) if len(text or "") == 6 else None  # noqa: PLR2004 - RRGGBB
