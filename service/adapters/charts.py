"""Plots as SVG by pygal, reduced to what a page may hold: no script, no style of their own, nothing fetched, a name for ears.

Their colours and type are the page's (`service/cli/report/report.css`), so that they follow a dark scheme and print well.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from pygal.style import Style

# pygal leaves a finder of plug-ins behind, in a form that Python no longer asks and warns of at every later import.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

_SVG = "{http://www.w3.org/2000/svg}"
_WIDTH, _HEIGHT, _ROW = 640, 300, 22
_SMALL = 12  # a label's size in units of the picture; the page's style says the same
_DROPPED = frozenset({"script", "style", "desc"})
_STYLE = Style(font_family="sans-serif", label_font_size=_SMALL, major_label_font_size=_SMALL, legend_font_size=_SMALL)


def bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    name: str,
    percent: bool = False,
    lying: bool = False,
    most: float | None = None,
) -> str:
    """A bar for each label and series, upright or lying. `name` says in words what is to be seen."""
    kind = pygal.HorizontalBar if lying else pygal.Bar
    height = 70 + _ROW * len(labels) * max(1, len(series)) if lying else _HEIGHT
    top = most or max((value for values in series.values() for value in values if value is not None), default=1) or 1
    chart = kind(range=(0, top), **_shape(height, len(series), percent=percent))
    if lying:  # pygal lays the first row at the bottom
        labels, series = labels[::-1], {key: values[::-1] for key, values in series.items()}
    chart.x_labels = list(labels)
    for key, values in series.items():
        chart.add(key, list(values))
    return _plain(chart, name)


def curves(
    series: Mapping[str, Sequence[tuple[float, float]]],
    *,
    name: str,
    x: str,
    y: str,
    dots: Collection[str] = (),
    percent: bool = True,
) -> str:
    """Points joined by lines; those of `dots` stand alone."""
    chart = pygal.XY(x_title=x, y_title=y, dots_size=3, **_shape(_HEIGHT + 40, len(series), percent=percent))
    if percent:
        chart.range = chart.xrange = (0, 1)
        chart.x_value_formatter = _per_cent
    for key, points in series.items():
        chart.add(key, list(points), stroke=key not in dots, show_dots=key in dots, dots_size=5)
    return _plain(chart, name)


def _shape(height: int, series: int, *, percent: bool) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "height": height,
        "js": (),
        "css": (),
        "style": _STYLE,
        "show_legend": series > 1,
        "legend_at_bottom_columns": max(1, series),
        "legend_at_bottom": True,
        "truncate_label": -1,
        "truncate_legend": -1,
        "margin": 6,
        "margin_right": 24,  # the last label of an axis hangs over its end
        "no_prefix": True,
        "value_formatter": _per_cent if percent else _number,
    }


def _per_cent(value: float) -> str:
    return f"{value * 100:.0f} %"


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def _plain(chart: Any, name: str) -> str:
    root = ET.fromstring(chart.render())  # noqa: S314 - what pygal has just written
    _strip(root)
    for key in ("id", "class"):
        root.attrib.pop(key, None)
    root.attrib.update({"class": "plot", "role": "img", "aria-label": name})
    for title in root.findall(f"{_SVG}title"):
        root.remove(title)
    ET.register_namespace("", _SVG.strip("{}"))
    return ET.tostring(root, encoding="unicode")


def _strip(node: ET.Element) -> None:
    """Take out what would run, restyle or move."""
    for child in list(node):
        if child.tag.removeprefix(_SVG) in _DROPPED or "tooltip" in child.get("class", "").split():
            node.remove(child)
        else:
            _strip(child)
