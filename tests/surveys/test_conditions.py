"""Which questions are asked: the engine against a brute-force oracle on generated forms, and a loader that refuses what cannot work."""

import json
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.surveys.kinds.load import load_text

TWO = {"id": "dua", "en": "two"}
EXAMPLES = settings(max_examples=80, deadline=None)


# Generated forms, as the plain data a file holds.


def item_data(id_, kind, required):
    data = {"id": id_, "kind": kind, "text": TWO, "required": required}
    if kind in {"choice", "several"}:
        data["options"] = [{"key": key, "text": TWO} for key in ("red", "blue", "green")]
    if kind == "scale":
        data["points"] = [TWO] * 4
        data["not_applicable"] = TWO
    return data


def values(kind):
    """Everything one may answer to a question of this kind."""
    keys = ("red", "blue", "green")
    return {
        "choice": list(keys),
        "several": [list(some) for size in (1, 2, 3) for some in combinations(keys, size)],
        "scale": [0, 1, 2, 3, "na"],
        "yes_no": [True, False],
        "short_text": ["words"],
    }[kind]


def leaves(earlier):
    """Every comparison on an earlier question that makes sense."""
    found = []
    for data in earlier:
        found.append({"item": data["id"], "answered": True})
        if data["kind"] in {"choice", "several"}:
            found += [{"item": data["id"], "is": key} for key in ("red", "blue")]
        if data["kind"] == "yes_no":
            found += [{"item": data["id"], "is": key} for key in ("yes", "no")]
        if data["kind"] == "scale":
            found += [{"item": data["id"], test: point} for test in ("at_least", "at_most") for point in (0, 1, 3)]
    return found


def conditions(earlier):
    groups = st.recursive(
        st.sampled_from(leaves(earlier)),
        lambda inner: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=4,
    )
    return groups.filter(lambda when: depth(when) <= 6)


def depth(when):
    parts = when.get("all") or when.get("any") or ([when["not"]] if "not" in when else [])
    return 1 + max(map(depth, parts), default=0)


@st.composite
def forms(draw):
    """The items of a form with their conditions, and the sizes of its pages."""
    items = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["choice", "several", "scale", "yes_no", "short_text"]))
        data = item_data(f"q{number}", kind, draw(st.booleans()))
        if items and draw(st.integers(0, 3)):
            data["when"] = draw(conditions(items))
        items.append(data)
    return items


def loading(items, page_size=2):
    """What the loader makes of them: the questionnaire, and the problems."""
    pages = [
        {
            "key": f"p{start}",
            "title": TWO,
            "why": TWO,
            "sees": "form_answers",
            "items": items[start : start + page_size],
        }
        for start in range(0, len(items), page_size)
    ]
    head = {"key": "probe", "version": 1, "kind": "confidential", "sides": ["senior"]}
    return load_text(json.dumps({**head, "title": TWO, "intro": TWO, "minutes": 1, "pages": pages}), "probe.yaml")


def loaded(items, page_size=2):
    found, problems = loading(items, page_size)
    assert problems == ()
    return found.by_side["senior"]


@st.composite
def forms_with_answers(draw):
    items = draw(forms())
    answers = {data["id"]: draw(st.sampled_from([None, *values(data["kind"])])) for data in items}
    return items, {id_: given for id_, given in answers.items() if given is not None}


# The oracle: of all sets of questions, the one in which each is asked exactly where its condition holds for the answers of that set.


def holds(when, answers):
    if "all" in when:
        return all(holds(part, answers) for part in when["all"])
    if "any" in when:
        return any(holds(part, answers) for part in when["any"])
    if "not" in when:
        return not holds(when["not"], answers)
    given = answers.get(when["item"])
    return given is not None and compared(when, given)


def compared(when, given):
    if "answered" in when:
        return True
    if "is" in when:
        wanted = {"yes": True, "no": False}.get(when["is"], when["is"])
        return wanted in given if isinstance(given, list) else given == wanted
    if given == "na":
        return False
    return given >= when["at_least"] if "at_least" in when else given <= when["at_most"]


def asked_by_brute_force(items, answers):
    ids = [data["id"] for data in items]
    consistent = []
    for some in chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1)):
        counted = {id_: given for id_, given in answers.items() if id_ in some}
        if all((data["id"] in some) == ("when" not in data or holds(data["when"], counted)) for data in items):
            consistent.append(list(some))
    assert len(consistent) == 1
    return consistent[0]


@EXAMPLES
@given(forms_with_answers())
def test_what_is_asked_is_what_brute_force_finds(drawn):
    items, answers = drawn
    asked = asked_by_brute_force(items, answers)
    form = loaded(items)
    assert [item.id for item in form.asked(answers)] == asked
    assert [item.id for page in form.pages for item in form.asked_on(page, answers)] == asked
    assert form.kept(answers) == {id_: answers[id_] for id_ in asked if id_ in answers}


