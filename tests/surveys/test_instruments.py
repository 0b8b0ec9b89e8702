"""The shipped instruments are the product's, complete in both languages, and ask nothing that a form here must not ask."""

import pytest

from service.knowledge.values import REASONS as REASONS_OF_GUIDES
from service.surveys import queries
from service.surveys.kinds.codebook import codes
from service.surveys.kinds.questions import Choice, LongText, Scale, Several, ShortText, YesNo
from service.surveys.kinds.read_items import REASONS as REASONS_OF_ITEMS
from service.surveys.kinds.times import WeeklyGrid
from service.surveys.rules import Datum
from service.surveys.values import LANGUAGES, SIDES, SLOTS

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
DIFFERENT = {"different", "different_what", "different_seen", "quote"}
PULSE = {"workload", "can_disagree", "worry", "hard_clause"}
SAFETY = {"raise_hard_things", "admit_mistakes", "ask_for_help", "could_disagree", "worry_overall"}
# Stored answers carry these ids: taking one away or giving it another meaning breaks old answers.
IDS = {
    ("intake-senior", "senior"): BOTH
    | {f"behaviour_{one}_{when}" for one in REASONS for when in ("now", "target")}
    | {"ready_to_hear"},
    ("intake-junior", "junior"): BOTH | {"own_choice", "worth_time"},
    **{
        ("after-session", side): {
            "said_what_i_think",
            "who_steered",
            "learned_new",
            "learned_what",
            "suggestion_useful",
        }
        for side in SIDES
    },
    **{(f"pulse-week-{week}", side): PULSE for week in (4, 12) for side in SIDES},
    **{
        (key, "senior"): DIFFERENT | {f"behaviour_{one}_{when}" for one in REASONS for when in ("now", "then")}
        for key in ("closing-change", "day-90")
    },
    **{(key, "junior"): DIFFERENT for key in ("closing-change", "day-90")},
    ("closing-experience", "senior"): SAFETY | {"keep", "change", "quote"},
    ("closing-experience", "junior"): SAFETY | {"acted_upon", "keep", "change", "quote"},
}
KINDS = {
    "intake-senior": "confidential",
    "intake-junior": "confidential",
    "after-session": "confidential",
    "pulse-week-4": "anonymous",
    "pulse-week-12": "anonymous",
    "closing-change": "confidential",
    "day-90": "confidential",
    "closing-experience": "anonymous",
}
NEW = sorted(set(KINDS) - {"intake-senior", "intake-junior"})
INTAKES = [("intake-senior", "senior"), ("intake-junior", "junior")]


def item(key, side, id_):
    return next(one for one in queries.instrument(key, side).items() if one.id == id_)


def words(text):
    return (text.id, text.en)


def test_what_is_shipped_has_no_problems():
    assert queries.problems() == []
    shipped = {(one.key, side) for one in queries.questionnaires() for side in one.sides}
    assert shipped == set(IDS)
    assert {one.key: one.kind for one in queries.questionnaires()} == KINDS


@pytest.mark.parametrize(("key", "side"), IDS)
def test_ids_never_change(key, side):
    assert sorted(one.id for one in queries.instrument(key, side).items()) == sorted(IDS[key, side])


@pytest.mark.parametrize(
    ("key", "side", "id_", "stored"),
    [
        ("after-session", "senior", "who_steered", "partner balanced me"),
        ("after-session", "junior", "said_what_i_think", "0 1 2 3 4"),
        ("after-session", "junior", "suggestion_useful", "0 1 2 3 na"),
        ("pulse-week-4", "senior", "workload", "0 1 2 3 4"),
        ("pulse-week-4", "senior", "can_disagree", "0 1 2 3 4 na"),
        ("pulse-week-4", "junior", "worry", "0 1 2 3 4"),
        (
            "pulse-week-4",
            "junior",
            "hard_clause",
            "none purpose lead address no_appraisal clue_not_proof no_source off_limits no_gifts reschedule",
        ),
        ("closing-experience", "senior", "raise_hard_things", "0 1 2 3 4 na"),
        ("closing-experience", "senior", "admit_mistakes", "0 1 2 3 4"),
        ("closing-experience", "senior", "could_disagree", "0 1 2 3 4 na"),
        ("closing-experience", "junior", "worry_overall", "0 1 2 3 4"),
        ("closing-experience", "junior", "acted_upon", "yes not_yet said_nothing"),
        ("day-90", "senior", "behaviour_reality_then", "0 1 2 3 4"),
        ("day-90", "junior", "quote", "True False"),
    ],
)
def test_what_is_stored_for_an_answer_never_changes(key, side, id_, stored):
    assert " ".join(str(code) for code, _ in codes(item(key, side, id_))) == stored


