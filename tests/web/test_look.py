"""The look, as far as a machine can judge it by itself: contrasts of the tokens, and no outside address."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "service" / "web" / "static"
CSS = (STATIC / "css" / "app.css").read_text()
_TOKEN = re.compile(r"--([a-z-]+): (#[0-9A-F]{6})")
REASONS = ("practice", "generations", "humility", "reality", "relevance")
TINTS = [(key, f"{key}-tint") for key in REASONS] + [("teal", "teal-tint"), ("accent-ink", "accent-tint")]
TEXT = [
    ("teal", "paper"),
    ("teal", "surface"),
    ("on-teal", "teal"),
    ("on-teal", "teal-hover"),
    ("wrong", "paper"),
    ("wrong", "wrong-tint"),
    ("accent-ink", "surface"),
    ("ink", "mark"),
    ("ink", "done-tint"),
    ("teal", "soft"),
    *TINTS,
]
BODY = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "soft"),
    ("ink", "teal-tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
]
EDGES = [("edge", "surface"), ("edge", "paper"), ("teal", "surface"), ("accent", "surface"), ("wrong", "surface")]


def tokens(scheme: str) -> dict[str, str]:
    light, _, rest = CSS.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition(":root:not([data-theme])")[0]
    found = dict(_TOKEN.findall(light))
    return found if scheme == "light" else {**found, **dict(_TOKEN.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrasts(scheme):
    found = tokens(scheme)
    wanted = [(pair, 7.0) for pair in BODY] + [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in EDGES]
    poor = {
        pair: round(contrast(found[pair[0]], found[pair[1]]), 2)
        for pair, least in wanted
        if contrast(found[pair[0]], found[pair[1]]) < least
    }
    assert poor == {}


def test_the_brands_colours_are_the_ones_agreed():
    found = tokens("light")
    assert (found["paper"], found["ink"], found["teal"], found["accent"]) == (
        "#FBFAF7",
        "#1D2433",
        "#0F5E5B",
        "#C8562B",
    )


def test_the_dark_scheme_names_the_same_tokens():
    dark = CSS.partition("@media (prefers-color-scheme: dark)")[2].partition(":root:not([data-theme])")[0]
    assert {name for name, _ in _TOKEN.findall(dark)} == set(tokens("light"))


def test_the_stylesheet_asks_nobody_else_for_anything():
    assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", CSS)