@EXAMPLES
@given(forms_with_answers())
def test_keeping_twice_keeps_the_same(drawn):
    items, answers = drawn
    form = loaded(items)
    kept = form.kept(answers)
    assert form.kept(kept) == kept
    assert form.asked(kept) == form.asked(answers)
    assert list(kept) == [data["id"] for data in items if data["id"] in kept], "in the form's order"


@EXAMPLES
@given(forms_with_answers())
def test_nothing_hidden_is_required_and_nothing_asked_is_forgiven(drawn):
    items, answers = drawn
    asked = asked_by_brute_force(items, answers)
    missing = {data["id"] for data in items if data["required"] and data["id"] in asked and data["id"] not in answers}
    form = loaded(items)
    assert {item.id for page in form.pages for item in form.missing_on(page, answers)} == missing
    assert {page.key for page in form.incomplete(answers)} == {
        page.key for page in form.pages if missing & {item.id for item in page.items}
    }


@EXAMPLES
@given(forms_with_answers(), st.data())
def test_the_walk_never_grows_by_answering_what_is_required(drawn, data):
    items, answers = drawn
    form = loaded(items, page_size=1)
    kinds = {one["id"]: one["kind"] for one in items}
    while True:
        walk = {page.key for page in form.pages_for(answers)}
        assert walk >= {page.key for page in form.pages if form.asked_on(page, answers)}
        gaps = [item.id for page in form.pages for item in form.missing_on(page, answers)]
        if not gaps:
            break
        id_ = data.draw(st.sampled_from(gaps))
        answers = {**answers, id_: data.draw(st.sampled_from(values(kinds[id_])))}
        assert {page.key for page in form.pages_for(answers)} <= walk
    assert walk == {page.key for page in form.pages if form.asked_on(page, answers)}, "complete: nothing is undecided"


def test_an_answer_kept_behind_an_open_question_may_still_open_a_page():
    """The draft holds an optional answer whose own question waits for a required one: both pages count until that is answered."""
    first = item_data("first", "yes_no", required=True)
    second = item_data("second", "yes_no", required=False) | {"when": {"item": "first", "is": "yes"}}
    third = item_data("third", "yes_no", required=False) | {"when": {"item": "second", "is": "yes"}}
    form = loaded([first, second, third], page_size=1)
    walk = [
        [page.key for page in form.pages_for({"second": True} | more)]
        for more in ({}, {"first": True}, {"first": False})
    ]
    assert walk == [["p0", "p1", "p2"], ["p0", "p1", "p2"], ["p0"]]
    assert [page.key for page in form.pages_for({})] == ["p0", "p1"], "what may be left empty opens nothing by itself"


def as_the_script_reads(when, fields):
    """What the page's script makes of a condition: `fields` are the values its form would send."""
    if "all" in when:
        return all(as_the_script_reads(part, fields) for part in when["all"])
    if "any" in when:
        return any(as_the_script_reads(part, fields) for part in when["any"])
    if "not" in when:
        return not as_the_script_reads(when["not"], fields)
    given = fields.get(when["item"], [])
    if "answered" in when:
        return bool(given) == when["answered"]
    if "is" in when:
        return when["is"] in given
    number = float(given[0]) if given and given[0].isdigit() else float("nan")  # the script's Number("na") is NaN too
    return number >= when["at_least"] if "at_least" in when else number <= when["at_most"]


@EXAMPLES
@given(forms_with_answers())
def test_the_page_s_script_can_decide_the_same(drawn):
    items, answers = drawn
    form = loaded(items)
    kept = form.kept(answers)
    filled = {item.id: item.fill(kept[item.id]) for item in form.items() if item.id in kept}
    fields = {id_: given if isinstance(given, list) else [given] for id_, given in filled.items()}
    asked = {item.id for item in form.asked(answers)}
    for item in form.items():
        if item.when is not None:
            data = json.loads(json.dumps(item.when.as_data(kept)))
            assert as_the_script_reads(data, fields) == (item.id in asked)
            assert as_the_script_reads(item.when.as_data(), fields) == (item.id in asked)
            assert all(now == holds(leaf, kept) for leaf, now in nows(data))


def nows(data):
    """Each comparison of a condition with what the server says about it."""
    for part in [*data.get("all", []), *data.get("any", []), *([data["not"]] if "not" in data else [])]:
        yield from nows(part)
    if "item" in data:
        yield data, data["now"]


@EXAMPLES
@given(forms(), st.data())
def test_a_reference_that_leads_nowhere_or_forward_is_refused(items, data):
    where = data.draw(st.integers(0, len(items) - 1))
    target = data.draw(st.sampled_from(["ghost", *[one["id"] for one in items[where:]]]))
    whens = data.draw(st.sampled_from(["leaf", "not", "all"]))
    leaf = {"item": target, "answered": True}
    items[where]["when"] = {"leaf": leaf, "not": {"not": leaf}, "all": {"all": [leaf]}}[whens]
    found, problems = loading(items)
    assert found is None
    assert any(f"`{target}`" in problem.message for problem in problems)


# What the loader says.

