"""How values look on a page: dates in the reader's zone, Markdown made safe, addresses of static files with their hash."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import nh3
from flask import Flask, url_for
from flask_babel import format_date, format_datetime, get_timezone
from markdown_it import MarkdownIt
from markupsafe import Markup

from service.web.i18n import current_language

_TAGS = {
    "p",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "br",
    "hr",
}
_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_markdown = MarkdownIt("commonmark", {"html": False})


def markdown(text: str) -> Markup:
    """Markdown as safe HTML: no images, no raw HTML, links only to http, https and mail."""
    html = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - cleaned one line above


def day(value: date | datetime) -> str:
    """A day with its weekday: *Selasa, 8 Desember 2026*."""
    pattern = "EEEE, d MMMM yyyy"
    if isinstance(value, datetime):
        return str(format_datetime(value, pattern))
    return str(format_date(value, pattern))


def short_day(value: date | datetime) -> str:
    """A day without its weekday: *8 Des 2026*."""
    if isinstance(value, datetime):
        return str(format_datetime(value, "d MMM yyyy"))
    return str(format_date(value, "d MMM yyyy"))


def clock_time(value: datetime) -> str:
    """A time with its zone's short name: *10.00 WIB*."""
    zone = get_timezone()
    name = getattr(zone, "key", None) or getattr(zone, "zone", None) or str(zone)
    pattern = "HH.mm" if current_language() == "id" else "HH:mm"
    short = _ZONES.get(name) or format_datetime(value, "z")
    return f"{format_datetime(value, pattern)} {short}"


def moment(value: datetime) -> str:
    """Day and time in the reader's zone: *Selasa, 8 Desember 2026, 10.00 WIB*."""
    return f"{day(value)}, {clock_time(value)}"


def _asset(app: Flask) -> Callable[[str], str]:
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=64)
    def version(name: str, _changed: float) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:10]

    def asset(name: str) -> str:
        """The address of a static file; it changes with the file's content, so that browsers may keep it for ever."""
        return url_for("static", filename=name, v=version(name, (folder / name).stat().st_mtime))

    return asset


def install(app: Flask) -> None:
    """Add the filters ``day``, ``short_day``, ``clock_time``, ``moment``, ``markdown`` and the global ``asset``."""
    for function in (day, short_day, clock_time, moment, markdown):
        app.add_template_filter(function)
    app.add_template_global(_asset(app), "asset")
