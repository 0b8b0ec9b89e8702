"""What a PDF page paints where nobody sees it: follows the operators that decide on that, beside pypdf, which follows the text.

Seen are render mode, fill colour against what is painted below, size, place on the page, transparency and layers that are switched
off. Not seen are clips, soft masks and what is painted over a text afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_WHITE: Colour = (1.0, 1.0, 1.0)
_BLACK: Colour = (0.0, 0.0, 0.0)
_ALIKE = 0.1
_TINY = 3.0  # points
_THIN = 0.05
_UNPAINTED = frozenset({3, 7})  # render modes
_MOST_AREAS = 5000
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS_PATH = frozenset({*_FILLS, b"S", b"s", b"n"})


@dataclass(frozen=True, slots=True)
class _State:
    """What `q` keeps and `Q` brings back. A colour of None is one that is not followed: a pattern, say."""

    fill: Colour | None = _BLACK
    mode: int = 0
    size: float = 12.0
    scale: float = 1.0
    opacity: float = 1.0
    space: str = ""


@dataclass(frozen=True, slots=True)
class _Area:
    """A painted stretch of the page, and its colour: None where it holds more than one, as a picture does."""

    left: float
    bottom: float
    right: float
    top: float
    colour: Colour | None

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(slots=True)
class _Form:
    """The page, or a form that it paints: its resources, and where it lies on the page."""

    resources: Any
    base: Matrix


@dataclass(slots=True)
class Sight:
    """Told of every operator of a page in turn, says of those that show text what conceals it.

    `box` is (left, bottom, right, top) of the page; `off` are the object numbers of layers that are switched off.
    """

    resources: Any
    box: tuple[float, float, float, float]
    off: frozenset[int] = frozenset()
    _state: _State = field(default_factory=_State)
    _saved: list[_State] = field(default_factory=list)
    _forms: list[tuple[_Form, _State, int]] = field(default_factory=list)
    _paths: list[_Area] = field(default_factory=list)
    _areas: list[_Area] = field(default_factory=list)
    _marks: list[bool] = field(default_factory=list)
    _here: _Form = field(init=False)

    def __post_init__(self) -> None:
        self._here = _Form(self.resources, _SAME)

    def before(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float], tm: Sequence[float]) -> str:
        """The code of what conceals the text this operator shows (see `rules.uploads`); empty for any other operator."""
        if operator in _SHOWS:
            return self._concealed(_times(_matrix(tm), _times(_matrix(cm), self._here.base)), operator, operands)
        with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError):
            self._follow(operator, operands, cm)
        return ""

    def after(self, operator: bytes) -> None:
        """An operator has done its work."""
        if operator == b"Do" and self._forms:
            self._here, self._state, kept = self._forms.pop()
            del self._saved[kept:]

    def _follow(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float]) -> None:
        if operator == b"q":
            self._saved.append(self._state)
        elif operator == b"Q":
            self._state = self._saved.pop()
        elif operator == b"Do":
            self._enter(str(operands[0]), _times(_matrix(cm), self._here.base))
        elif operator == b"re":
            self._path(operands, _times(_matrix(cm), self._here.base))
        elif operator in _ENDS_PATH:
            self._paint(filled=operator in _FILLS)
        elif operator in {b"BDC", b"BMC"}:
            self._marks.append(operator == b"BDC" and self._is_off(operands))
        elif operator == b"EMC":
            self._marks.pop()
        else:
            self._state = self._looks(operator, operands)

    def _looks(self, operator: bytes, operands: Sequence[Any]) -> _State:
        state = self._state
        match operator:
            case b"Tr":
                state = replace(state, mode=int(operands[0]))
            case b"Tf":
                state = replace(state, size=float(operands[1]))
            case b"Tz":
                state = replace(state, scale=float(operands[0]) / 100)
            case b"cs":
                state = replace(state, space=self._space(str(operands[0])), fill=_BLACK)
            case b"g" | b"rg" | b"k":
                state = replace(state, fill=_colour([float(one) for one in operands]), space="")
            case b"sc" | b"scn":
                state = replace(state, fill=self._fill(operands))
            case b"gs":
                chosen = self._here.resources["/ExtGState"][operands[0]].get_object()
                state = replace(state, opacity=float(chosen.get("/ca", state.opacity)))
        return state

    def _fill(self, operands: Sequence[Any]) -> Colour | None:
        if not all(isinstance(one, int | float) for one in operands):
            return None
        numbers = [float(one) for one in operands]
        if self._state.space == "tint":
            return _WHITE if not any(numbers) else None
        return _colour(numbers)

    def _space(self, name: str) -> str:
        """``tint`` for a space whose 0 is white."""
        named = (
            self._here.resources.get("/ColorSpace", {}).get_object().get(name)
            if not name.startswith("/Device")
            else None
        )
        kind = named.get_object() if named is not None else None
        return "tint" if isinstance(kind, list) and kind and str(kind[0]) in {"/Separation", "/DeviceN"} else ""

    def _enter(self, name: str, base: Matrix) -> None:
        """A form is painted with the page's state; a picture covers a stretch of it."""
        self._forms.append((self._here, self._state, len(self._saved)))
        painted = self._here.resources["/XObject"][name].get_object()
        if painted.get("/Subtype") == "/Image":
            self._areas.append(_stretch(base, 0, 0, 1, 1, None))
            return
        own = _matrix([float(one) for one in painted.get("/Matrix", _SAME)])
        resources = painted.get("/Resources")
        self._here = _Form(resources.get_object() if resources is not None else self._here.resources, _times(own, base))

    def _path(self, operands: Sequence[Any], base: Matrix) -> None:
        x, y, width, height = (float(one) for one in operands)
        if len(self._paths) < _MOST_AREAS:
            self._paths.append(_stretch(base, x, y, x + width, y + height, None))

    def _paint(self, *, filled: bool) -> None:
        if filled and len(self._areas) < _MOST_AREAS and self._state.opacity > _THIN:
            self._areas.extend(replace(one, colour=self._state.fill) for one in self._paths)
        self._paths.clear()

    def _is_off(self, operands: Sequence[Any]) -> bool:
        if str(operands[0]) != "/OC":
            return False
        layer = self._here.resources["/Properties"].get_object().raw_get(operands[1])
        return getattr(layer, "idnum", None) in self.off

    def _concealed(self, place: Matrix, operator: bytes, operands: Sequence[Any]) -> str:
        state = self._state
        size = state.size * min(math.hypot(place[2], place[3]), math.hypot(place[0], place[1]) * abs(state.scale))
        if any(self._marks):
            return "hidden-text"
        if state.mode in _UNPAINTED or state.opacity <= _THIN:
            return "invisible-text"
        if abs(size) < _TINY:
            return "tiny-text"
        x, y = place[4], place[5]
        left, bottom, right, top = self.box
        reach = abs(size) * 0.7 * _length(operands[-1:] if operator != b"TJ" else operands[0])
        if not (left - reach <= x <= right and bottom - reach <= y <= top + (reach if place[1] else 0)):
            return "outside-text"
        if state.mode == 0 and state.fill is not None:  # other modes draw the letters' edges too
            below = next((area.colour for area in reversed(self._areas) if area.holds(x, y + abs(size) / 4)), _WHITE)
            if below is not None and all(
                abs(one - other) <= _ALIKE for one, other in zip(state.fill, below, strict=True)
            ):
                return "invisible-text"
        return ""


def _length(operands: Any) -> int:
    return sum(len(one) for one in operands if isinstance(one, str | bytes))


def _colour(numbers: Sequence[float]) -> Colour | None:
    """Red, green and blue from one, three or four numbers; None for what is none of these."""
    if len(numbers) == 1:
        return (numbers[0], numbers[0], numbers[0])
    if len(numbers) == 3:  # noqa: PLR2004 - red, green, blue
        return (numbers[0], numbers[1], numbers[2])
    if len(numbers) == 4:  # noqa: PLR2004 - cyan, magenta, yellow, black
        cyan, magenta, yellow, black = numbers
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
    return None


def _matrix(numbers: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return (float(a), float(b), float(c), float(d), float(e), float(f))


def _times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that does `one` first, then `other` (ISO 32000-2, 8.3.4)."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _stretch(base: Matrix, x: float, y: float, x1: float, y1: float, colour: Colour | None) -> _Area:
    corners = [_times((1, 0, 0, 1, right, up), base)[4:] for right in (x, x1) for up in (y, y1)]
    across, along = [one[0] for one in corners], [one[1] for one in corners]
    return _Area(min(across), min(along), max(across), max(along), colour)
