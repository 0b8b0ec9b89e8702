"""Who sees what: the declared table is the product's, and what exists now is held to it cell by cell."""

import pytest

from service.people import queries
from service.surveys.rules import VISIBILITY, Audience, Datum, Sight, may_read, may_read_in_words, seen_by, sight
from tests import builders

TABLE = """
profile         yes yes   yes                  yes no
exclusion_list  yes no    no_matcher_only      no  no
intake_ratings  yes words words_and_aggregates no  aggregates
drafts          yes no    no                   no  no
suggestions     yes yes   counts               no  no
marks           yes no    counts_per_guide     no  no
notes           yes no    no                   no  no
form_answers    yes no    aggregates           no  aggregates
case            yes no    no                   yes no
insights        yes yes   yes                  yes yes
"""
CELLS = [
    (datum, audience, value)
    for datum, *values in (line.split() for line in TABLE.strip().splitlines())
    for audience, value in zip(("author", "partner", "admin", "contact", "sponsor"), values, strict=True)
]


@pytest.mark.parametrize(("datum", "audience", "value"), CELLS)
def test_every_cell_is_the_products(datum, audience, value):
    assert sight(Audience(audience), Datum(datum)) is Sight(value)


def test_the_table_has_no_other_cells():
    assert len(CELLS) == sum(len(row) for row in VISIBILITY.values()) == len(Datum) * len(Audience)


@pytest.mark.parametrize("datum", Datum)
def test_the_words_shown_name_every_audience_once(datum):
    named = [audience for _, audiences in seen_by(datum) for audience in audiences]
    assert sorted(named) == sorted(Audience)


def test_words_are_no_reading():
    assert may_read_in_words(Audience.PARTNER, Datum.INTAKE_RATINGS)
    assert not may_read(Audience.PARTNER, Datum.INTAKE_RATINGS)
    assert not may_read_in_words(Audience.SPONSOR, Datum.INTAKE_RATINGS)
    assert not may_read_in_words(Audience.ADMIN, Datum.FORM_ANSWERS)


# What the pages show, by the row of the table: markers that stand in a handed-in intake.
MARKS = {
    Datum.PROFILE: ("Menunjukkan cara kerja saya dan hasilnya", "Senin: pagi"),
    Datum.INTAKE_RATINGS: ("satu tugas utuh, termasuk batas dan jebakannya",),
    Datum.FORM_ANSWERS: ("RAHASIA SEPADAN", "Ya, sepenuhnya", "FOKUS RAHASIA"),
}
TOPICS = "Otomasi tugas rutin"


@pytest.fixture
def profile(here, visit):
    card = builders.programme()
    senior = builders.intake(builders.participant(card, "senior"))
    junior = builders.intake(
        builders.participant(card, "junior"),
        worth_time="RAHASIA SEPADAN",
        focus="FOKUS RAHASIA",
        skill_level_automation=4,
    )
    builders.join(card, senior, junior)
    other = builders.participant(card, "senior")
    readers = {
        Audience.AUTHOR: junior.user_id,
        Audience.PARTNER: senior.user_id,
        Audience.ADMIN: builders.admin().id,
        Audience.CONTACT: queries.neutral_contact(card.id).user_id,
    }
    path = f"/programmes/{card.id}/people/{junior.id}"
    return readers, path, other, visit


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.SPONSOR])
def test_a_profile_shows_each_reader_their_cells(profile, audience):
    readers, path, _, visit = profile
    page = visit(readers[audience]).get(path)
    assert page.status_code == 200
    for datum, marks in MARKS.items():
        for mark in marks:
            assert (mark in page.text) is may_read(audience, datum), (datum, mark)
    assert (TOPICS in page.text) is may_read_in_words(audience, Datum.INTAKE_RATINGS)


def test_a_profile_is_nobody_elses(profile, visit):
    readers, path, other, _ = profile
    elsewhere = builders.admin(builders.programme("Lain").id)
    for user_id in (other.user_id, elsewhere.id, builders.user().id, builders.pair().senior.user_id):
        assert visit(user_id).get(path).status_code == 404
    assert visit().get(path).status_code == 303
    assert visit(readers[Audience.ADMIN]).get(path.replace("/programmes/1/", "/programmes/2/")).status_code == 404


def test_a_partner_no_longer_sees_it_once_the_pair_has_ended(here, visit):
    pair = builders.pair()
    path = f"/programmes/{pair.programme_id}/people/{pair.junior.id}"
    assert visit(pair.senior.user_id).get(path).status_code == 200
    builders.end(pair)
    assert visit(pair.senior.user_id).get(path).status_code == 404


def test_the_forms_first_page_says_it_in_plain_words(here, visit):
    card = builders.programme()
    who = builders.participant(card, "junior", who=builders.user(locale="en"))
    page = visit(who.user_id).get(f"/programmes/{card.id}/forms/intake-junior").text
    start, first_page = page.index("Who will see what"), page.index("/pages/facts")
    assert first_page and start
    for words in (
        "Your profile, goals and availability",
        "Your ratings of habits and skills",
        "Your private exclusion list",
        "This form while you are still filling it in",
        "Not seen; only the check of possible pairs uses it",
        "As topics in words, without a number",
    ):
        assert words in page
