"""Every prompt file is one that the strict loader takes, in both languages alike, and nothing else lies beside them."""

import pytest

from service.suggestions.prompts import Prompts, load
from tests.house.tree import ROOT, files, name

FOLDER = ROOT / "prompts"
FILES = list(files(under=FOLDER))


def test_there_are_prompts_and_only_prompts():
    assert FILES
    assert {path.suffix for path in FILES} == {".txt"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_prompt_parses(path):
    prompt = load(path)
    assert f"{prompt.name}.txt" == path.name
    rendered = prompt.render(dict.fromkeys(prompt.inputs, "words"))
    assert rendered.system.strip()
    assert "{{" not in rendered.user


def test_the_loader_finds_no_fault():
    assert Prompts(FOLDER).faults() == []


def test_both_languages_take_the_same_and_give_the_same():
    kinds = {}
    for path in FILES:
        prompt = load(path)
        kinds.setdefault(prompt.name.removesuffix(f".{prompt.language}"), {})[prompt.language] = prompt
    for both in kinds.values():
        assert set(both) == {"id", "en"}
        assert both["id"].inputs == both["en"].inputs
        assert both["id"].output is both["en"].output
        assert both["id"].version == both["en"].version
