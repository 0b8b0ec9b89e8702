"""Needs: what a pair chose becomes weighted queries, each with its origin."""

from dataclasses import replace

import pytest

from service.knowledge.values import PAIR
from service.suggestions.guided.phrases import BECAUSE, because_words
from service.suggestions.guided.writing import wording
from service.suggestions.rules.needs import plan
from service.suggestions.values import Earlier, SideBrief, Stage
from tests.suggestions.planted import brief

PRACTICE = Stage(2, "practice", "", ("practice",))
REALITY = Stage(5, "reality", "", ("reality",))


def planned(**changes):
    return plan(brief("id", **changes), wording("id"))


def weights(needs):
    return {one.field: one.weight for one in needs}


def test_gap_times_what_the_mentor_shows_leads_at_the_practice_session():
    senior = SideBrief(skills={"automation": 0, "dashboards": 3, "messaging": 4})
    junior = SideBrief(skills={"automation": 4, "dashboards": 4, "messaging": 4, "short_video": 1})
    found = weights(planned(stage=PRACTICE, senior=senior, junior=junior))
    assert list(found)[:2] == ["both:skill:automation", "both:skill:dashboards"]
    assert found["both:skill:automation"] == pytest.approx(1.0)
    assert "junior:skill:messaging" in found  # no gap left: only the mentor speaks for it
    assert not any("short_video" in field for field in found)  # nobody learns it, nobody can show it


def test_elsewhere_skills_only_lend_colour():
    sides = {"senior": SideBrief(skills={"automation": 0}), "junior": SideBrief(skills={"automation": 4})}
    at_practice, elsewhere = (weights(planned(stage=stage, **sides)) for stage in (PRACTICE, REALITY))
    assert elsewhere["both:skill:automation"] == pytest.approx(at_practice["both:skill:automation"] / 4)


def test_a_goal_of_the_sessions_reason_counts_more():
    found = weights(planned(stage=REALITY, senior=SideBrief(goals=("floor_picture", "try_tools", "unknown_goal"))))
    assert found["senior:goal:floor_picture"] > found["senior:goal:try_tools"]
    assert "senior:goal:unknown_goal" not in found


def test_only_gaps_of_the_sessions_reason_are_behaviours():
    gaps = {"reality": 2, "practice": 4, "humility": 0}
    found = weights(planned(stage=REALITY, senior=SideBrief(behaviour_gaps=gaps)))
    assert [field for field in found if ":behaviour:" in field] == ["senior:behaviour:reality"]


def test_a_wish_for_this_session_comes_first_and_beyond_its_stage():
    needs = planned(focus="antrean bongkar muat", senior=SideBrief(focus="rekap", goals=("try_tools",)))
    assert needs[0].words == "antrean bongkar muat" and needs[0].need.stage is None
    assert (needs[0].kind, needs[0].key) == ("focus", "0")
    assert needs[0].side == "pair"
    assert [one.side for one in needs if one.words == "rekap"] == ["senior"]


def test_somebody_who_chose_nothing_still_has_the_sessions_reason():
    (need,) = planned(stage=REALITY)
    assert (need.field, need.need.stage, need.need.language, need.need.kinds) == (
        "pair:reason:reality",
        5,
        "id",
        ("topic",),
    )


def test_heaviest_first_and_always_the_same():
    senior = SideBrief(goals=("try_tools", "floor_picture"), skills={"automation": 1}, behaviour_gaps={"practice": 1})
    needs = planned(stage=PRACTICE, senior=senior, junior=SideBrief(goals=("show_work",), skills={"automation": 2}))
    assert [one.weight for one in needs] == sorted((one.weight for one in needs), reverse=True)
    assert needs == planned(
        stage=PRACTICE, senior=senior, junior=SideBrief(goals=("show_work",), skills={"automation": 2})
    )


def test_no_rating_in_what_is_searched_with():
    senior = SideBrief(skills={"automation": 1}, behaviour_gaps={"practice": 3})
    for need in planned(stage=PRACTICE, senior=senior, junior=SideBrief(skills={"automation": 4})):
        assert not any(character.isdigit() for character in need.need.query)


def test_what_a_pair_reads_together_is_for_both():
    senior = SideBrief(goals=("try_tools",), skills={"automation": 1}, behaviour_gaps={"practice": 1}, focus="rekap")
    assert {one.need.audience for one in planned(stage=PRACTICE, senior=senior)} == {PAIR}


AUTOMATION = Earlier(
    2, "Rekap kehadiran", "automation-small-id#1", "automation-small-id", ("practice",), ("automation",), ()
)
SIDES = {
    "senior": SideBrief(skills={"automation": 0, "dashboards": 0}, goals=("try_tools", "judge_tech")),
    "junior": SideBrief(skills={"automation": 4, "dashboards": 4}),
}


def moved(**marks) -> dict[str, float]:
    """By how much each need's weight is moved by one earlier topic on automation."""
    plain = weights(planned(stage=PRACTICE, **SIDES))
    past = weights(planned(stage=PRACTICE, earlier=(replace(AUTOMATION, **marks),), **SIDES))
    return {field: past[field] / weight for field, weight in plain.items()}


def test_what_was_not_touched_yet_rises_and_what_was_gives_way():
    shares = moved()
    assert shares["both:skill:automation"] < 1 < shares["both:skill:dashboards"]
    assert shares["senior:goal:try_tools"] > 1, "a goal no why has spoken of yet"
    assert moved(evidence=("senior:goal:try_tools",))["senior:goal:try_tools"] < 1
    assert shares["pair:reason:practice"] == 1, "the session's own theme is no wish that could wait"


def test_what_was_liked_leads_on_and_what_was_declined_steps_back_most():
    automation = "both:skill:automation"
    assert moved(liked=True)[automation] > 1 > moved()[automation] > moved(declined=True)[automation]
    assert moved(liked=True, declined=True)[automation] == moved()[automation], "two who disagree move nothing"
    assert moved(liked=True, barred=True)[automation] == moved()[automation], (
        "nor does what one found inappropriate lead on"
    )


def test_a_theme_that_came_often_is_not_forgotten():
    often = planned(stage=PRACTICE, earlier=(AUTOMATION,) * 20, **SIDES)
    assert (
        weights(often)["both:skill:automation"]
        >= weights(planned(stage=PRACTICE, **SIDES))["both:skill:automation"] / 2
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_need_has_its_reason_in_words(language):
    senior = SideBrief(
        skills={"automation": 0, "messaging": 2},
        goals=("try_tools", "floor_picture"),
        behaviour_gaps={"practice": 2},
        focus="rekap",
    )
    junior = SideBrief(skills={"automation": 4, "dashboards": 3}, goals=("show_work",), focus="data")
    codes = set()
    for past in ((), (AUTOMATION,), (replace(AUTOMATION, liked=True),), (replace(AUTOMATION, declined=True),)):
        for one in planned(stage=PRACTICE, senior=senior, junior=junior, focus="stok", earlier=past):
            words = because_words(one.because, language)
            assert words and not any(character.isdigit() for character in words)
            codes.update(one.because)
    assert codes == set(BECAUSE[language])
