"""The shipped instruments are complete, and a broken one says where, what, and what to do."""

from pathlib import Path

import pytest

from service.surveys import queries
from service.surveys.kinds.load import load
from service.surveys.kinds.questions import Choice, Scale, Several, WeeklyGrid, YesNo
from service.surveys.values import LANGUAGES, SLOTS, InstrumentUnavailableError

REASONS = ("practice", "generations", "humility", "reality", "relevance")
SKILLS = (
    "ai_assistants automation shared_documents dashboards data_work messaging social_listening short_video "
    "online_meetings privacy_security accessibility field_apps"
).split()
SENIOR_GOALS = (
    "try_tools judge_tech understand_younger flexible_work listen_better feedback_up floor_picture check_decisions "
    "keep_learning let_go_habits"
).split()
JUNIOR_GOALS = "show_work understand_decisions voice_confidence wider_network lead_practice career_view".split()
BOTH = {
    "goals",
    "skills",
    *(f"skill_level_{key}" for key in SKILLS),
    "languages",
    "timezone",
    "availability",
    "use_model",
    "focus",
}
# Stored answers carry these ids: taking one away or giving it another meaning breaks old answers.
IDS = {
    "intake-senior": BOTH
    | {f"behaviour_{one}_{when}" for one in REASONS for when in ("now", "target")}
    | {"ready_to_hear"},
    "intake-junior": BOTH | {"own_choice", "worth_time"},
}

GOOD = """\
key: probe
version: 1
kind: confidential
minutes: 3
title: {id: Uji, en: Probe}
intro: {id: Uji saja., en: Only a probe.}
pages:
  - key: one
    title: {id: Satu, en: One}
    why: {id: Karena., en: Because.}
    sees: form_answers
    items:
      - id: colour
        kind: choice
        text: {id: Warna, en: Colour}
        options:
          - {key: red, text: {id: merah, en: red}}
          - {key: blue, text: {id: biru, en: blue}}
      - id: shade
        kind: scale
        text: {id: Terang, en: Shade}
        when: {item: colour, is: red}
        points:
          - {id: gelap, en: dark}
          - {id: terang, en: light}
      - id: words
        kind: long_text
        required: false
        text: {id: Kata, en: Words}
"""


def probe(tmp_path: Path, text: str, name: str = "probe.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_what_is_shipped_has_no_problems():
    assert queries.problems() == []
    assert {one.key for one in queries.instruments()} == set(IDS)


@pytest.mark.parametrize("key", IDS)
def test_ids_and_options_never_change(key):
    form = queries.instrument(key)
    items = {item.id: item for item in form.items()}
    assert set(items) == IDS[key]
    goals = SENIOR_GOALS if key == "intake-senior" else JUNIOR_GOALS
    assert [option.key for option in items["goals"].options] == goals
    assert [option.key for option in items["skills"].options] == SKILLS
    assert items["skills"].at_most == 3
    assert [option.key for option in items["languages"].options] == ["id", "en"]
    assert isinstance(items["availability"], WeeklyGrid)
    assert isinstance(items["use_model"], YesNo) and items["use_model"].default is False
    for skill in SKILLS:
        level = items[f"skill_level_{skill}"]
        assert isinstance(level, Scale) and len(level.points) == 5
        assert level.when.item == "skills" and level.when.key == skill


def test_the_five_behaviours_are_the_products_words():
    items = {item.id: item for item in queries.instrument("intake-senior").items()}
    points = ["belum pernah", "sekali", "dua–tiga kali", "tiap minggu", "beberapa kali seminggu"]
    for reason in REASONS:
        for when in ("now", "target"):
            assert [point.id for point in items[f"behaviour_{reason}_{when}"].points] == points
    assert items["behaviour_humility_now"].text.id == "mengatakan “saya belum tahu” di depan staf?"


@pytest.mark.parametrize("key", IDS)
def test_every_text_stands_in_both_languages(key):
    form = queries.instrument(key)
    texts = [form.title, form.intro]
    for page in form.pages:
        texts += [page.title, page.why]
        for item in page.items:
            texts += [item.text, *([item.hint] if item.hint else [])]
            texts += [option.text for option in getattr(item, "options", ())]
            texts += list(getattr(item, "points", ()))
    for text in texts:
        for language in LANGUAGES:
            assert text.into(language).strip()
    indonesian = " ".join(text.id for text in texts).lower()
    assert "kamu" not in indonesian and "pasangan anda" not in indonesian


@pytest.mark.parametrize("key", IDS)
def test_a_form_never_asks_more_than_it_should(key):
    words = set("_".join(IDS[key]).split("_"))
    assert not words & {"age", "gender", "religion", "stay", "belong", "partner"}


def test_only_chosen_skills_are_rated():
    form = queries.instrument("intake-junior")
    assert form.page("skill_levels", {}) is not None, "it counts before the choice, so that the total does not grow"
    chosen = {"skills": ["automation", "messaging"]}
    asked = [item.id for item in form.page("skill_levels", chosen).asked(chosen)]
    assert asked == ["skill_level_automation", "skill_level_messaging"]
    answers = {**chosen, "skill_level_automation": 3, "skill_level_dashboards": 4}
    assert "skill_level_dashboards" not in form.kept(answers), "a skill taken back takes its level along"
    assert form.page("skill_levels", {"skills": []}) is None


def test_the_grid_has_the_weeks_half_days():
    grid = next(item for item in queries.instrument("intake-senior").items() if item.id == "availability")
    assert grid.show(list(SLOTS), "id")[0] == "Senin: pagi, siang"
    assert len(grid.show(list(SLOTS), "en")) == 6


def test_a_good_probe_loads(tmp_path):
    form, problems = probe(tmp_path, GOOD)
    assert problems == ()
    assert [item.id for item in form.items()] == ["colour", "shade", "words"]
    assert [item.id for item in form.pages[0].asked({"colour": "blue"})] == ["colour", "words"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("key: probe", "key: other", 1, "the file is `probe.yaml`"),
        ("version: 1\n", "", 1, "has no `version:`"),
        ("version: 1", "version: eins", 2, "`version` is `eins`"),
        ("kind: confidential", "kind: secret", 3, "`confidential`, `anonymous`"),
        ("{id: Uji, en: Probe}", "{id: Uji}", 5, "has no `en:`"),
        ("{id: Uji, en: Probe}", '{id: Uji, en: ""}', 5, "is empty"),
        ("sees: form_answers", "sees: everybody", 11, "visibility table"),
        ("kind: choice", "kind: choise", 14, "`kind` is `choise`"),
        ("id: shade", "id: colour", 19, "used twice"),
        ("id: shade", "id: 9 lives", 19, "Use a letter"),
        ("key: blue", "key: red", 18, "twice"),
        ("is: red", "is: green", 22, "`is` names `green`"),
        ("item: colour, is", "item: words, is", 22, "Name an earlier item"),
        ("          - {id: gelap, en: dark}\n", "", 24, "2 to 11 points"),
        ("required: false", "required: maybe", 28, "Write true or false"),
        ("kind: long_text", "kind: long_text\n        colour: red", 28, "unknown `colour:`"),
        ("minutes: 3", "minutes: 3\nretired: [words]", 5, "retired"),
        ("pages:", "pages: []\nunused:", 7, "is empty"),
        ("intro: {id: Uji saja.", "intro: {id: Uji: saja.", 6, "not valid YAML"),
    ],
)
def test_a_broken_one_names_file_line_and_remedy(tmp_path, old, new, line, says):
    assert old in GOOD
    form, problems = probe(tmp_path, GOOD.replace(old, new, 1))
    assert form is None
    told = [str(problem) for problem in problems]
    assert any(f"probe.yaml, line {line}:" in one and says in one for one in told), told
    assert all(problem.remedy for problem in problems)


