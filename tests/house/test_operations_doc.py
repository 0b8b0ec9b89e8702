"""docs/operations.md is true: its commands parse, its settings exist, its figures are those that are exported, its alarms use them."""

import importlib
import re
import shlex

import click
import pytest
import yaml

from service import clock
from service.adapters.metrics import PrometheusMeter
from service.knowledge.ports import Library
from service.operations import queries
from service.operations.rules import health
from service.operations.views import PARTS
from service.settings import Settings, environment_name
from tests.house.test_documents import read
from tests.house.tree import ROOT
from tests.libraries import folder_library
from tests.logged import logged

TEXT = read(ROOT / "docs" / "operations.md")
SETTINGS = {environment_name(field) for field in Settings.model_fields} | {"DUA_ARAH_SECRETS"}
ALSO = {"up"}  # Prometheus' own
_SUFFIXES = ("_bucket", "_count", "_sum")
_OUR_WORDS = re.compile(r"^(?:\S*/)?dua-arah$")
_CONTAINER = re.compile(r"^docker compose run (?:--\S+(?: \S+:\S+)? )*worker (?!sh\b)")
_LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")


@pytest.fixture
def outside() -> dict[type, object]:
    return {Library: folder_library()}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def command_lines() -> list[list[str]]:
    """The words after `dua-arah`, of every line of the shell blocks and every `dua-arah …` in the text."""
    found = []
    for block in blocks("sh"):
        for line in block.splitlines():
            inside = _CONTAINER.match(line)
            words = shlex.split(line)
            if inside:
                found.append(shlex.split(line[inside.end() :]))
                continue
            if words[:3] == ["docker", "compose", "exec"]:
                words = words[4:]
            if words and _OUR_WORDS.match(words[0]):
                found.append(words[1:])
    outside = re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    found.extend(shlex.split(line) for line in re.findall(r"`dua-arah ([^`…]+)`", outside))
    return found


def parse(words: list[str]) -> None:
    """Raises click's ``UsageError`` (or ``KeyError``) where the command does not take these words."""
    command: click.Command = importlib.import_module("service.cli").main
    left = list(words)
    while isinstance(command, click.Group):
        command = command.commands[left.pop(0)]
    command.make_context(words[0], left)


def exported(app) -> dict[str, set[str]]:
    """Every figure with its labels."""
    found: dict[str, set[str]] = {}
    with app.app_context():
        meter = PrometheusMeter()
        for family in queries.families(clock.now()):
            found[family.name] = {label for labels, _value in family.samples for label, _text in labels}
    for metric in meter._counted.collect():
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        found[name] = set()
    found["dua_arah_http_requests_total"] = set(meter._answers._labelnames)
    found["dua_arah_http_request_seconds"] = {*meter._seconds._labelnames, "le"}
    return found


def base(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)


def rules() -> list[dict]:
    (found,) = [loaded for block in blocks("yaml") if "groups" in (loaded := yaml.safe_load(block))]
    return [rule for group in found["groups"] for rule in group["rules"]]


def test_every_command_parses():
    lines = command_lines()
    assert {"backup", "restore", "run", "worker", "doctor"} <= {words[0] for words in lines}
    for words in lines:
        try:
            parse(words)
        except (click.UsageError, KeyError, IndexError) as error:
            pytest.fail(f"dua-arah {' '.join(words)}: {error}")


@pytest.mark.parametrize("words", [["backup"], ["backup", "x", "--loud"], ["restor", "x"], ["db", "downgrade"]])
def test_a_command_that_is_none_is_noticed(words):
    with pytest.raises((click.UsageError, KeyError)):
        parse(words)


def test_every_setting_exists():
    named = set(re.findall(r"\b(?:DUA_ARAH|OPENAI)_[A-Z_]+\b", TEXT))
    assert len(named) > 15
    assert named <= SETTINGS, named - SETTINGS


def test_the_table_of_figures_is_what_is_exported(app):
    table = re.findall(r"^\| `(dua_arah_\w+)` \|([^|]*)\|", TEXT, re.MULTILINE)
    written = {name: {label.strip() for label in labels.split(",") if label.strip()} for name, labels in table}
    there = exported(app)
    assert sorted(written) == sorted(there)
    for name, labels in written.items():
        if there[name]:  # a figure without a sample now has no label to compare
            assert labels == there[name] - {"le"}, name


def test_every_figure_named_anywhere_is_exported(app):
    secrets = {name.lower() for name in SETTINGS}
    there = exported(app)
    for name in re.findall(r"\bdua_arah_[a-z_]+\b", TEXT):
        assert name in secrets or base(name) in there, name


def test_alarms_use_figures_and_labels_that_exist(app):
    there = exported(app)
    there["dua_arah_job_failures_total"] = {"job"}
    there["dua_arah_fallbacks"] = {"reason"}
    for rule in rules():
        used = re.findall(r"\b(up|dua_arah_\w+)(?:\{([^}]*)\})?", rule["expr"])
        assert used, rule["alert"]
        for name, matchers in used:
            assert name in ALSO or base(name) in there, f"{rule['alert']}: {name}"
            if name not in ALSO:
                wanted = set(_LABEL.findall(matchers))
                assert wanted <= there[base(name)], f"{rule['alert']}: {wanted}"
        assert rule["expr"].count("(") == rule["expr"].count(")"), rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_states_in_alarms_are_states():
    told = {
        state
        for rule in rules()
        for text in re.findall(r'state=~?"([^"]+)"', rule["expr"])
        for state in text.split("|")
    }
    assert told <= {*queries.INDEX_STATES, "waiting", "sent", "dropped"}


def test_every_alarm_says_what_it_means_and_what_to_do():
    names = [rule["alert"] for rule in rules()]
    headings = re.findall(r"^### (DuaArah\w+)\n(.*?)(?=^#)", TEXT, re.MULTILINE | re.DOTALL)
    assert [heading for heading, _text in headings] == names
    assert all(len(text.split()) >= 15 for _heading, text in headings)


def test_the_table_of_log_fields_is_what_a_line_has(app, client):
    table = re.search(r"^\| field \|.*?\n\n", TEXT, re.MULTILINE | re.DOTALL)
    assert table
    written = set(re.findall(r"^\| `(\w+)` \|", table[0], re.MULTILINE))
    with logged() as lines:
        client.get("/help")
    (line,) = lines.events("request")
    assert set(line) <= written
    assert written - set(line) == {"job", "exception"}, "on lines of jobs and of failures only"


def test_parts_and_words_of_readiness_are_named():
    assert f"more than {health.WAITS_TOO_LONG / 60:.0f} minutes" in TEXT
    for part in PARTS:
        assert f"`{part}` is" in TEXT, part


def test_contents_lead_somewhere():
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    linked = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert len(linked) >= 10
    assert linked <= headings, linked - headings