FORM = """\
key: probe
version: 1
kind: confidential
minutes: 1
title: &t {id: Uji, en: Probe}
intro: *t
pages:
  - key: one
    title: *t
    why: *t
    sees: form_answers
    items:
      - {id: colour, kind: choice, text: *t, options: [{key: red, text: *t}, {key: blue, text: *t}]}
      - {id: shade, kind: scale, text: *t, points: [*t, *t, *t]}
      - {id: sure, kind: yes_no, text: *t}
      - {id: only, kind: yes_no, text: *t, side: junior}
      - {id: words, kind: short_text, text: *t, when: WHEN}
      - {id: last, kind: yes_no, text: *t, when: {item: words, answered: true}}
"""
LINE = 1 + FORM.splitlines().index(next(line for line in FORM.splitlines() if "WHEN" in line))


@pytest.mark.parametrize(
    ("when", "says", "remedy"),
    [
        ("{item: ghost, answered: true}", "no item has the id `ghost`", "Name an earlier item"),
        ("{item: words, answered: true}", "`words` waits for itself", "Name an earlier item"),
        ("{item: last, is: 'yes'}", "in a circle: `words` → `last` → `words`", "Take one `when` out"),
        ("{item: only, is: 'yes'}", "`only` is not asked of the senior, `words` is", "the same `side:`"),
        ("{item: colour, is: green}", "`is` names `green`", "red, blue"),
        ("{item: sure, is: perhaps}", "`is` is `perhaps`", "`yes`, `no`"),
        ("{item: shade, is: '1'}", "`shade` has no keys", "`choice`, `several` or `yes_no`"),
        ("{item: shade, at_least: 3}", "no point 3", "count from 0 to 2"),
        ("{item: shade, at_most: much}", "`at_most` is `much`", "whole number"),
        ("{item: colour, at_least: 1}", "`colour` is no scale", "kind `scale`"),
        ("{item: sure, answered: false}", "`answered` is not true", "`not:`"),
        ("{item: shade, at_least: 1, at_most: 2}", "does not say, once", "Write, for example"),
        ("{item: shade}", "does not say, once", "Write, for example"),
        ("colour", "does not say, once", "Write, for example"),
        ("{all: []}", "`all` is not a list, or is empty", "one entry a line"),
        ("{all: [{item: sure, is: 'yes'}], any: [{item: sure, is: 'no'}]}", "unknown `any:`", "Known here"),
        ("{not: {not: {not: {not: {not: {not: {item: sure, is: 'yes'}}}}}}}", "nested too deeply", "at most 6"),
        ("&w {any: [*w, {item: sure, is: 'yes'}]}", "nested too deeply", "at most 6"),
        ("{not: {item: ghost, is: red}}", "no item has the id `ghost`", "Name an earlier item"),
    ],
)
def test_a_condition_that_cannot_work_names_line_and_remedy(when, says, remedy):
    found, problems = load_text(FORM.replace("WHEN", when), "probe.yaml")
    assert found is None
    assert any(one.line == LINE and says in one.message and remedy in one.remedy for one in problems), problems


def test_a_later_question_is_told_from_one_that_does_not_exist():
    text = FORM.replace("WHEN", "{item: sure, is: 'yes'}").replace(
        "{item: words, answered: true}", "{item: shade, at_most: 1}"
    )
    moved = text.replace(
        "{id: shade, kind: scale, text: *t,", "{id: shade, kind: scale, text: *t, when: {item: last, is: 'yes'},"
    )
    assert load_text(text, "probe.yaml")[1] == ()
    [circle] = {str(one) for one in load_text(moved, "probe.yaml")[1]}
    assert "in a circle: `shade` → `last` → `shade`" in circle
    later = text.replace(
        "{id: shade, kind: scale, text: *t,", "{id: shade, kind: scale, text: *t, when: {item: words, answered: true},"
    )
    [problem] = {str(one) for one in load_text(later.replace("at_most: 1}", "at_most: 2}"), "probe.yaml")[1]}
    assert "`words` stands later in the form. Move it before `shade`." in problem


def test_each_side_is_asked_by_what_it_was_asked():
    found, problems = load_text(FORM.replace("WHEN", "{item: sure, is: 'no'}"), "probe.yaml")
    assert problems == ()
    assert "only" not in {item.id for item in found.by_side["senior"].items()}
    assert "only" in {item.id for item in found.by_side["junior"].items()}
    words = next(item for item in found.by_side["senior"].items() if item.id == "words")
    assert words.when.holds({"sure": False}) and not words.when.holds({"sure": True}) and not words.when.holds({})


@pytest.mark.parametrize("given", [None, "red", ["red"], 7, True, {"red": 1}, [], "", float("nan")])
def test_an_answer_of_another_kind_moves_nothing_and_breaks_nothing(given):
    found, _ = load_text(FORM.replace("WHEN", "{item: shade, at_least: 1}"), "probe.yaml")
    form = found.by_side["senior"]
    asked = {item.id for item in form.asked({"shade": given})}
    assert ("words" in asked) == (given == 7 and given is not True)
