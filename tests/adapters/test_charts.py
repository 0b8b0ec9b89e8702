"""Plots are SVG that a strict page may hold, with a name for ears, every word of it escaped."""

import sys
from xml.etree import ElementTree as ET

import pytest

from service.adapters.charts import bars, curves

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script> & "quoted"'


def drawn(text):
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    return root


@pytest.mark.parametrize("lying", [False, True])
def test_there_is_a_bar_for_each_value(lying):
    root = drawn(bars(["a", "b"], {"one": [1, 2], "two": [3, None]}, name="Two rows.", lying=lying))
    found = [node for node in root.iter(f"{SVG}rect") if "reactive" in node.get("class", "").split()]
    assert sum("rect" in node.get("class", "").split() for node in found) >= 3
    assert root.get("aria-label") == "Two rows."
    assert {"a", "b", "one", "two"} <= {node.text for node in root.iter(f"{SVG}text")}


def test_a_curve_and_a_point():
    root = drawn(
        curves(
            {"all": [(0, 0), (0.5, 1)], "here": [(0.2, 0.8)]}, name="A curve.", x="refused", y="caught", dots={"here"}
        )
    )
    lines = [
        node
        for node in root.iter(f"{SVG}path")
        if "line" in node.get("class", "").split() and node.get("d", "").count("L")
    ]
    assert lines and any(node.tag == f"{SVG}circle" for node in root.iter())
    assert {"refused", "caught", "50 %"} <= {node.text for node in root.iter(f"{SVG}text")}


def test_nothing_runs_restyles_or_is_fetched():
    for text in (bars([EVIL], {EVIL: [1], "b": [2]}, name=EVIL), curves({EVIL: [(0, 1)]}, name=EVIL, x=EVIL, y=EVIL)):
        root = drawn(text)
        assert not [
            node
            for node in root.iter()
            if node.tag.removeprefix(SVG) in {"script", "style", "foreignObject", "image", "a"}
        ]
        assert not [
            name for node in root.iter() for name in node.attrib if name.startswith("on") or name.endswith("href")
        ]
        assert "<script>alert" not in text and root.get("aria-label") == EVIL


def test_nothing_to_draw_is_drawn():
    assert drawn(bars([], {"none": []}, name="Nothing.")).get("aria-label") == "Nothing."
    assert drawn(bars(["a"], {"none": [0]}, name="Nought.")).get("aria-label") == "Nought."


def test_nothing_is_left_behind_in_the_import_system():
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)