@pytest.mark.parametrize(("key", "side"), INTAKES)
def test_options_of_the_intakes_never_change(key, side):
    items = {one.id: one for one in queries.instrument(key, side).items()}
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
        assert level.when.as_data() == {"item": "skills", "is": skill}


def test_the_five_behaviours_are_the_products_words():
    items = {one.id: one for one in queries.instrument("intake-senior").items()}
    points = ["belum pernah", "sekali", "dua–tiga kali", "tiap minggu", "beberapa kali seminggu"]
    for reason in REASONS:
        for when in ("now", "target"):
            assert [point.id for point in items[f"behaviour_{reason}_{when}"].points] == points
            assert items[f"behaviour_{reason}_{when}"].reason == reason
    assert items["behaviour_humility_now"].text.id == "mengatakan “saya belum tahu” di depan staf?"


def test_the_reasons_are_those_of_the_guides():
    assert REASONS_OF_ITEMS == tuple(REASONS_OF_GUIDES) == REASONS


@pytest.mark.parametrize("key", ["closing-change", "day-90"])
def test_change_is_measured_with_the_words_of_the_intake(key):
    """Only the same question on the same scale can be compared, looking at today and looking back."""
    before = {one.id: one for one in queries.instrument("intake-senior").items()}
    form = queries.instrument(key, "senior")
    after = {one.id: one for one in form.items()}
    assert form.linked_to == "intake"
    for reason in REASONS:
        asked, now, then = (
            found[f"behaviour_{reason}_{when}"] for found, when in [(before, "now"), (after, "now"), (after, "then")]
        )
        assert now.text == asked.text and now.points == then.points == asked.points
        assert then.text.id == asked.text.id
        assert now.reason == then.reason == reason
    titles = {page.key: page.title for page in form.pages}
    assert (
        titles["behaviours_now"]
        == next(page for page in queries.instrument("intake-senior").pages if page.key == "behaviours_now").title
    )
    assert "sebelum program" in titles["behaviours_then"].id


def test_day_90_asks_what_the_closing_form_asked():
    for side in SIDES:
        one, other = (queries.instrument(key, side).pages for key in ("closing-change", "day-90"))
        assert one == other


def test_both_pulses_ask_the_same():
    for side in SIDES:
        one, other = (queries.instrument(key, side).pages for key in ("pulse-week-4", "pulse-week-12"))
        assert one == other