def test_all_mistakes_are_told_at_once(tmp_path):
    _, problems = probe(tmp_path, GOOD.replace("version: 1", "version: x").replace("kind: choice", "kind: y"))
    assert {problem.line for problem in problems} >= {2, 14}


@pytest.mark.parametrize(
    "text", ["", "- 1", "nonsense", "key: [", "\0", "pages: {a: 1}", "pages:\n  - 3\n  - items: 4"]
)
def test_nonsense_is_a_problem_and_no_crash(tmp_path, text):
    form, problems = probe(tmp_path, text)
    assert form is None and problems


def test_a_file_in_another_encoding_is_a_problem(tmp_path):
    (tmp_path / "probe.yaml").write_bytes("key: é".encode("latin-1"))
    assert "UTF-8" in str(load(tmp_path / "probe.yaml")[1][0])


def test_a_broken_one_stops_nothing_else(tmp_path):
    (tmp_path / "probe.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(GOOD.replace("version: 1", "version: x"), encoding="utf-8")
    assert queries.instrument("probe", tmp_path).key == "probe"
    assert [problem.file for problem in queries.problems(tmp_path)] == ["broken.yaml"] * len(queries.problems(tmp_path))
    with pytest.raises(InstrumentUnavailableError, match=r"broken\.yaml, line 2"):
        queries.instrument("broken", tmp_path)
    with pytest.raises(InstrumentUnavailableError):
        queries.instrument("unknown", tmp_path)


def test_kinds_summarise_themselves():
    items = {item.id: item for item in queries.instrument("intake-junior").items()}
    several: Several = items["skills"]
    counted = {
        label.en: count for label, count in several.summarise([["automation"], ["automation", "messaging"]]).counts
    }
    assert several.summarise([["automation"]]).answered == 1
    assert counted["Automating routine tasks"] == 2 and counted["Orderly work messages and channels"] == 1
    choice: Choice = items["own_choice"]
    assert [count for _, count in choice.summarise(["yes", "no", "yes"]).counts] == [2, 0, 1]
    scale: Scale = items["skill_level_automation"]
    assert [count for _, count in scale.summarise([0, 4, 4]).counts] == [1, 0, 0, 0, 2]
    assert [count for _, count in items["use_model"].summarise([True, False, False]).counts] == [1, 2]
    grid = {label.en: count for label, count in items["availability"].summarise([["mon-am"], ["mon-am"]]).counts}
    assert grid["Monday, morning"] == 2
    assert items["worth_time"].summarise(["a", "b"]).answered == 2 and items["worth_time"].summarise(["a"]).counts == ()
