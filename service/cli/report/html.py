"""A report as one HTML file: no script, nothing from another place, every text escaped, plots as SVG with their words beside."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.cli.report.values import Bars, Curves, Page
from service.wiring import draw_bars, draw_curves

_HERE = Path(__file__).parent


def as_html(page: Page) -> str:
    """The report as a document."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["anchor"] = _anchor
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html").render(page=page, draw=_drawn, style=Markup(style))  # noqa: S704 - our own file


def _drawn(plot: Bars | Curves) -> Markup:
    """A plot's SVG; the drawing escapes what it is given."""
    if isinstance(plot, Bars):
        svg = draw_bars(
            plot.labels, plot.series, name=plot.told, percent=plot.percent, lying=plot.lying, most=plot.most
        )
    else:
        svg = draw_curves(plot.series, name=plot.told, x=plot.x, y=plot.y, dots=plot.marks, percent=plot.percent)
    return Markup(svg)  # noqa: S704 - made by the adapter from values it escapes


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
