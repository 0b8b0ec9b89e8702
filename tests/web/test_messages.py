"""Words in templates: in the reader's language at that moment, escaped where the template is HTML, plain where it is a mail."""

import pytest
from flask import render_template_string
from flask_babel import force_locale


@pytest.fixture
def page(app):
    with app.test_request_context("/"):
        yield


def both(template, **values):
    found = []
    for language in ("id", "en"):
        with force_locale(language):
            found.append(render_template_string(template, **values))
    return found


def test_the_language_may_change_within_one_page(page):
    first = both('{{ _("Sign in") }}')
    assert first[0] != first[1] == "Sign in"
    assert both('{{ _("Sign in") }}') == first, "what is remembered belongs to its language"


def test_values_are_escaped_in_html_and_the_message_is_not(page):
    template = '{{ _("%(name)s takes part now. <b>", name=name) }}'
    assert both(template, name="<i>Sari & Budi</i>")[1] == "&lt;i&gt;Sari &amp; Budi&lt;/i&gt; takes part now. <b>"


def test_a_mail_is_no_html(app, page):
    template = app.jinja_env.overlay(autoescape=False).from_string('{{ _("Hello %(name)s", name="D\'Arcy & Co") }}')
    assert template.render() == "Hello D'Arcy & Co"


@pytest.mark.parametrize("autoescape", [True, False])
def test_a_doubled_per_cent_sign_is_one(app, page, autoescape):
    shown = app.jinja_env.overlay(autoescape=autoescape).from_string(
        '{{ _("100 %% of %(all)s", all=3) }} {{ _("5 %%") }}'
    )
    assert shown.render() == "100 % of 3 5 %"


def test_a_macro_of_another_file_speaks_the_readers_language_too(page):
    template = '{% import "components/icon.html" as icons %}{{ icons.side_tag("senior") }}'
    indonesian, english = both(template)
    assert "Pemimpin" in indonesian
    assert "Leader" in english