def test_the_products_own_sentences():
    said = item("after-session", "junior", "said_what_i_think")
    assert said.text.id == "Di sesi tadi, saya bisa menyampaikan apa yang benar-benar saya pikirkan."
    assert [words(option.text)[0] for option in item("after-session", "senior", "who_steered").options] == [
        "mitra saya",
        "seimbang",
        "saya",
    ]
    useful = item("after-session", "senior", "suggestion_useful")
    assert len(useful.points) == 4 and useful.not_applicable is not None
    learned = item("after-session", "senior", "learned_what")
    assert isinstance(learned, ShortText) and not learned.required
    assert learned.when.as_data() == {"item": "learned_new", "is": "yes"}
    disagree = item("pulse-week-4", "junior", "can_disagree")
    assert disagree.text.id == "Ketika saya tidak sependapat, saya bisa mengatakannya."
    assert disagree.not_applicable.id == "tidak ada perbedaan pendapat"
    worry = "Sejauh ini, seberapa sering Anda khawatir ucapan Anda dalam sesi berakibat buruk bagi {} Anda?"
    assert item("pulse-week-4", "junior", "worry").text.id == worry.format("karier")
    assert item("pulse-week-4", "senior", "worry").text.id == worry.format("kewibawaan")
    points = [point.id for point in item("pulse-week-4", "senior", "worry").points]
    assert points == ["tidak pernah", "jarang", "kadang-kadang", "sering", "selalu"]
    assert (
        item("day-90", "junior", "different").text.id == "Adakah hal yang Anda lakukan berbeda sejak program dimulai?"
    )
    assert item("day-90", "junior", "different_what").text.id == "Apa itu?"
    assert item("day-90", "junior", "different_seen").text.id.startswith("Apa yang bisa dilihat orang lain?")
    assert item("day-90", "junior", "quote").text.id == "Boleh dikutip tanpa nama?"
    acted = item("closing-experience", "junior", "acted_upon")
    assert acted.text.id.endswith("adakah hal yang Anda sampaikan lalu ditindaklanjuti?")
    assert [option.text.id for option in acted.options] == ["ya", "belum", "saya tidak menyampaikan apa-apa"]


@pytest.mark.parametrize(("key", "side"), [(key, side) for key, side in IDS if "worry" in " ".join(IDS[key, side])])
def test_the_question_about_worry_stands_alone_and_may_be_skipped(key, side):
    [page] = [page for page in queries.instrument(key, side).pages if any("worry" in one.id for one in page.items)]
    assert len(page.items) == 1 and not page.items[0].required


def test_what_is_said_after_yes_is_asked_after_yes():
    form = queries.instrument("closing-change", "junior")
    opened = ["different", "different_what", "different_seen", "quote"]
    assert [one.id for one in form.asked({})] == ["different"]
    assert [one.id for one in form.asked({"different": False})] == ["different"]
    assert [one.id for one in form.asked({"different": True})] == opened
    assert form.incomplete({"different": False}) == ()
    assert form.kept({"different": False, "different_what": "rapat", "quote": True}) == {"different": False}


def test_a_quotation_is_asked_for_where_there_is_one():
    form = queries.instrument("closing-experience", "senior")
    assert "quote" not in {one.id for one in form.asked({})}
    for id_ in ("keep", "change"):
        assert "quote" in {one.id for one in form.asked({id_: "sesi tatap muka"})}
    assert "quote" not in form.kept({"quote": True})


@pytest.mark.parametrize(("key", "side"), [pair for pair in IDS if pair not in INTAKES])
def test_new_instruments_show_their_rows_and_their_origin(key, side):
    form = queries.instrument(key, side)
    assert form.sees() == (Datum.FORM_ANSWERS, Datum.DRAFTS)
    for one in form.items():
        if isinstance(one, Scale | Choice):
            assert one.provenance is not None
        if isinstance(one, LongText):
            assert one.comment and isinstance(item(key, side, one.permission), YesNo)
        if isinstance(one, ShortText):
            assert not one.comment, "one line for its author alone"


@pytest.mark.parametrize(("key", "side"), IDS)
def test_every_point_has_words_and_both_ends_are_as_far_from_the_middle(key, side):
    for one in queries.instrument(key, side).items():
        if isinstance(one, Scale):
            assert len({point.id for point in one.points}) == len({point.en for point in one.points}) == len(one.points)
            if one.measures == "agreement":
                assert [point.id for point in one.points] == [
                    "sangat tidak setuju",
                    "tidak setuju",
                    "di tengah-tengah",
                    "setuju",
                    "sangat setuju",
                ]


