from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import html5lib
import pytest
from flask_babel import force_locale

from service.web import filters

MOMENT = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "Selasa, 8 Desember 2026, 10.00 WIB"), ("en", "Tuesday, 8 December 2026, 10:00 WIB")],
)
def test_a_moment_is_told_in_the_readers_zone_and_language(app, language, text):
    with app.test_request_context(), force_locale(language):
        assert filters.moment(MOMENT) == text


def test_days(app):
    with app.test_request_context(), force_locale("id"):
        assert filters.day(date(2026, 12, 8)) == "Selasa, 8 Desember 2026"
        assert filters.short_day(date(2026, 12, 8)) == "8 Des 2026"
        assert filters.short_day(datetime(2026, 12, 7, 20, 0, tzinfo=UTC)) == "8 Des 2026", (
            "already tomorrow in Jakarta"
        )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<a href='javascript:alert(1)'>x</a>",
        "`<script>`",
        "<iframe src=//evil.example>",
    ],
)
def test_markdown_runs_nothing_and_fetches_nothing(attack):
    fragment = html5lib.parseFragment(str(filters.markdown(attack)), namespaceHTMLElements=False)
    for element in fragment.iter():
        assert element.tag not in {"script", "img", "svg", "iframe"}
        assert not [name for name in element.attrib if name.startswith("on")]
        assert urlsplit(element.get("href", "https:")).scheme in {"http", "https", "mailto"}


def test_markdown_keeps_what_people_write():
    html = str(filters.markdown("## Judul\n\n- **satu**\n- [dua](https://example.org)\n"))
    assert "<h2>Judul</h2>" in html and "<strong>satu</strong>" in html
    assert 'href="https://example.org"' in html and "noopener" in html


def test_a_files_address_changes_with_its_content(app):
    with app.test_request_context():
        asset = app.jinja_env.globals["asset"]
        assert asset("css/app.css").startswith("/static/css/app.css?v=")