@pytest.mark.parametrize(("key", "side"), IDS)
def test_every_text_stands_in_both_languages(key, side):
    form = queries.instrument(key, side)
    texts = [form.title, form.intro]
    for page in form.pages:
        texts += [page.title, page.why]
        for one in page.items:
            texts += [one.text, *([one.hint] if one.hint else [])]
            texts += [option.text for option in getattr(one, "options", ())]
            texts += [text for text in (*getattr(one, "points", ()), getattr(one, "not_applicable", None)) if text]
            texts += [text for text in (getattr(one, "yes", None), getattr(one, "no", None)) if text]
    for text in texts:
        for language in LANGUAGES:
            assert text.into(language).strip()
    indonesian = " ".join(text.id for text in texts).lower()
    assert "kamu" not in indonesian and "pasangan anda" not in indonesian


@pytest.mark.parametrize(("key", "side"), IDS)
def test_a_form_never_asks_more_than_it_should(key, side):
    """Nothing of a person's kind, and no test of loyalty: no belonging, no staying, no leaving, no other partner."""
    asked = set("_".join(IDS[key, side]).split("_"))
    assert not asked & {"age", "gender", "religion", "stay", "leave", "belong", "partner", "loyal"}
    for one in queries.instrument(key, side).items():
        said = f" {one.text.id} {one.text.en} ".lower()
        for word in (
            "pindah",
            "ganti mitra",
            "berhenti",
            "betah",
            "bagian dari",
            "setia",
            "belong",
            "leave",
            "stay",
            "quit",
            "loyal",
        ):
            assert f" {word}" not in said, one.id


@pytest.mark.parametrize(("key", "side"), [pair for pair in IDS if pair not in INTAKES])
def test_a_page_with_one_list_of_answers_is_headed_by_its_question(key, side):
    """There the heading is what the eye reads: the question itself is drawn for screen readers alone."""
    for page in queries.instrument(key, side).pages:
        if len(page.items) == 1 and page.items[0].kind in {"choice", "several", "yes_no"}:
            assert page.title == page.items[0].text


@pytest.mark.parametrize("key", NEW)
def test_a_form_of_the_programme_is_short(key):
    form = queries.questionnaire(key)
    for side in form.sides:
        assert form.by_side[side].minutes <= 5
        assert all(1 <= len(page.items) <= 5 for page in form.by_side[side].pages)
    assert {side: queries.instrument("after-session", side).minutes for side in SIDES} == {"senior": 1, "junior": 1}


def test_only_chosen_skills_are_rated():
    form = queries.instrument("intake-junior")
    assert form.page("skill_levels", {}) is not None, "it counts before the choice, so that the total does not grow"
    chosen = {"skills": ["automation", "messaging"]}
    asked = [one.id for one in form.asked_on(form.page("skill_levels", chosen), chosen)]
    assert asked == ["skill_level_automation", "skill_level_messaging"]
    answers = {**chosen, "skill_level_automation": 3, "skill_level_dashboards": 4}
    assert "skill_level_dashboards" not in form.kept(answers), "a skill taken back takes its level along"
    assert form.page("skill_levels", {"skills": []}) is None


def test_the_grid_has_the_weeks_half_days():
    grid = item("intake-senior", "senior", "availability")
    assert grid.show(list(SLOTS), "id")[0] == "Senin: pagi, siang"
    assert len(grid.show(list(SLOTS), "en")) == 6


def test_kinds_summarise_themselves():
    items = {one.id: one for one in queries.instrument("intake-junior").items()}
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


def test_what_does_not_apply_stands_outside_the_scale():
    scale: Scale = item("pulse-week-4", "senior", "can_disagree")
    assert [count for _, count in scale.summarise([0, 4, "na", "na"]).counts] == [1, 0, 0, 0, 1, 2]
    assert scale.show("na", "id") == ["tidak ada perbedaan pendapat"]
    assert (scale.store("na"), scale.store("4"), scale.fill("na"), scale.fill(0)) == ("na", 4, "na", "0")
    assert item("pulse-week-4", "senior", "worry").store("na") is None


@pytest.mark.parametrize("sent", [None, "", "5", "-1", "1.0", "٣", "9" * 5000, "na "])
def test_what_is_no_point_of_a_scale_is_no_answer(sent):
    assert item("pulse-week-4", "senior", "can_disagree").store(sent) is None
